"""Crawl recorded pages four times over through the replay proxy, beside a naive spider in the same run.

    python -m benchmarks.crawl_speed [DATA.jsonl.gz] [--times 4]

Prints pages per second of both, their ratio, and the peak memory of the process trees (proportional set size).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.recorded_crawl import DEFAULT_DATA
from newsspider.core.urls import normal_url
from tests.support.commands import PROJECT, last_run, scrapy_command
from tests.support.proxy import Answer, ReplayProxy

SAMPLE_SECONDS = 0.2


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--times", type=int, default=4)
    options = parser.parse_args()
    answers: dict[str, Answer] = {}
    with gzip.open(options.data, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            for copy in range(options.times):
                mark = "&" if "?" in row["url"] else "?"
                url = normal_url(f"{row['url']}{mark}copy={copy}")
                answers[url or ""] = Answer(row["html"].encode("utf-8", "replace"))
    urls = [url for url in answers if url]
    with tempfile.TemporaryDirectory() as folder, ReplayProxy(answers) as proxy:
        ours = scrapy_command(
            "crawl", "news", "-a", "urls=" + " ".join(urls), output=Path(folder) / "ours", DOWNLOAD_DELAY=0,
            CONCURRENT_REQUESTS_PER_DOMAIN=8,
        )  # fmt: skip
        naive = [
            sys.executable, "-m", "scrapy", "runspider", str(Path(__file__).with_name("naive.py")),
            "-a", "urls=" + " ".join(urls), "-o", f"{folder}/naive.jsonl", "-s", "LOG_LEVEL=ERROR",
        ]  # fmt: skip
        seconds = _measure("newsspider", ours, proxy, len(urls), PROJECT)
        print(json.dumps(last_run(Path(folder) / "ours")["counts"]))
        peer_seconds = _measure("naive", naive, proxy, len(urls), Path(folder))
    print(f"newsspider takes {seconds / peer_seconds:.2f} of the naive spider's time")
    return 0


def _measure(name: str, command: list[str], proxy: ReplayProxy, pages: int, folder: Path) -> float:
    """Run a command through the proxy; print and return its seconds, start-up included."""
    started, peak = time.monotonic(), 0
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **proxy.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None:
        peak = max(peak, tree_kib(process.pid))
        time.sleep(SAMPLE_SECONDS)
    seconds = time.monotonic() - started
    print(f"{name}: {pages} pages in {seconds:.1f} s, {pages / seconds:.1f} pages/s, peak {peak / 1024:.0f} MiB")
    return seconds


def tree_kib(root: int) -> int:
    """Return the proportional set size of a process and all below it, in KiB; 0 where /proc doesn't tell."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    tree, front = {root}, {root}
    while front:
        front = {child for child, parent in parents.items() if parent in front} - tree
        tree |= front
    total = 0
    for pid in tree:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


if __name__ == "__main__":
    sys.exit(main())
