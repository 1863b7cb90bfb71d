"""Opening state.db safely; its layout stands in migrations/."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING

from newsspider.errors import StoreFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA_VERSION = 10
BUSY_SECONDS = 30.0
CACHE_KIB = 16_384  # what a run of 1,000 URLs touches beside a million known ones; sqlite's own 2 MiB are read and spilled over and over

# What sqlite says when the disk, not the program, is at fault.
_STORAGE_CODES = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "reading or writing failed",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened",
    sqlite3.SQLITE_CORRUPT: "it is damaged",
    sqlite3.SQLITE_NOTADB: "it isn't a newsspider database",
    sqlite3.SQLITE_BUSY: f"another program has locked it for {BUSY_SECONDS:.0f} s",
}


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn sqlite's and the system's storage errors into `StoreFailed`, naming the file and the mend."""
    try:
        yield
    except sqlite3.DatabaseError as exc:
        said = _STORAGE_CODES.get(getattr(exc, "sqlite_errorcode", 0) & 0xFF)
        if said is None:
            raise
        raise StoreFailed(
            f"can't use {path}: {said} ({exc}); free or repair it, then run the same command again"
        ) from exc
    except OSError as exc:
        raise StoreFailed(
            f"can't write {exc.filename or path}: {exc.strerror or exc}; free or repair it, then run the same command again"
        ) from exc


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Commit the block's changes, or none of them."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def open_state(path: Path) -> sqlite3.Connection:
    """Open state.db, creating it where there is none.

    Transactions are explicit (``BEGIN IMMEDIATE``); WAL with FULL sync, so that what is committed survives a
    kill and a power cut alike.

    Raises:
        StoreFailed: the file is damaged, locked, read-only, or written by a newer newsspider.
    """
    with storage_errors(path):
        _refuse_emptied(path)
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _prepare(db, path)
        except BaseException:
            db.close()
            raise
    return db


def _refuse_emptied(path: Path) -> None:
    """Raise `StoreFailed` where the file was cut to nothing: sqlite would take it for a new one, and all is crawled again."""
    if path.is_file() and path.stat().st_size == 0 and any((path.parent / "articles").glob("*.jsonl")):
        raise StoreFailed(
            f"{path} is empty, though there are records beside it: restore it, or move it away to begin anew"
        )


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    """Check whose file it is before anything in it changes, then set the pragmas and create what is missing."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise StoreFailed(
            f"{path} was written by a newer newsspider (schema {version}, this one knows {SCHEMA_VERSION}): upgrade it"
        )
    if version == 0 and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StoreFailed(f"{path} isn't a newsspider database: move it away, or name another OUTPUT_DIR")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    for step in range(version + 1, SCHEMA_VERSION + 1):
        db.executescript(f"BEGIN IMMEDIATE; {migration(step)} PRAGMA user_version = {step}; COMMIT;")


def migration(step: int) -> str:
    """Return the SQL that brings state.db from the version before to this one; version 0 is an empty file."""
    (file,) = (f for f in resources.files("newsspider.store.migrations").iterdir() if f.name.startswith(f"{step:03}_"))
    return file.read_text(encoding="utf-8")
