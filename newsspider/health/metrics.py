"""METRICS_FILE: a run in Prometheus' text format, for node_exporter's textfile collector."""

from __future__ import annotations

import logging
import os
from collections import Counter
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsspider.core.health.finding import STATES
from newsspider.printable import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

logger = logging.getLogger(__name__)

MAX_SOURCES = 1000
"""Sources with series of their own: those that aren't well first, then by address."""

_OUTCOMES = ("listed", "stored", "unchanged", "dropped", "failed", "waiting")


def write_metrics(path: Path, record: Mapping[str, Any]) -> bool:
    """Write the file whole or not at all; returns whether it was written. Never raises."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(metrics_text(record), encoding="utf-8")
        temporary.chmod(0o644)  # the collector is another user's
        temporary.replace(path)
    except OSError as exc:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        logger.error("METRICS_FILE can't be written: %s", exc)
        return False
    return True


def metrics_text(record: Mapping[str, Any]) -> str:
    """Return a run's record as Prometheus' text format."""
    return "\n".join([*_run_lines(record), *_source_lines(record["sources"])]) + "\n"


def _run_lines(record: Mapping[str, Any]) -> Iterator[str]:
    counts = record["counts"]
    yield from _family("newsspider_run_end_timestamp_seconds", "When the last run ended, Unix time.")
    yield f"newsspider_run_end_timestamp_seconds {_unix(record.get('ended'))}"
    yield from _family("newsspider_run_duration_seconds", "How long the last run took.")
    yield f"newsspider_run_duration_seconds {record['seconds']}"
    yield from _family("newsspider_run_exit_code", "Exit code of the last run; docs/settings.md says what it means.")
    yield f"newsspider_run_exit_code {record['exit_code']}"
    yield from _family("newsspider_run_fetched_pages", "Answers with a page in the last run.")
    yield f"newsspider_run_fetched_pages {record['fetched']}"
    if record.get("memory"):
        yield from _family("newsspider_run_peak_memory_bytes", "Peak resident memory of the last run's processes.")
        for process, mib in record["memory"].items():
            yield f'newsspider_run_peak_memory_bytes{{process="{_label(process)}"}} {int(mib * 2**20)}'
    yield from _family("newsspider_run_urls", "URLs of the last run by outcome.")
    for outcome in _OUTCOMES:
        yield f'newsspider_run_urls{{outcome="{outcome}"}} {_number(counts[outcome])}'
    for state in ("dropped", "failed"):
        name = f"newsspider_run_{state}_urls"
        yield from _family(name, f"URLs of the last run that were {state}, by reason.")
        for reason, count in counts[state].items():
            yield f'{name}{{reason="{_label(reason)}"}} {count}'


def _source_lines(sources: list[dict[str, Any]]) -> Iterator[str]:
    states = Counter(source.get("state") or "well" for source in sources)
    yield from _family("newsspider_sources", "Sources by state.")
    for state in STATES:
        yield f'newsspider_sources{{state="{state}"}} {states[state]}'
    shown = sorted(sources, key=lambda s: (-STATES.index(s.get("state") or "well"), s["url"]))[:MAX_SOURCES]
    yield from _family("newsspider_source_state", "State of a source: 1 for the one that it is in.")
    for source in shown:
        for state in STATES:
            value = int((source.get("state") or "well") == state)
            yield f'newsspider_source_state{{source="{_label(source["url"])}",state="{state}"}} {value}'
    yield from _family("newsspider_source_urls", "URLs of a source in the last run by outcome.")
    for source in shown:
        for outcome in _OUTCOMES[1:]:
            count = source["counts"].get(outcome, 0)
            yield f'newsspider_source_urls{{source="{_label(source["url"])}",outcome="{outcome}"}} {count}'


def _family(name: str, said: str) -> Iterator[str]:
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} gauge"


def _number(count: int | Mapping[str, int]) -> int:
    return count if isinstance(count, int) else sum(count.values())


def _unix(moment: str | None) -> float:
    return datetime.fromisoformat(moment).timestamp() if moment else 0.0


def _label(value: str) -> str:
    """Return a label's value with what the format gives a meaning escaped."""
    return without_secrets(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
