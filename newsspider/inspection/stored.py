"""The records of an OUTPUT_DIR, looked up while a crawl may be writing to it: everything is opened to read only."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

from newsspider.core.sitememory import SiteMemory
from newsspider.store.compressed import READ_ERRORS, open_read
from newsspider.store.kept import KeptPages
from newsspider.store.memory import SiteMemories

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newsspider.store.kept import KeptPage

RECORD_ID = re.compile(r"[0-9a-f]{20}-[1-9][0-9]*")
_ENDINGS = ("", ".gz", ".zst")
MAX_RELATED = 20
"""Ids of each kind of relation that are looked up."""


class StoredRecords:
    """Looks records up by id and address; a folder that isn't there holds none."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def find(self, record_id: str) -> dict[str, Any] | None:
        """Return a record, None where there is none; of several lines with one id the last counts.

        The first records of a new site wait in state.db until the run ends.
        """
        named = [f"{file}{ending}" for (file,) in self._rows("SELECT file FROM articles WHERE id = ?", record_id)
                 for ending in _ENDINGS]  # fmt: skip
        for path in [self._root / name for name in named] or self._days():
            if path.is_file() and (record := _last_line(path, record_id)) is not None:
                return record
        for (packed,) in self._rows("SELECT record FROM held WHERE id = ?", record_id):
            with suppress(ValueError):
                held = json.loads(packed)
                return held if isinstance(held, dict) else None
        return None

    def removed_texts(self, record: dict[str, Any]) -> Sequence[dict[str, Any]]:
        """Return what was removed from a record's page with its text, empty where `REMOVED_TEXT` didn't keep it."""
        day = str(record.get("fetched_at") or "")[:10]
        for ending in _ENDINGS:
            path = self._root / "removed" / f"{day}.jsonl{ending}"
            if re.fullmatch(r"\d{4}-\d\d-\d\d", day) and path.is_file():
                found = _last_line(path, str(record.get("id")))
                return [cut for cut in (found or {}).get("removed") or () if isinstance(cut, dict)]
        return ()

    def pages(self, record_id: str) -> tuple[KeptPage, ...] | None:
        """Return the pages a record was made from, None where they aren't kept.

        Raises:
            ValueError: they are damaged.
        """
        return KeptPages(self._root / "pages").get(record_id)

    def latest_of(self, url: str) -> str | None:
        """Return the id of the last version stored of an address."""
        rows = self._rows("SELECT id FROM articles WHERE url = ? ORDER BY n DESC LIMIT 1", url)
        return rows[0][0] if rows else None

    def other_versions(self, record_id: str) -> list[str]:
        """Return the ids of the other versions of a record's story, the first version first."""
        rows = self._rows(
            "SELECT other.id FROM articles AS one JOIN articles AS other USING (story)"
            " WHERE one.id = ? AND other.id <> one.id ORDER BY other.n LIMIT ?",
            record_id,
            MAX_RELATED,
        )
        return [row[0] for row in rows]

    def same_texts(self, record_id: str) -> list[str]:
        """Return the ids of the records with the same text, the earliest first."""
        rows = self._rows(
            "SELECT other.id FROM articles AS one JOIN articles AS other USING (text_hash)"
            " WHERE one.id = ? AND other.story <> one.story ORDER BY other.rowid LIMIT ?",
            record_id,
            MAX_RELATED,
        )
        return [row[0] for row in rows]

    def same_cluster(self, record_id: str) -> list[str]:
        """Return the ids of the other records in a record's cluster of copies and versions, the earliest first."""
        rows = self._rows(
            "SELECT DISTINCT other.article FROM prints AS one JOIN prints AS other USING (cluster)"
            " WHERE one.article = ? AND other.article <> one.article ORDER BY other.text LIMIT ?",
            record_id,
            MAX_RELATED,
        )
        return [row[0] for row in rows]

    def memory(self, site: str) -> SiteMemory:
        """Return what is known of a site; an empty memory where nothing is."""
        path = self._root / "state.db"
        if path.is_file():
            with suppress(sqlite3.Error), closing(_opened(path)) as db:
                return SiteMemories(db).of(site)
        return SiteMemory()

    def _rows(self, query: str, *values: str | int) -> list[Any]:
        """Ask state.db; nothing where it isn't there, can't be read, or is laid out otherwise."""
        path = self._root / "state.db"
        if not path.is_file():
            return []
        with suppress(sqlite3.Error), closing(_opened(path)) as db:
            return db.execute(query, values).fetchall()
        return []

    def _days(self) -> list[Path]:
        """Return the files of records, the newest first."""
        return sorted((self._root / "articles").glob("*.jsonl*"), reverse=True)


def _opened(path: Path) -> sqlite3.Connection:
    """Open state.db to read only."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _last_line(path: Path, record_id: str) -> dict[str, Any] | None:
    """Return the last object of a file with this id."""
    needle = json.dumps(record_id).encode()
    found = None
    for line in _lines(path):
        if needle in line:
            with suppress(ValueError, RecursionError):
                value = json.loads(line)
                found = value if isinstance(value, dict) and value.get("id") == record_id else found
    return found


def _lines(path: Path) -> Iterator[bytes]:
    """Yield a file's lines up to where it can't be read."""
    with suppress(*READ_ERRORS), open_read(path) as file:
        yield from file
