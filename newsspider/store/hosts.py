"""Which hosts asked to be left alone, and until when; kept across runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.schedule import DAY

if TYPE_CHECKING:
    import sqlite3

LONGEST_HOLD = 8 * DAY
"""Seconds: Retry-After is believed up to a week."""


class Hosts:
    """The table of hosts; methods run inside the caller's transaction or are one statement."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def hold(self, host: str, seconds: float, now: float) -> None:
        """Leave a host alone for that long; a longer pause that it asked for before stands."""
        self._db.execute(
            "INSERT INTO hosts (host, not_before) VALUES (?, ?)"
            " ON CONFLICT (host) DO UPDATE SET not_before = max(not_before, excluded.not_before)",
            (host, now + seconds),
        )

    def to_wait_for(self, now: float) -> list[tuple[str, float]]:
        """Return (host, seconds left) of the hosts that asked to be left alone for longer than until now.

        A pause of more than `LONGEST_HOLD` was written while the machine's clock was ahead, and counts no more.
        """
        rows = self._db.execute(
            "SELECT host, not_before FROM hosts WHERE not_before > ? AND not_before <= ?", (now, now + LONGEST_HOLD)
        )
        return [(host, not_before - now) for host, not_before in rows]
