"""Runs the real command line, and reads what it leaves on disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.support.origin import Origin

PROJECT = Path(__file__).parents[2]


def scrapy_command(*arguments: str, output: Path, **settings: Any) -> list[str]:
    """Return the command line of ``scrapy`` with settings for ``output``."""
    options = [f"{name}={value}" for name, value in {"OUTPUT_DIR": output, **settings}.items()]
    return [sys.executable, "-m", "scrapy", *arguments, *(part for o in options for part in ("-s", o))]


def run_scrapy(
    *arguments: str, output: Path, environment: dict[str, str] | None = None, seconds: float = 120, **settings: Any
) -> subprocess.CompletedProcess[str]:
    """Run ``scrapy`` in the project and return what it printed and its exit code."""
    return subprocess.run(
        scrapy_command(*arguments, output=output, **settings),
        cwd=PROJECT, env={**os.environ, **(environment or {})}, capture_output=True, text=True, timeout=seconds, check=False,
    )  # fmt: skip


def crawl_site(origin: Origin, output: Path, **settings: Any) -> subprocess.CompletedProcess[str]:
    """Crawl an origin from its front page, as fast as it answers unless ``settings`` say otherwise."""
    settings = {"PRIVATE_HOSTS_ALLOWED": origin.host, "DOWNLOAD_DELAY": 0, **settings}
    return run_scrapy("crawl", "news", "-a", f"urls={origin.url}", output=output, **settings)


def start_scrapy(*arguments: str, output: Path, **settings: Any) -> subprocess.Popen[bytes]:
    """Start ``scrapy`` in the project, its output thrown away."""
    return subprocess.Popen(
        scrapy_command(*arguments, output=output, **settings),
        cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def records(output: Path) -> list[dict[str, Any]]:
    """Return every record of all days, in the order of the files; a line that isn't one raises."""
    lines = []
    for path in sorted((output / "articles").glob("*.jsonl")):
        content = path.read_text(encoding="utf-8")
        assert content.endswith("\n"), f"{path} ends in a torn line"
        lines += [json.loads(line) for line in content.splitlines()]
    return lines


def last_run(output: Path) -> dict[str, Any]:
    """Return the record of the newest run, after checking that its counts add up."""
    path = max((output / "runs").glob("*.json"), key=lambda p: int(p.stem.rpartition("-")[2]))
    run: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    counts = run["counts"]
    parts = counts["stored"] + counts["unchanged"] + counts["waiting"]
    parts += sum(counts["dropped"].values()) + sum(counts["failed"].values())
    assert counts["listed"] == parts, counts
    return run


def twice(values: list[str]) -> list[str]:
    """Return the values that stand there more than once."""
    return [value for value, count in Counter(values).items() if count > 1]
