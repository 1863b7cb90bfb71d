"""The young pages that a sitemap lists, so that one which it drops is noticed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsspider.core.schedule import DAY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from newsspider.store.frontier import Candidate

YOUNG_SECONDS = 7 * DAY
"""Until then a page that its sitemap drops is looked at: stories that are withdrawn at all mostly are in days."""

MAX_RECENT = 1_000
"""Pages of one sitemap that are kept in mind, the latest first."""

_FEW = 3
_MOST_DROPPED = 0.2  # of the young pages; more is a sitemap that was cut or made anew
_TYPES = ("sitemap", "news_sitemap")


class Recent:
    """The table of young pages by sitemap; methods run inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def visited(self, listing: str, listed: Sequence[Candidate], now: float) -> list[int]:
        """Take in what a sitemap lists, all of it known by now; returns the pages to look at, as rows in urls.

        Those are the young ones that it listed at its last visit and doesn't any more, though it lists older ones: a
        sitemap that has only so much room drops its oldest.
        """
        entries = {c.url: _moment(c.discovery.get("date")) for c in listed if c.discovery.get("type") in _TYPES}
        if not entries:
            return []
        before = self._db.execute(
            "SELECT recent.url_id, recent.at, urls.url, urls.state FROM recent JOIN urls ON urls.id = recent.url_id"
            " WHERE recent.listing = ?",
            (listing,),
        ).fetchall()
        young = [row for row in before if row[1] >= now - YOUNG_SECONDS]
        dropped = [row for row in young if row[2] not in entries]
        oldest = min(
            [at for _, at, url, _ in young if url in entries] + [at for at in entries.values() if at], default=now
        )
        self._replace(listing, entries, now)
        if len(dropped) > max(_FEW, _MOST_DROPPED * len(young)):
            return []
        return [url_id for url_id, at, _, state in dropped if at > oldest and state in ("stored", "unchanged")]

    def _replace(self, listing: str, entries: dict[str, float | None], now: float) -> None:
        """Keep what the sitemap lists in mind, in place of what it listed before."""
        rows = []
        for url, at in entries.items():
            if at is not None and at < now - YOUNG_SECONDS:
                continue
            found = self._db.execute("SELECT id, first_seen FROM urls WHERE url = ?", (url,)).fetchone()
            moment = (at or _moment(found[1]) or now) if found else None
            if moment is not None and moment >= now - YOUNG_SECONDS:
                rows.append((listing, found[0], moment))
        rows.sort(key=lambda row: row[2], reverse=True)
        self._db.execute("DELETE FROM recent WHERE listing = ?", (listing,))
        self._db.executemany("INSERT OR IGNORE INTO recent (listing, url_id, at) VALUES (?, ?, ?)", rows[:MAX_RECENT])


def _moment(date: str | None) -> float | None:
    """Return an ISO 8601 date in seconds, None where there is none; without an offset it counts as UTC."""
    try:
        moment = datetime.fromisoformat(date or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
