"""The run's bookkeeping: every page ends in a named state, and the exit code says how it went."""

from __future__ import annotations

import errno
import os
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.exceptions import DropItem

from newsspider import clock
from newsspider.errors import RunHeld, StoreFailed
from newsspider.exitcodes import ExitCode
from newsspider.extensions.run import BUSY_TRIES, RunExtension
from newsspider.items import CANDIDATE_KEY, FetchedPage, PageDropped, PageFailed, PageLeftWaiting, PageUnchanged
from newsspider.sources.state import SourceState
from newsspider.store.store import Outcome
from tests.extensions.support import crawler_of
from tests.store.support import SITE, candidate, record, url
from tests.support.commands import last_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def run(tmp_path: Path) -> Iterator[RunExtension]:
    crawler = crawler_of(tmp_path)
    opened = RunExtension.of(crawler)
    yield opened
    opened.close("done")


class Scheduler:
    """Notes what the run tells the scheduler."""

    def __init__(self) -> None:
        self.woken: list[tuple[str, str]] = []
        self.released: list[str] = []
        self.back: list[str] = []

    def wake(self, hosts: Any) -> None:
        self.woken += hosts

    def release(self, found: Any) -> None:
        self.released.append(found.url)

    def put_back(self, found: Any) -> None:
        self.back.append(found.url)


def scheduled(run: RunExtension) -> Scheduler:
    scheduler: Any = Scheduler()
    run.scheduler = scheduler
    return scheduler  # type: ignore[no-any-return]


def counts(run: RunExtension) -> dict[str, Any]:
    return run.store.counts().total.to_dict()


def page(number: int) -> FetchedPage:
    return FetchedPage(candidate(number), url(number))


def test_a_run_that_is_switched_off_is_named() -> None:
    crawler: Any = SimpleNamespace(get_extension=lambda _: None)
    with pytest.raises(RuntimeError, match="RunExtension is switched off"):
        RunExtension.of(crawler)


def test_a_second_run_of_the_folder_is_refused(run: RunExtension, tmp_path: Path) -> None:
    with pytest.raises(RunHeld):
        crawler_of(tmp_path)


def test_the_scheduler_hears_of_new_work_and_of_ends(run: RunExtension) -> None:
    scheduler = scheduled(run)
    run.list_candidates([candidate(1), candidate(2)])
    run.settle(candidate(1), Outcome("dropped", "section_page", links=(candidate(3, host="m.paper.example"),)))

    assert scheduler.woken == [("www.paper.example", SITE), ("m.paper.example", SITE)]
    assert scheduler.released == [url(1)]
    assert run.live.dropped == {"section_page": 1}


@pytest.mark.parametrize(
    ("exception", "state", "reason"),
    [
        (PageDropped("too_short"), "dropped", "too_short"),
        (PageUnchanged("unchanged", "id-1"), "unchanged", None),
        (PageFailed("extract_timeout", "8 s"), "failed", "extract_timeout"),
        (DropItem("a step of the user's"), "dropped", "dropped_by_step"),
    ],
    ids=["dropped", "unchanged", "failed", "users-step"],
)
def test_a_dropped_page_ends_under_its_reason(
    run: RunExtension, exception: Exception, state: str, reason: str | None
) -> None:
    run._item_dropped(page(1), exception)
    run._item_dropped({CANDIDATE_KEY: candidate(2)}, exception)

    said = counts(run)
    assert said["listed"] == 2
    assert said[state] == ({reason: 2} if reason else 2)


def test_a_page_that_is_left_waiting_has_no_end_yet(run: RunExtension) -> None:
    run.list_candidates([candidate(1)])
    run._item_dropped(page(1), PageLeftWaiting("disk full"))

    assert counts(run)["waiting"] == 1


@pytest.mark.parametrize("item", [{}, {"title": "x"}, object(), None], ids=["empty", "dict", "object", "none"])
def test_items_of_users_own_spiders_are_none_of_ours(run: RunExtension, item: Any) -> None:
    failure: Any = SimpleNamespace(value=ValueError("x"))
    run._item_dropped(item, DropItem("x"))
    run._item_error(item, failure)

    assert counts(run)["listed"] == 0


def test_a_bug_in_a_step_or_in_the_spider_is_a_named_failure(run: RunExtension) -> None:
    failure: Any = SimpleNamespace(value=ValueError("planted " * 100))
    run._item_error(page(1), failure)
    run._spider_error(failure, SimpleNamespace(request=SimpleNamespace(meta={"candidate": candidate(2)})))
    run._spider_error(failure, None)

    assert counts(run)["failed"] == {"pipeline_error": 1, "spider_error": 1}


