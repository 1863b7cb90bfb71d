"""A page that hangs, swells or crashes costs only itself."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.workers.job import PageJob
from newsspider.workers.pool import ExtractFailed, ExtractPool
from tests.support.commands import PROJECT
from tests.workers.hostile import Hostile

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 4.0  # what starting a worker anew and a nap of 0.6 s don't take on a busy machine either
PAGE = PageJob(
    "https://www.paper.example/1", b"<html><body><article><p>The bridge is open.</p></article></body></html>"
)


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractPool]:
    main: Any = sys.modules["__main__"]
    file = getattr(main, "__file__", None)
    opened = ExtractPool(1, SECONDS, 512)
    # The first page of a worker reads the rules and models, which may take longer than the tests' short limit.
    for _ in range(20):
        try:
            asyncio.run(opened.read(PAGE))
        except ExtractFailed:
            continue
        break
    yield opened
    opened.close()
    if file is not None:
        main.__file__ = file


def read(pool: ExtractPool, job: object) -> Any:
    page: Any = job
    return asyncio.run(pool.read(page))


def test_a_page_is_read_in_another_process(pool: ExtractPool) -> None:
    result = read(pool, PAGE)

    assert result.record["url"] == PAGE.url
    assert read(pool, Hostile("none")).record["text"] != str(os.getpid())


def test_the_links_of_a_section_page_come_back(pool: ExtractPool) -> None:
    links = "".join(f'<li><a href="/news/{n}">Headline number {n} of this morning</a></li>' for n in range(30))
    front = PageJob("https://www.paper.example/", f"<html><body><ul>{links}</ul></body></html>".encode())
    result = read(pool, front)

    assert result.verdict == "section_page"
    assert len(result.links) == 30


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("hang", "extract_timeout"),
        ("spin", "extract_timeout"),
        ("swell", "extract_memory"),
        ("crash", "extract_crashed"),
        ("raise", "extract_error"),
    ],
)
def test_a_page_that_misbehaves_is_named_in_time_and_the_next_one_read(
    pool: ExtractPool, how: str, reason: str
) -> None:
    if how == "swell" and sys.platform == "darwin":
        pytest.skip("macOS enforces no memory cap")
    started = time.monotonic()
    with pytest.raises(ExtractFailed) as raised:
        read(pool, Hostile(how))

    assert raised.value.reason == reason
    assert raised.value.detail
    assert time.monotonic() - started < SECONDS + 4
    assert read(pool, Hostile("none")).record["url"], "the pool goes on"


class WallClock:
    """Stands in for pebble's time module; ``offset`` moves the clock."""

    offset = 0.0

    def time(self) -> float:
        return time.time() + self.offset

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


@pytest.mark.parametrize(
    ("how", "jump", "reason"),
    [("nap", 86_400.0, None), ("hang", -86_400.0 * 2_000, "extract_timeout")],
    ids=["a-day-forward", "six-years-back"],
)
def test_a_clock_that_jumps_fails_no_page_and_lets_none_hang(
    pool: ExtractPool, monkeypatch: pytest.MonkeyPatch, how: str, jump: float, reason: str | None
) -> None:
    clock = WallClock()
    monkeypatch.setattr("pebble.pool.process.time", clock)
    threading.Timer(0.3, lambda: setattr(clock, "offset", jump)).start()
    started = time.monotonic()
    if reason is None:
        assert read(pool, Hostile(how)).record["url"]
    else:
        with pytest.raises(ExtractFailed, match=reason):
            read(pool, Hostile(how))
    assert 0.3 < time.monotonic() - started < SECONDS + 8


def test_a_pool_whose_workers_cannot_start_says_so() -> None:
    starved = ExtractPool(1, 5, 1)
    started = time.monotonic()
    with pytest.raises(ExtractFailed) as raised:
        read(starved, PAGE)

    assert raised.value.reason in ("extract_crashed", "extract_memory")
    assert time.monotonic() - started < 30
    starved.close()


PARENT = """
import asyncio, time
from newsspider.workers.pool import ExtractPool
from tests.workers.hostile import Hostile

pool = ExtractPool(1, 60, 512)
print(asyncio.run(pool.read(Hostile("none"))).record["text"], flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_worker_ends_with_its_parent_even_after_kill_nine() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, cwd=PROJECT) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert is_running(worker)
        parent.send_signal(signal.SIGKILL)
    end = time.monotonic() + 5
    while is_running(worker) and time.monotonic() < end:
        time.sleep(0.05)

    assert not is_running(worker)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
