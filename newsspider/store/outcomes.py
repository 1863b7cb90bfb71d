"""What became of the URLs of a run: the frontier's table, read and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


class Outcomes:
    """Counts over the table of URLs; nothing here writes."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def by_site(self, run: int) -> list[tuple[str, str, str | None, int]]:
        """Return (site, state, reason, count) of all URLs that the run came across.

        One that an earlier run stored, and this one had no reason to fetch, counts as unchanged.
        """
        return list(
            self._db.execute(
                "SELECT site, CASE WHEN state = 'stored' AND done_run < :run THEN 'unchanged' ELSE state END AS outcome,"
                " reason, count(*) FROM urls WHERE listed_run = :run GROUP BY site, outcome, reason"
                " ORDER BY site, outcome, reason",
                {"run": run},
            )
        )

    def by_source(self, run: int) -> list[tuple[str, str, str | None, int]]:
        """Return (source, outcome, reason, count), as `by_site` does; also for the sources' own URLs."""
        return list(
            self._db.execute(
                "SELECT source, CASE WHEN state = 'stored' AND done_run < :run THEN 'unchanged' ELSE state END AS outcome,"
                " reason, count(*) FROM urls WHERE listed_run = :run GROUP BY source, outcome, reason",
                {"run": run},
            )
        )

    def first_seen(self, urls: Iterable[str]) -> list[str]:
        """Return when each of the given URLs was first seen, in their order; those that aren't known are left out."""
        rows = (self._db.execute("SELECT first_seen FROM urls WHERE url = ?", (url,)).fetchone() for url in urls)
        return [row[0] for row in rows if row]

    def retried(self, run: int) -> dict[str, int]:
        """Return by source how many articles failed in a run that had failed before."""
        rows = self._db.execute(
            "SELECT source, count(*) FROM urls WHERE listed_run = ? AND done_run = ? AND state = 'failed' AND tries > 1"
            " AND kind = 'article' GROUP BY source",
            (run, run),
        )
        return dict(rows.fetchall())

    def of(self, urls: Iterable[str]) -> dict[str, tuple[str, str | None]]:
        """Return (state, reason) of the given URLs that are known."""
        found: dict[str, tuple[str, str | None]] = {}
        for url in urls:
            row = self._db.execute("SELECT state, reason FROM urls WHERE url = ?", (url,)).fetchone()
            if row:
                found[url] = (row[0], row[1])
        return found