def test_a_busy_host_is_asked_again_only_so_often(run: RunExtension) -> None:
    scheduler = scheduled(run)
    run.list_candidates([candidate(1)])
    for _ in range(BUSY_TRIES):
        run.host_busy(candidate(1), "elsewhere.example", 503, 90)

    assert scheduler.back == [url(1)] * (BUSY_TRIES - 1)
    assert counts(run)["failed"] == {"http_503": 1}
    assert [host for host, _ in run.store.hosts.to_wait_for(clock.now())] == ["elsewhere.example"]


def test_refusals_count_in_a_row(run: RunExtension) -> None:
    scheduled(run)
    run.list_candidates([candidate(1)])
    for _ in range(3):
        for _ in range(BUSY_TRIES - 1):
            run.host_busy(candidate(1), "www.paper.example", 503, 90)
        run.host_answered("www.paper.example")
    run.host_answered("www.paper.example")

    assert counts(run)["failed"] == {}


def test_an_answer_of_another_host_does_not_count(run: RunExtension) -> None:
    scheduled(run)
    run.list_candidates([candidate(1)])
    for _ in range(BUSY_TRIES):
        run.host_busy(candidate(1), "www.paper.example", 503, 90)
        run.host_answered("elsewhere.example")

    assert counts(run)["failed"] == {"http_503": 1}


def test_a_full_disk_ends_the_run_with_its_own_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    run = RunExtension.of(crawler_of(tmp_path))
    plain = record(url(1), "one") | {"id": "x"}
    decision = run.decide(plain, SITE)
    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(StoreFailed):
            run.put(candidate(1), plain, decision, SITE)
    run.close("done")

    assert run.exit_code is ExitCode.NOT_WRITABLE
    assert last_run(tmp_path)["status"] == "disk_full"
    assert run.live.stored == 0


@pytest.mark.parametrize("call", ["list", "settle"])
def test_a_storage_error_while_settling_does_not_reach_scrapy(
    run: RunExtension, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def broken(*_: Any) -> None:
        raise StoreFailed("planted")

    monkeypatch.setattr(run.store, "list_candidates", broken)
    monkeypatch.setattr(run.store, "settle", broken)
    if call == "list":
        run.list_candidates([candidate(1)])
    else:
        run.settle(candidate(1), Outcome("failed", "timeout"))
    run.close("done")

    assert run.exit_code is ExitCode.NOT_WRITABLE


@pytest.mark.parametrize(
    ("reason", "status", "code"),
    [
        ("finished", "done", ExitCode.DONE),
        ("shutdown", "interrupted", ExitCode.INTERRUPTED),
        ("closespider_pagecount", "done", ExitCode.DONE),
        ("disk_full", "disk_full", ExitCode.NOT_WRITABLE),
    ],
)
def test_the_end_of_the_crawl_is_the_end_of_the_run(tmp_path: Path, reason: str, status: str, code: ExitCode) -> None:
    run = RunExtension.of(crawler_of(tmp_path))
    spider: Any = None
    run._spider_closed(spider, reason)
    run.close("done")

    assert (run.record["status"], run.exit_code) == (status, code)
    assert last_run(tmp_path)["exit_code"] == code


def test_sources_are_told_what_they_gave(tmp_path: Path) -> None:
    run = RunExtension.of(crawler_of(tmp_path))
    run.sources = [SourceState(url("good")), SourceState(url("bad"))]
    run.list_candidates([candidate(kind, "seed", source=url(kind)) for kind in ("good", "bad")])
    run.settle(
        candidate("good", "seed"), Outcome("dropped", "section_page", links=(candidate(1, source=url("good")),))
    )
    run.settle(candidate(1), Outcome("unchanged", "unchanged"))
    run.settle(candidate("bad", "seed"), Outcome("failed", "host_not_found"))
    run.close("done")

    assert run.exit_code is ExitCode.SOME_SOURCES_FAILED
    assert last_run(tmp_path)["sources"] == [
        {"url": url("good"), "failed": None, "counts": {"dropped": 1, "unchanged": 1}},
        {"url": url("bad"), "failed": "host_not_found", "counts": {"failed": 1}},
    ]


def test_a_candidates_request_is_scrapys_to_fetch_and_ours_to_settle(run: RunExtension) -> None:
    request = run.spider_request(candidate(1))

    assert request.url == url(1)
    assert request.meta["candidate"] == candidate(1)
    assert request.dont_filter, "the frontier decides what is fetched twice"
