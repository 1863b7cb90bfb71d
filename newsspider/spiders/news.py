"""``scrapy crawl news``: fetches what the frontier hands out and passes the pages on."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.spidermiddlewares.httperror import HttpError

from newsspider import clock
from newsspider.browser.found import find_browser
from newsspider.core.urls import host_of, normal_url, site_of
from newsspider.errors import UsageError
from newsspider.extensions.run import RunExtension
from newsspider.items import FetchedPage
from newsspider.middlewares.errors import HostBusy
from newsspider.sources.config import Source, read_sources
from newsspider.sources.parts import parse_part, part_of
from newsspider.spiders.arguments import check_arguments
from newsspider.spiders.outcomes import outcome_of
from newsspider.store.frontier import Candidate
from newsspider.store.listings import Visit
from newsspider.store.store import Outcome

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

ARGUMENTS = ("urls", "sources", "part")
NOT_MODIFIED = 304
RENDERED_FLAG = "rendered"
"""Of a response whose body a browser has built."""

_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xhtml")
# "Binary data bytes" of the WHATWG's MIME sniffing, less NUL, which some text pages hold.
_BINARY_BYTES = bytes((*range(0x01, 0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)))
_MOST_BINARY = 0.02  # share; random bytes have 0.1, the first 4 KiB of 1,462 real pages none (2026-11)
KEPT_HEADERS = (
    "content-type",
    "content-language",
    "etag",
    "last-modified",
    "link",
    "tdm-reservation",
    "tdm-policy",
    "x-robots-tag",
)
_GIVEN_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?[^/?#,]*", re.IGNORECASE)
# A site may send these several times, each with a part of what it says.
_LIST_HEADERS = frozenset(("link", "x-robots-tag"))


class NewsSpider(Spider):
    """Crawls sites, section pages and articles; which of them a URL is shows when it is fetched."""

    name = "news"
    fetches = True

    def __init__(
        self, urls: str | None = None, sources: str | None = None, part: str | None = None, **kwargs: Any
    ) -> None:
        check_arguments(self.name, (k for k in kwargs if k != "name"), ARGUMENTS)
        super().__init__()
        if urls is not None and sources is not None:
            raise UsageError("give -a urls=… or -a sources=…, not both")
        if urls is not None:
            given = dict.fromkeys(checked_url(url) or url for url in split_urls(urls))
            self.sources = tuple(map(Source, given))
            self._by_schedule = False
        else:
            self.sources = read_sources(Path(sources or "sources.toml"))
            self._by_schedule = True
        if not self.sources:
            raise UsageError("-a urls= is empty: name at least one, for example -a urls=https://www.example.com")
        if not any(normal_url(entry) for source in self.sources for entry in source.entries):
            raise UsageError(f"can't crawl {self.sources[0].url!r}: give http:// or https:// addresses")
        if part is not None:
            self.sources = tuple(part_of(self.sources, *parse_part(part)))
        self.run: RunExtension

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build from the -a arguments; the sources' paces become settings, as if the user had named their hosts."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if any(source.js for source in spider.sources):
            find_browser(crawler.settings)
        paces = {
            host_of(url): {"delay": source.pace, "concurrency": 1}
            for source in spider.sources
            if source.pace is not None
            for url in (source.url, *source.entries)
        }
        if paces:
            slots = {**paces, **crawler.settings.getdict("DOWNLOAD_SLOTS")}
            crawler.settings.set("DOWNLOAD_SLOTS", slots, priority="spider")
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """List what the sources say to read; the scheduler fetches what the frontier holds."""
        self.run = RunExtension.of(self.crawler)
        seeds = []
        for source in self.sources:
            self.run.add_source(source)
            for entry in source.entries:
                if self._by_schedule and not self.run.store.listings.is_due(entry, clock.now()):
                    logger.debug("not yet due: %s", entry)
                elif normal_url(entry):
                    site, found = site_of(source.url), {"type": "url", "url": entry}
                    seeds.append(Candidate(entry, host_of(entry), site, "seed", 0, source.url, found))
                else:
                    logger.error("can't crawl %r: give an http:// or https:// address", entry)
                    self._refuse(entry, source)
        self.run.list_candidates(seeds)
        nothing: tuple[Any, ...] = ()
        for item in nothing:  # an async generator, as Scrapy asks, that hands out nothing itself
            yield item

    def _refuse(self, given: str, source: Source) -> None:
        """Account for a given URL that isn't one."""
        seed = Candidate(given, "", site_of_refused(given), "seed", 0, source.url)
        self.run.settle(seed, Outcome("failed", "unsupported_scheme" if "://" in given else "bad_url", given[:300]))

    def fetched(self, response: Response) -> Iterator[FetchedPage]:
        """Pass a page on, or settle an answer that holds none."""
        candidate: Candidate = response.meta["candidate"]
        self.run.fetched += 1
        self.run.host_answered(host_of(response.url))
        kind = header(response, "content-type").partition(";")[0].strip().lower()
        is_page = looks_like_html(response.body, kind)
        outcome = self._unreadable(response, candidate, kind, is_page)
        if outcome:
            self.run.settle(candidate, outcome)
            return
        headers = {name: value for name in KEPT_HEADERS if (value := header(response, name))}
        yield FetchedPage(
            candidate,
            response.url,
            response.status,
            headers,
            response.body,
            fetched_at=clock.utc_now(),
            maybe_listing=not is_page,
            rendered=RENDERED_FLAG in response.flags,
        )

    def not_fetched(self, failure: Failure) -> None:
        """Settle a request that failed, or leave its host alone for a while."""
        request: Any = failure.request  # type: ignore[attr-defined]
        candidate: Candidate = request.meta["candidate"]
        error: Any = failure.value
        if isinstance(error, HttpError):
            self.run.host_answered(host_of(error.response.url))
        if isinstance(error, HttpError) and error.response.status == NOT_MODIFIED:
            self.run.settle(candidate, Outcome("unchanged", "not_modified", visit=Visit(not_modified=True)))
        elif isinstance(error, HostBusy):
            self.run.host_busy(candidate, host_of(request.url), error.status, error.seconds)
        elif self.crawler.engine and not self.crawler.engine.running:
            logger.debug("left waiting, the run is ending: %s", candidate.url)
        else:
            self.run.settle(candidate, outcome_of(error, request.url))

    def _unreadable(self, response: Response, candidate: Candidate, kind: str, is_page: bool) -> Outcome | None:
        """Return the outcome of an answer that can't be a page or listing, None for one that can."""
        if not response.body.strip():
            return Outcome("failed", "empty_body", None)
        if not is_page and candidate.kind == "article":
            return Outcome("dropped", "not_html", kind or "no Content-Type")
        if candidate.kind not in ("seed", "listing") and site_of(response.url) not in (
            candidate.site,
            site_of(candidate.source),
        ):
            return Outcome("dropped", "left_the_site", response.url[:300])
        return None


