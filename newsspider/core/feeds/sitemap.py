"""Stage 1 of 8, discover: sitemaps, sitemap indexes, Google News sitemaps and lists of URLs in plain text."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from newsspider.core.feeds.dates import entry_date, plain_date
from newsspider.core.feeds.fields import MAX_TITLE_CHARS, Fields, first_url, language_of, split_list
from newsspider.core.feeds.model import MAX_SITEMAP_ENTRIES, Child, Entry
from newsspider.core.urls import is_plain_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

_FREQUENCIES = frozenset(("always", "hourly", "daily", "weekly", "monthly", "yearly", "never"))
_ABSOLUTE = re.compile(rb"https?://[^\s<>]+", re.IGNORECASE)
_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
_LASTMOD = "{http://www.sitemaps.org/schemas/sitemap/0.9}lastmod"
_MAX_LINE_BYTES = 3_000
_JUDGED_LINES = 50


def read_url(
    element: etree._Element, base: str, language: str | None, months: Mapping[str, int], flaws: Counter[str]
) -> Entry | None:
    """Return what a sitemap says of a page, None where it has no URL; arguments as of `rss.read_item`."""
    usual = _usual_entry(element, language)
    if usual is not None:
        return usual
    fields = Fields(element)
    url = first_url(((text, base) for text in (fields.raw("loc"), fields.raw("link"))), flaws)
    if url is None:
        flaws["entry_without_url"] += 1
        return None
    news = next(fields.inside("news:news", "news"), None)
    lastmod = fields.raw("lastmod", "news:lastmod")
    modified = entry_date(lastmod, months)
    flaws["bad_date"] += lastmod is not None and modified is None
    images = ((image.raw("image:loc", "loc"), base) for image in fields.inside("image:image"))
    entry = Entry(
        url=url,
        kind="sitemap" if news is None else "news_sitemap",
        modified=modified,
        language=language,
        image=first_url(images, Counter()),
        changefreq=_frequency(fields.raw("changefreq")),
        priority=_priority(fields.raw("priority")),
    )
    return entry if news is None else _with_news(entry, news, months, flaws)


def _usual_entry(element: etree._Element, language: str | None) -> Entry | None:
    """Return an entry of nothing but a plain URL and a plain date, as most are; None for any other.

    A large sitemap has 50,000 of them, and reading each as if all could be wrong with it takes four times as long.
    """
    if len(element) > 2 or not len(element) or (element.text and element.text.strip()):
        return None
    loc, lastmod = element[0], element[1] if len(element) == 2 else None
    if loc.tag != _LOC or len(loc) or (lastmod is not None and (lastmod.tag != _LASTMOD or len(lastmod))):
        return None
    url = (loc.text or "").strip()
    if not is_plain_url(url):
        return None
    modified = None
    if lastmod is not None:
        modified = plain_date((lastmod.text or "").strip())
        if modified is None:
            return None
    return Entry(url=url, kind="sitemap", modified=modified, language=language)


def _with_news(entry: Entry, news: Fields, months: Mapping[str, int], flaws: Counter[str]) -> Entry:
    """Return the entry with the fields that Google News has, also where their prefix was left out."""

    def raw(name: str) -> str | None:
        return news.raw(f"news:{name}", name)

    def text(name: str, limit: int = MAX_TITLE_CHARS) -> str | None:
        return news.text(f"news:{name}", name, limit=limit)

    publication = next(news.inside("news:publication", "publication"), None)
    stated = raw("publication_date")
    date = entry_date(stated, months)
    flaws["bad_date"] += stated is not None and date is None
    name = publication.text("news:name", "name") if publication else None
    language = publication.raw("news:language", "language") if publication else None
    return Entry(
        url=entry.url,
        kind=entry.kind,
        title=text("title"),
        date=date,
        modified=entry.modified,
        language=language_of(language or raw("language")) or entry.language,
        keywords=split_list(text("keywords", 5_000)),
        publication=name or text("name"),
        access=text("access"),
        genres=split_list(text("genres")),
        stock_tickers=split_list(text("stock_tickers")),
        geo_locations=text("geo_locations"),
        image=entry.image,
        changefreq=entry.changefreq,
        priority=entry.priority,
    )


def read_child(element: etree._Element, base: str, months: Mapping[str, int], flaws: Counter[str]) -> Child | None:
    """Return a sitemap that an index names, None where it has no URL."""
    fields = Fields(element)
    url = first_url([(fields.raw("loc"), base)], flaws)
    if url is None:
        flaws["entry_without_url"] += 1
        return None
    return Child(url, entry_date(fields.raw("lastmod"), months))


def read_lines(data: bytes, flaws: Counter[str]) -> list[Entry] | None:
    """Return the pages that a text lists one a line; None for another kind of text."""
    lines = data.split(b"\n", MAX_SITEMAP_ENTRIES * 2)
    judged = [line for line in lines[:_JUDGED_LINES] if line.strip()]
    if not judged or sum(1 for line in judged if _is_url(line)) * 2 <= len(judged) or not _is_url(judged[0]):
        return None
    flaws["cut"] += not data.endswith((b"\n", b"\r")) and len(lines) > MAX_SITEMAP_ENTRIES
    found: dict[str, Entry] = {}
    for line in lines:
        text = line.strip()
        if not text or text.startswith(b"#"):
            continue
        if len(found) >= MAX_SITEMAP_ENTRIES:
            flaws["too_many_entries"] += 1
            break
        url = first_url([(text.decode("utf-8", "replace"), "")], flaws) if _is_url(line) else None
        if url is None:
            flaws["entry_without_url"] += 1
        elif url in found:
            flaws["duplicate_entry"] += 1
        else:
            found[url] = Entry(url, "sitemap")
    return list(found.values())


def _is_url(line: bytes) -> bool:
    """Whether a line is an absolute URL and no more."""
    text = line.strip()
    return len(text) <= _MAX_LINE_BYTES and _ABSOLUTE.fullmatch(text) is not None


def _frequency(text: str | None) -> str | None:
    """Return how often a page changes, as sitemaps.org names it."""
    value = (text or "").lower()
    return value if value in _FREQUENCIES else None


def _priority(text: str | None) -> float | None:
    """Return a page's priority from 0 to 1."""
    return float(text) if text and re.fullmatch(r"[01](?:\.\d{1,6})?|\.\d{1,6}", text) and float(text) <= 1 else None
