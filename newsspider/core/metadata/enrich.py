"""Stage 5 of 8, enrich: page and blocks to metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from newsspider.core.jsonld import CUT
from newsspider.core.metadata.access import find_free, find_truncated
from newsspider.core.metadata.address import domain_of, find_canonical
from newsspider.core.metadata.dateline import find_filed
from newsspider.core.metadata.details import (
    find_image,
    find_publisher,
    find_section,
    find_tags,
    find_type,
    site_names,
)
from newsspider.core.metadata.language import find_language
from newsspider.core.metadata.model import Metadata
from newsspider.core.metadata.names import MAX_NAMES
from newsspider.core.metadata.people import find_authors, find_contributors
from newsspider.core.metadata.published import find_dates
from newsspider.core.metadata.rights import find_rights
from newsspider.core.metadata.state import ORIGIN as SCRIPT
from newsspider.core.metadata.state import PageState
from newsspider.core.metadata.structured import Structured, clean
from newsspider.core.metadata.title import MAX_TITLE_CHARS, TitleSources, find_kicker, find_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.rules import MetadataRules
    from newsspider.core.page import Page

MAX_DESCRIPTION_CHARS = 5_000
_MAX_GLUED_CHARS = 30
Value = TypeVar("Value")


class _Notes:
    """Collects origins and evidence while the fields are read."""

    def __init__(self) -> None:
        self.origins: dict[str, str] = {}
        self.evidence: dict[str, str] = {}

    def take(self, field: str, found: tuple[Value, str | None]) -> Value:
        """Note where a field came from, and return its value."""
        value, origin = found
        if origin and (value or value is False):
            self.origins[field] = origin
        return value

    def say(self, about: str, what: str | None) -> None:
        """Note a contradiction or a sign."""
        if what:
            self.evidence[about] = what[:500]


def enrich(page: Page, blocks: Sequence[Block], rules: MetadataRules) -> Metadata:
    """Return the metadata of a page: each field as stated, unknown ones None; never raises on what a page holds."""
    data = Structured(page)
    notes = _Notes()
    names = site_names(page, data)
    people = {clean(node.get("name"), 100) for node in data.nodes("Person")}
    # a personal site bears its author's name; labels of hosts often do
    outlets = [name for name in names if name not in people and ("." in name or " " in name or not name.islower())]
    text = "\n\n".join(block.text for block in blocks if block.kept)
    title, title_from = find_title(TitleSources(page, blocks, data, names))
    state = PageState(page, (title, page.meta.get("og:title")))
    if title is None and (title := state.title()):
        title_from = SCRIPT
    notes.take("title", (title, title_from))
    label, label_from = find_kicker(blocks, rules)
    # "LIVE" in the headline's box says what the piece is, unless the page itself calls it the kicker
    is_badge = label_from != "kicker block" and label is not None and rules.has("live", label)
    kicker = notes.take("kicker", (None, None) if is_badge else (label, label_from))
    section = notes.take("section", find_section(page, data))
    dates = find_dates(page, blocks, data, rules, state)
    filed = find_filed(page, blocks, data, rules, names)
    language, language_from, doubt = find_language(page, text, data)
    canonical, canonical_from, ignored = find_canonical(page, data)
    rights, rights_from = find_rights(page, blocks, data, rules)
    truncated, sign = find_truncated(blocks, data, rules, text)
    notes.origins.update(rights_from)
    if page.charset_from:
        notes.origins["charset"] = page.charset_from
    for about, what in (
        ("date", dates.conflict),
        ("language", doubt),
        ("canonical_url", ignored),
        ("truncated", sign),
        ("page", "; ".join(page.flaws)),
        ("json-ld", CUT if CUT in data.article else None),
    ):
        notes.say(about, what)
    authors = notes.take("authors", find_authors(page, blocks, data, rules, outlets, state))
    for about, size, limit in (("title", len(title or ""), MAX_TITLE_CHARS), ("authors", len(authors), MAX_NAMES)):
        if size >= limit:
            notes.say(about, f"cut at {limit}")
    published, modified = dates.published, dates.modified
    return Metadata(
        title=title,
        kicker=kicker,
        description=notes.take("description", _description(page, blocks, data)),
        authors=authors,
        contributors=notes.take("contributors", find_contributors(blocks, data, rules)),
        date_published=notes.take("date_published", (published.iso if published else None, dates.published_from)),
        date_modified=notes.take("date_modified", (modified.iso if modified else None, dates.modified_from)),
        dateline=notes.take("dateline", (filed.dateline, filed.dateline_from)),
        agency=notes.take("agency", (filed.agency, filed.agency_from)),
        language=notes.take("language", (language, language_from)),
        section=section,
        tags=notes.take("tags", find_tags(page, blocks, data)),
        type=notes.take("type", find_type(page, data, rules, section, label)),
        image=notes.take("image", find_image(page, data)),
        publisher=notes.take("publisher", find_publisher(page, data, blocks)),
        is_accessible_for_free=notes.take("is_accessible_for_free", find_free(page, data)),
        truncated=notes.take("truncated", (truncated, "wall or word count" if truncated else None)),
        rights=rights,
        canonical_url=notes.take("canonical_url", (canonical, canonical_from)),
        domain=domain_of(page.url),
        origins=notes.origins,
        evidence=notes.evidence,
    )


def _description(page: Page, blocks: Sequence[Block], data: Structured) -> tuple[str | None, str | None]:
    """Return the standfirst as shown, else the description that the page states."""
    shown = " ".join(block.text for block in blocks if block.role == "standfirst")
    if text := clean(shown, MAX_DESCRIPTION_CHARS):
        return _without_glued(text, page), "standfirst"
    for name in ("og:description", "description", "twitter:description"):
        if text := clean(page.meta.get(name), MAX_DESCRIPTION_CHARS):
            return text, f"meta {name}"
    return data.text("description"), data.source


def _without_glued(shown: str, page: Page) -> str:
    """Return a standfirst without the place or label that its box glues to its beginning: "LAKESIDEThe ferry …"."""
    for name in ("og:description", "description"):
        stated = clean(page.meta.get(name), MAX_DESCRIPTION_CHARS)
        cut = len(shown) - len(stated or "")
        if stated and 0 < cut <= _MAX_GLUED_CHARS and shown.endswith(stated) and shown[cut - 1].isalnum():
            return stated
    return shown
