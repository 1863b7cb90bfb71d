"""The run's bookkeeping: opens the store, and sees to it that every page ends in a named state."""

from __future__ import annotations

import logging
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from scrapy import Request, signals

from newsspider import clock
from newsspider.core.urls import site_of
from newsspider.errors import StoreFailed
from newsspider.exitcodes import ExitCode
from newsspider.health.assess import assess
from newsspider.health.memory import peak_memory
from newsspider.health.notify import notify
from newsspider.health.tally import Tally
from newsspider.items import CANDIDATE_KEY, JS_KEY, FetchedPage, PageDropped, PageLeftWaiting
from newsspider.sources.state import SourceState, exit_code
from newsspider.store.kept import KeptPages
from newsspider.store.runs import Counts
from newsspider.store.store import Outcome, Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from newsspider.scheduler import FrontierScheduler
    from newsspider.sources.config import Source
    from newsspider.store.archive import Decision
    from newsspider.store.frontier import Candidate
    from newsspider.store.kept import KeptPage
    from newsspider.store.memory import Learned

logger = logging.getLogger(__name__)

BUSY_TRIES = 6
"""Answers of 429 or 503 for one URL in a run, with no other answer of its host in between; then it has failed."""

_STATUS_OF_REASON = {"finished": "done", "shutdown": "interrupted", "disk_full": "disk_full"}
_EXIT_OF_STATUS = {"interrupted": ExitCode.INTERRUPTED, "disk_full": ExitCode.NOT_WRITABLE}


