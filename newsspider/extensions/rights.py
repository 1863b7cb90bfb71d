"""What a site says about all its pages: which AI agents its robots.txt bars, and what its tdmrep.json reserves."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request, signals
from twisted.python.failure import Failure

from newsspider import clock
from newsspider.core.metadata.tdmrep import MAX_TDMREP_BYTES, TDMREP_PATH, Reservation, parse_tdmrep, reservation_of
from newsspider.extensions.run import RunExtension
from newsspider.rules.metadata import bundled_ai_agents
from newsspider.scheduler import FrontierScheduler

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

    _File = tuple[tuple[Reservation, ...], str]

logger = logging.getLogger(__name__)

TDMREP_SECONDS = 10
MAX_PAUSE_SECONDS = 60.0  # a page whose host pauses for longer isn't held up for the file
_DEFINITE_STATUS = (200, 404, 410)  # any other may be another one soon
LOOK_SECONDS = 0.5  # a run that ends is noticed within


class RightsExtension:
    """Keeps each host's word in memory for the run: robots.txt is there anyway, tdmrep.json is asked for once a day."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._robots: dict[str, tuple[RobotParser, str]] = {}
        self._files: dict[str, asyncio.Future[_File]] = {}
        self._asking: dict[str, Request] = {}
        self._hurried: set[asyncio.Future[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build, and listen for parsed robots files."""
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_parsed, signal=signals.robots_parsed)
        return extension

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Keep a host's robots.txt, with the time."""
        self._robots[urlsplit(request.url).netloc] = (robotparser, clock.utc_now())

    def barred_agents(self, url: str) -> tuple[dict[str, tuple[str, ...]], str] | None:
        """Return the AI agents that may not fetch a page, by group, and when that was seen; None where it wasn't."""
        seen = self._robots.get(urlsplit(url).netloc)
        if seen is None:
            return None
        parser, when = seen
        barred = {
            group: tuple(agent for agent in agents if not parser.allowed(url, agent))
            for group, agents in bundled_ai_agents().items()
        }
        return {group: agents for group, agents in barred.items() if agents}, when

    async def reservation(self, url: str) -> tuple[Reservation | None, str]:
        """Return what the host's tdmrep.json says of a page, and when it was seen; nothing where it can't be had now."""
        parts = urlsplit(url)
        if parts.netloc not in self._files:
            address = f"{parts.scheme}://{parts.netloc}{TDMREP_PATH}"
            self._files[parts.netloc] = self._known(address) or self._ask(address)
        file = self._files[parts.netloc]
        while not file.done():
            if self._waits_in_vain(parts.hostname or ""):
                return None, clock.utc_now()
            self._hurry(parts.netloc)
            await asyncio.wait({file}, timeout=LOOK_SECONDS)
        rules, when = file.result()
        return reservation_of(url, rules), when

    def _known(self, address: str) -> asyncio.Future[_File] | None:
        """Return a host's file as an earlier run has seen it; None where that is too long ago."""
        run = self._crawler.get_extension(RunExtension)
        kept = run.store.site_files.get(address, clock.now()) if run else None
        if kept is None:
            return None
        file: asyncio.Future[_File] = asyncio.get_running_loop().create_future()
        file.set_result((parse_tdmrep(kept[0]) if kept[0] else (), kept[1]))
        return file

    def _ask(self, address: str) -> asyncio.Future[_File]:
        """Have a host's file fetched; the rules are none where it has none, or it can't be had."""
        file: asyncio.Future[_File] = asyncio.get_running_loop().create_future()

        def answered(response: Response) -> None:
            body = response.body if response.status == 200 else b""
            file.set_result((parse_tdmrep(body) if body else (), clock.utc_now()))
            run = self._crawler.get_extension(RunExtension)
            if run and response.status in _DEFINITE_STATUS:
                run.keep_file(address, body)

        def failed(failure: Failure) -> None:
            # a site without the file says nothing; whatever fails here must not cost the page
            logger.debug("%s can't be had: %s", address, failure.value)
            file.set_result(((), clock.utc_now()))

        # through the scheduler, so that addresses, robots.txt, the host's pace and its pauses count
        request = Request(
            address,
            callback=answered,
            errback=failed,
            meta={
                "dont_retry": True,
                "dont_redirect": True,
                "handle_httpstatus_all": True,
                "download_timeout": TDMREP_SECONDS,
                "download_maxsize": MAX_TDMREP_BYTES,
            },
            dont_filter=True,
        )
        self._asking[urlsplit(address).netloc] = request
        engine = self._crawler.engine
        try:
            assert engine
            engine.crawl(request)
        except RuntimeError as exc:  # the spider is closed
            logger.debug("%s can't be asked for: %s", address, exc)
            file.set_result(((), clock.utc_now()))
        return file

    def _hurry(self, netloc: str) -> None:
        """Ask past the scheduler where it hands out nothing: the pages that wait for the file fill Scrapy's budget."""
        engine = self._crawler.engine
        if engine is None or not isinstance(engine.scheduler, FrontierScheduler) or not engine.scraper.slot:
            return
        request = self._asking[netloc]
        if engine.scraper.slot.needs_backout() and engine.scheduler.withdraw(request):
            self._hurried.add(task := asyncio.ensure_future(self._download(request)))
            task.add_done_callback(self._hurried.discard)

    async def _download(self, request: Request) -> None:
        """Fetch a request through the downloader, and pass the answer on as the engine would."""
        engine = self._crawler.engine
        assert engine
        assert request.callback
        assert request.errback
        try:
            response = await engine.download_async(request)
        except Exception as exc:
            logger.debug("%s can't be had", request.url, exc_info=True)
            request.errback(Failure(exc))  # type: ignore[no-untyped-call]
        else:
            request.callback(response)

    def _waits_in_vain(self, host: str) -> bool:
        """Whether the file won't come soon: the run is ending, or the host asked to be left alone for long."""
        engine = self._crawler.engine
        if engine is None or not engine.running:
            return True
        # Scrapy hands out nothing more once its slot is closing, and has no public word for that.
        if engine._slot is None or engine._slot.closing is not None:
            return True
        scheduler = engine.scheduler
        return isinstance(scheduler, FrontierScheduler) and scheduler.paused_for(host) > MAX_PAUSE_SECONDS
