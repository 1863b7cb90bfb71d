"""The host's own word on its pace: Crawl-delay, and Retry-After with 429 and 503."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy import signals

from newsspider.core.urls import host_of
from newsspider.items import PART_KEY
from newsspider.middlewares.errors import HostBusy
from newsspider.scheduler import FrontierScheduler

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

MAX_CRAWL_DELAY_SECONDS = 120.0  # a longer one is a way to say no in most files that have it
MAX_RETRY_AFTER_SECONDS = 604_800.0  # a week; nobody means longer ones, so they count as no word
FIRST_BACK_OFF_SECONDS = 5.0  # without a Retry-After: doubled with each refusal in a row
ROBOTS_TRIES = 3
ROBOTS_WAIT_SECONDS = 30.0  # longest wait for robots.txt itself


class PaceMiddleware:
    """Slows a host down to its Crawl-delay, and turns 429 and 503 into a pause of the host."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._refusals: dict[str, int] = {}
        self._set_by_user = frozenset(crawler.settings.getdict("DOWNLOAD_SLOTS"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build, and listen for parsed robots files."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.robots_parsed, signal=signals.robots_parsed)
        return middleware

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Make the host's slot as slow as its Crawl-delay asks; the user's own DOWNLOAD_SLOTS entry wins."""
        engine = self._crawler.engine
        assert engine
        host = engine.downloader.get_slot_key(request)
        asked = robotparser.crawl_delay(self._crawler.settings["USER_AGENT"])
        delay = max(min(float(asked or 0), MAX_CRAWL_DELAY_SECONDS), self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        if host in self._set_by_user or delay <= self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        logger.info("%s asks for %s s between requests (robots.txt)", host, delay)
        # Both: the slot that exists, and those that Scrapy makes after it has dropped an idle one.
        engine.downloader.per_slot_settings[host] = {"delay": delay, "concurrency": 1}
        slot = engine.downloader.slots.get(host)
        if slot:
            slot.delay, slot.concurrency = delay, 1

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Pass the answer on; raise `HostBusy` where the host asks to be left alone for a while."""
        of_page = PART_KEY in request.meta  # in a slot of its own, and a page without it is still read
        host = host_of(request.url) if of_page else str(request.meta.get("download_slot") or "")
        if response.status not in (429, 503):
            self._refusals.pop(host, None)
            return response
        refusals = self._refusals[host] = self._refusals.get(host, 0) + 1
        said = retry_after_seconds(response.headers.get(b"Retry-After"), datetime.now(UTC))
        seconds = said if said is not None else FIRST_BACK_OFF_SECONDS * 2 ** min(refusals - 1, 8)
        # Now, not when the spider hears of it: the engine may take the next request in between.
        self._pause(host, seconds)
        if "candidate" in request.meta:
            raise HostBusy(response.status, seconds)
        tries = request.meta.get("busy_tries", 0) + 1
        if of_page or tries > ROBOTS_TRIES or seconds > ROBOTS_WAIT_SECONDS:
            return response
        await asyncio.sleep(seconds)
        return request.replace(dont_filter=True, meta={**request.meta, "busy_tries": tries, "dont_retry": True})

    def _pause(self, host: str, seconds: float) -> None:
        """Have the scheduler leave a host alone."""
        engine = self._crawler.engine
        scheduler = engine.scheduler if engine else None
        if isinstance(scheduler, FrontierScheduler):
            scheduler.pause(host, seconds)


def retry_after_seconds(value: bytes | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, 1 at least; None where it says nothing usable.

    Both forms count, seconds and an HTTP date; a past date or zero asks for the least wait. What would be longer than
    a week is a mistake (a moment in the place of seconds, the last date there is), not a wish.
    """
    text = (value or b"").decode("ascii", "ignore").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            when = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    return max(seconds, 1.0) if seconds <= MAX_RETRY_AFTER_SECONDS else None  # not a number: None as well