class RunExtension:
    """One run: the store it writes to and the counts that a person watches.

    All writes go through here, so that the scheduler learns at once what is settled and what is new.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        clock.set_offset(crawler.settings.getfloat("CLOCK_OFFSET_SECONDS"))
        self.store = Store.open(Path(crawler.settings["OUTPUT_DIR"]), crawler.spidercls.name)
        self.kept = KeptPages(self.store.root / "pages")
        self.scheduler: FrontierScheduler | None = None
        self.live = Counts()
        self.tally = Tally(self.store.outcomes)
        self.listed = 0
        self.fetched = 0
        self.sources: list[SourceState] = []
        self.configs: dict[str, Source] = {}
        self.record: dict[str, Any] = {}
        self.exit_code = ExitCode.DONE
        self._busy: dict[str, Counter[str]] = {}
        self._started = time.monotonic()
        self._storage_failed = False
        self._closed = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the store (raises `RunHeld` and `StoreFailed`) and listen to what becomes of the pages."""
        run = cls(crawler)
        run.kept.sweep(crawler.settings.getint("KEEP_PAGES"), clock.utc_now()[:10])
        crawler.signals.connect(run._item_dropped, signal=signals.item_dropped)
        crawler.signals.connect(run._item_error, signal=signals.item_error)
        crawler.signals.connect(run._spider_error, signal=signals.spider_error)
        crawler.signals.connect(run._spider_closed, signal=signals.spider_closed)
        return run

    @classmethod
    def of(cls, crawler: Crawler) -> RunExtension:
        """Return the crawler's run."""
        run = crawler.get_extension(cls)
        if run is None:
            raise RuntimeError("newsspider's RunExtension is switched off in EXTENSIONS, and nothing works without it")
        return run

    @property
    def seconds(self) -> float:
        """How long the run has taken so far."""
        return time.monotonic() - self._started

    def add_source(self, source: Source) -> None:
        """Take note of a source; its budget counts for its site."""
        self.sources.append(SourceState(source.url, entries=source.entries))
        self.configs[source.url] = source
        if source.revisit is not None:
            self.store.frontier.revisits[source.url] = source.revisit
        if self.scheduler and source.budget is not None:
            self.scheduler.budgets[site_of(source.url)] = source.budget

    def list_candidates(self, candidates: Iterable[Candidate]) -> None:
        """List candidates; those that have to be fetched will be."""
        self._wake(self._guarded(self.store.list_candidates, list(candidates)) or [])

    def settle(self, candidate: Candidate, outcome: Outcome) -> None:
        """Commit what became of a candidate, and the links that its page led to."""
        self._count(candidate, outcome.state, outcome.reason)
        if outcome.state == "failed":
            logger.info(
                "failed: %s %s%s", candidate.url, outcome.reason, f" ({outcome.detail})" if outcome.detail else ""
            )
        self._wake(self._guarded(self.store.settle, candidate, outcome) or [])
        self.tally.settled(candidate, outcome)
        if self.scheduler:
            self.scheduler.release(candidate)

    def decide(self, record: dict[str, Any], site: str, learned: Learned | None = None) -> Decision:
        """Decide what a text is to the archive.

        Raises:
            StoreFailed: as `put`.
        """
        plain_hash = learned.plain_hash if learned else None
        return cast("Decision", self._storing(self.store.decide, record, site, plain_hash))

    def put(
        self, candidate: Candidate, record: dict[str, Any], decision: Decision, site: str,
        variants: Sequence[str] = (), learned: Learned | None = None,
    ) -> None:  # fmt: skip
        """Store a record, and teach its site's memory; ``variants`` are the addresses of its AMP and mobile forms.

        Raises:
            StoreFailed: nothing can be stored any more; the run is already closing.
        """
        self._storing(self.store.put, candidate, record, decision, site, variants, learned)
        self._count(candidate, "stored", None)
        self.tally.stored(candidate, record, learned)
        if self.scheduler:
            self.scheduler.release(candidate)

    def keep(self, record_id: str, pages: Sequence[KeptPage]) -> None:
        """Keep the pages that a record is made from, where there are any; before the record is stored.

        Raises:
            StoreFailed: as `put`.
        """
        if pages:
            self._storing(self.kept.put, record_id, pages, clock.utc_now()[:10])

    def host_busy(self, candidate: Candidate, host: str, status: int, seconds: float) -> None:
        """Leave a host alone for a while, and the candidate waiting; it fails after `BUSY_TRIES` such answers in a row."""
        refusals = self._busy.setdefault(host, Counter())
        refusals[candidate.url] += 1
        self._guarded(self.store.hold_host, host, seconds)
        if refusals[candidate.url] >= BUSY_TRIES:
            self.settle(candidate, Outcome("failed", f"http_{status}", f"{BUSY_TRIES} times in a row"))
        elif self.scheduler:
            logger.info("%s answered %s: leaving it alone for %.0f s", host, status, seconds)
            self.scheduler.put_back(candidate)

    def is_variant(self, candidate: Candidate) -> bool:
        """Whether a candidate is settled unfetched, since its page has become known under its plain URL meanwhile."""
        plain = self._guarded(self.store.plain_of, candidate)
        if plain is not None:
            self.settle(candidate, Outcome("dropped", "variant", plain))
        return plain is not None

    def keep_file(self, url: str, body: bytes) -> None:
        """Remember a site's file across runs."""
        self._guarded(self.store.site_files.keep, url, body, clock.utc_now())

    def host_answered(self, host: str) -> None:
        """Take note that a host has answered otherwise: it serves again, and its refusals count from none."""
        self._busy.pop(host, None)

    def spider_request(self, candidate: Candidate) -> Request:
        """Return the request that fetches a candidate; one that lists others is asked whether it changed."""
        spider: Any = self._crawler.spider
        listing = candidate.kind in ("seed", "listing")
        headers = self.store.listings.validators(candidate.url, clock.now()) if listing else {}
        return Request(
            candidate.url,
            callback=spider.fetched,
            errback=spider.not_fetched,
            headers=headers,
            meta={"candidate": candidate, **self.browser_meta(candidate)},
            dont_filter=True,
        )

    def browser_meta(self, candidate: Candidate) -> dict[str, Source]:
        """Return what a request's meta needs where a browser is to build the pages of the candidate's source."""
        source = self.configs.get(candidate.source)
        return {JS_KEY: source} if source is not None and source.js else {}

    def close(self, status: str) -> None:
        """End the run, once: its record, its exit code, its locks."""
        if self._closed:
            return
        self._closed = True
        if self._storage_failed:
            status = "disk_full"
        fetches = getattr(self._crawler.spidercls, "fetches", False)
        assessment = assess(self.sources, self.tally, self.store, clock.now(), judging=fetches)
        self.exit_code = _EXIT_OF_STATUS.get(status) or exit_code(assessment.sources)
        self.record = self.store.close(
            status,
            {
                "exit_code": int(self.exit_code),
                "seconds": round(self.seconds, 3),
                "fetched": self.fetched,
                "memory": peak_memory(self._crawler.stats),
                "sources": [s.to_dict() for s in assessment.sources],
            },
        )
        notify(self._crawler.settings, self.record, assessment.changes)

    def _item_dropped(self, item: Any, exception: BaseException) -> None:
        candidate = _candidate_of(item)
        if candidate is None or isinstance(exception, PageLeftWaiting):
            return
        if isinstance(exception, PageDropped):
            self.settle(
                candidate,
                Outcome(exception.state, exception.reason, exception.detail, exception.links, exception.visit),
            )
        else:  # a step of the user's own
            self.settle(candidate, Outcome("dropped", "dropped_by_step", str(exception)[:300] or None))

    def _item_error(self, item: Any, failure: Failure) -> None:
        candidate = _candidate_of(item)
        if candidate is not None and not isinstance(failure.value, StoreFailed):
            self.settle(
                candidate,
                Outcome("failed", "pipeline_error", f"{type(failure.value).__name__}: {failure.value}"[:300]),
            )

    def _spider_error(self, failure: Failure, response: Any) -> None:
        request = getattr(response, "request", None) or getattr(response, "value", None)
        candidate = getattr(request, "meta", {}).get("candidate")
        if candidate is not None and not isinstance(failure.value, StoreFailed):
            self.settle(
                candidate, Outcome("failed", "spider_error", f"{type(failure.value).__name__}: {failure.value}"[:300])
            )

    def _spider_closed(self, spider: Spider, reason: str) -> None:
        self.close(_STATUS_OF_REASON.get(reason, "done"))

    def _count(self, candidate: Candidate, state: str, reason: str | None) -> None:
        self.listed += candidate.id == 0  # one that the frontier didn't hand out, such as a replayed row
        self.live.add(state, reason, 1)
        stats = self._crawler.stats
        if stats:
            stats.inc_value(f"newsspider/store/{state}{'/' + reason if reason else ''}")

    def _wake(self, waiting: list[Candidate]) -> None:
        self.listed += len(waiting)
        if self.scheduler and waiting:
            self.scheduler.wake({c.host: (c.host, c.site) for c in waiting}.values())

    def _storing(self, function: Any, *args: Any) -> Any:
        """Call a method of the store; a storage error ends the run and goes on up."""
        try:
            return function(*args)
        except StoreFailed as exc:
            self._end_for_storage(exc)
            raise

    def _guarded(self, function: Any, *args: Any) -> Any:
        """Call a method of the store; on a storage error end the run and return None: nothing was written."""
        try:
            return self._storing(function, *args)
        except StoreFailed:
            return None

    def _end_for_storage(self, exc: StoreFailed) -> None:
        """Stop fetching: what isn't stored by now stays waiting."""
        if not self._storage_failed:
            self._storage_failed = True
            logger.error("%s", exc)
            engine = self._crawler.engine
            if engine and engine.running:
                from scrapy.utils.defer import deferred_from_coro

                deferred_from_coro(engine.close_spider_async(reason="disk_full"))


def _candidate_of(item: Any) -> Candidate | None:
    """Return the candidate that an item belongs to, None for items of users' own spiders."""
    if isinstance(item, FetchedPage):
        return item.candidate
    return item.get(CANDIDATE_KEY) if isinstance(item, dict) else None
