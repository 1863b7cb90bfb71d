"""``scrapy crawl replay``: recorded pages, or texts that another crawl left, through stages 3 to 7."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from scrapy import Spider, signals

from newsspider import clock
from newsspider.core.urls import host_of, normal_url, site_of
from newsspider.errors import UsageError
from newsspider.extensions.run import RunExtension
from newsspider.items import FetchedPage, PageLearned, Replayed
from newsspider.sources.state import SourceState
from newsspider.spiders.arguments import check_arguments
from newsspider.spiders.order import ReplayOrder
from newsspider.store.frontier import Candidate
from newsspider.store.memory import FirstPass, memory_site
from newsspider.store.pages import BadRow, PageRow, read_rows
from newsspider.store.store import Outcome

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from newsspider.workers.job import PageResult

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
        given = [Path(p.strip()) for p in (pages or "").split(",") if p.strip()]
        self._files = [file for path in given for file in _files_of(path)]
        if not self._files:
            raise UsageError("replay needs -a pages=FILE[,FILE]: JSON lines of {url, html} or {url, text}, also .gz")
        for path in self._files:
            if not path.is_file():
                raise UsageError(f"there is no file {path}: check -a pages=")
        self.run: RunExtension
        self._first_pass: FirstPass | None = None

    async def start(self) -> AsyncIterator[Any]:
        """Yield the files' pages, only as many at a time as the workers can take."""
        self.run = RunExtension.of(self.crawler)
        settings = self.crawler.settings
        self._room = asyncio.Semaphore(_PAGES_AHEAD_PER_WORKER * settings.getint("EXTRACT_WORKERS"))
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            self.crawler.signals.connect(self._page_done, signal=signal)
        memories = self.run.store.memories if settings["SITE_MEMORY"] == "on" else None
        if settings.getbool("TWO_PASS"):
            self._first_pass = FirstPass()
            self._order = ReplayOrder(None)
            async for page in self._pages():
                page.replayed.first_pass = True
                yield page
            await self._order.all_done()
            memories = self._first_pass.memories
        self._order = ReplayOrder(memories, fixed=self._first_pass is not None)
        async for page in self._pages(final=True):
            page.replayed.second_pass = self._first_pass is not None
            yield page

    async def _pages(self, *, final: bool = False) -> AsyncIterator[Any]:
        """Yield the files' pages; the ``final`` time, account for rows that hold none."""
        for path in self._files:
            source = path.resolve().as_uri()
            cause = None
            for row in read_rows(path):
                if isinstance(row, BadRow):
                    if final:
                        self._refuse(row, source)
                        cause = row.reason if row.ends_file else cause
                    continue
                await self._room.acquire()
                self.run.fetched += final
                yield self._page(row, source, await self._order.place_for(memory_site(row.url)))
            if final:
                self.run.sources.append(SourceState(source, cause=cause))

    def _page(self, row: PageRow, source: str, replayed: Replayed) -> FetchedPage:
        """Return the row as a page."""
        candidate = Candidate(
            row.url, host_of(row.url), site_of(row.url), "replay", 0, source, {"type": "replay", "url": source}
        )
        return FetchedPage(
            candidate,
            row.url,
            row.status,
            row.headers,
            row.html or "",
            row.text,
            row.fetched_at or clock.utc_now(),
            row.title,
            replayed=replayed,
        )

    def learn(self, page: FetchedPage, result: PageResult) -> NoReturn:
        """Take in what a page of the first pass shows.

        Raises:
            PageLearned: always: the page is stored in the second pass.
        """
        assert self._first_pass is not None
        if result.verdict is None and result.look is not None:
            story = result.record["canonical_url"] or page.url
            self._first_pass.learn(memory_site(page.url), story, result.look, page.fetched_at[:10])
        raise PageLearned(f"read for the first time: {page.url}")

    def _refuse(self, row: BadRow, source: str) -> None:
        """Account for a row that holds no page, under its place in the file."""
        logger.warning("%s", row.message)
        place = f"{source}#row={row.number}"
        candidate = Candidate(normal_url(row.url or "") or place, "", Path(source).name, "replay", 0, source)
        self.run.settle(candidate, Outcome("failed" if row.ends_file else "dropped", row.reason, row.message))

    def _page_done(self, item: Any) -> None:
        self._order.page_done()
        self._room.release()


def _files_of(path: Path) -> list[Path]:
    """Return a file itself, of a folder the files of pages in it and below, in the order of their names.

    Raises:
        UsageError: a folder holds none.
    """
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.name.endswith((".jsonl", ".jsonl.gz")))
    if not found:
        raise UsageError(f"there is no file .jsonl or .jsonl.gz in {path}: check -a pages=")
    return found
