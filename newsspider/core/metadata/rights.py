"""Stage 5 of 8, enrich: rights and opt-outs, as the page and its headers state them.

Only what is stated counts: a missing signal is None, neither permission nor reservation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newsspider.core.article import Rights
from newsspider.core.metadata.holder import MAX_HOLDER_CHARS, holder_of, tidy_holder
from newsspider.core.metadata.structured import clean, items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.rules import MetadataRules
    from newsspider.core.metadata.structured import Structured
    from newsspider.core.page import Page

_RIGHTS_RULES = ("legal/rights", "legal/copyright")
_RIGHTS_SIGN = re.compile(r"©|\(c\)|\bcopyright\b", re.IGNORECASE)
MAX_NOTICE_CHARS = 5_000
_TEXT_ROLES = frozenset(("paragraph", "other"))
_LICENSE_URL = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/", re.IGNORECASE)
_TRUE = {"1": True, "0": False}


def find_rights(
    page: Page, blocks: Sequence[Block], data: Structured, rules: MetadataRules
) -> tuple[Rights, dict[str, str]]:
    """Return the rights, and where each of them was stated."""
    notice = "\n".join(dict.fromkeys(block.text for block in blocks if _is_rights_notice(block)))[:MAX_NOTICE_CHARS]
    robots, robots_from = _robots(page)
    # a notice that extraction took for text still names its holder
    signed = "\n".join(
        block.text for block in blocks[::-1] if block.text.startswith("©") and block.role in _TEXT_ROLES
    )
    holder, holder_from = _holder(notice or signed, page, data, rules)
    license_, license_from = _license(page, data)
    reservation, reservation_from = _either(page, "tdm-reservation")
    policy, policy_from = _either(page, "tdm-policy")
    found = Rights(
        copyright_holder=holder,
        notice=notice or None,
        license=license_,
        tdm_reservation=_TRUE.get((reservation or "").strip()),
        tdm_policy=_absolute(page, policy),
        meta_robots=robots,
    )
    origins = {
        "rights.copyright_holder": holder_from,
        "rights.notice": "legal block" if notice else None,
        "rights.license": license_from,
        "rights.tdm_reservation": reservation_from if found.tdm_reservation is not None else None,
        "rights.tdm_policy": policy_from,
        "rights.meta_robots": robots_from,
    }
    return found, {name: origin for name, origin in origins.items() if origin}


def _either(page: Page, name: str) -> tuple[str | None, str | None]:
    """Return a signal of the TDM reservation protocol; the page's own word goes before the header's."""
    if value := clean(page.meta.get(name), 500):
        return value, "meta"
    value = clean(page.headers.get(name), 500)
    return value, "header" if value else None


def _absolute(page: Page, address: str | None) -> str | None:
    """Return an address made absolute."""
    if not address:
        return None
    try:
        return urljoin(page.url or "", address)
    except ValueError:
        return address


def _robots(page: Page) -> tuple[str | None, str | None]:
    """Return the directives for crawlers of meta robots and X-Robots-Tag, each once, in order."""
    sources = (("meta", page.meta.get("robots")), ("header", page.headers.get("x-robots-tag")))
    directives: dict[str, None] = {}
    named = [origin for origin, value in sources if value]
    for _, value in sources:
        for word in (value or "")[:1000].split(","):
            if text := clean(word, 100):
                directives.setdefault(text.lower())
    return ", ".join(directives) or None, "+".join(named) or None


def _license(page: Page, data: Structured) -> tuple[str | None, str | None]:
    """Return the license: JSON-LD, the license link, a meta tag."""
    for value in items(data.article.get("license")):
        text = clean(
            value.get("url") or value.get("@id") or value.get("name") if isinstance(value, dict) else value, 500
        )
        if text:
            return text, data.source
    for element in [element for relation, element in data.related if "license" in relation][:5]:
        if address := clean(element.get("href"), 500):
            return _absolute(page, address), "link"
    for name in ("dcterms.license", "dc.rights", "license", "rights", "copyright"):
        value = page.meta.get(name)
        if value and _LICENSE_URL.search(value):
            return clean(value, 500), f"meta {name}"
    return None, None


def _is_rights_notice(block: Block) -> bool:
    """Whether a legal block speaks of rights; cookie notices, terms and disclaimers don't."""
    if block.role != "legal":
        return False
    return (block.rule or "").startswith(_RIGHTS_RULES) or bool(_RIGHTS_SIGN.search(block.text))


def _holder(notice: str, page: Page, data: Structured, rules: MetadataRules) -> tuple[str | None, str | None]:
    """Return who holds the copyright: JSON-LD, the notice, a meta tag."""
    for value in items(data.article.get("copyrightHolder")):
        for name, _ in data.names(value):
            return name[:MAX_HOLDER_CHARS], data.source
    if holder := holder_of(notice, rules):
        return holder, "notice"
    for name in ("dcterms.rightsholder", "copyright", "dc.rights", "dcterms.rights", "rights"):
        text = clean(page.meta.get(name), 300)
        if text and not text.startswith("http") and (holder := holder_of(text, rules) or tidy_holder(text, rules)):
            return holder, f"meta {name}"
    return None, None
