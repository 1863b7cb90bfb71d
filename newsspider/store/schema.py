"""The layout of state.db, and opening it safely."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsspider.errors import StoreFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA_VERSION = 4
BUSY_SECONDS = 30.0
CACHE_KIB = 65_536  # a run's pages of a large state.db; sqlite's own 2 MiB are read and spilled over and over

_SCHEMA = """
CREATE TABLE runs (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    spider TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT,
    status TEXT NOT NULL            -- running, done, interrupted, killed, disk_full
);
CREATE TABLE urls (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,       -- normal form, as fetched
    host TEXT NOT NULL,             -- whose pace counts
    site TEXT NOT NULL,             -- registrable domain, or host:port
    kind TEXT NOT NULL,             -- seed, article, section, page, replay
    priority INTEGER NOT NULL,      -- lower first
    depth INTEGER NOT NULL,         -- links away from a given URL
    source TEXT NOT NULL,           -- the given URL that led here
    state TEXT NOT NULL CHECK (state IN ('waiting', 'stored', 'unchanged', 'dropped', 'failed')),
    reason TEXT,                    -- of a drop or failure
    detail TEXT,                    -- what a person needs to understand it
    discovery TEXT,                 -- JSON: how it was found
    first_seen TEXT NOT NULL,
    changed TEXT NOT NULL,          -- when the state was last written
    listed_run INTEGER NOT NULL,    -- last run that came across it
    done_run INTEGER,               -- last run that brought it to its state
    tries INTEGER NOT NULL DEFAULT 0, -- failures in a row
    next_try REAL,                  -- Unix time: a failed one isn't asked for before; NULL: only when listed again
    idle INTEGER NOT NULL DEFAULT 0, -- looks at a stored page in a row that found nothing new
    dated INTEGER NOT NULL DEFAULT 0, -- 1: a listing has said when it was modified
    next_visit REAL                 -- Unix time: a stored page is looked at again then; NULL: not by the clock
);
CREATE INDEX urls_waiting ON urls (host, priority, id) WHERE state = 'waiting' AND kind <> 'replay';
CREATE INDEX urls_listed ON urls (listed_run);
CREATE INDEX urls_retry ON urls (next_try) WHERE state = 'failed';
CREATE INDEX urls_visit ON urls (next_visit) WHERE next_visit IS NOT NULL;
CREATE TABLE articles (
    id TEXT PRIMARY KEY,            -- the record's id
    story TEXT NOT NULL,            -- the canonical URL without its scheme (or the URL, where that one can't be trusted)
    n INTEGER NOT NULL,             -- version of the story, from 1
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    title TEXT,
    first_seen TEXT NOT NULL,       -- of version 1
    run INTEGER NOT NULL,
    file TEXT NOT NULL,
    UNIQUE (story, n)
);
CREATE INDEX articles_text ON articles (text_hash);
CREATE INDEX articles_url ON articles (url);
CREATE TABLE files (
    file TEXT PRIMARY KEY,          -- relative to OUTPUT_DIR
    size INTEGER NOT NULL           -- bytes, with all that the outbox still holds
);
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    file TEXT NOT NULL,
    offset INTEGER NOT NULL,        -- where the line belongs
    line BLOB NOT NULL
);
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    not_before REAL NOT NULL        -- Unix time: asked to wait (Retry-After) until then
);
CREATE TABLE forms (
    site TEXT NOT NULL,
    form TEXT NOT NULL,             -- of a URL
    articles INTEGER NOT NULL,      -- pages of this form that were articles
    others INTEGER NOT NULL,        -- and that were something else
    PRIMARY KEY (site, form)
) WITHOUT ROWID;
CREATE TABLE listings (
    url TEXT PRIMARY KEY,           -- of a feed, sitemap or section page
    etag TEXT,                      -- validators of its last answer
    last_modified TEXT,
    polled REAL NOT NULL,           -- Unix time of the last visit
    whole REAL NOT NULL,            -- and of the last one without validators
    interval REAL NOT NULL          -- seconds until the next
);
"""

# From each earlier version to the next.
_MIGRATIONS = {
    1: """
ALTER TABLE urls ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE urls ADD COLUMN next_try REAL;
ALTER TABLE urls ADD COLUMN idle INTEGER NOT NULL DEFAULT 0;
UPDATE urls SET tries = 1, next_try = 0 WHERE state = 'failed';
CREATE INDEX urls_retry ON urls (next_try) WHERE state = 'failed';
CREATE TABLE listings (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, polled REAL NOT NULL, whole REAL NOT NULL,
    interval REAL NOT NULL);
""",
    2: """
ALTER TABLE urls ADD COLUMN dated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE urls ADD COLUMN next_visit REAL;
CREATE INDEX urls_visit ON urls (next_visit) WHERE next_visit IS NOT NULL;
""",
    3: """
CREATE TABLE forms (site TEXT NOT NULL, form TEXT NOT NULL, articles INTEGER NOT NULL, others INTEGER NOT NULL,
    PRIMARY KEY (site, form)) WITHOUT ROWID;
""",
}

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
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _prepare(db, path)
        except BaseException:
            db.close()
            raise
    return db


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
    if version == 0:
        db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
    for step in range(version or SCHEMA_VERSION, SCHEMA_VERSION):
        db.executescript(f"BEGIN IMMEDIATE; {_MIGRATIONS[step]} PRAGMA user_version = {step + 1}; COMMIT;")
