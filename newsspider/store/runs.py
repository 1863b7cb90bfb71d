"""Runs: their rows in state.db, their counts, and runs/<run id>.json."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(slots=True)
class Counts:
    """How many URLs ended in which state; ``listed`` is their sum by construction."""

    stored: int = 0
    unchanged: int = 0
    waiting: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    @property
    def listed(self) -> int:
        """All URLs that the run came across."""
        return self.stored + self.unchanged + self.waiting + self.dropped.total() + self.failed.total()

    def add(self, state: str, reason: str | None, count: int) -> None:
        """Count ``count`` URLs in ``state``."""
        if state in ("dropped", "failed"):
            getattr(self, state)[reason or "unnamed"] += count
        else:
            setattr(self, state, getattr(self, state) + count)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON types, reasons in order of their names."""
        return {
            "listed": self.listed,
            "stored": self.stored,
            "unchanged": self.unchanged,
            "dropped": dict(sorted(self.dropped.items())),
            "failed": dict(sorted(self.failed.items())),
            "waiting": self.waiting,
        }


@dataclass(slots=True)
class RunCounts:
    """The counts of a run, in total and by site."""

    total: Counts
    sites: dict[str, Counts]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str | None, int]]) -> RunCounts:
        """Sum rows of (site, state, reason, count)."""
        total, sites = Counts(), defaultdict[str, Counts](Counts)
        for site, state, reason, count in rows:
            total.add(state, reason, count)
            sites[site].add(state, reason, count)
        return cls(total, dict(sites))


class Runs:
    """The table of runs. A run that has no end and isn't the present one was killed."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def begin(self, spider: str, now: str) -> tuple[int, str]:
        """Start a run; returns (its number, its id): ids sort by start time and are unique."""
        seq = self._db.execute("SELECT coalesce(max(seq), 0) + 1 FROM runs").fetchone()[0]
        run_id = f"{now.replace('-', '').replace(':', '')}-{seq}"
        self._db.execute(
            "INSERT INTO runs (seq, id, spider, started, status) VALUES (?, ?, ?, ?, 'running')",
            (seq, run_id, spider, now),
        )
        return seq, run_id

    def end(self, seq: int, status: str, now: str) -> None:
        """Close a run."""
        self._db.execute("UPDATE runs SET status = ?, ended = ? WHERE seq = ?", (status, now, seq))

    def dead(self) -> list[tuple[int, str]]:
        """Return (number, id) of the runs that never ended."""
        return list(self._db.execute("SELECT seq, id FROM runs WHERE ended IS NULL"))

    def record(self, seq: int, counts: RunCounts) -> dict[str, Any]:
        """Return what runs/<id>.json says."""
        run_id, spider, started, ended, status = self._db.execute(
            "SELECT id, spider, started, ended, status FROM runs WHERE seq = ?", (seq,)
        ).fetchone()
        return {
            "id": run_id,
            "spider": spider,
            "started": started,
            "ended": ended,
            "status": status,
            "counts": counts.total.to_dict(),
            "sites": {site: c.to_dict() for site, c in sorted(counts.sites.items())},
        }


def write_run_file(root: Path, record: dict[str, Any]) -> Path:
    """Write runs/<id>.json whole or not at all; returns its path."""
    path = root / "runs" / f"{record['id']}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as handle:
        json.dump(record, handle, ensure_ascii=False, indent=1)
        handle.write("\n")
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
    return path
