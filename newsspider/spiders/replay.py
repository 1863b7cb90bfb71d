"""``scrapy crawl replay``: recorded pages, or texts that another crawl left, through stages 3 to 7."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Spider, signals

from newsspider import clock
from newsspider.core.urls import host_of, normal_url, site_of
from newsspider.errors import UsageError
from newsspider.extensions.run import RunExtension
from newsspider.items import FetchedPage
from newsspider.sources.state import SourceState
from newsspider.spiders.arguments import check_arguments
from newsspider.store.frontier import Candidate
from newsspider.store.pages import BadRow, PageRow, read_rows
from newsspider.store.store import Outcome

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

logger = logging.getLogger(__name__)

ARGUMENTS = ("pages",)
_PAGES_AHEAD_PER_WORKER = 3  # in work at a time: enough to keep the workers busy, little enough to stay small


class ReplaySpider(Spider):
    """Reads pages from files; opens no connection."""

    name = "replay"
    fetches = False

    def __init__(self, pages: str | None = None, **kwargs: Any) -> None:
        check_arguments(self.name, (k for k in kwargs if k != "name"), ARGUMENTS)
        super().__init__()
        self._files = [Path(p.strip()) for p in (pages or "").split(",") if p.strip()]
        if not self._files:
            raise UsageError("replay needs -a pages=FILE[,FILE]: JSON lines of {url, html} or {url, text}, also .gz")
        for path in self._files:
            if not path.is_file():
                raise UsageError(f"there is no file {path}: check -a pages=")
        self.run: RunExtension

    async def start(self) -> AsyncIterator[Any]:
        """Yield the files' pages, only as many at a time as the workers can take."""
        self.run = RunExtension.of(self.crawler)
        self._room = asyncio.Semaphore(_PAGES_AHEAD_PER_WORKER * self.crawler.settings.getint("EXTRACT_WORKERS"))
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            self.crawler.signals.connect(self._page_done, signal=signal)
        for path in self._files:
            source = path.resolve().as_uri()
            cause = None
            for row in read_rows(path):
                if isinstance(row, BadRow):
                    self._refuse(row, source)
                    cause = row.reason if row.ends_file else cause
                    continue
                await self._room.acquire()
                yield self._page(row, source)
            self.run.sources.append(SourceState(source, cause=cause))

    def _page(self, row: PageRow, source: str) -> FetchedPage:
        """Return the row as a page."""
        candidate = Candidate(
            row.url, host_of(row.url), site_of(row.url), "replay", 0, source, {"type": "replay", "url": source}
        )
        self.run.fetched += 1
        return FetchedPage(
            candidate,
            row.url,
            row.status,
            row.headers,
            row.html or "",
            row.text,
            row.fetched_at or clock.utc_now(),
            row.title,
        )

    def _refuse(self, row: BadRow, source: str) -> None:
        """Account for a row that holds no page, under its place in the file."""
        logger.warning("%s", row.message)
        place = f"{source}#row={row.number}"
        candidate = Candidate(normal_url(row.url or "") or place, "", Path(source).name, "replay", 0, source)
        self.run.settle(candidate, Outcome("failed" if row.ends_file else "dropped", row.reason, row.message))

    def _page_done(self, item: Any) -> None:
        self._room.release()
