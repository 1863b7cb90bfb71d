"""A crawl by the real command line, watched: what became of each URL, its memory, and every socket it opened."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.crawl_speed import tree_kib
from tests.support.commands import PROJECT, last_run, records, scrapy_command

AUDIT = Path(__file__).parent / "audit"
_SAMPLE_SECONDS = 0.2


@dataclass(slots=True)
class Watched:
    """What a crawl did."""

    output: Path
    code: int
    stdout: str
    stderr: str
    seconds: float
    peak_mib: float
    sockets: list[str] = field(default_factory=list)
    outcomes: dict[str, tuple[str, str | None, str | None]] = field(default_factory=dict)
    """By URL: state, reason and detail."""
    stored: list[dict[str, Any]] = field(default_factory=list)
    run: dict[str, Any] = field(default_factory=dict)

    def of(self, path: str) -> tuple[str, str | None]:
        """Return state and reason of the one URL with this path."""
        found = [outcome[:2] for url, outcome in self.outcomes.items() if _path_of(url) == path]
        assert len(found) == 1, (path, found)
        return found[0]

    def record(self, path: str) -> dict[str, Any]:
        """Return the one record whose URL was asked for under this path."""
        (found,) = [r for r in self.stored if _path_of(r["requested_url"]) == path]
        return found


def watched_crawl(
    *urls: str, output: Path, environment: dict[str, str] | None = None, seconds: float = 120, **settings: Any
) -> Watched:
    """Crawl from the urls as fast as their hosts answer, and watch it."""
    log = output.parent / f"{output.name}.sockets"
    command = scrapy_command(
        "crawl", "news", "-a", f"urls={','.join(urls)}", output=output, DOWNLOAD_DELAY=0, **settings
    )
    path = os.pathsep.join(filter(None, (str(AUDIT), os.environ.get("PYTHONPATH"))))
    env = {**os.environ, "PYTHONPATH": path, "NEWSSPIDER_AUDIT": str(log), **(environment or {})}
    started, peak = time.monotonic(), 0
    out, err = output.parent / f"{output.name}.out", output.parent / f"{output.name}.err"
    with out.open("w") as stdout, err.open("w") as stderr:
        process = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=stdout, stderr=stderr)
        while process.poll() is None:
            peak = max(peak, tree_kib(process.pid))
            if time.monotonic() - started > seconds:
                process.kill()
            time.sleep(_SAMPLE_SECONDS)
    watched = Watched(
        output, process.returncode, out.read_text(), err.read_text(), time.monotonic() - started, peak / 1024
    )
    watched.sockets = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    watched.outcomes = outcomes(output)
    watched.stored = records(output)
    watched.run = last_run(output)
    return watched


def outcomes(output: Path) -> dict[str, tuple[str, str | None, str | None]]:
    """Return state, reason and detail of every URL in state.db."""
    db = sqlite3.connect(f"file:{output / 'state.db'}?mode=ro", uri=True)
    try:
        return {
            url: (state, reason, detail)
            for url, state, reason, detail in db.execute("SELECT url, state, reason, detail FROM urls")
        }
    finally:
        db.close()


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
