"""Stage 1 of 8, discover: the feeds and sitemaps that a page, a robots.txt or custom says a site has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsspider.core.feeds.fields import MAX_TITLE_CHARS, base_of, readable
from newsspider.core.urls import normal_url, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsspider.core.page import Page

MAX_FOUND = 200
_MAX_ELEMENTS = 5_000
_MAX_ROBOTS_CHARS = 600_000  # RFC 9309: parsers read at least 500 KiB

_FEED_TYPES = {
    "application/rss+xml": "feed", "application/atom+xml": "feed", "application/rdf+xml": "feed",
    "application/feed+json": "feed", "application/x.atom+xml": "feed", "application/x-atom+xml": "feed",
}  # fmt: skip
_VAGUE_TYPES = frozenset(("application/xml", "text/xml", "application/json", "application/rss", "text/rss+xml"))
_FEED_PATH = re.compile(
    r"(?:^|[/._-])(?:feeds?|rss\d?|atom|rdf)(?:$|[/._-])|/index\.xml$|\.(?:rss|atom|rdf)$", re.IGNORECASE
)
_SITEMAP_PATH = re.compile(r"sitemap[^/]*\.(?:xml|txt)(?:\.gz)?$|/sitemap/?$|[._-]sitemap\.xml", re.IGNORECASE)
_FILE = re.compile(r"\.(?:xml|rss|atom|rdf|json|txt)(?:\.gz)?$", re.IGNORECASE)
_NEWS = re.compile(r"news|latest", re.IGNORECASE)
_COMMENTS = re.compile(
    r"(?:^|[/._?=&-])(?:comments?|replies|kommentare|comentarios|commentaires|commenti)(?:$|[/._?=&-])", re.IGNORECASE
)
_SITEMAP_LINE = re.compile(
    r"^[ \t]{0,20}site-?map[ \t]{0,20}:[ \t]{0,20}([^\s#][^\s]{0,2047})", re.IGNORECASE | re.MULTILINE
)

_USUAL_FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/all.atom.xml", "/rss/all.xml",
                "/index.rdf", "/feed.json", "/?feed=rss2")  # fmt: skip
_USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/googlenews.xml", "/sitemap.xml",
                   "/sitemap_index.xml", "/sitemap-index.xml", "/wp-sitemap.xml", "/sitemap.xml.gz", "/sitemap.txt")  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundListing:
    """A feed or sitemap that something names: ``kind`` is feed, news_sitemap or sitemap, ``named_by`` link, anchor, robots or path."""

    url: str
    kind: str
    named_by: str
    title: str | None = None


def find_listings(page: Page) -> tuple[FoundListing, ...]:
    """Return the feeds and sitemaps that a page names, the best first, each once; empty where its URL isn't known.

    What the head declares comes before what is linked, feeds of stories before feeds of comments. A declared one may
    be another site's, as a feed service's; a linked one has to be of the page's own.
    """
    own = normal_url(page.url) if page.url else None
    if own is None:
        return ()
    base = base_of(own, next((element.get("href") for element in page.tree.iter("base") if element.get("href")), None))
    found: dict[str, FoundListing] = {}
    for listing in (*_declared(page, base), *_linked(page, base, site_of(own))):
        if listing.url != own and len(found) < MAX_FOUND:
            found.setdefault(listing.url, listing)
    return tuple(sorted(found.values(), key=_rank))


def _declared(page: Page, base: str) -> Iterator[FoundListing]:
    """Yield what ``link`` elements declare."""
    for link in islice(page.tree.iter("link"), _MAX_ELEMENTS):
        relations = (link.get("rel") or "").lower().split()
        url = normal_url(link.get("href") or "", base)
        if url is None or not link.get("href"):
            continue
        kind = None
        if "sitemap" in relations:
            kind = _kind_of_sitemap(url)
        elif "alternate" in relations or "feed" in relations:
            type_ = (link.get("type") or "").lower().partition(";")[0].strip()
            kind = _FEED_TYPES.get(type_)
            if (
                kind is None
                and (type_ in _VAGUE_TYPES or "feed" in relations)
                and _FEED_PATH.search(urlsplit(url).path)
            ):
                kind = "feed"
        if kind:
            yield FoundListing(url, kind, "link", readable((link.get("title") or "")[:2_000], MAX_TITLE_CHARS))


def _linked(page: Page, base: str, site: str) -> Iterator[FoundListing]:
    """Yield the links of the page whose addresses look like those of feeds and sitemaps."""
    for anchor in islice(page.tree.iter("a", "area"), _MAX_ELEMENTS):
        href = anchor.get("href") or ""
        url = normal_url(href, base) if href and not href.startswith("#") else None
        if url is None or site_of(url) != site:
            continue
        path = urlsplit(url).path
        if _SITEMAP_PATH.search(path) and _FILE.search(path):
            kind = _kind_of_sitemap(url)
        elif _reads_as_feed(path) or (anchor.get("type") or "").lower() in _FEED_TYPES:
            kind = "feed"
        else:
            continue
        yield FoundListing(url, kind, "anchor", readable("".join(anchor.itertext())[:2_000], MAX_TITLE_CHARS))


def _reads_as_feed(path: str) -> bool:
    """Whether a path is a feed's rather than an article's about feeds: one of its last two segments is just that."""
    segments = [segment for segment in path.split("/") if segment][-2:]
    return any(_FEED_PATH.search(f"/{segment}") and len(re.split(r"[-_]", segment)) <= 3 for segment in segments) and (
        _FILE.search(path) is not None or "." not in path.rpartition("/")[2]
    )


def _kind_of_sitemap(url: str) -> str:
    """Return the kind of sitemap that an address promises."""
    return "news_sitemap" if _NEWS.search(urlsplit(url).path) else "sitemap"


def _rank(listing: FoundListing) -> tuple[bool, int, bool]:
    """Return where a listing stands among others: feeds of comments last, news before all pages, declared first."""
    of_comments = bool(_COMMENTS.search(urlsplit(listing.url).path)) and listing.kind == "feed"
    return of_comments, ("news_sitemap", "feed", "sitemap").index(listing.kind), listing.named_by != "link"


def sitemaps_of_robots(text: str, url: str | None = None) -> tuple[FoundListing, ...]:
    """Return the sitemaps that a robots.txt names, in order, each once; relative ones only where ``url`` is given."""
    found: dict[str, FoundListing] = {}
    text = text[:_MAX_ROBOTS_CHARS].removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for line in _SITEMAP_LINE.finditer(text):
        sitemap = normal_url(line[1], url)
        if sitemap and len(found) < MAX_FOUND:
            found.setdefault(sitemap, FoundListing(sitemap, _kind_of_sitemap(sitemap), "robots"))
    return tuple(found.values())


def usual_paths(site_url: str) -> tuple[FoundListing, ...]:
    """Return where sites usually have their news sitemaps, feeds and sitemaps, to be tried in this order."""
    found: dict[str, FoundListing] = {}
    for path in (*_USUAL_SITEMAPS[:3], *_USUAL_FEEDS, *_USUAL_SITEMAPS[3:]):
        url = normal_url(path, site_url)
        if url:
            kind = _kind_of_sitemap(url) if path in _USUAL_SITEMAPS else "feed"
            found.setdefault(url, FoundListing(url, kind, "path"))
    return tuple(found.values())
