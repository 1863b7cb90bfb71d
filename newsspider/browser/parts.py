"""What a page may load while a browser builds it: its scripts and their data, through Scrapy's downloader.

The browser opens no connection itself. So the address policy, robots.txt, redirects, size limits and certificates
count for each part of a page as they do for the page.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from newsspider.core.urls import host_of, site_of
from newsspider.items import PART_KEY
from newsspider.rules.trackers import bundled_trackers
from newsspider.spiders.outcomes import FETCH_ERRORS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

MAX_SCRIPTS = 100
"""That one page may ask for; the front pages of large papers have some 60."""

MAX_DATA = 30
"""Answers of data that one page may ask for: one that asks for news each second is at rest without them."""

MAX_PARTS_BYTES = 30 * 1024 * 1024
"""Of all parts of one page together."""

KEPT_BYTES = 32 * 1024 * 1024
"""Of scripts that are kept for the run, since the pages of a site share them."""

# Besides what fetching may end in: a URL that Scrapy can't use, and a spider that is closed.
_FAILURES: tuple[type[Exception], ...] = (*FETCH_ERRORS, ValueError, RuntimeError)
_LOADED = frozenset(("script", "xhr", "fetch"))
# Headers that a browser adds for itself, or that would say more of us than the page's own request does.
_OWN_HEADERS = frozenset(
    ("accept-encoding", "accept-language", "connection", "content-length", "cookie", "host", "referer", "user-agent")
)
# What no longer holds for a body that is unpacked and handed over whole; a policy that names the site's own hosts
# would keep nothing out that isn't kept out here.
_DROPPED_HEADERS = frozenset(
    ("connection", "content-encoding", "content-length", "content-security-policy", "set-cookie", "transfer-encoding")
)


class KeptScripts:
    """The scripts of a run by their URL, as many as fit `KEPT_BYTES`; the longest unused goes first."""

    def __init__(self, most_bytes: int = KEPT_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._scripts: OrderedDict[str, Response] = OrderedDict()

    def get(self, url: str) -> Response | None:
        """Return a script's answer, None where it isn't kept."""
        response = self._scripts.get(url)
        if response is not None:
            self._scripts.move_to_end(url)
        return response

    def keep(self, url: str, response: Response) -> None:
        """Keep a script, unless it is larger than all the room there is."""
        if len(response.body) > self._most_bytes or url in self._scripts:
            return
        self._scripts[url] = response
        self._bytes += len(response.body)
        while self._bytes > self._most_bytes:
            _, oldest = self._scripts.popitem(last=False)
            self._bytes -= len(oldest.body)


class Parts:
    """The parts of one page, bounded in number and size."""

    def __init__(self, crawler: Crawler, page_url: str, kept: KeptScripts) -> None:
        self._crawler = crawler
        self._page_url = page_url
        self._kept = kept
        self._left = {"script": MAX_SCRIPTS, "data": MAX_DATA}
        self._bytes = 0

    async def get(self, url: str, kind: str, headers: dict[str, str]) -> Response | None:
        """Return the answer to a request that `is_loaded`, None where it can't be had or the page has had enough."""
        kept = self._kept.get(url) if kind == "script" else None
        if kept is not None:
            return kept
        sort = "script" if kind == "script" else "data"
        if not self._left[sort] or self._bytes >= MAX_PARTS_BYTES:
            return None
        self._left[sort] -= 1
        response = await self._fetch(url, headers)
        if response is None:
            return None
        self._bytes += len(response.body)
        if kind == "script" and response.status == 200:
            self._kept.keep(url, response)
        return response

    async def _fetch(self, url: str, headers: dict[str, str]) -> Response | None:
        """Fetch a part through the downloader; parts of one host one after the other, without the pause of pages."""
        engine = self._crawler.engine
        assert engine
        slot = f"{host_of(url)} (parts of pages)"
        engine.downloader.per_slot_settings.setdefault(slot, {"delay": 0.0, "concurrency": 1})
        request = Request(
            url,
            callback=NO_CALLBACK,
            headers=forwarded_headers(headers),
            meta={
                PART_KEY: self._page_url,
                "download_slot": slot,
                "dont_retry": True,
                "handle_httpstatus_all": True,
            },
            dont_filter=True,
        )
        try:
            return await engine.download_async(request)
        except _FAILURES as exc:
            logger.debug("a part of %s can't be had: %s %s", self._page_url, url, exc)
            return None


def is_loaded(method: str, kind: str, url: str) -> bool:
    """Whether a page's request is made: reads of scripts and data over HTTP, not from those who count visitors.

    ``kind`` is Playwright's resource type. Pictures, media, fonts, frames and style sheets hold no text of the page,
    and a crawl changes nothing at a site, so no other method than GET.
    """
    if method != "GET" or kind not in _LOADED:
        return False
    try:
        return urlsplit(url).scheme in ("http", "https") and site_of(url) not in bundled_trackers()
    except ValueError:
        return False


def forwarded_headers(headers: dict[str, str]) -> dict[str, str]:
    """Return those headers of a browser's request that the page's script means: Accept, Origin, its own."""
    return {name: value for name, value in headers.items() if not name.startswith("sec-") and name not in _OWN_HEADERS}


def answer_headers(response: Response) -> dict[str, str]:
    """Return the headers of an answer as the browser is to see them."""
    said = response.headers.to_unicode_dict()
    return {str(name): str(value) for name, value in said.items() if str(name).lower() not in _DROPPED_HEADERS}
