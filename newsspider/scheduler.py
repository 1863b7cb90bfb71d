"""Scrapy's scheduler over the frontier in state.db: nothing but what is in work lives in memory."""

from __future__ import annotations

import logging
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrapy.core.scheduler import BaseScheduler

from newsspider import clock
from newsspider.extensions.run import RunExtension

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

    from newsspider.store.frontier import Candidate

logger = logging.getLogger(__name__)

_ROWS_AHEAD = 20  # candidates of a host read from state.db at a time


@dataclass(slots=True)
class _Host:
    """What one host has to fetch. ``more`` says that state.db may hold further rows."""

    site: str
    rows: deque[Candidate] = field(default_factory=deque)
    requests: deque[Request] = field(default_factory=deque)
    more: bool = True
    not_before: float = 0.0  # monotonic seconds
    queued: bool = False  # whether it stands in the order of turns


class FrontierScheduler(BaseScheduler):
    """Hands out one host's URL after the other's, each only while its host has room.

    A URL stays waiting in state.db until its outcome is committed, so a kill costs at most a second fetch.
    Redirects, retries and requests of users' own spiders are held in memory and go first. ``budgets`` are the pages
    a run that a source allows its site, instead of SITE_PAGE_BUDGET.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        settings = crawler.settings
        self._per_host = max(1, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        self._site_budget = settings.getint("SITE_PAGE_BUDGET")
        self._longest_wait = settings.getfloat("RETRY_AFTER_MAX_SECONDS")
        self.budgets: dict[str, int] = {}
        self._hosts: dict[str, _Host] = {}
        self._order: deque[str] = deque()
        self._leased: dict[int, str] = {}
        self._fetched: Counter[str] = Counter()
        self._put_back: Counter[int] = Counter()
        self._run: RunExtension

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the crawler's settings."""
        return cls(crawler)

    def open(self, spider: Spider) -> Deferred[None] | None:
        """Take up what waits from earlier runs (not for replay, which brings its own pages)."""
        self._run = RunExtension.of(self._crawler)
        self._run.scheduler = self
        if getattr(spider, "fetches", True):
            for host, seconds in self._run.store.hosts.to_wait_for(clock.now()):
                self._hosts.setdefault(host, _Host("")).not_before = time.monotonic() + seconds
            self._run.listed += self._run.store.carry_over()
            self.wake(self._run.store.frontier.hosts_waiting())
        return None

    def close(self, reason: str) -> Deferred[None] | None:
        """Nothing to save: it is all in state.db."""
        return None

    def wake(self, hosts: Iterable[tuple[str, str]]) -> None:
        """Take note that these (host, site) have new rows in state.db."""
        for name, site in hosts:
            host = self._hosts.setdefault(name, _Host(site))
            host.site, host.more = site, True
            self._queue(host, name)

    def release(self, candidate: Candidate) -> None:
        """Forget a candidate whose outcome is committed."""
        self._leased.pop(candidate.id, None)

    def pause(self, host: str, seconds: float) -> None:
        """Leave a host alone for that long."""
        paused = self._hosts.setdefault(host, _Host(host, more=False))
        paused.not_before = max(paused.not_before, time.monotonic() + seconds)

    def paused_for(self, host: str) -> float:
        """Return for how many seconds more a host is left alone."""
        paused = self._hosts.get(host)
        return max(0.0, paused.not_before - time.monotonic()) if paused else 0.0

    def put_back(self, candidate: Candidate) -> None:
        """Let a candidate that couldn't be fetched now be handed out again; it doesn't count for its site's budget.

        The first time it goes before the host's others, so that a busy host refuses one page and not each in turn;
        after that behind those already read ahead, so that one broken page doesn't hold up its host.
        """
        self._fetched[candidate.site] -= 1
        self._put_back[candidate.id] += 1
        if self._put_back[candidate.id] > 1:
            self.release(candidate)
            self.wake([(candidate.host, candidate.site)])
            return
        host = self._hosts.setdefault(candidate.host, _Host(candidate.site))
        host.rows.appendleft(candidate)
        self._queue(host, candidate.host)

    def enqueue_request(self, request: Request) -> bool:
        """Hold a request that isn't from the frontier: a redirect, a retry, or a user's own."""
        engine = self._crawler.engine
        assert engine
        if "candidate" in request.meta:
            request.meta.pop("download_slot", None)  # a redirect may have left the first host
        name = engine.downloader.get_slot_key(request)
        host = self._hosts.setdefault(name, _Host(name, more=False))
        host.requests.append(request)
        self._queue(host, name)
        return True

    def withdraw(self, request: Request) -> bool:
        """Take a request back; whether it was still waiting."""
        for host in self._hosts.values():
            if request in host.requests:
                host.requests.remove(request)
                return True
        return False

    def has_pending_requests(self) -> bool:
        """Whether something is left to fetch in this run; hosts to wait for too long don't count."""
        latest = time.monotonic() + self._longest_wait
        return any(
            self._has_work(self._hosts[name], name) for name in self._order if self._hosts[name].not_before <= latest
        )

    def next_request(self) -> Request | None:
        """Return a request whose host has room, or None; hosts take turns."""
        engine = self._crawler.engine
        assert engine
        busy = Counter(engine.downloader.get_slot_key(r) for r in engine.downloader.active)
        now = time.monotonic()
        for _ in range(len(self._order)):
            name = self._order.popleft()
            host = self._hosts[name]
            if busy[name] >= self._per_host or host.not_before > now:
                self._order.append(name)
                continue
            request = self._take(host, name)
            if request is not None:
                self._order.append(name)
                return request
            host.queued = False
        return None

    def _queue(self, host: _Host, name: str) -> None:
        """Give a host its turn, once."""
        if not host.queued:
            host.queued = True
            self._order.append(name)

    def _take(self, host: _Host, name: str) -> Request | None:
        """Return the host's next request, None where it has none (left)."""
        if host.requests:
            return host.requests.popleft()
        while self._has_work(host, name):
            candidate = host.rows.popleft()
            if self._run.is_variant(candidate):
                continue
            self._fetched[candidate.site] += 1
            return self._run.spider_request(candidate)
        return None

    def _has_work(self, host: _Host, name: str) -> bool:
        """Whether the host has something to fetch; reads ahead from state.db."""
        if host.requests:
            return True
        budget = self.budgets.get(host.site, self._site_budget)
        if budget and self._fetched[host.site] >= budget:
            return False
        if not host.rows and host.more:
            leased = [i for i, of in self._leased.items() if of == name]
            rows = self._run.store.frontier.next_of(name, _ROWS_AHEAD, leased)
            host.rows.extend(rows)
            host.more = len(rows) == _ROWS_AHEAD
            self._leased.update((c.id, name) for c in rows)
        return bool(host.rows)
