"""What a site says about all its pages: which AI agents its robots.txt bars, and what its tdmrep.json reserves."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.http.request import NO_CALLBACK

from newsspider import clock
from newsspider.core.metadata.tdmrep import MAX_TDMREP_BYTES, TDMREP_PATH, Reservation, parse_tdmrep, reservation_of
from newsspider.rules.metadata import bundled_ai_agents

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

TDMREP_SECONDS = 10


class RightsExtension:
    """Keeps each host's word in memory for the run: robots.txt is there anyway, tdmrep.json is asked for once."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._robots: dict[str, tuple[RobotParser, str]] = {}
        self._files: dict[str, asyncio.Task[tuple[tuple[Reservation, ...], str]]] = {}

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
        """Return what the host's tdmrep.json says of a page, and when it was seen."""
        parts = urlsplit(url)
        if parts.netloc not in self._files:
            address = f"{parts.scheme}://{parts.netloc}{TDMREP_PATH}"
            self._files[parts.netloc] = asyncio.ensure_future(self._fetch(address))
        rules, when = await self._files[parts.netloc]
        return reservation_of(url, rules), when

    async def _fetch(self, address: str) -> tuple[tuple[Reservation, ...], str]:
        """Return the rules of a host's file; none where it has none, or it can't be had."""
        # through the downloader, so that addresses, robots.txt and the host's pace count
        request = Request(
            address,
            callback=NO_CALLBACK,
            meta={
                "dont_retry": True,
                "dont_redirect": True,
                "download_timeout": TDMREP_SECONDS,
                "download_maxsize": MAX_TDMREP_BYTES,
            },
            dont_filter=True,
        )
        engine = self._crawler.engine
        try:
            assert engine
            response = await engine.download_async(request)
        except Exception:
            # a site without the file says nothing; whatever fails here must not cost the page
            logger.debug("%s can't be had", address, exc_info=True)
            return (), clock.utc_now()
        return (parse_tdmrep(response.body) if response.status == 200 else ()), clock.utc_now()
