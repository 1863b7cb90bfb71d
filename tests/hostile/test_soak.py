"""20,000 pages with faults throughout: kills, 5xx, resets, cuts, drips, busy hosts, a full disk; and a quiet run beside.

NEWSSPIDER_SOAK_PAGES makes it smaller, for a first look.
"""

from __future__ import annotations

import gzip
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.crawl_speed import tree_kib
from newsspider.exitcodes import ExitCode
from tests.hostile.origin import OK, HostileOrigin, drip, raw, reset_after
from tests.support.commands import last_run, records, run_scrapy, start_scrapy, twice
from tests.support.origin import Reply, article, front_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.hostile.origin import Page

PAGES = int(os.environ.get("NEWSSPIDER_SOAK_PAGES", "20000"))
HOSTS = 10
KILLS = 12
SECONDS_AT_MOST = 2_400
TIMEOUT_SECONDS = 15
MIB_AT_MOST = 500
MOST_GROWTH = 1.05
LATER_SECONDS = 7_200  # by then what failed may be asked for again
LAST_RUNS = 6


class Paper(HostileOrigin):
    """One host's articles; with ``faulty``, one request in eight goes wrong, for each page at most twice."""

    def __init__(self, first: int, count: int, address: str, *, faulty: bool) -> None:
        self._numbers = range(first, first + count)
        self._faulty = faulty
        self._tries: Counter[str] = Counter()
        self._lock = threading.Lock()
        super().__init__(self._answer, address)

    def _answer(self, path: str) -> Page:
        if path == "/":
            return Reply(front_page([f"/news/{n}.html" for n in self._numbers]))
        if not path.startswith("/news/"):
            return Reply("no", 404)
        body = article(int(path[6:-5])).encode()
        with self._lock:
            self._tries[path] += 1
            tries = self._tries[path]
        chance = random.Random(f"{path}/{tries}").random()
        if not self._faulty or tries > 2 or chance > 0.125:
            return Reply(body)
        packed = gzip.compress(body)
        head = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % (len(packed) // 2)
        faults: list[tuple[float, Page]] = [
            (0.0005, drip(OK + b"\r\n<html>", b"<p>", every=0.5, seconds=3 * TIMEOUT_SECONDS)),
            (0.005, Reply("busy", 503, {"Retry-After": "1"})),
            (0.03, reset_after(OK + b"Content-Length: 99999\r\n\r\n" + body)),
            (0.05, raw(head + packed[: len(packed) // 2])),
            (0.06, raw(OK + b"Transfer-Encoding: chunked\r\n\r\n2000\r\n" + body[:700])),
            (0.11, Reply("broken", 500)),
        ]
        return next((fault for most, fault in faults if chance <= most), Reply(body, stall=0.3))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system that is full long before the end; without the right to, give a plain folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={PAGES // 2}k", "newsspider-soak", str(folder)]
    mounted = os.geteuid() == 0 and not subprocess.run(mount, capture_output=True, check=False).returncode
    yield folder
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


def settings_for(papers: list[Paper]) -> dict[str, Any]:
    return {
        "PRIVATE_HOSTS_ALLOWED": ",".join(p.host for p in papers),
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
        "SITE_PAGE_BUDGET": 0,
        "DOWNLOAD_TIMEOUT": TIMEOUT_SECONDS,
    }


def seeds(papers: list[Paper]) -> str:
    return "urls=" + ",".join(p.url for p in papers)


def asked(papers: list[Paper]) -> int:
    return sum(len(p.asked) for p in papers)


def papers_of(stack: ExitStack, *, faulty: bool) -> list[Paper]:
    """Return the hosts, the same articles on each address."""
    each = PAGES // HOSTS
    return [stack.enter_context(Paper(n * each, each, f"127.0.2.{n + 1}", faulty=faulty)) for n in range(HOSTS)]


def crawl_with_faults(output: Path, disk: Path) -> tuple[int, bool]:
    """Crawl to the end through kills and a full disk; returns (starts, whether the disk was full once)."""
    chance = random.Random(8)
    full, starts = False, 0
    with ExitStack() as stack:
        papers = papers_of(stack, faulty=True)
        settings = settings_for(papers)
        for kill in range(KILLS):
            until = asked(papers) + PAGES // (KILLS + 6) + chance.randrange(20)
            process = start_scrapy("crawl", "news", "-a", seeds(papers), output=output, **settings)
            starts += 1
            while asked(papers) < until and process.poll() is None:
                time.sleep(0.02)
            if process.poll() == ExitCode.NOT_WRITABLE:
                full = True
                subprocess.run(["mount", "-o", "remount,size=90%", str(disk)], check=True)
                continue
            process.send_signal(signal.SIGTERM if kill % 4 == 3 else signal.SIGKILL)
            process.wait(60)
        for later in range(LAST_RUNS):
            done = run_scrapy(
                "crawl", "news", "-a", seeds(papers),
                output=output, seconds=SECONDS_AT_MOST, **settings, CLOCK_OFFSET_SECONDS=later * LATER_SECONDS,
            )  # fmt: skip
            starts += 1
            if done.returncode == ExitCode.NOT_WRITABLE:
                full = True
                subprocess.run(["mount", "-o", "remount,size=90%", str(disk)], check=True)
                continue
            assert done.returncode in {ExitCode.DONE, ExitCode.SOME_SOURCES_FAILED}, done.stderr[-2000:]
            run = last_run(output)
            if not run["counts"]["failed"] and not run["counts"]["waiting"] and len(records(output)) >= PAGES:
                return starts, full
    pytest.fail(f"not everything was stored in {starts} starts: {last_run(output)['counts']}")


def crawl_quietly(output: Path) -> list[float]:
    """Crawl without faults; returns the memory of the process tree, in MiB, sampled over the fetching."""
    samples: list[float] = []
    with ExitStack() as stack:
        papers = papers_of(stack, faulty=False)
        process = start_scrapy("crawl", "news", "-a", seeds(papers), output=output, **settings_for(papers))
        while process.poll() is None:
            if asked(papers) > PAGES // 50:
                samples.append(tree_kib(process.pid) / 1024)
            time.sleep(0.5)
    assert process.returncode == ExitCode.DONE
    return samples[:-4]  # the last seconds are the ending


@pytest.mark.soak
def test_the_end_is_that_of_a_quiet_run_and_memory_is_flat(disk: Path, tmp_path: Path) -> None:
    started = time.monotonic()
    starts, full = crawl_with_faults(disk / "output", disk)
    faulty_seconds = time.monotonic() - started
    samples = crawl_quietly(tmp_path / "quiet")
    seconds = time.monotonic() - started

    quarter = max(len(samples) // 4, 1)
    second, last = (sum(s) / len(s) for s in (samples[quarter : 2 * quarter], samples[-quarter:]))
    sys.stdout.write(
        f"{PAGES} pages: {faulty_seconds:.0f} s with faults and {starts} starts (disk full: {full}), {seconds:.0f} s in all;"
        f" memory of the quiet run: peak {max(samples):.0f} MiB, second quarter {second:.0f}, last {last:.0f}"
        f" ({last / second - 1:+.1%})\n"
    )
    stored, quiet = records(disk / "output"), records(tmp_path / "quiet")
    assert not twice([r["id"] for r in stored])
    assert len(stored) == len(quiet) == PAGES
    assert {_address(r): r["text"] for r in stored} == {_address(r): r["text"] for r in quiet}
    assert max(samples) < MIB_AT_MOST
    assert last <= MOST_GROWTH * second
    assert seconds < SECONDS_AT_MOST


def _address(record: dict[str, Any]) -> str:
    """Return a record's URL without the port, which differs between the two runs."""
    host, _, rest = record["url"].removeprefix("http://").partition(":")
    return f"{host}{rest[rest.index('/') :]}"
