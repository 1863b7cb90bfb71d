"""``scrapy dedupe`` through the real command line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from newsspider.exitcodes import ExitCode
from tests.core.dedupe.wire import story

if TYPE_CHECKING:
    from pathlib import Path


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "scrapy", "dedupe", *arguments]


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False, timeout=120)


def write(path: Path, texts: list[str], *more: str) -> str:
    rows = [json.dumps({"id": n, "text": text}) for n, text in enumerate(texts)]
    path.write_text("".join(line + "\n" for line in (*rows, *more)), encoding="utf-8")
    return str(path)


def test_copies_bad_lines_and_the_exit_code(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", [story(1), story(2), story(1, 3)], "{")
    done = scrapy(source, "--out", str(tmp_path / "out.jsonl"))

    assert done.returncode == ExitCode.SOME_SOURCES_FAILED, done.stderr
    assert f"{source}:4: not JSON" in done.stderr
    assert "4 lines: 1 copies, 0 versions, 1 bad" in done.stdout
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert lines[2] == {"id": 2, "relation": "copy", "of": 0, "similarity": 1.0, "cluster": 0}
    assert lines[1] == {"id": 1, "relation": None, "of": None, "similarity": None, "cluster": 1}


def test_wrong_usage(tmp_path: Path) -> None:
    """One of the ways; tests/commands/test_dedupe.py has the others."""
    done = scrapy(write(tmp_path / "in.jsonl", ["x"]), "--output", str(tmp_path / "out.jsonl"))

    assert done.returncode == ExitCode.WRONG_USAGE
    assert "there is no option --output" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.soak
def test_a_run_that_is_killed_goes_on(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", [story(n % 5000, 5) for n in range(12_000)])
    out = tmp_path / "out.jsonl"
    running = subprocess.Popen(command(source, "--out", str(out)), start_new_session=True, stderr=subprocess.DEVNULL)
    while not list(tmp_path.glob("out.jsonl.work/*.prints")):
        time.sleep(0.1)
    running.send_signal(signal.SIGKILL)
    running.wait()
    done = scrapy(source, "--out", str(out))

    assert done.returncode == ExitCode.DONE, done.stderr
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["id"] for line in lines] == list(range(12_000))
    assert len({line["cluster"] for line in lines}) == 5000
