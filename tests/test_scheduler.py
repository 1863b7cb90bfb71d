"""The scheduler over the frontier: a host's pace, budgets, pauses, and redirects first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from scrapy import Request
from scrapy.settings import Settings

from newsspider import scheduler as module
from newsspider.scheduler import FrontierScheduler
from newsspider.store.store import Outcome, Store
from tests.store.support import candidate, url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsspider.store.frontier import Candidate

A, B = "a.paper.example", "b.paper.example"


class Clock:
    """Monotonic time that a test moves on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


class Crawl:
    """What the scheduler sees of a crawl: settings, a downloader, and a run with a real store."""

    def __init__(self, root: Path, **settings: Any) -> None:
        self.store = Store.open(root, "news")
        self.active: set[Request] = set()
        self.listed = 0
        self.scheduler: FrontierScheduler
        downloader = SimpleNamespace(active=self.active, get_slot_key=lambda r: urlsplit(r.url).hostname)
        defaults = {"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "SITE_PAGE_BUDGET": 0, "RETRY_AFTER_MAX_SECONDS": 300}
        crawler: Any = SimpleNamespace(
            settings=Settings(defaults | settings),
            engine=SimpleNamespace(downloader=downloader),
            get_extension=lambda _: self,
        )
        self.made = FrontierScheduler.from_crawler(crawler)

    def spider_request(self, found: Candidate) -> Request:
        return Request(found.url, meta={"candidate": found}, dont_filter=True)

    def is_variant(self, found: Candidate) -> bool:
        plain = self.store.plain_of(found)
        if plain:
            self.store.settle(found, Outcome("dropped", "variant", plain))
        return plain is not None

    def list_candidates(self, *candidates: Candidate) -> None:
        waiting = self.store.list_candidates(candidates)
        self.made.wake({(c.host, c.site) for c in waiting})

    def take(self) -> str | None:
        """Let the engine take a request; returns its URL."""
        request = self.made.next_request()
        if request is None:
            return None
        self.active.add(request)
        return request.url

    def end(self, address: str, outcome: Outcome | None = None) -> None:
        """Let the download of a URL end, settled where an outcome is given."""
        (request,) = [r for r in self.active if r.url == address]
        self.active.remove(request)
        if outcome:
            self.store.settle(request.meta["candidate"], outcome)
            self.made.release(request.meta["candidate"])

    def drain(self) -> list[str]:
        """Fetch and settle everything there is."""
        found = []
        while (address := self.take()) is not None:
            self.end(address, Outcome("stored"))
            found.append(address)
        return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(module, "time", made)
    return made


@pytest.fixture
def crawls(tmp_path: Path) -> Iterator[list[Crawl]]:
    made: list[Crawl] = []
    yield made
    for crawl in made:
        crawl.store.close("done")


def start(tmp_path: Path, crawls: list[Crawl], *, fetches: bool = True, **settings: Any) -> Crawl:
    if crawls:
        crawls.pop().store.close("done")
    crawl = Crawl(tmp_path, **settings)
    crawls.append(crawl)
    spider: Any = SimpleNamespace(fetches=fetches)
    crawl.made.open(spider)
    assert crawl.scheduler is crawl.made
    return crawl


def test_nothing_listed_is_nothing_to_do(tmp_path: Path, crawls: list[Crawl]) -> None:
    crawl = start(tmp_path, crawls)

    assert crawl.take() is None
    assert not crawl.made.has_pending_requests()


def test_everything_is_handed_out_once(tmp_path: Path, crawls: list[Crawl]) -> None:
    crawl = start(tmp_path, crawls)
    pages = [candidate(n, host=A) for n in range(75)]
    crawl.list_candidates(*pages)
    assert crawl.made.has_pending_requests()

    assert crawl.drain() == [c.url for c in pages]
    assert not crawl.made.has_pending_requests()


@pytest.mark.parametrize("at_once", [1, 3])
def test_a_host_never_has_more_than_its_share(tmp_path: Path, crawls: list[Crawl], at_once: int) -> None:
    crawl = start(tmp_path, crawls, CONCURRENT_REQUESTS_PER_DOMAIN=at_once)
    crawl.list_candidates(*(candidate(n, host=A) for n in range(9)))

    taken = [crawl.take() for _ in range(at_once)]
    assert None not in taken
    assert crawl.take() is None
    assert crawl.made.has_pending_requests(), "the rest waits for room"
    crawl.end(url(0, A), Outcome("stored"))
    assert crawl.take() == url(at_once, A)


def test_hosts_take_turns(tmp_path: Path, crawls: list[Crawl]) -> None:
    crawl = start(tmp_path, crawls, CONCURRENT_REQUESTS_PER_DOMAIN=8)
    crawl.list_candidates(*(candidate(n, host=host) for host in (A, B) for n in range(2)))

    taken = [crawl.take() for _ in range(4)]
    assert [urlsplit(str(t)).hostname for t in taken] in ([A, B, A, B], [B, A, B, A])


def test_what_is_listed_meanwhile_is_handed_out_too(tmp_path: Path, crawls: list[Crawl]) -> None:
    crawl = start(tmp_path, crawls)
    crawl.list_candidates(candidate("front", "seed", host=A))
    assert crawl.take() == url("front", A)
    assert not crawl.made.has_pending_requests(), "it is in work, not pending"
    crawl.end(url("front", A), Outcome("dropped", "section_page"))
    crawl.list_candidates(candidate(1, host=A), candidate(2, host=B))

    assert sorted(crawl.drain()) == [url(1, A), url(2, B)]


def test_what_is_in_work_is_not_handed_out_again(tmp_path: Path, crawls: list[Crawl]) -> None:
    crawl = start(tmp_path, crawls, CONCURRENT_REQUESTS_PER_DOMAIN=8)
    crawl.list_candidates(candidate(1, host=A))
    assert crawl.take() == url(1, A)
    crawl.list_candidates(candidate(1, host=A))

    assert crawl.take() is None


def test_a_site_has_its_budget_and_the_rest_waits(tmp_path: Path, crawls: list[Crawl]) -> None:
    crawl = start(tmp_path, crawls, SITE_PAGE_BUDGET=3)
    crawl.list_candidates(*(candidate(n, host=host) for n in range(4) for host in (A, B)))

    assert len(crawl.drain()) == 3, "both hosts are one site"
    assert not crawl.made.has_pending_requests()
    assert crawl.store.counts().total.waiting == 5

    after = start(tmp_path, crawls)
    assert after.listed == 5
    assert len(after.drain()) == 5


def test_a_replay_leaves_alone_what_waits(tmp_path: Path, crawls: list[Crawl]) -> None:
    start(tmp_path, crawls).list_candidates(candidate(1, host=A))
    replay = start(tmp_path, crawls, fetches=False)

    assert replay.take() is None
    assert replay.store.counts().total.listed == 0
    assert start(tmp_path, crawls).drain() == [url(1, A)]


def test_a_paused_host_is_left_alone_and_the_others_go_on(tmp_path: Path, crawls: list[Crawl], clock: Clock) -> None:
    crawl = start(tmp_path, crawls)
    crawl.list_candidates(candidate(1, host=A), candidate(1, host=B))
    crawl.made.pause(A, 60)
    crawl.made.pause(A, 10)

    assert [crawl.made.paused_for(host) for host in (A, B, "unknown.example")] == [60, 0, 0]
    assert crawl.drain() == [url(1, B)]
    assert crawl.made.has_pending_requests(), "it is worth waiting for"
    clock.now += 59
    assert crawl.take() is None
    clock.now += 2
    assert crawl.take() == url(1, A)


def test_a_pause_that_is_too_long_is_left_to_a_later_run(tmp_path: Path, crawls: list[Crawl], clock: Clock) -> None:
    crawl = start(tmp_path, crawls, RETRY_AFTER_MAX_SECONDS=300)
    crawl.list_candidates(candidate(1, host=A))
    crawl.made.pause(A, 301)

    assert not crawl.made.has_pending_requests()
    assert crawl.store.counts().total.waiting == 1


def test_a_page_that_was_put_back_comes_again(tmp_path: Path, crawls: list[Crawl], clock: Clock) -> None:
    crawl = start(tmp_path, crawls)
    crawl.list_candidates(candidate(1, host=A))
    assert crawl.take() == url(1, A)
    (request,) = crawl.active
    crawl.end(url(1, A))
    crawl.made.pause(A, 5)
    crawl.made.put_back(request.meta["candidate"])

    assert crawl.take() is None
    clock.now += 6
    assert crawl.drain() == [url(1, A)]


def test_a_refused_page_goes_first_once_and_then_lets_the_others_pass(tmp_path: Path, crawls: list[Crawl]) -> None:
    crawl = start(tmp_path, crawls, SITE_PAGE_BUDGET=3)
    crawl.list_candidates(*(candidate(n, host=A) for n in range(3)))
    taken = []
    for _ in range(2):
        taken.append(crawl.take())
        (request,) = crawl.active
        crawl.end(request.url)
        crawl.made.put_back(request.meta["candidate"])
    assert taken == [url(0, A)] * 2

    assert crawl.drain() == [url(1, A), url(2, A), url(0, A)], "and refusals cost nothing of the budget"


def test_a_pause_holds_across_runs(tmp_path: Path, crawls: list[Crawl], clock: Clock) -> None:
    crawl = start(tmp_path, crawls)
    crawl.list_candidates(candidate(1, host=A))
    crawl.store.hold_host(A, 100)
    after = start(tmp_path, crawls)

    assert after.take() is None
    assert after.made.has_pending_requests()
    clock.now += 101
    assert after.take() == url(1, A)


def test_redirects_and_retries_go_first_within_the_hosts_pace(tmp_path: Path, crawls: list[Crawl]) -> None:
    crawl = start(tmp_path, crawls)
    crawl.list_candidates(*(candidate(n, host=A) for n in range(3)))
    assert crawl.take() == url(0, A)
    redirect = Request(url("moved", A), meta={"candidate": candidate(0, host=A), "download_slot": "old.example"})
    assert crawl.made.enqueue_request(redirect)

    assert "download_slot" not in redirect.meta, "its own host's pace counts"
    assert crawl.take() is None, "the host has no room yet"
    crawl.end(url(0, A))
    assert crawl.take() == url("moved", A)


def test_a_redirect_to_a_new_host_waits_for_that_one(tmp_path: Path, crawls: list[Crawl], clock: Clock) -> None:
    crawl = start(tmp_path, crawls)
    crawl.made.pause(B, 30)
    crawl.made.enqueue_request(Request(url("moved", B)))

    assert crawl.take() is None
    assert crawl.made.has_pending_requests()
    clock.now += 31
    assert crawl.take() == url("moved", B)
    assert crawl.made.close("finished") is None