def split_urls(urls: str) -> list[str]:
    """Split -a urls= at white space and at the commas between addresses, each address once; one inside a path stays.

    A comma separates where a scheme follows, or where what stands before it has no path yet.
    """
    found: dict[str, None] = {}
    for part in re.split(r"\s+|,(?=\s*[a-z][a-z0-9+.-]*://)", urls, flags=re.IGNORECASE):
        start = 0
        while start < len(part):
            host = _GIVEN_HOST.match(part, start)
            end = host.end() if host else start
            cut = end if part[end : end + 1] == "," else len(part)
            if address := part[start:cut].strip(","):
                found[address] = None
            start = cut
            while part[start : start + 1] == ",":
                start += 1
    return list(found)


def checked_url(given: str) -> str | None:
    """Return a given address in normal form, ``www.example.com`` as https; None where it can't be crawled."""
    return normal_url(given if "://" in given else f"https://{given}")


def site_of_refused(given: str) -> str:
    """Return a name to count a refused address under."""
    try:
        return urlsplit(given).netloc or given[:100]
    except ValueError:
        return given[:100]


def header(response: Response, name: str) -> str:
    """Return a response header as text, empty where it isn't there; several of the name count as RFC 9110 joins them."""
    values = response.headers.getlist(name)
    if name not in _LIST_HEADERS:
        values = values[-1:]
    return ", ".join(value.decode("latin-1") for value in values if value)


def looks_like_html(body: bytes, content_type: str) -> bool:
    """Whether an answer is a page: declared as one, or undeclared and starting like one; never binary data."""
    if _is_binary(body[:4096]):
        return False
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    if start.startswith((b"%pdf", b"<?xml", b"<rss", b"<feed", b"{", b"\x89png", b"\xff\xd8\xff", b"pk\x03\x04")):
        return b"<html" in start
    if content_type in _HTML_TYPES:
        return True
    return content_type in ("", "text/plain", "application/octet-stream") and (
        b"<html" in start or b"<!doctype" in start
    )


def _is_binary(start: bytes) -> bool:
    """Whether bytes hold more control characters than any text does; UTF-16 and UTF-32 show by marks or first sign."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff", b"<\0", b"\0<")):
        return False
    return len(start) - len(start.translate(None, _BINARY_BYTES)) > _MOST_BINARY * len(start)
