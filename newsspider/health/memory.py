"""How much memory a run held at most."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.statscollectors import StatsCollector

WORKER_STAT = "newsspider/workers/peak_mib"
"""Scrapy's stat of what the largest worker held at most, in MiB; absent where the system doesn't tell."""
_UNITS_PER_MIB = 2**20 if sys.platform == "darwin" else 2**10  # getrusage counts bytes there, KiB elsewhere


def peak_memory(stats: StatsCollector | None = None) -> dict[str, float]:
    """Return the peak resident memory in MiB of this process (crawl), and of the largest worker where ``stats`` know it."""
    found = {"crawl": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _UNITS_PER_MIB, 1)}
    worker = stats.get_value(WORKER_STAT) if stats is not None else None
    return found if worker is None else found | {"worker": worker}


def note_worker_peak(stats: StatsCollector | None) -> None:
    """Write into ``stats`` what the largest worker that runs at present has held at most. Linux only."""
    peak = peak_of_workers()
    if stats is not None and peak is not None:
        stats.max_value(WORKER_STAT, peak)


def peak_of_workers() -> float | None:
    """Return the largest peak in MiB among Python processes that this one's children started; None where there is none.

    Workers are children of multiprocessing's fork server. With what a page's memory shares with the server's.
    """
    try:
        program = Path("/proc/self/exe").readlink()
    except OSError:
        return None
    peaks = [_peak(worker, program) for child in _children("self") for worker in _children(child)]
    return max((peak for peak in peaks if peak), default=None)


def _children(pid: str) -> Iterator[str]:
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            yield from (task / "children").read_text().split()
    except OSError:  # it has ended meanwhile, or the kernel doesn't list children
        return


def _peak(pid: str, program: Path) -> float:
    try:
        if Path(f"/proc/{pid}/exe").readlink() != program:
            return 0.0
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next(
        (round(int(line.split()[1]) / 1024, 1) for line in status.splitlines() if line.startswith("VmHWM:")), 0.0
    )
