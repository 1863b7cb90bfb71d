"""Pages of sources with ``js = true``: fetched as all others, then built by a browser before anyone reads them."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import signals

from newsspider.browser.browser import Browser, RenderFailed
from newsspider.browser.found import find_browser
from newsspider.items import JS_KEY
from newsspider.middlewares.errors import Refused
from newsspider.spiders.news import RENDERED_FLAG, header, looks_like_html

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsspider.sources.config import Source

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 0.5  # a run that ends is noticed within


class JavaScriptMiddleware:
    """Replaces the body of such a page by what its scripts make of it.

    Stands nearest to the engine: the page has passed robots.txt, pace, redirects and size limits by then.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._browser: Browser | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build, and end the browser with the spider."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware._closed, signal=signals.spider_closed)
        return middleware

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the page as built; what isn't a page passes through.

        Raises:
            Refused: it can't be built; the URL is tried again like any that failed.
        """
        source: Source | None = request.meta.get(JS_KEY)
        if source is None or response.status != 200:
            return response
        if not looks_like_html(response.body, header(response, "content-type").partition(";")[0].strip().lower()):
            return response
        if self._browser is None:
            self._browser = Browser(self._crawler, find_browser(self._crawler.settings))
        task = asyncio.ensure_future(self._browser.render(response, source.language, source.time_zone))
        try:
            while not task.done() and not self._ending():
                await asyncio.wait({task}, timeout=_LOOK_SECONDS)
            if not task.done():
                raise Refused("failed", "render_timeout", "the run is ending")
            markup = task.result()
        except RenderFailed as exc:
            self._count(exc.reason)
            raise Refused("failed", exc.reason, exc.detail) from exc
        finally:
            task.cancel()
        self._count(RENDERED_FLAG)
        response.headers["Content-Type"] = "text/html; charset=utf-8"
        return response.replace(body=markup.encode("utf-8", "replace"), flags=[*response.flags, RENDERED_FLAG])

    def _ending(self) -> bool:
        """Whether the run is ending: what isn't built by then waits for the next."""
        return self._crawler.engine is None or not self._crawler.engine.running

    def _count(self, what: str) -> None:
        if self._crawler.stats:
            self._crawler.stats.inc_value(f"newsspider/js/{what}")

    async def _closed(self, spider: Spider) -> None:
        if self._browser is not None:
            await self._browser.close()
