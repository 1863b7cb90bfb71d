"""A Chromium that builds pages: without a network of its own, with a time budget for each page."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from newsspider.browser.parts import KeptScripts, Parts, answer_headers, is_loaded
from newsspider.errors import NewsspiderError

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Page, Route, WebSocketRoute
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy_playwright.provider import PlaywrightBrowserProvider

logger = logging.getLogger(__name__)

PAGES_PER_BROWSER = 200  # then it is replaced, so that no leak lasts
QUIET_SHARE = 0.7  # of the time budget, for a page to come to rest; the rest is for reading what it built
CLOSE_SECONDS = 5.0
_HEAP_MIB = 256  # of one page's scripts; V8's own limit is 1 to 4 GiB

# Everything that a page loads is answered by `Parts`. These are for what a browser does past that: look up names and
# open connections ahead, report, update itself, and WebRTC. No name resolves, and the only way out is a proxy that
# has such a name.
_ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://nowhere.invalid:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    f"--js-flags=--max-old-space-size={_HEAP_MIB}",
)


class RenderFailed(NewsspiderError):
    """A page couldn't be built; ``reason`` is render_timeout, render_crashed or too_large."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(slots=True)
class _Instance:
    """One running Chromium, with how many pages it has built and has in work."""

    chromium: Chromium
    provider: PlaywrightBrowserProvider
    built: int = 0
    in_work: int = 0

    async def close(self) -> None:
        """End it; a browser that is gone already is fine, and one that hangs ends with its driver."""
        for end in (self.chromium.close, self.provider.close):
            with suppress(Exception):
                await asyncio.wait_for(end(), CLOSE_SECONDS)


