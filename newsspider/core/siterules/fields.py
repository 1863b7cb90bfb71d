"""Stage 5 of 8, enrich: title, authors and date as a site's rule finds them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsspider.core.metadata.names import MAX_NAMES, read_names
from newsspider.core.metadata.published import DateReader
from newsspider.core.metadata.structured import clean
from newsspider.core.metadata.title import MAX_TITLE_CHARS
from newsspider.core.siterules.apply import texts_of
from newsspider.core.siterules.selector import Ground

if TYPE_CHECKING:
    from typing import Any

    from newsspider.core.metadata.model import Metadata
    from newsspider.core.metadata.rules import MetadataRules
    from newsspider.core.page import Page
    from newsspider.core.siterules.model import SiteRule

ORIGIN = "site_rule"


def with_site_fields(metadata: Metadata, page: Page, rule: SiteRule, rules: MetadataRules) -> Metadata:
    """Return metadata with what a site's rule says of it; a rule that isn't trusted only fills what is missing."""
    ground = Ground(page.tree)
    found: dict[str, Any] = {}
    if rule.title and (rule.trusted or not metadata.title):
        found["title"] = next(
            (title for text in texts_of(page, rule.title, ground) if (title := clean(text, MAX_TITLE_CHARS))), None
        )
    if rule.authors and (rule.trusted or not metadata.authors):
        names = [
            name
            for text in texts_of(page, rule.authors, ground)
            for name in read_names(text, rules, lone=rule.trusted, outlets=filter(None, [metadata.publisher]))
        ]
        found["authors"] = tuple(dict.fromkeys(names))[:MAX_NAMES]
    if rule.date and (rule.trusted or not metadata.date_published):
        reader = DateReader(page, rules)
        moments = (reader.read(text) for text in texts_of(page, rule.date, ground, ("datetime",)))
        found["date_published"] = next((moment.iso for moment in moments if moment), None)
    found = {field: value for field, value in found.items() if value}
    origins = {**metadata.origins, **dict.fromkeys(found, ORIGIN)}
    if metadata.image and any(part in metadata.image for part in rule.images):
        found["image"] = None
        origins.pop("image", None)
    return replace(metadata, **found, origins=origins) if found else metadata
