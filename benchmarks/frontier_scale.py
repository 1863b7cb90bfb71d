"""Decide 1,000 listed URLs beside 100,000 and beside 1,000,000 known ones: seconds, memory, and their ratios.

    python -m benchmarks.frontier_scale [--known 100000 1000000] [--listed 1000] [--trials 3]

Half of the listed URLs are known, half new. Each trial is a process of its own on a state.db of its own that runs what
a crawl does: open the store, take up what is left, list the candidates, find the hosts that wait, count, and close.
The least time of the trials counts, since other work on the machine only adds to it; memory is the greatest. Ends with
1 where a bound is missed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsspider.store.frontier import Candidate, Frontier
from newsspider.store.schema import open_state, transaction
from newsspider.store.store import Store

KNOWN = (100_000, 1_000_000)
LISTED = 1_000
TRIALS = 3
MOST_SECONDS = 2.0
MOST_MIB = 200
MOST_RATIO = 1.5
"""Of the time with ten times the known URLs."""

_LONG_AGO = "2026-01-01T00:00:00Z"
_SITES = 500
_FAILED_SHARE = 0.01
_LEFT_WAITING = 200  # by the run before: as much work whatever is known
_BUILD_CACHE_KIB = 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--known", nargs="+", type=int, default=list(KNOWN))
    parser.add_argument("--listed", type=int, default=LISTED)
    parser.add_argument("--trials", type=int, default=TRIALS)
    parser.add_argument("--decide", type=Path, help=argparse.SUPPRESS)  # what a trial's own process does
    options = parser.parse_args()
    if options.decide:
        print(json.dumps(_decide(options.decide, options.known[0], options.listed)))
        return 0
    results = [_measure(known, options.listed, options.trials) for known in options.known]
    return _verdict(results)


def _measure(known: int, listed: int, trials: int) -> tuple[float, float]:
    """Build a state.db, print and return the least seconds and the greatest MiB of the trials."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        _build(Path(folder), known)
        size = (Path(folder) / "state.db").stat().st_size / 2**20
        print(
            f"{known:,} known URLs: state.db of {size:.0f} MiB, built in {time.monotonic() - started:.0f} s",
            flush=True,
        )
        found = []
        for _ in range(trials):
            copy = Path(folder) / "trial"
            copy.mkdir()
            shutil.copy(Path(folder) / "state.db", copy / "state.db")
            os.sync()  # the copy's own writing out isn't what is measured
            command = [sys.executable, "-m", "benchmarks.frontier_scale", "--decide", str(copy)]
            command += ["--known", str(known), "--listed", str(listed)]
            found.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
            shutil.rmtree(copy)
    fastest = min(found, key=lambda trial: float(trial["all"]))
    memory = max(float(trial["mib"]) for trial in found)
    steps = ", ".join(f"{name} {fastest[name]:.3f}" for name in fastest if name not in ("all", "mib", "waiting"))
    print(f"  {listed:,} listed, {fastest['waiting']} to fetch: {fastest['all']:.3f} s ({steps}), {memory:.0f} MiB")
    return float(fastest["all"]), memory


def _verdict(results: list[tuple[float, float]]) -> int:
    """Print how the last result stands to the bounds, and to the first; return the exit code."""
    seconds, memory = results[-1]
    ratio = seconds / results[0][0]
    print(f"{seconds:.3f} s (at most {MOST_SECONDS:g}), {memory:.0f} MiB (at most {MOST_MIB}), "
          f"{ratio:.2f} of the time with the fewest known (at most {MOST_RATIO:g})")  # fmt: skip
    return int(seconds > MOST_SECONDS or memory > MOST_MIB or ratio > MOST_RATIO)


def _candidate(number: int) -> Candidate:
    """Return a made-up story's URL; the numbers of a site's stories are far apart, as they are in real life."""
    site = f"paper-{number % _SITES}.example"
    url = f"https://www.{site}/{number % 7 + 2020}/news/the-long-headline-of-a-story-with-number-{number}.html"
    found = {"type": "feed", "url": f"https://www.{site}/feed", "title": f"The long headline of story {number}"}
    return Candidate(url, f"www.{site}", site, "article", 1, f"https://www.{site}/", found)


def _build(folder: Path, known: int) -> None:
    """Write a state.db with that many URLs, most of them stored, some failed and a few still waiting."""
    chance = random.Random(known)
    db = open_state(folder / "state.db")
    db.execute(f"PRAGMA cache_size = -{_BUILD_CACHE_KIB}")
    frontier = Frontier(db)
    with transaction(db):
        for number in range(known):
            frontier.add(_candidate(number), 1, _LONG_AGO)
        db.execute("UPDATE urls SET state = 'stored', done_run = 1")
        for count, state in ((int(known * _FAILED_SHARE), "failed"), (_LEFT_WAITING, "waiting")):
            rows = [(state, chance.randrange(1, known)) for _ in range(count)]
            db.executemany(f"UPDATE urls SET state = ?, next_try = {time.time() + 86_400:.0f} WHERE id = ?", rows)
        db.execute("INSERT INTO runs (id, spider, started, ended, status) VALUES ('1', 'news', ?, ?, 'done')",
                   (_LONG_AGO, _LONG_AGO))  # fmt: skip
    db.close()


def _decide(folder: Path, known: int, listed: int) -> dict[str, float]:
    """Do what a run does with its listed URLs; return the seconds of each step, all of them, and the peak memory."""
    chance = random.Random(listed)
    numbers = [chance.randrange(known) for _ in range(listed // 2)] + list(range(known, known + listed - listed // 2))
    chance.shuffle(numbers)
    candidates = [_candidate(number) for number in numbers]
    marks = [("", time.perf_counter())]
    store = Store.open(folder, "news")
    marks.append(("open", time.perf_counter()))
    store.carry_over()
    marks.append(("carry over", time.perf_counter()))
    waiting = store.list_candidates(candidates)
    marks.append(("list", time.perf_counter()))
    store.frontier.hosts_waiting()
    marks.append(("hosts", time.perf_counter()))
    store.outcomes.by_source(store.run)
    store.close("done")
    marks.append(("count and close", time.perf_counter()))
    steps = {name: end - begin for (_, begin), (name, end) in itertools.pairwise(marks)}
    return {"all": marks[-1][1] - marks[0][1], **steps, "waiting": len(waiting), "mib": _peak_mib()}


def _peak_mib() -> float:
    """Return the most memory that this process has held; getrusage would count the parent's before the exec."""
    status = Path("/proc/self/status").read_text()
    return float(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())
