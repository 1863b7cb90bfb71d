"""kill -9 at any point, two starts at once, a full disk: every article is stored once, and the counts add up."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.core.dedupe.prints import print_of
from newsspider.exitcodes import ExitCode
from newsspider.store.prints import Prints
from newsspider.store.schema import open_state
from tests.support.commands import last_run, records, run_scrapy, start_scrapy, twice
from tests.support.origin import Origin, Reply, article, front_page, site_of_articles

if TYPE_CHECKING:
    from collections.abc import Iterator


def _crawl_arguments(origin: Origin) -> tuple[str, ...]:
    return ("crawl", "news", "-a", f"urls={origin.url}")


def _settings(origin: Origin) -> dict[str, Any]:
    return {"PRIVATE_HOSTS_ALLOWED": origin.host, "DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 4}


def _wait_for_pages(origin: Origin, process: subprocess.Popen[bytes], count: int) -> None:
    """Wait until the origin has been asked for ``count`` pages in all, or the crawl is over."""
    end = time.monotonic() + 60
    while len(origin.paths()) < count and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)


def _children_of(pid: int) -> set[int]:
    """Return the processes below a process, by /proc; empty where there is no /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found: set[int] = set()
    front = {pid}
    while front:
        front = {child for child, parent in parents.items() if parent in front} - found
        found |= front
    return found


@pytest.mark.parametrize(
    ("pages", "kills"),
    [pytest.param(90, 3, id="three"), pytest.param(300, 10, id="ten", marks=pytest.mark.soak)],
)
def test_kills_lose_nothing_and_store_nothing_twice(tmp_path: Path, pages: int, kills: int) -> None:
    chance = random.Random(20261122)
    with Origin(site_of_articles(pages)) as origin:
        for _ in range(kills):
            process = start_scrapy(*_crawl_arguments(origin), output=tmp_path, **_settings(origin))
            _wait_for_pages(origin, process, len(origin.paths()) + chance.randrange(1, 30))
            time.sleep(chance.random() * 0.1)
            children = _children_of(process.pid)
            process.kill()
            process.wait()
            _assert_gone(children)
        done = run_scrapy(*_crawl_arguments(origin), output=tmp_path, **_settings(origin))
    assert done.returncode == ExitCode.DONE, done.stderr
    stored = records(tmp_path)
    assert len(stored) == pages
    assert not twice([r["id"] for r in stored])
    assert {r["url"] for r in stored} == {f"{origin.url}news/{n}.html" for n in range(pages)}
    run = last_run(tmp_path)
    assert run["counts"]["waiting"] == 0
    assert run["counts"]["listed"] == pages + 1
    killed = [last for last in (tmp_path / "runs").glob("*.json") if '"status": "killed"' in last.read_text()]
    assert len(killed) >= kills - 2  # a kill before the run has begun leaves no run
    _assert_index_agrees(tmp_path, stored)


def _assert_index_agrees(output: Path, stored: list[dict[str, Any]]) -> None:
    """Each record has one print, in the cluster that the record names, and is found by its text."""
    db = open_state(output / "state.db")
    named = db.execute(
        "SELECT prints.article, named.article FROM prints JOIN prints AS named ON named.text = prints.cluster"
    ).fetchall()
    assert sorted(named) == sorted((record["id"], record["dedup"]["cluster"]) for record in stored)
    prints = Prints(db)
    for record in stored:
        match = prints.look_up(print_of(record["text"], record["title"])).match
        assert match is not None, record["id"]
        assert match.relation.similarity == 1.0
    db.close()


def _assert_gone(pids: set[int]) -> None:
    """Worker processes end with the crawl, however it ended."""
    end = time.monotonic() + 10
    alive = pids
    while alive and time.monotonic() < end:
        alive = {pid for pid in alive if _is_running(pid)}
        time.sleep(0.05)
    assert not alive, f"left behind: {alive}"


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_second_start_leaves_at_once_and_writes_nothing(tmp_path: Path) -> None:
    answer = threading.Event()

    def pages(path: str) -> Reply:
        if path == "/":
            return Reply(front_page(["/news/1.html"]))
        if path != "/news/1.html":
            return Reply("not here", 404)
        answer.wait(100)
        return Reply(article(1))

    with Origin(pages) as origin:
        settings = {**_settings(origin), "DOWNLOAD_TIMEOUT": 120}
        first = start_scrapy(*_crawl_arguments(origin), output=tmp_path, **settings)
        _wait_for_pages(origin, first, 2)
        before = _snapshot(tmp_path)
        asked = len(origin.asked)
        second = run_scrapy(*_crawl_arguments(origin), output=tmp_path, **settings)
        assert second.returncode == ExitCode.HELD_BY_ANOTHER_RUN
        assert "another run" in second.stderr
        assert _snapshot(tmp_path) == before
        assert len(origin.asked) == asked
        answer.set()
        assert first.wait(60) == ExitCode.DONE
    assert len(records(tmp_path)) == 1


def _snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and modification time of every file."""
    return {str(p.relative_to(folder)): (p.stat().st_size, p.stat().st_mtime_ns) for p in folder.rglob("*")}


@pytest.mark.parametrize("signals", [1, 2], ids=["once", "twice"])
def test_sigterm_ends_resumably(tmp_path: Path, signals: int) -> None:
    count = 40
    with Origin(site_of_articles(count)) as origin:
        settings = {**_settings(origin), "DOWNLOAD_DELAY": 0.05}
        process = start_scrapy(*_crawl_arguments(origin), output=tmp_path, **settings)
        _wait_for_pages(origin, process, 10)
        for _ in range(signals):
            process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
        assert process.wait(30) == ExitCode.INTERRUPTED
        assert last_run(tmp_path)["status"] == "interrupted"
        done = run_scrapy(*_crawl_arguments(origin), output=tmp_path, **_settings(origin))
    assert done.returncode == ExitCode.DONE, done.stderr
    assert len(records(tmp_path)) == count
    assert not twice([r["id"] for r in records(tmp_path)])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 1 MiB; without the right to, the test is skipped."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "newsspider-test", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_full_disk_ends_the_run_and_the_next_one_stores_the_rest(small_disk: Path) -> None:
    count = 60
    output = small_disk / "output"
    pages = site_of_articles(0) | {"/": Reply(front_page([f"/news/{n}.html" for n in range(count)]))}
    pages |= {f"/news/{n}.html": Reply(article(n, paragraphs=90)) for n in range(count)}
    with Origin(pages) as origin:
        first = run_scrapy(*_crawl_arguments(origin), output=output, **_settings(origin))
        assert first.returncode == ExitCode.NOT_WRITABLE, first.stderr
        assert "free" in first.stderr
        stored_first = len(records(output))
        assert stored_first < count
        subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
        second = run_scrapy(*_crawl_arguments(origin), output=output, **_settings(origin))
    assert second.returncode == ExitCode.DONE, second.stderr
    stored = records(output)
    assert len(stored) == count
    assert not twice([r["id"] for r in stored])
    assert last_run(output)["counts"]["waiting"] == 0
