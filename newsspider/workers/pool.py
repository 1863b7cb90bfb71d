"""A pool of worker processes with a time and a memory cap for each page."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from newsspider.errors import NewsspiderError
from newsspider.workers.job import PageJob, PageResult, prepare_worker, read

if TYPE_CHECKING:
    from concurrent.futures import Future

logger = logging.getLogger(__name__)

LISTING_FACTOR = 4
"""How many pages' time a feed or sitemap may take: one of 50,000 entries needs 2 to 7 s of CPU (2026-11)."""

PAGES_PER_WORKER = 2_000  # then it is replaced, so that no library's leak lasts
_LOOK_SECONDS = 1.0
_GRACE_SECONDS = 2.0  # in which pebble itself ends a page that takes too long
_MIB = 1024 * 1024


class ExtractFailed(NewsspiderError):
    """A page couldn't be read; ``reason`` is extract_timeout, extract_memory, extract_crashed or extract_error."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class ExtractPool:
    """Reads pages in ``workers`` processes; a page that takes over ``seconds`` costs its worker, not the crawl."""

    def __init__(self, workers: int, seconds: float, memory_mib: int) -> None:
        self._workers = workers
        self._seconds = seconds
        self._memory_mib = memory_mib
        keep_main_out_of_workers()
        self._context = multiprocessing.get_context("forkserver")
        # Loaded once in the fork server, so that a replaced worker starts in milliseconds.
        self._context.set_forkserver_preload(["newsspider.workers.job", "newsspider.workers.warm"])
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=PAGES_PER_WORKER,
            context=self._context,
            initializer=prepare_worker,
            initargs=[self._memory_mib * _MIB],
        )

    async def read(self, job: PageJob) -> PageResult:
        """Read one page.

        Raises:
            ExtractFailed: it took too long or too much memory, or broke the reader.
        """
        try:
            return await self._read_in(self._pool, job)
        except BrokenProcessPool:
            # Every worker died at once, or the machine's clock jumped, not over this page: try it once more.
            self._replace_pool()
        try:
            return await self._read_in(self._pool, job)
        except BrokenProcessPool as exc:
            raise ExtractFailed("extract_crashed", "the worker processes die as soon as they start") from exc

    async def _read_in(self, pool: ProcessPool, job: PageJob) -> PageResult:
        """Read one page in a pool; raises `BrokenProcessPool` where that isn't the page's fault."""
        scheduled, seconds = time.monotonic(), self._seconds * (LISTING_FACTOR if job.maybe_listing else 1)
        try:
            future: Future[PageResult] = pool.schedule(read, args=[job], timeout=seconds)
        except RuntimeError as exc:  # what pebble says of a broken pool
            raise BrokenProcessPool from exc
        try:
            return await self._result_of(future, seconds)
        except BrokenProcessPool:
            raise
        except TimeoutError as exc:
            if time.monotonic() - scheduled < seconds:  # pebble goes by the wall clock
                raise BrokenProcessPool from exc
            raise ExtractFailed("extract_timeout", f"no result after {seconds:g} s") from exc
        except MemoryError as exc:
            raise ExtractFailed("extract_memory", f"needs more than {self._memory_mib} MiB") from exc
        except ProcessExpired as exc:
            raise ExtractFailed("extract_crashed", f"the worker died (exit code {exc.exitcode})") from exc
        except Exception as exc:
            logger.warning("%s can't be read", job.url, exc_info=exc)
            raise ExtractFailed("extract_error", f"{type(exc).__name__}: {str(exc)[:200]}") from exc

    async def _result_of(self, future: Future[PageResult], seconds: float) -> PageResult:
        """Wait for a page; raises `TimeoutError` also where pebble doesn't, because the clock was put back meanwhile."""
        waiting, began = asyncio.wrap_future(future), None
        while not (await asyncio.wait((waiting,), timeout=_LOOK_SECONDS))[0]:
            if began is None and future.running():
                began = time.monotonic()
            if began is not None and time.monotonic() - began > seconds + _GRACE_SECONDS:
                future.cancel()  # ends the worker
                raise TimeoutError
        return waiting.result()

    def _replace_pool(self) -> None:
        """Start a new pool where the present one is broken; another page may have done so already."""
        if not self._pool.active:
            self.close()
            self._pool = self._new_pool()

    def close(self) -> None:
        """End the workers at once; pages still in work are lost to this run."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def keep_main_out_of_workers() -> None:
    """Keep multiprocessing from importing the ``scrapy`` script, hence Scrapy and Twisted, in every worker.

    A worker imports the parent's main script by path, unless main has no file (as in an interactive session);
    there is no public switch.
    """
    main = sys.modules.get("__main__")
    if main is not None and getattr(main, "__spec__", None) is None and hasattr(main, "__file__"):
        del main.__file__
