"""Crawl recorded pages under their own URLs through the replay proxy, then replay them, and compare.

    python -m benchmarks.recorded_crawl [DATA.jsonl.gz] [--limit N]

Prints what became of every page, the pages stored, and whether crawl and replay give the same texts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from newsspider.core.urls import normal_url
from tests.support.commands import last_run, records, run_scrapy, twice
from tests.support.proxy import Answer, ReplayProxy

DEFAULT_DATA = Path(__file__).parents[2] / "shared" / "data" / "fundus_dev.jsonl.gz"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    with gzip.open(options.data, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][: options.limit]
    pages = {normal_url(row["url"]) or row["url"]: row["html"] for row in rows}
    print(f"{len(rows)} rows, {len(pages)} URLs, {len(set(pages.values()))} different pages")
    with tempfile.TemporaryDirectory() as folder:
        crawled = _crawl(pages, Path(folder) / "crawl")
        replayed = _replay(rows, Path(folder))
    same = sum(replayed.get(url, {}).get("text") == record["text"] for url, record in crawled.items())
    print(
        f"same text from crawl and replay: {same} of {len(crawled)}; only in one: {len(set(crawled) ^ set(replayed))}"
    )
    return 0 if same == len(crawled) == len(replayed) else 1


def _crawl(pages: dict[str, str], output: Path) -> dict[str, dict[str, Any]]:
    """Crawl the URLs through the proxy; returns the records by URL."""
    answers = {url: Answer(html.encode("utf-8", "replace")) for url, html in pages.items()}
    started = time.monotonic()
    with ReplayProxy(answers) as proxy:
        done = run_scrapy(
            "crawl", "news", "-a", "urls=" + ",".join(pages), output=output, environment=proxy.environment, seconds=900,
            DOWNLOAD_DELAY=0,
        )  # fmt: skip
    return _report("crawl", done.returncode, output, started)


def _replay(rows: list[dict[str, Any]], folder: Path) -> dict[str, dict[str, Any]]:
    """Replay the rows; returns the records by URL."""
    file = folder / "pages.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps({"url": row["url"], "html": row["html"]}) + "\n" for row in rows)
    started = time.monotonic()
    done = run_scrapy("crawl", "replay", "-a", f"pages={file}", output=folder / "replay", seconds=900)
    return _report("replay", done.returncode, folder / "replay", started)


def _report(name: str, exit_code: int, output: Path, started: float) -> dict[str, dict[str, Any]]:
    """Print a run's counts; returns its records by URL."""
    run, stored = last_run(output), records(output)
    print(f"{name}: exit code {exit_code}, {time.monotonic() - started:.1f} s, {json.dumps(run['counts'])}")
    print(f"{name}: {len(stored)} records, stored twice: {len(twice([r['id'] for r in stored]))}")
    return {record["url"]: record for record in stored}


if __name__ == "__main__":
    sys.exit(main())
