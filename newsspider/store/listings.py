"""When feeds, sitemaps and section pages were visited, and with what to ask whether they changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.core.schedule import WHOLE_EVERY, is_due, poll_seconds

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Visit:
    """What an answer says of its page: ``asked`` is the pause in seconds that the publisher wants."""

    etag: str | None = None
    last_modified: str | None = None
    asked: float | None = None
    not_modified: bool = False


class Listings:
    """The table of listings; methods run inside the caller's transaction or are one statement."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def is_due(self, url: str, now: float) -> bool:
        """Tell whether a listing is to be visited; one that was never read is."""
        row = self._db.execute("SELECT polled, interval FROM listings WHERE url = ?", (url,)).fetchone()
        return row is None or is_due(row[0], row[1], now)

    def last_read(self, url: str) -> float | None:
        """Return when a listing was last read, in Unix seconds; None for one that never was."""
        row = self._db.execute("SELECT polled FROM listings WHERE url = ?", (url,)).fetchone()
        return row[0] if row else None

    def validators(self, url: str, now: float) -> dict[str, str]:
        """Return the headers to ask with; none where the whole page is to be had once more."""
        row = self._db.execute("SELECT etag, last_modified, whole FROM listings WHERE url = ?", (url,)).fetchone()
        if row is None or not 0 <= now - row[2] < WHOLE_EVERY:
            return {}
        named = {"If-None-Match": row[0], "If-Modified-Since": row[1]}
        return {name: value for name, value in named.items() if value}

    def visited(self, url: str, visit: Visit, *, changed: bool, now: float) -> None:
        """Take note of a visit; ``changed`` says whether it brought pages that weren't known."""
        row = self._db.execute(
            "SELECT etag, last_modified, whole, interval FROM listings WHERE url = ?", (url,)
        ).fetchone()
        etag, last_modified, whole, interval = row or (None, None, now, None)
        if not visit.not_modified:
            etag, last_modified, whole = visit.etag, visit.last_modified, now
        self._db.execute(
            "INSERT OR REPLACE INTO listings (url, etag, last_modified, polled, whole, interval) VALUES (?, ?, ?, ?, ?, ?)",
            (url, etag, last_modified, now, whole, poll_seconds(interval, changed=changed, asked=visit.asked)),
        )
