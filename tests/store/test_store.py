"""The store as a whole: records, states and run in step, whatever ends a run."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from newsspider import clock
from newsspider.clock import utc_now
from newsspider.errors import RunHeld, StoreFailed
from newsspider.store.finished import finish_record
from newsspider.store.store import Outcome, Store
from tests.store.support import DAY, SITE, candidate, lines, put, record, texts, url
from tests.support.commands import PROJECT, last_run

if TYPE_CHECKING:
    from pathlib import Path


def crash(store: Store) -> None:
    """Leave the store as a killed process does: nothing synced, nothing ended, the lock gone."""
    store._held.close()


def test_a_record_is_in_the_file_of_its_day_and_its_url_is_stored(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "news")
    put(store, url(1), "one")
    put(store, url(2), "zwei – ٢", fetched_at="2026-03-02T00:00:00Z")
    store.close("done")

    assert texts(tmp_path) == ["one"]
    assert texts(tmp_path, "2026-03-02") == ["zwei – ٢"]
    assert last_run(tmp_path)["counts"]["stored"] == 2


def test_removed_text_has_a_file_of_its_own_beside_the_record(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "news")
    removed = [{"role": "ad", "rule": "ad/marker", "chars": 13, "text": "Advertisement"}]
    one = put(store, url(1), "one", extraction={"version": "1", "removed": removed})
    put(store, url(2), "two", extraction={"version": "1", "removed": []})
    store.close("done")
    first, second = lines(tmp_path)
    assert first["extraction"] == {"version": "1", "removed": [{"role": "ad", "rule": "ad/marker", "chars": 13}]}
    assert second["extraction"]["removed"] == []
    kept = (tmp_path / "removed" / f"{DAY}.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in kept] == [{"id": one, "url": url(1), "removed": removed}]


def test_a_lone_surrogate_does_not_stop_the_store(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "news")
    put(store, url(1), "half \ud83d a pair")
    store.close("done")

    assert texts(tmp_path) == ["half ? a pair"]


def test_links_are_listed_with_the_outcome_of_their_page(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "news")
    front = candidate("", "seed")
    assert store.list_candidates([front]) == [front]

    links = (candidate(1), candidate(2), candidate(1))
    waiting = store.settle(front, Outcome("dropped", "section_page", links=links))

    assert {c.url for c in waiting} == {url(1), url(2)}
    counts = store.close("interrupted")["counts"]
    assert (counts["listed"], counts["waiting"], counts["dropped"]) == (3, 2, {"section_page": 1})


@pytest.mark.parametrize("fails", ["listing a link", "settling the page"])
def test_an_outcome_and_its_links_land_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    store = Store.open(tmp_path, "news")
    store.list_candidates([candidate("", "seed")])
    outcome = Outcome("dropped", "section_page", links=(candidate(1),))
    with monkeypatch.context() as patch:
        patch.setattr(store.frontier, "add" if fails == "listing a link" else "settle", refuse)
        with pytest.raises(StoreFailed, match="Input/output"):
            store.settle(candidate("", "seed"), outcome)

    counts = store.close("done")["counts"]
    assert (counts["listed"], counts["waiting"]) == (1, 1)


@pytest.mark.parametrize("step", ["archive.insert", "frontier.settle", "_lines.enlist"])
def test_a_record_that_fails_before_the_commit_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = Store.open(tmp_path, "news")
    part, _, method = step.partition(".")
    with monkeypatch.context() as patch:
        patch.setattr(getattr(store, part), method, refuse)
        with pytest.raises(StoreFailed):
            put(store, url(1), "one")

    assert store.archive.count() == 0
    assert store.counts().total.listed == 0
    put(store, url(1), "one")
    store.close("done")
    assert texts(tmp_path) == ["one"]


def test_a_record_that_fails_after_the_commit_is_written_by_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = Store.open(tmp_path, "news")
    put(store, url(1), "one")
    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(StoreFailed, match="No space"):
            put(store, url(2), "two")
        store.close("disk_full")
    assert texts(tmp_path) == ["one"]

    after = Store.open(tmp_path, "news")
    assert texts(tmp_path) == ["one", "two"]
    assert after.decide(record(url(2), "two"), SITE).unchanged_id
    after.close("done")
    assert texts(tmp_path) == ["one", "two"]


def test_a_killed_run_is_recorded_by_the_next_start(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "news")
    store.list_candidates([candidate(1), candidate(2)])
    put(store, url(1), "one")
    killed = store.run_id
    crash(store)

    after = Store.open(tmp_path, "news")
    said = json.loads((tmp_path / "runs" / f"{killed}.json").read_text(encoding="utf-8"))
    assert (said["status"], said["counts"]["stored"], said["counts"]["waiting"]) == ("killed", 1, 1)
    assert [c.url for c in after.frontier.next_of("www.paper.example", 5, ())] == [url(2)]
    assert after.counts().total.waiting == 0, "a replay has nothing to do with it"
    assert after.carry_over() == 1
    assert after.counts().total.waiting == 1
    after.close("done")
    assert [p.stem for p in sorted((tmp_path / "runs").iterdir())] == sorted([killed, after.run_id])


KILLED_WRITER = """
import os, sys
from pathlib import Path
from newsspider.store.store import Store
from tests.store.support import put, url

