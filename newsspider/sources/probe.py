"""What a site has to read for what is new: fetched politely, and what each listing lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider

from newsspider.core.discover import find_links
from newsspider.core.feeds.found import FoundListing, find_listings, sitemaps_of_robots, usual_paths
from newsspider.core.feeds.read import read_listing
from newsspider.core.page import parse_page
from newsspider.core.urls import normal_url, site_of
from newsspider.printable import printable
from newsspider.rules.links import bundled_link_rules
from newsspider.sources.config import Source
from newsspider.spiders.news import looks_like_html
from newsspider.spiders.outcomes import outcome_of
from newsspider.spiders.unstored import UNSTORED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from scrapy.http import Response
    from twisted.python.failure import Failure

MAX_NAMED = 20
"""Feeds and sitemaps tried of those that a site names."""

MAX_SECTIONS = 8
_LEAST_ARTICLES = 3  # links to articles from which a page is worth reading as a section
_FEED_KINDS = ("rss", "atom", "json_feed")


@dataclass(frozen=True, slots=True)
class Finding:
    """A listing or section that was tried.

    ``kind`` is a listing's as `newsspider.core.feeds.model.Listing` has it, or section; ``count`` its entries or links
    to articles, ``latest`` the latest date among them; ``cause`` why it can't be read, None where it can.
    """

    url: str
    kind: str
    count: int = 0
    latest: str | None = None
    title: str | None = None
    cause: str | None = None


class ProbeSpider(Spider):
    """Looks at one site; ``findings`` is filled when it closes. Nothing is stored."""

    name = "probe"
    custom_settings: dict[str, Any] | None = UNSTORED

    def __init__(self, url: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url = url
        self.findings: dict[str, Finding] = {}
        self.cause: str | None = None
        self._sections: list[str] = []
        self._named = 0
        self._waiting = 0

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the site's page and its robots.txt."""
        yield Request(self.url, self.front, errback=self.no_front, priority=2)
        robots = normal_url("/robots.txt", self.url) or self.url
        yield Request(robots, self.robots, errback=self.no_robots, priority=1, meta={"dont_obey_robotstxt": True})

    def front(self, response: Response) -> Iterator[Request]:
        """Take the listings that the page names, or the page itself where it is one."""
        if response.status >= 300:
            self.cause = f"http_{response.status}"
            return
        self.url = normal_url(response.url) or self.url
        if not looks_like_html(response.body, _content_type(response)):
            self._read(response)
            return
        page = parse_page(response.body, response.url)
        links = find_links(page, bundled_link_rules())
        articles = sum(link.kind == "article" for link in links)
        self.findings[self.url] = Finding(self.url, "section", articles)
        self._sections = [link.url for link in links if link.kind == "section"][:MAX_SECTIONS]
        yield from self._try(find_listings(page))

    def no_front(self, failure: Failure) -> None:
        """Say why the site couldn't be read."""
        error: Any = failure.value
        outcome = outcome_of(error, self.url)
        self.cause = f"{outcome.reason}: {outcome.detail}"

    def robots(self, response: Response) -> Iterator[Request]:
        """Take the sitemaps that robots.txt names."""
        if response.status < 300:
            text = response.body.decode("utf-8", "replace")
            yield from self._try(sitemaps_of_robots(text, response.url))
        yield from self._guess()

    def no_robots(self, failure: Failure) -> Iterator[Request]:
        """Go on without."""
        yield from self._guess()

    def _guess(self) -> Iterator[Request]:
        """Try the usual places where the site names nothing, and its sections."""
        if not self._named:
            yield from self._try(usual_paths(self.url), guessed=True)
        for url in self._sections:
            yield Request(url, self.section, errback=self.no_section)

    def _try(self, found: Sequence[FoundListing], *, guessed: bool = False) -> Iterator[Request]:
        for listing in found:
            if self._named < MAX_NAMED and listing.url not in self.findings:
                self._named += not guessed
                self.findings[listing.url] = Finding(listing.url, listing.kind, cause="not read")
                yield Request(
                    listing.url,
                    self.listing,
                    errback=self.no_listing,
                    meta={"asked": listing.url, "title": listing.title, "guessed": guessed},
                )

    def listing(self, response: Response) -> None:
        """Read a feed or sitemap."""
        self._read(response)

    def no_listing(self, failure: Failure) -> None:
        """Say why a feed or sitemap couldn't be read."""
        request: Any = failure.request  # type: ignore[attr-defined]
        error: Any = failure.value
        self._miss(request.meta, outcome_of(error, request.url).reason or "not read")

    def _read(self, response: Response) -> None:
        asked = response.meta.get("asked", self.url)
        if response.status >= 300:
            self._miss(response.meta, f"http_{response.status}")
            return
        listing = read_listing(response.body, response.url, content_type=_content_type(response))
        if listing is None:
            self._miss(response.meta, "not a feed or sitemap")
            return
        dates = [entry.modified or entry.date or "" for entry in listing.entries]
        dates += [child.modified or "" for child in listing.children]
        self.findings[asked] = Finding(
            asked,
            listing.kind,
            len(listing.entries) + len(listing.children),
            max(dates, default="") or None,
            listing.title or response.meta.get("title"),
        )

    def _miss(self, meta: dict[str, Any], cause: str) -> None:
        """Note what can't be read; a place that was only a guess is forgotten."""
        asked = meta.get("asked", self.url)
        if meta.get("guessed"):
            self.findings.pop(asked, None)
        else:
            self.findings[asked] = Finding(
                asked, self.findings[asked].kind if asked in self.findings else "", cause=cause
            )

    def section(self, response: Response) -> None:
        """Count the articles that a section links to."""
        if response.status < 300 and looks_like_html(response.body, _content_type(response)):
            links = find_links(parse_page(response.body, response.url), bundled_link_rules())
            articles = sum(link.kind == "article" for link in links)
            if articles >= _LEAST_ARTICLES and site_of(response.url) == site_of(self.url):
                self.findings[response.url] = Finding(response.url, "section", articles)

    def no_section(self, failure: Failure) -> None:
        """A section that can't be read isn't one to name."""


def choose(url: str, findings: Sequence[Finding]) -> Source:
    """Return the entry that reads most with the fewest requests.

    News sitemaps and feeds where there are any, else sitemaps, else the sections.
    """
    read = [finding for finding in findings if finding.cause is None and finding.count]
    news = tuple(finding.url for finding in read if finding.kind == "news_sitemap")
    feeds = tuple(finding.url for finding in read if finding.kind in _FEED_KINDS)
    sitemaps = tuple(finding.url for finding in read if finding.kind in ("sitemap", "sitemap_index", "text_sitemap"))
    sections = tuple(finding.url for finding in read if finding.kind == "section")
    if news or feeds:
        return Source(url, feeds, news)
    return Source(url, sitemaps=sitemaps) if sitemaps else Source(url, sections=sections)


def to_toml(source: Source) -> str:
    """Return a source as a table of sources.toml."""
    lists = {"feeds": source.feeds, "sitemaps": source.sitemaps, "sections": source.sections}
    lines = [f"{key} = [{', '.join(map(_quoted, urls))}]\n" for key, urls in lists.items() if urls]
    return "".join(["[[source]]\n", f"url = {_quoted(source.url)}\n", *lines])


def _quoted(text: str) -> str:
    """Return a TOML string; URLs in normal form hold neither quotes nor controls."""
    escaped = printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _content_type(response: Response) -> str:
    return (response.headers.get(b"Content-Type") or b"").decode("latin-1").partition(";")[0].strip().lower()
