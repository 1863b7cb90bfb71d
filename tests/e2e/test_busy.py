"""Hosts that answer 429 or 503 are left alone as long as they ask, and every page of theirs is stored in the end."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from email.utils import formatdate
from itertools import pairwise
from typing import TYPE_CHECKING

from newsspider.exitcodes import ExitCode
from tests.support.commands import last_run, records, run_scrapy, twice
from tests.support.origin import Origin, Reply, site_of_articles

if TYPE_CHECKING:
    from pathlib import Path

HOSTS, PAGES = 10, 5
TOLERANCE_SECONDS = 0.25
OWN_PAUSE_SECONDS = 5.0  # without a usable word
TDMREP = "/.well-known/tdmrep.json"


def refusal(number: int) -> tuple[Reply, float]:
    """Return the number-th way to say that a host is busy, and the least pause that follows."""
    in_three_seconds = formatdate(time.time() + 3, usegmt=True)  # cut to the second
    word, pause = (
        ("2", 2.0),
        (in_three_seconds, 2.0),
        (None, OWN_PAUSE_SECONDS),
        ("99999999999", OWN_PAUSE_SECONDS),
        ("in a while", OWN_PAUSE_SECONDS),
        ("0", 1.0),
        ("Sat, 01 Jan 2000 00:00:00 GMT", 1.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", OWN_PAUSE_SECONDS),
    )[number % 8]
    headers = {"Content-Type": "text/plain"} | ({"Retry-After": word} if word else {})
    return Reply("busy", 429 if number % 2 else 503, headers), pause


class BusyOrigin(Origin):
    """Refuses each article once; ``pauses`` are the least seconds until the next request, by its place in ``asked``."""

    def __init__(self, first: int, address: str) -> None:
        self._site = site_of_articles(PAGES)
        self._refused: dict[str, int] = {}
        self._lock = threading.Lock()
        self.pauses: dict[str, float] = {}
        self._first = first
        super().__init__(self._answer, address)

    def _answer(self, path: str) -> Reply:
        with self._lock:
            if path.startswith("/news/") and path not in self._refused:
                self._refused[path] = number = self._first + len(self._refused)
                reply, self.pauses[path] = refusal(number)
                return reply
        return self._site.get(path, Reply("not here", 404))

    def shortened_pauses(self) -> list[tuple[str, str]]:
        """Return (refused path, next path asked for) where the pause between them was cut short."""
        refused_before: set[str] = set()
        found = []
        for (path, moment, _), (following, later, _) in pairwise(self.asked):
            if path in self.pauses and path not in refused_before:
                refused_before.add(path)
                if later - moment < self.pauses[path] - TOLERANCE_SECONDS:
                    found.append((path, following))
        return found


def test_pages_that_are_refused_at_first_are_all_stored(tmp_path: Path) -> None:
    with ExitStack() as stack:
        origins = [stack.enter_context(BusyOrigin(n * 3, f"127.0.0.{n + 2}")) for n in range(HOSTS)]
        done = run_scrapy(
            "crawl", "news", "-a", f"urls={','.join(o.url for o in origins)}",
            output=tmp_path, PRIVATE_HOSTS_ALLOWED=",".join(o.host for o in origins), DOWNLOAD_DELAY=0,
        )  # fmt: skip
    assert done.returncode == ExitCode.DONE, done.stderr
    stored = [record["url"] for record in records(tmp_path)]
    # the ten hosts publish the same texts, which makes the later ones copies, stored as well
    assert len(stored) == HOSTS * PAGES
    assert not twice(stored)
    assert last_run(tmp_path)["counts"]["failed"] == {}
    fewest = HOSTS * (PAGES + 1)
    assert sum(len(origin.paths()) for origin in origins) == fewest + HOSTS * PAGES <= 2 * fewest
    assert [origin.shortened_pauses() for origin in origins] == [[]] * HOSTS


def test_tdmrep_is_not_asked_for_while_its_host_pauses(tmp_path: Path) -> None:
    site = site_of_articles(4)
    refused: list[str] = []

    def answer(path: str) -> Reply:
        if path == "/news/1.html" and not refused:
            refused.append(path)
            return Reply("busy", 503, {"Retry-After": "3", "Content-Type": "text/plain"}, stall=2.0)
        return site.get(path, Reply("not here", 404))

    with Origin(answer) as origin:
        done = run_scrapy(
            "crawl", "news", "-a", f"urls={origin.url}",
            output=tmp_path, PRIVATE_HOSTS_ALLOWED=origin.host, DOWNLOAD_DELAY=0,
        )  # fmt: skip
    assert done.returncode == ExitCode.DONE, done.stderr
    assert len(records(tmp_path)) == 4
    paths = [path for path, _, _ in origin.asked]
    busy = paths.index("/news/1.html")
    assert paths.index(TDMREP) == busy + 1, "it stood first in the queue when the host went silent"
    assert origin.asked[busy + 1][1] - origin.asked[busy][1] >= 2.0 + 3.0 - TOLERANCE_SECONDS
