"""What each site repeats, kept in state.db: one site is read when its first page comes, and stays at hand."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING

from newsspider.core.knownplaces import KnownPlaces
from newsspider.core.sitememory import PlaceMemory, SiteMemory, TextMemory
from newsspider.core.urls import host_of
from newsspider.store.schema import migration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsspider.core.knownplaces import Event
    from newsspider.core.looks import PageLook
    from newsspider.core.sitememory import Changes, MemoryView

SITES_AT_HAND = 64
"""Memories kept in the process: each takes some 200 KB there, and 1 ms to read again."""

MEMORY_MIGRATION = 6
"""The step of state.db's layout that brings the tables."""

_TEXTS = ", ".join(field.name for field in fields(TextMemory))
_PLACES = ", ".join(field.name for field in fields(PlaceMemory))
_text_row = attrgetter(*_TEXTS.split(", "))
_place_row = attrgetter(*_PLACES.split(", "))


@dataclass(frozen=True, slots=True)
class Learned:
    """What a page brings to its site's memory.

    ``plain_hash`` is of the text without the memory's say, where it had one; ``holds`` is whether the line waits
    where it is of a site's first stories.
    """

    site: str
    look: PageLook
    plain_hash: str | None = None
    holds: bool = True


def memory_site(url: str) -> str:
    """Return the name under which a page's site is remembered: its host, without ``www.``."""
    return host_of(url).removeprefix("www.")


class SiteMemories:
    """The memories of all sites in one database."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._at_hand: dict[str, SiteMemory] = {}

    def of(self, site: str) -> SiteMemory:
        """Return a site's memory; an empty one where nothing is known."""
        memory = self._at_hand.pop(site, None) or self._load(site)
        self._at_hand[site] = memory
        if len(self._at_hand) > SITES_AT_HAND:
            del self._at_hand[next(iter(self._at_hand))]
        return memory

    def view(self, site: str) -> MemoryView:
        """Return what the cleaning of a site's next page needs."""
        return self.of(site).view()

    def learn(self, site: str, look: PageLook, day: str) -> Changes:
        """Inside the caller's transaction: add a stored page; returns what that changed.

        Where the transaction fails, call `forget`.
        """
        memory = self.of(site)
        changes = memory.learn(look, day)
        self._db.execute(
            "INSERT OR REPLACE INTO memory_sites (site, stories, since, layout) VALUES (?, ?, ?, ?)",
            (site, memory.stories, memory.since, json.dumps(memory.layout.to_dict(), separators=(",", ":"))),
        )
        self._write("memory_texts", _TEXTS, site, [_text_row(memory.texts[key]) for key in changes.texts])
        self._write("memory_places", _PLACES, site, [_place_row(memory.places[key]) for key in changes.places])
        for table, keys in (("memory_texts", changes.forgotten_texts), ("memory_places", changes.forgotten_places)):
            self._db.executemany(
                f"DELETE FROM {table} WHERE site = ? AND key = ?",  # noqa: S608  (our own table names)
                [(site, key) for key in sorted(keys)],
            )
        return changes

    def note_events(self, site: str, events: Iterable[Event], moment: str, run: int, url: str) -> None:
        """Inside the caller's transaction: keep what has changed in a site's layout, for those who watch sites."""
        self._db.executemany(
            "INSERT INTO site_events (site, kind, since, run, url, detail) VALUES (?, ?, ?, ?, ?, ?)",
            [(site, event.kind, moment, run, url, event.detail) for event in events],
        )

    def changed_layouts(self, run: int) -> frozenset[str]:
        """Return the sites whose layout changed in a run."""
        rows = self._db.execute(
            "SELECT DISTINCT site FROM site_events WHERE run = ? AND kind = 'layout_changed'", (run,)
        )
        return frozenset(site for (site,) in rows)

    def forget(self, site: str) -> None:
        """Read a site's memory anew when it is next asked for."""
        self._at_hand.pop(site, None)

    def sites(self) -> list[tuple[str, int, str]]:
        """Return (site, stories, since) of all that is known, by site."""
        return self._db.execute("SELECT site, stories, since FROM memory_sites ORDER BY site").fetchall()

    def _write(self, table: str, names: str, site: str, rows: list[tuple[object, ...]]) -> None:
        marks = ", ".join("?" * (names.count(",") + 2))
        self._db.executemany(
            f"INSERT OR REPLACE INTO {table} (site, {names}) VALUES ({marks})",  # noqa: S608  (our own names)
            [(site, *row) for row in rows],
        )

    def _load(self, site: str) -> SiteMemory:
        row = self._db.execute("SELECT stories, since, layout FROM memory_sites WHERE site = ?", (site,)).fetchone()
        if row is None:
            return SiteMemory()
        texts = self._db.execute(f"SELECT {_TEXTS} FROM memory_texts WHERE site = ?", (site,))  # noqa: S608
        places = self._db.execute(f"SELECT {_PLACES} FROM memory_places WHERE site = ?", (site,))  # noqa: S608
        return SiteMemory(
            row[0],
            row[1],
            {text[0]: TextMemory(*text) for text in texts},
            {place[0]: PlaceMemory(*place) for place in places},
            KnownPlaces.of(json.loads(row[2])) if row[2] else KnownPlaces(),
        )


class FirstPass:
    """What a file's sites repeat, learned before any of its pages is stored; kept in a temporary file, if at all."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(migration(MEMORY_MIGRATION))
        self._db.execute("CREATE TABLE told (story TEXT PRIMARY KEY) WITHOUT ROWID")
        self._db.execute("BEGIN")  # nothing of it outlives the run
        self.memories = SiteMemories(self._db)

    def learn(self, site: str, story: str, look: PageLook, day: str) -> None:
        """Add a page; the second one of a story, by its canonical address, teaches nothing."""
        if self._db.execute("INSERT OR IGNORE INTO told VALUES (?)", (story,)).rowcount:
            self.memories.learn(site, look, day)
