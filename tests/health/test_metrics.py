"""METRICS_FILE: what Prometheus reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newsspider.health.metrics import MAX_SOURCES, metrics_text, write_metrics

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

# The line format of Prometheus' exposition format 0.0.4.
SAMPLE = re.compile(
    r'([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)', re.IGNORECASE
)
HOSTILE = 'https://www.paper.example/"}\n# HELP evil\\'


def record(*sources: dict[str, Any]) -> dict[str, Any]:
    counts = {"listed": 9, "stored": 4, "unchanged": 1, "dropped": {"too_short": 2}, "failed": {"http_500": 2}}
    return {
        "ended": "2026-03-02T06:04:10Z",
        "seconds": 12.5,
        "exit_code": 3,
        "fetched": 8,
        "memory": {"crawl": 90.5},
        "counts": {**counts, "waiting": 0},
        "sources": list(sources),
    }


def source(url: str, state: str = "well") -> dict[str, Any]:
    return {"url": url, "failed": None, "counts": {"stored": 4}, "state": state, "reason": None}


def samples(text: str) -> dict[str, float]:
    """Return name and labels to value; a line that isn't in the format fails."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            match = SAMPLE.fullmatch(line)
            assert match, line
            found[match[1] + (match[2] or "")] = float(match[3])
    return found


def test_the_figures_of_a_run() -> None:
    said = samples(metrics_text(record(source("https://a.example", "broken"), source("https://b.example"))))
    assert said["newsspider_run_end_timestamp_seconds"] == 1772431450
    assert said['newsspider_run_peak_memory_bytes{process="crawl"}'] == 90.5 * 2**20
    assert said['newsspider_run_urls{outcome="dropped"}'] == 2
    assert said['newsspider_run_failed_urls{reason="http_500"}'] == 2
    assert said['newsspider_sources{state="broken"}'] == 1
    assert said['newsspider_source_state{source="https://a.example",state="broken"}'] == 1
    assert said['newsspider_source_state{source="https://a.example",state="well"}'] == 0
    assert said['newsspider_source_urls{source="https://b.example",outcome="stored"}'] == 4


def test_every_metric_has_help_and_type_once() -> None:
    text = metrics_text(record(source("https://a.example"), source("https://b.example")))
    names = re.findall(r"^# TYPE (\w+) gauge$", text, re.MULTILINE)
    assert len(names) == len(set(names)) == text.count("# HELP ")
    assert set(names) == {name.partition("{")[0] for name in samples(text)}


def test_labels_cannot_leave_their_quotes_and_hold_no_secret() -> None:
    said = samples(metrics_text(record(source(HOSTILE), source("https://me:word@c.example/?api_key=12345"))))
    assert all("word" not in name and "12345" not in name for name in said)
    assert not any(name.startswith("evil") for name in said)


def test_the_number_of_series_is_bounded_and_the_unwell_come_first() -> None:
    many = [source(f"https://{number:05}.example") for number in range(MAX_SOURCES + 50)]
    many.append(source("https://zz.example", "watch"))
    said = samples(metrics_text(record(*many)))
    assert sum(name.startswith("newsspider_source_state") for name in said) == 3 * MAX_SOURCES
    assert said['newsspider_source_state{source="https://zz.example",state="watch"}'] == 1
    assert said['newsspider_sources{state="well"}'] == MAX_SOURCES + 50


def test_the_file_is_written_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "newsspider.prom"
    assert write_metrics(path, record())
    assert write_metrics(path, record(source("https://a.example")))
    assert [p.name for p in path.parent.iterdir()] == ["newsspider.prom"]
    assert path.read_text(encoding="utf-8").endswith("\n")


def test_a_file_that_cannot_be_written_is_an_error_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    assert not write_metrics(tmp_path / "file" / "newsspider.prom", record())
    assert "METRICS_FILE can't be written" in caplog.text
