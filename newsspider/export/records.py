"""The records of some files, each once: read twice, first for what is superseded, then one by one."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsspider.store.compressed import READ_ERRORS, open_read
from newsspider.store.pages import MAX_ROW_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import Self

# As a crawl writes lines. A quote inside a JSON string has a backslash before it, so neither is found inside a text.
_ID = re.compile(rb'^\{"id":"([^"\\]{1,200})"')
_PREVIOUS = re.compile(rb'"version":\{"n":\d+,"previous":(?:null|"([^"\\]{1,200})")')
_CACHE_KIB = 32_768
_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that holds no record; ``message`` names the file, the line and what is wrong."""

    message: str


@dataclass(slots=True)
class Index:
    """Which lines count: the last of each id, and which records a later version has replaced.

    It stands in a temporary file of sqlite's, so that memory doesn't grow with the records.
    """

    _db: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect("", isolation_level=None))

    def __enter__(self) -> Self:
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._db.execute("CREATE TABLE ids (id TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID")
        self._db.execute("CREATE TABLE replaced (id TEXT PRIMARY KEY) WITHOUT ROWID")
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def add(self, rows: Sequence[tuple[str, int, str | None]]) -> None:
        """Take note of rows of (id, number of the line over all files, id of the version before)."""
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT INTO ids VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET line = excluded.line",
            [(record_id, line) for record_id, line, _ in rows],
        )
        self._db.executemany("INSERT OR IGNORE INTO replaced VALUES (?)", [(old,) for _, _, old in rows if old])
        self._db.execute("COMMIT")

    def counts(self, record_id: str, line: int) -> bool:
        """Whether a line is the last of its id."""
        row = self._db.execute("SELECT line FROM ids WHERE id = ?", (record_id,)).fetchone()
        return row is None or row[0] == line

    def is_replaced(self, record_id: str) -> bool:
        """Whether a later version is there."""
        return self._db.execute("SELECT 1 FROM replaced WHERE id = ?", (record_id,)).fetchone() is not None


class Records:
    """The records of some files; what is appended to them after the first look isn't read."""

    def __init__(self, files: Sequence[Path], advance: Callable[[int], None] | None = None) -> None:
        self._files = [(path, path.stat().st_size) for path in files]
        self._advance = advance or (lambda _: None)

    @property
    def bytes_to_read(self) -> int:
        """What both looks read, as it stands on disk."""
        return 2 * sum(size for _, size in self._files)

    def index(self, index: Index) -> None:
        """Take the first look: ids and versions; lines that hold no record are passed over."""
        rows: list[tuple[str, int, str | None]] = []
        for number, (_, _, line) in enumerate(self._lines()):
            if isinstance(line, bytes) and (known := _look(line)) is not None:
                rows.append((known[0], number, known[1]))
            if len(rows) >= _ROWS_AT_ONCE:
                index.add(rows)
                rows = []
        index.add(rows)

    def read(self, index: Index) -> Iterator[dict[str, Any] | BadLine]:
        """Yield each record once, in the order of the files; never raises for what is in them."""
        for number, (path, row, line) in enumerate(self._lines()):
            if isinstance(line, BadLine):
                yield line
                continue
            if not line.strip():
                continue
            record = _record(line, f"{path}, line {row}")
            if isinstance(record, BadLine) or index.counts(record["id"], number):
                yield record

    def _lines(self) -> Iterator[tuple[Path, int, bytes | BadLine]]:
        """Yield (file, number from 1, line); what can't be read is a `BadLine`, and the next file goes on."""
        for path, size in self._files:
            left = size if path.suffix not in (".gz", ".zst") else None
            row = 0
            try:
                with open_read(path) as file:
                    while (left is None or left > 0) and (line := file.readline(MAX_ROW_BYTES)):
                        row += 1
                        left = None if left is None else left - len(line)
                        if left is not None:
                            self._advance(len(line))
                        if len(line) == MAX_ROW_BYTES and not line.endswith(b"\n"):
                            while (piece := file.readline(MAX_ROW_BYTES)) and not piece.endswith(b"\n"):
                                pass
                            yield path, row, BadLine(f"{path}, line {row} has over {MAX_ROW_BYTES} bytes")
                        else:
                            yield path, row, line
            except READ_ERRORS as exc:
                yield path, row + 1, BadLine(f"{path} can't be read behind line {row}: {exc}")
            if left is None:
                self._advance(size)


def _look(line: bytes) -> tuple[str, str | None] | None:
    """Return a line's id and the id of the version before it, without reading all of it where that will do."""
    found = _ID.match(line)
    if found is not None and (version := _PREVIOUS.search(line)) is not None:
        previous = version[1]
        return found[1].decode("utf-8", "replace"), previous.decode("utf-8", "replace") if previous else None
    record = _record(line, "")
    if isinstance(record, BadLine):
        return None
    version_part = record.get("version")
    before = version_part.get("previous") if isinstance(version_part, dict) else None
    return record["id"], before if isinstance(before, str) else None


def _record(line: bytes, where: str) -> dict[str, Any] | BadLine:
    """Return the record in a line: an object with an id and a text."""
    try:
        value = json.loads(line, parse_constant=lambda _: None)  # NaN is no JSON for other tools
    except (ValueError, RecursionError) as exc:
        torn = "" if line.endswith(b"\n") else "; the file ends in the middle of it, as while a crawl writes it"
        return BadLine(f"{where} isn't JSON: {str(exc)[:200]}{torn}")
    if not isinstance(value, dict):
        return BadLine(f"{where} isn't an object")
    for name in ("id", "text"):
        if not isinstance(value.get(name), str) or not value[name]:
            return BadLine(f"{where} has no {name}")
    return value
