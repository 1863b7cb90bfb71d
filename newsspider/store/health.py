"""What is known of every source's past: the figures of its runs, its entries, and the state it is in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsspider.core.health.entries import Entry
from newsspider.core.health.figures import Figures
from newsspider.core.health.finding import STATES, Finding, State
from newsspider.core.health.silence import DAY
from newsspider.core.health.watched import Past, together

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

KEPT_DAYS = 90
"""Days that figures are kept, and the states of sources that no run reads any more."""
WHOLE_DAYS = 2
"""Days after which the runs of one day become one row."""


@dataclass(frozen=True, slots=True)
class Known:
    """A source as the last run left it; ``since`` and ``at`` are Unix times, 0 while nothing is known."""

    source: str
    state: State = "well"
    reason: str | None = None
    since: float = 0.0
    at: float = 0.0
    findings: tuple[Finding, ...] = ()
    entries: dict[str, Entry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one run, or of one day; ``name`` is a source's URL or a site, as ``scope`` says."""

    scope: str
    name: str
    figures: Figures
    flagged: frozenset[str] = frozenset()


class HealthBook:
    """The tables source_runs and source_health; methods run inside the caller's transaction or are one statement."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._noted: tuple[Sequence[Row], Sequence[Known]] = ((), ())

    def past(self, source: str) -> list[Past]:
        """Return a source's runs with evidence, oldest first."""
        rows = self._db.execute(
            "SELECT at, figures, flagged FROM source_runs WHERE scope = 'source' AND name = ? ORDER BY at", (source,)
        )
        return [_past(*row) for row in rows]

    def known(self, source: str) -> Known:
        """Return a source as the last run left it."""
        row = self._db.execute(
            "SELECT state, reason, since, at, findings, entries FROM source_health WHERE source = ?", (source,)
        ).fetchone()
        if row is None:
            return Known(source)
        state, reason, since, at, findings, entries = row
        return Known(
            source,
            state if state in STATES else "well",
            reason,
            since,
            at,
            tuple(Finding.of(said) for said in json.loads(findings)),
            {url: Entry.of(said) for url, said in json.loads(entries).items()},
        )

    def note(self, rows: Sequence[Row], states: Sequence[Known]) -> None:
        """Take what a run found, to be saved together with its end."""
        self._noted = (rows, states)

    def save(self, run: int, at: float) -> None:
        """Write what was noted, put old rows together and forget the oldest."""
        rows, states = self._noted
        today = int(at // DAY)
        for row in rows:
            self._put(run, at, row.scope, row.name, row.figures, row.flagged)
            self._put_together(row.scope, row.name, today)
        for known in states:
            self._db.execute(
                "INSERT OR REPLACE INTO source_health (source, state, reason, since, at, findings, entries)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    known.source,
                    known.state,
                    known.reason,
                    known.since,
                    known.at,
                    _json([finding.to_dict() for finding in known.findings]),
                    _json({url: entry.to_dict() for url, entry in known.entries.items()}),
                ),
            )
        self._db.execute("DELETE FROM source_runs WHERE day < ?", (today - KEPT_DAYS,))
        self._db.execute("DELETE FROM source_health WHERE at < ?", (at - KEPT_DAYS * DAY,))

    def _put(
        self, run: int, at: float, scope: str, name: str, figures: Figures, flagged: frozenset[str], runs: int = 1
    ) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO source_runs (scope, name, run, at, day, runs, figures, flagged)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (scope, name, run, at, int(at // DAY), runs, _json(figures.to_dict()), _json(sorted(flagged))),
        )

    def _put_together(self, scope: str, name: str, today: int) -> None:
        """Make one row of all of a day, where the day is some time ago."""
        days = self._db.execute(
            "SELECT day FROM source_runs WHERE scope = ? AND name = ? AND day < ? GROUP BY day HAVING count(*) > 1",
            (scope, name, today - WHOLE_DAYS),
        ).fetchall()
        for (day,) in days:
            rows = self._db.execute(
                "SELECT run, at, runs, figures, flagged FROM source_runs WHERE scope = ? AND name = ? AND day = ?"
                " ORDER BY at",
                (scope, name, day),
            ).fetchall()
            whole = together([_past(at, figures, names) for _, at, _, figures, names in rows])
            self._db.execute("DELETE FROM source_runs WHERE scope = ? AND name = ? AND day = ?", (scope, name, day))
            self._put(rows[-1][0], rows[-1][1], scope, name, whole.figures, whole.flagged, sum(row[2] for row in rows))


def _past(at: float, figures: str, flagged: str) -> Past:
    return Past(at, Figures.of(json.loads(figures)), frozenset(json.loads(flagged)))


def _json(value: dict[str, object] | dict[str, dict[str, int]] | Sequence[object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
