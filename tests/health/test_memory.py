"""What a run held: its own process, and the largest of its workers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from newsspider.health.memory import WORKER_STAT, note_worker_peak, peak_memory

_HELD_MIB = 90
_WORKER = f"held = bytearray({_HELD_MIB} * 2**20); print('ready', flush=True); input()"
_SERVER = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_WORKER!r}])"


def test_without_stats_only_the_own_process_is_known() -> None:
    (crawl,) = peak_memory().items()
    assert crawl[0] == "crawl"
    assert crawl[1] > 5


@pytest.mark.skipif(not Path("/proc/self/exe").exists(), reason="the peaks of other processes are read from /proc")
def test_the_largest_process_below_a_child_is_the_worker() -> None:
    stats = MemoryStatsCollector(get_crawler())
    with subprocess.Popen([sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin
        assert server.stdout
        assert server.stdout.readline() == b"ready\n"
        note_worker_peak(stats)
        server.stdin.close()
    found = peak_memory(stats)
    assert found["worker"] == stats.get_value(WORKER_STAT) >= _HELD_MIB
    assert set(found) == {"crawl", "worker"}
