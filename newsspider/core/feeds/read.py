"""Stage 1 of 8, discover: bytes that may be a feed or sitemap → what they list; which kind is found out, not asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from newsspider.core.feeds import atom, rss, sitemap
from newsspider.core.feeds.dates import ENGLISH_MONTHS
from newsspider.core.feeds.fields import Fields, base_of
from newsspider.core.feeds.jsonfeed import read_json_feed
from newsspider.core.feeds.model import MAX_FEED_ENTRIES, MAX_SITEMAP_ENTRIES, Child, Entry, Listing
from newsspider.core.feeds.unpack import to_utf8, unpack
from newsspider.core.feeds.xmlparts import elements, find_root, parse_head, split
from newsspider.core.urls import normal_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsspider.core.feeds.xmlparts import Root

_READERS = {"feed": atom.read_entry, "urlset": sitemap.read_url}


def read_listing(
    data: bytes, url: str, *, content_type: str | None = None, months: Mapping[str, int] = ENGLISH_MONTHS
) -> Listing | None:
    """Read a feed or sitemap; None for what is neither, as a web page. Never raises.

    Args:
        data: the answer's body, gzipped or not.
        url: where it came from, which relative URLs are relative to.
        content_type: the answer's header; only its charset is minded, and only where the bytes leave it open.
        months: names of months in lower case, for dates that aren't in English.
    """
    flaws: Counter[str] = Counter()
    text = to_utf8(unpack(data, flaws), content_type, flaws)
    start = text[:2_000].lstrip()
    if start.startswith(b"{"):
        found = read_json_feed(text.decode("utf-8", "replace"), url, months, flaws)
    elif root := find_root(text, flaws):
        found = _read_xml(text, root, url, months, flaws)
    else:
        found = _read_text(text, flaws)
    if found is None and flaws["gz_bomb"]:
        found = Listing("sitemap")  # nothing in it, but what it is has to be told
    return replace(found, flaws={name: count for name, count in sorted(flaws.items()) if count}) if found else None


def _read_text(text: bytes, flaws: Counter[str]) -> Listing | None:
    """Read a list of URLs in plain text."""
    entries = None if b"<" in text[:2_000] else sitemap.read_lines(text, flaws)
    return None if entries is None else Listing("text_sitemap", tuple(entries))


def _read_xml(text: bytes, root: Root, url: str, months: Mapping[str, int], flaws: Counter[str]) -> Listing:
    """Read a feed or sitemap in XML."""
    of_pages = root.name in {"urlset", "sitemapindex"}
    limit = MAX_SITEMAP_ENTRIES if of_pages else MAX_FEED_ENTRIES
    head, pieces = split(text, root, limit, flaws)
    top = parse_head(head)
    base = base_of(url, Fields(top).base) if top is not None else url
    found = elements(head, pieces, flaws)
    if root.name == "sitemapindex":
        children = (sitemap.read_child(element, base, months, flaws) for element in found)
        return Listing("sitemap_index", children=_distinct_children(children, url))
    if of_pages:
        facts: dict[str, Any] = {"language": Fields(top).language if top is not None else None}
    elif root.name == "feed":
        facts = atom.feed_facts(top, url, flaws)
    else:
        facts = rss.channel_facts(top, url, flaws)
    read = _READERS.get(root.name, rss.read_item)
    entries = _distinct((read(element, base, facts.get("language"), months, flaws) for element in found), flaws)
    kind = "atom" if root.name == "feed" else "rss"
    if of_pages:
        kind = "news_sitemap" if any(entry.kind == "news_sitemap" for entry in entries) else "sitemap"
    return Listing(kind, entries, **facts)


def _distinct(found: Iterable[Entry | None], flaws: Counter[str]) -> tuple[Entry, ...]:
    """Return the entries in order, of each URL the first."""
    entries: dict[str, Entry] = {}
    for entry in found:
        if entry is not None:
            flaws["duplicate_entry"] += entry.url in entries
            entries.setdefault(entry.url, entry)
    return tuple(entries.values())


def _distinct_children(found: Iterable[Child | None], url: str) -> tuple[Child, ...]:
    """Return the sitemaps in order, each once, without the index itself."""
    own = normal_url(url)
    children: dict[str, Child] = {}
    for child in found:
        if child is not None and child.url != own:
            children.setdefault(child.url, child)
    return tuple(children.values())
