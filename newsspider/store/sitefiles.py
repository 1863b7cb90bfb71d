"""What sites say in small files of their own, remembered across runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.schedule import DAY
from newsspider.store.frontier import unix_time
from newsspider.store.schema import storage_errors

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

FRESH_SECONDS = DAY
"""For so long a file isn't asked for again; what RFC 9309 grants for robots.txt."""


class SiteFiles:
    """The table of such files; each method is one statement."""

    def __init__(self, db: sqlite3.Connection, root: Path) -> None:
        self._db = db
        self._root = root

    def get(self, url: str, now: float) -> tuple[bytes, str] | None:
        """Return a file's content, empty where the site has none, and when it was fetched; None where that's too long ago."""
        row = self._db.execute("SELECT body, fetched FROM site_files WHERE url = ?", (url,)).fetchone()
        return (row[0], row[1]) if row and 0 <= now - unix_time(row[1]) < FRESH_SECONDS else None

    def keep(self, url: str, body: bytes, fetched: str) -> None:
        """Remember a file.

        Raises:
            StoreFailed: it can't be written.
        """
        with storage_errors(self._root):
            self._db.execute(
                "INSERT OR REPLACE INTO site_files (url, body, fetched) VALUES (?, ?, ?)", (url, body, fetched)
            )