real = os.pwrite
def cut(handle, data, offset):
    if b"text 7" in bytes(data):
        real(handle, data[: len(data) // 2], offset)
        os.kill(os.getpid(), 9)
    return real(handle, data, offset)

os.pwrite = cut
store = Store.open(Path(sys.argv[1]), "news")
for number in range(20):
    put(store, url(number), f"text {number}")
"""


def test_kill_nine_in_the_middle_of_a_line_loses_and_doubles_nothing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED_WRITER, str(tmp_path)], cwd=PROJECT, check=False)
    assert done.returncode == -9

    store = Store.open(tmp_path, "news")
    for number in range(8, 20):
        put(store, url(number), f"text {number}")
    store.close("done")

    assert texts(tmp_path) == [f"text {n}" for n in range(20)]
    assert len({line["id"] for line in lines(tmp_path)}) == 20


def test_a_second_run_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "news")
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}

    with pytest.raises(RunHeld):
        Store.open(tmp_path, "news")

    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before
    store.close("done")


def test_hosts_are_left_alone_across_runs_for_the_longest_time_asked(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "news")
    store.hold_host("slow.example", 500)
    store.hold_host("slow.example", 5)
    store.hold_host("past.example", -1)
    store.close("done")

    after = Store.open(tmp_path, "news")
    ((host, seconds),) = after.hosts.to_wait_for(clock.now())
    assert host == "slow.example"
    assert 480 < seconds <= 500
    after.close("done")


def test_the_record_of_a_run_has_what_the_caller_adds(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "replay")
    returned = store.close("done", {"exit_code": 0})

    assert returned == last_run(tmp_path)
    assert (returned["spider"], returned["status"], returned["exit_code"]) == ("replay", "done", 0)
    assert returned["started"] <= returned["ended"] <= utc_now()


def test_closing_on_a_broken_disk_gives_the_lock_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = Store.open(tmp_path, "news")
    put(store, url(1), "one")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        record_of_run = store.close("done")

    assert record_of_run["counts"]["stored"] == 1
    Store.open(tmp_path, "news").close("done")
    assert texts(tmp_path) == ["one"]


def test_a_decision_made_before_is_checked_by_the_database(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "news")
    plain = record(url(1), "one")
    decision = store.decide(plain, SITE)
    store.put(candidate(1), finish_record(plain, decision), decision, SITE)

    with pytest.raises(Exception, match="UNIQUE"):
        store.put(candidate(1), finish_record(plain, decision), decision, SITE)

    store.close("done")
    assert texts(tmp_path) == ["one"]


def test_what_a_clock_that_was_ahead_has_put_off_is_due_once_it_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsspider.clock._offset_seconds", 6 * 366 * 86_400.0)
    store = Store.open(tmp_path, "news")
    store.hold_host("busy.example", 60)
    failing = candidate("late")
    store.list_candidates([failing])
    store.settle(failing, Outcome("failed", "timeout"))
    store.close("done")
    monkeypatch.setattr("newsspider.clock._offset_seconds", 0.0)
    later = Store.open(tmp_path, "news")
    assert later.hosts.to_wait_for(clock.now()) == []
    assert later.carry_over() == 1
    later.close("done")
