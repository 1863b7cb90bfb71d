"""The JSON lines under articles/, written as a redo log: commit the line to SQLite, then put it at its place.

A line is committed together with its record's state, and with the offset in the file where it belongs. Writing
it there is idempotent, so after a kill at any point the next start writes what is missing, to the same bytes.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from newsspider.store.schema import transaction

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

logger = logging.getLogger(__name__)

SYNC_EVERY_LINES = 64  # lines between two fsyncs; until then the outbox holds them too


class JsonLines:
    """Appends lines to files below one directory, in step with the transactions of ``db``."""

    def __init__(self, root: Path, db: sqlite3.Connection) -> None:
        self._root = root
        self._db = db
        self._handles: dict[str, int] = {}
        self._unsynced: list[int] = []
        self.set_aside_bytes = 0

    def enlist(self, file: str, line: bytes) -> tuple[int, int]:
        """Inside the caller's transaction: give ``line`` its place; returns (outbox seq, offset)."""
        row = self._db.execute("SELECT size FROM files WHERE file = ?", (file,)).fetchone()
        offset = row[0] if row else self._adopt(file)
        cursor = self._db.execute("INSERT INTO outbox (file, offset, line) VALUES (?, ?, ?)", (file, offset, line))
        self._db.execute(
            "INSERT INTO files (file, size) VALUES (?, ?) ON CONFLICT (file) DO UPDATE SET size = excluded.size",
            (file, offset + len(line)),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid, offset

    def write(self, file: str, line: bytes, seq: int, offset: int) -> None:
        """After the commit: put the line at its place.

        Raises:
            OSError: the disk is full or not writable; the outbox keeps the line for the next start.
        """
        _write_at(self._handle(file), line, offset)
        self._unsynced.append(seq)
        if len(self._unsynced) >= SYNC_EVERY_LINES:
            self.sync()

    def sync(self) -> None:
        """Make all lines written so far durable, and forget their copies in the outbox."""
        for handle in self._handles.values():
            os.fsync(handle)
        with transaction(self._db):
            self._db.executemany("DELETE FROM outbox WHERE seq = ?", [(seq,) for seq in self._unsynced])
        self._unsynced.clear()

    def recover(self) -> int:
        """Bring the files to what the database says; returns how many lines were written anew."""
        sizes = dict(self._db.execute("SELECT file, size FROM files"))
        pending = self._db.execute("SELECT seq, file, offset, line FROM outbox ORDER BY seq").fetchall()
        for file, size in sizes.items():
            self._reconcile(file, size, [(offset, line) for _, name, offset, line in pending if name == file])
        for seq, file, _offset, line in pending:
            # The offset is read again: reconciling moves a line when its file was taken away meanwhile.
            offset = self._db.execute("SELECT offset FROM outbox WHERE seq = ?", (seq,)).fetchone()[0]
            _write_at(self._handle(file), line, offset)
            self._unsynced.append(seq)
        if pending:
            self.sync()
        return len(pending)

    def close(self) -> None:
        """Sync and close the files; safe to call twice."""
        try:
            if self._unsynced:
                self.sync()
        finally:
            for handle in self._handles.values():
                os.close(handle)
            self._handles.clear()

    def _reconcile(self, file: str, size: int, pending: list[tuple[int, bytes]]) -> None:
        """Deal with a file that isn't what we left: a foreign tail, or cut or taken away by somebody."""
        path = self._root / file
        actual = path.stat().st_size if path.exists() else 0
        if actual > size:
            self._set_aside(path, size)
        elif actual < (min(offset for offset, _ in pending) if pending else size):
            logger.warning("%s is shorter than this crawl left it; new records go to its present end", path)
            self._restart_at(file, self._whole_lines(path) if actual else 0)

    def _restart_at(self, file: str, end: int) -> None:
        """Let the outbox's lines of ``file``, and all later ones, begin at byte ``end``."""
        with transaction(self._db):
            for seq, length in self._db.execute(
                "SELECT seq, length(line) FROM outbox WHERE file = ? ORDER BY seq", (file,)
            ).fetchall():
                self._db.execute("UPDATE outbox SET offset = ? WHERE seq = ?", (end, seq))
                end += length
            self._db.execute("UPDATE files SET size = ? WHERE file = ?", (end, file))

    def _adopt(self, file: str) -> int:
        """Return where to go on in a file that the database doesn't know (0 where there is none)."""
        path = self._root / file
        return self._whole_lines(path) if path.exists() else 0

    def _whole_lines(self, path: Path) -> int:
        """Set a torn last line aside; return the size of what stays."""
        data = path.read_bytes()
        end = data.rfind(b"\n") + 1
        if end < len(data):
            self._set_aside(path, end)
        return end

    def _set_aside(self, path: Path, end: int) -> None:
        """Move everything behind byte ``end`` to a file of its own beside the original."""
        with path.open("rb+") as handle:
            handle.seek(end)
            tail = handle.read()
            with path.with_name(path.name + ".torn").open("ab") as aside:
                aside.write(tail)
            handle.truncate(end)
        self.set_aside_bytes += len(tail)
        logger.warning("%s ended in %d bytes that no record owns; moved to %s.torn", path, len(tail), path.name)

    def _handle(self, file: str) -> int:
        if file not in self._handles:
            path = self._root / file
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handles[file] = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        return self._handles[file]


def _write_at(handle: int, line: bytes, offset: int) -> None:
    """Write all of ``line`` at ``offset``; a short write goes on where it stopped.

    Where the disk is full, no part of it stays: the line is committed, and the next start writes it whole.
    """
    view, start = memoryview(line), offset
    try:
        while view:
            written = os.pwrite(handle, view, offset)
            view, offset = view[written:], offset + written
    except OSError:
        os.ftruncate(handle, start)
        raise
