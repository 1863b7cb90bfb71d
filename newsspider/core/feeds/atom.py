"""Stage 1 of 8, discover: Atom 1.0 and 0.3."""

from __future__ import annotations

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
    readable,
    split_list,
    text_of,
)
from newsspider.core.feeds.model import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml import etree

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_DATES = ("published", "issued", "created", "dc:date", "pubdate")
_MODIFIED = ("updated", "modified", "dcterms:modified")


def feed_facts(head: etree._Element | None, url: str, flaws: Counter[str]) -> dict[str, Any]:
    """Return what the feed says of itself, as arguments of `Listing`."""
    if head is None:
        return {}
    fields = Fields(head, atom=True)
    base = base_of(url, fields.base)
    return {
        "title": fields.text("title", limit=MAX_TITLE_CHARS),
        "language": fields.language or language_of(fields.raw("dc:language", "language")),
        "link": first_url(_links(fields, base, "alternate"), flaws),
        "next_page": first_url(_links(fields, base, "next"), Counter()),
        "hub": first_url(_links(fields, base, "hub"), Counter()),
    }


def read_entry(
    element: etree._Element, base: str, language: str | None, months: Mapping[str, int], flaws: Counter[str]
) -> Entry | None:
    """Return what an entry says, None for one without a URL; arguments as of `rss.read_item`."""
    fields = Fields(element, atom=True)
    base = base_of(base, fields.base)
    url = first_url(_candidates(fields, base), flaws)
    if url is None:
        flaws["entry_without_url"] += 1
        return None
    stated = fields.raw(*_DATES)
    date = next((day for child in fields.all(*_DATES) if (day := entry_date(text_of(child), months))), None)
    flaws["bad_date"] += stated is not None and date is None
    categories = (readable(child.get("label") or child.get("term") or text_of(child), MAX_TITLE_CHARS)
                  for child in fields.all("category"))  # fmt: skip
    people = [
        *fields.inside("author"),
        *(person for source in fields.inside("source") for person in source.inside("author")),
    ]
    return Entry(
        url=url,
        kind="feed",
        title=fields.text("title", "media:title", limit=MAX_TITLE_CHARS),
        date=date,
        modified=entry_date(fields.raw(*_MODIFIED), months),
        language=fields.language or language_of(fields.raw("dc:language")) or language,
        section=fields.text("prism:section"),
        categories=distinct((*categories, *fields.texts("dc:subject"))),
        keywords=split_list(fields.text("media:keywords", limit=5_000)),
        authors=distinct([*(person.text("name") for person in people), *fields.texts("dc:creator")]),
        description=fields.text("summary", "subtitle", "media:description", "content", limit=MAX_DESCRIPTION_CHARS),
        guid=clean_guid(fields.raw("id")),
        image=first_url(_images(fields, base), Counter()),
        publication=next((name for source in fields.inside("source") if (name := source.text("title"))), None),
    )


def _links(fields: Fields, base: str, rel: str) -> Iterator[tuple[str | None, str]]:
    """Yield (URL, base) of the links of a relation, those to web pages first."""
    links = [link for link in fields.all("link") if (link.get("rel") or "alternate").strip().lower() == rel]
    links.sort(key=lambda link: (link.get("type") or _PAGES[0]).strip().lower() not in _PAGES)
    for link in links:
        yield link.get("href") or text_of(link), base_of(base, link.get(_XML_BASE))


def _candidates(fields: Fields, base: str) -> Iterator[tuple[str | None, str]]:
    """Yield (URL, base) from where the article surely is to where it may be; not `self`, which is the entry's own."""
    for child in fields.all("feedburner:origlink", "pheedo:origlink"):
        yield text_of(child), base
    yield from _links(fields, base, "alternate")
    identity = fields.raw("id") or ""
    if identity.lower().startswith(("http://", "https://")):
        yield identity, base


def _images(fields: Fields, base: str) -> Iterator[tuple[str | None, str]]:
    """Yield (URL, base) of the pictures."""
    for link in fields.all("link"):
        if (link.get("rel") or "") == "enclosure" and (link.get("type") or "").startswith("image"):
            yield link.get("href"), base
    for group in (fields, *fields.inside("media:group")):
        for child in group.all("media:content", "media:thumbnail"):
            if not (child.get("type") or child.get("medium") or "image").startswith(("video", "audio")):
                yield child.get("url"), base
