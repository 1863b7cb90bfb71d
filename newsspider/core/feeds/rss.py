"""Stage 1 of 8, discover: RSS 0.9x, 1.0 and 2.0 with the extensions that publishers use."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from newsspider.core.feeds.dates import entry_date
from newsspider.core.feeds.fields import (
    MAX_DESCRIPTION_CHARS,
    MAX_TITLE_CHARS,
    Fields,
    base_of,
    clean_guid,
    distinct,
    first_url,
    language_of,
    name_of,
    readable,
    split_list,
    text_of,
)
from newsspider.core.feeds.model import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml import etree

_MINUTE_SECONDS, _YEAR_SECONDS = 60, 366 * 86_400
_PERIOD_SECONDS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_ADDRESS = re.compile(r"^\S{1,200}@\S{1,200}\s*\((.{1,200})\)$")
_HTTP = re.compile(r"^https?://", re.IGNORECASE)
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?#]|$)", re.IGNORECASE)
_DATES = ("pubdate", "published", "dc:date", "dcterms:issued", "dcterms:created", "prism:publicationdate", "atom:published",
          "date", "dc:issued")  # fmt: skip
_MODIFIED = ("atom:updated", "dcterms:modified", "prism:modificationdate", "updated", "lastmod", "lastbuilddate")


def channel_facts(head: etree._Element | None, url: str, flaws: Counter[str]) -> dict[str, Any]:
    """Return what the channel says of itself, as arguments of `Listing`."""
    if head is None:
        return {}
    root = Fields(head)
    inner = next(iter(root.all("channel")), None)
    fields = Fields(inner) if inner is not None and name_of(head) != "channel" else root
    base = base_of(base_of(url, root.base), fields.base)
    language = language_of(fields.raw("language", "dc:language"))
    return {
        "title": fields.text("title", limit=MAX_TITLE_CHARS),
        "language": language or fields.language or root.language,
        "link": first_url([(fields.raw("link"), base)], flaws),
        "interval_seconds": _interval(fields),
        "next_page": _linked(fields, "next", base),
        "hub": _linked(fields, "hub", base),
    }


def _linked(fields: Fields, rel: str, base: str) -> str | None:
    """Return where a channel's Atom link of a relation leads."""
    links = (link for link in fields.all("atom:link", "link") if (link.get("rel") or "").strip().lower() == rel)
    return first_url(((link.get("href"), base) for link in links), Counter())


def _interval(fields: Fields) -> int | None:
    """Return the seconds between visits that a channel asks for."""
    ttl = fields.raw("ttl") or ""
    period = _PERIOD_SECONDS.get((fields.raw("sy:updateperiod") or "").lower())
    times = fields.raw("sy:updatefrequency") or "1"
    seconds = None
    if ttl.isascii() and ttl.isdigit() and len(ttl) < 8:
        seconds = int(ttl) * 60
    elif period and times.isascii() and times.isdigit() and 0 < len(times) < 6:
        seconds = period // max(int(times), 1)
    return seconds if seconds is not None and _MINUTE_SECONDS <= seconds <= _YEAR_SECONDS else None


def read_item(
    element: etree._Element, base: str, language: str | None, months: Mapping[str, int], flaws: Counter[str]
) -> Entry | None:
    """Return what an item says, None for one without a URL.

    Args:
        element: the item.
        base: what relative URLs are relative to.
        language: of the channel.
        months: names of months, as `entry_date` takes them.
        flaws: counts what was wrong.
    """
    fields = Fields(element)
    url = first_url(_links(fields, base_of(base, fields.base)), flaws)
    if url is None:
        flaws["entry_without_url"] += 1
        return None
    stated = fields.raw(*_DATES)
    date = next((day for child in fields.all(*_DATES) if (day := entry_date(text_of(child), months))), None)
    flaws["bad_date"] += stated is not None and date is None
    guid = fields.raw("guid", "dc:identifier") or element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
    return Entry(
        url=url,
        kind="feed",
        title=fields.text("title", "media:title", "dc:title", "itunes:title", limit=MAX_TITLE_CHARS),
        date=date,
        modified=entry_date(fields.raw(*_MODIFIED), months),
        language=language_of(fields.raw("dc:language", "language")) or fields.language or language,
        section=fields.text("prism:section", "section"),
        categories=distinct(fields.texts("category", "dc:subject") + distinct(_terms(fields))),
        keywords=split_list(fields.text("media:keywords", "keywords", "itunes:keywords", "news:keywords", limit=5_000)),
        authors=_authors(fields),
        description=fields.text("description", "summary", "itunes:summary", "media:description", "dc:description",
                                "content:encoded", limit=MAX_DESCRIPTION_CHARS),
        guid=clean_guid(guid),
        image=_image(fields, base),
        publication=fields.text("source", "dc:publisher", "prism:publicationname"),
    )  # fmt: skip


def _links(fields: Fields, base: str) -> Iterator[tuple[str | None, str]]:
    """Yield (URL, base) from where the article surely is to where it may be."""
    for child in fields.all("feedburner:origlink", "pheedo:origlink"):
        yield text_of(child), base
    for child in fields.all("link"):
        yield text_of(child), base
    for child in fields.all("link", "atom:link"):
        if (child.get("rel") or "alternate").strip().lower() == "alternate":
            yield child.get("href"), base
    for child in fields.all("guid"):
        text = text_of(child).strip()
        if _HTTP.match(text) and " " not in text:
            yield text, base
    yield fields.element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"), base


def _terms(fields: Fields) -> Iterator[str | None]:
    """Yield Atom categories of an item."""
    for term in fields.attributes("term", "atom:category"):
        yield readable(term, MAX_TITLE_CHARS)


def _authors(fields: Fields) -> tuple[str, ...]:
    """Return who wrote an item; of an e-mail address the name beside it."""
    names = fields.texts("dc:creator", "author", "atom:author", "itunes:author", "creator")
    return distinct(found[1] if (found := _ADDRESS.match(name)) else name for name in names)


def _image(fields: Fields, base: str) -> str | None:
    """Return the URL of an item's picture."""
    groups = [fields, *fields.inside("media:group")]
    found: list[tuple[str | None, str]] = []
    for group in groups:
        for child in group.all("media:content", "enclosure", "media:thumbnail"):
            kind = child.get("type") or child.get("medium") or ""
            address = child.get("url") or ""
            if kind.startswith("image") or _IMAGE_FILE.search(address) or name_of(child) == "media:thumbnail":
                found.append((address, base))
    found += [(group.raw("url"), base) for group in fields.inside("image")]
    return first_url(found, Counter())