class Browser:
    """Builds pages, ``pages`` at a time, with ``seconds`` for each; starts with the first page, ends with `close`."""

    def __init__(self, crawler: Crawler, path: str) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._path = path
        self._seconds = settings.getfloat("JS_SECONDS")
        self._most_chars = settings.getint("DOWNLOAD_MAXSIZE")
        self._room = asyncio.Semaphore(settings.getint("JS_PAGES"))
        self._starting = asyncio.Lock()
        self._kept = KeptScripts()
        self._current: _Instance | None = None
        self._all: list[_Instance] = []
        self._closed = False

    async def render(self, response: Response, language: str | None = None, time_zone: str | None = None) -> str:
        """Return the markup of a fetched page once its scripts have built it.

        ``language`` and ``time_zone`` are what its scripts are told of the reader's; without them English and UTC,
        wherever the crawl runs.

        Raises:
            RenderFailed: it took too long, or broke the browser.
        """
        async with self._room:
            instance = await self._instance()
            instance.in_work += 1
            try:
                return await self._render(instance, response, language, time_zone)
            finally:
                instance.in_work -= 1
                if instance is not self._current and not instance.in_work:
                    await self._end(instance)

    async def close(self) -> None:
        """End the browser; pages in work fail."""
        self._closed = True
        for instance in list(self._all):
            await self._end(instance)

    async def _instance(self) -> _Instance:
        """Return a running browser, started anew where the last one is gone or has built enough."""
        async with self._starting:
            if self._closed:
                raise RenderFailed("render_crashed", "the run is ending")
            current = self._current
            if current and (not current.chromium.is_connected() or current.built >= PAGES_PER_BROWSER):
                self._current = None
                if not current.in_work:
                    await self._end(current)
            if self._current is None:
                self._current = await self._start()
                self._all.append(self._current)
            self._current.built += 1
            return self._current

    async def _start(self) -> _Instance:
        from scrapy_playwright.handler import Config
        from scrapy_playwright.provider import PlaywrightBrowserProvider

        config = replace(
            Config.from_settings(self._crawler.settings),
            cdp_url=None,  # a browser somewhere else would have a network of its own
            connect_url=None,
            browser_type_name="chromium",
            launch_options={
                "executable_path": self._path,
                "args": list(_ARGUMENTS),
                "chromium_sandbox": os.geteuid() != 0,  # Chromium has none for root
                # the run closes it: a page in work is to end in a named state
                **{f"handle_{name}": False for name in ("sigint", "sigterm", "sighup")},
            },
        )
        provider = PlaywrightBrowserProvider(config)
        try:
            await provider.start()
            chromium = await provider.launch_browser()
        except Exception as exc:
            with suppress(Exception):
                await provider.close()
            logger.error("%s can't be started: %s", self._path, str(exc).strip().partition("\n")[0])
            raise RenderFailed("render_crashed", f"{self._path} can't be started") from exc
        return _Instance(chromium, provider)

    async def _end(self, instance: _Instance) -> None:
        if instance in self._all:
            self._all.remove(instance)
            await instance.close()

    async def _render(
        self, instance: _Instance, response: Response, language: str | None, time_zone: str | None
    ) -> str:
        """Build one page in a context of its own, which has no memory of the others."""
        from playwright.async_api import Error as PlaywrightError

        context: BrowserContext | None = None
        try:
            async with asyncio.timeout(self._seconds):
                context = await instance.chromium.new_context(
                    user_agent=self._crawler.settings["USER_AGENT"],
                    locale=language or "en-US",
                    timezone_id=time_zone or "UTC",
                    service_workers="block",
                    accept_downloads=False,
                )
                return await self._build(context, response)
        except TimeoutError as exc:
            raise RenderFailed("render_timeout", f"not built after {self._seconds:g} s") from exc
        except PlaywrightError as exc:
            raise RenderFailed("render_crashed", str(exc).strip().partition("\n")[0][:200]) from exc
        finally:
            if context is not None:
                await self._close_context(instance, context)

    async def _build(self, context: BrowserContext, response: Response) -> str:
        """Hand the page over, wait until it has come to rest, and read it."""
        from playwright.async_api import TimeoutError as PlaywrightTimeout

        server = _Server(response, Parts(self._crawler, response.url, self._kept))
        await context.route("**/*", server.answer)
        await context.route_web_socket("**/*", _refuse_socket)
        page: Page = await context.new_page()
        milliseconds = self._seconds * 1000
        try:
            await page.goto(response.url, wait_until="domcontentloaded", timeout=milliseconds)
            await page.wait_for_load_state("networkidle", timeout=milliseconds * QUIET_SHARE)
        except PlaywrightTimeout:
            logger.debug("not at rest, read as it is: %s", response.url)
        chars = int(await page.evaluate("document.documentElement.outerHTML.length"))
        if chars > self._most_chars:
            raise RenderFailed("too_large", f"{chars} characters once built")
        return await page.content()

    async def _close_context(self, instance: _Instance, context: BrowserContext) -> None:
        """Close a page's context; where that hangs, the browser is given up."""
        from playwright.async_api import Error as PlaywrightError

        try:
            await asyncio.wait_for(context.close(), CLOSE_SECONDS)
        except (TimeoutError, PlaywrightError) as exc:
            logger.debug("a page can't be closed: %s", exc)
            if instance is self._current:
                self._current = None


class _Server:
    """Answers all that one page asks for."""

    def __init__(self, response: Response, parts: Parts) -> None:
        self._page: Response | None = response
        self._parts = parts

    async def answer(self, route: Route) -> None:
        """Answer one request; one whose page is gone meanwhile needs none."""
        from playwright.async_api import Error as PlaywrightError

        with suppress(PlaywrightError):
            await self._answer(route)

    async def _answer(self, route: Route) -> None:
        request = route.request
        kind = request.resource_type
        if kind == "document":
            page, self._page = self._page, None
            if page is None:  # a frame, or the script wants to go elsewhere: the page stays
                await route.fulfill(status=204)
            else:
                await route.fulfill(status=200, headers=answer_headers(page), body=page.body)
        elif kind == "stylesheet":  # a script may wait for it
            await route.fulfill(status=200, headers={"content-type": "text/css"}, body="")
        elif is_loaded(request.method, kind, request.url):
            headers: dict[str, Any] = request.headers
            response = await self._parts.get(request.url, kind, headers)
            if response is None:
                await route.abort("failed")
            else:
                await route.fulfill(status=response.status, headers=answer_headers(response), body=response.body)
        else:
            await route.abort("blockedbyclient")


async def _refuse_socket(socket: WebSocketRoute) -> None:
    await socket.close()
