"""state.db is opened safely or not at all: never a fresh one in place of one that can't be read."""

from __future__ import annotations

import errno
import os
import sqlite3
from typing import TYPE_CHECKING

import pytest

from newsspider.errors import StoreFailed
from newsspider.store import schema
from newsspider.store.schema import SCHEMA_VERSION, open_state, storage_errors
from newsspider.store.store import Store
from tests.store.support import put, url

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_state_is_durable_and_versioned(tmp_path: Path) -> None:
    db = open_state(tmp_path / "state.db")

    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert db.execute("PRAGMA synchronous").fetchone() == (2,), "FULL"
    assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {
        "runs",
        "urls",
        "articles",
        "files",
        "outbox",
        "hosts",
        "listings",
        "forms",
        "aliases",
        "recent",
        "looks",
        "memory_sites",
        "memory_texts",
        "memory_places",
        "site_events",
        "held",
        "prints",
        "postings",
        "anchors",
        "indexed",
        "site_files",
        "source_runs",
        "source_health",
    }
    db.close()


def test_an_existing_state_is_kept(tmp_path: Path) -> None:
    first = open_state(tmp_path / "state.db")
    first.execute("INSERT INTO hosts VALUES ('paper.example', 1.0)")
    first.close()
    again = open_state(tmp_path / "state.db")

    assert again.execute("SELECT host FROM hosts").fetchall() == [("paper.example",)]
    again.close()


def test_a_state_needs_one_of_the_named_states(tmp_path: Path) -> None:
    db = open_state(tmp_path / "state.db")
    columns = "url, host, site, kind, priority, depth, source, state, first_seen, changed, listed_run"
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        db.execute(f"INSERT INTO urls ({columns}) VALUES ('u', 'h', 's', 'page', 1, 0, '', 'lost', '', '', 1)")
    db.close()


def newer(path: Path) -> None:
    db = open_state(path)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    db.close()


def foreign(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE recipes (name TEXT)")
    db.commit()
    db.close()


def not_a_database(path: Path) -> None:
    path.write_text("<html>an answer saved under the wrong name</html>" * 50, encoding="utf-8")


def truncated(path: Path) -> None:
    open_state(path).close()
    os.truncate(path, path.stat().st_size // 2)


def half_overwritten(path: Path) -> None:
    open_state(path).close()
    data = bytearray(path.read_bytes())
    data[100:6000] = b"\xff" * 5900
    path.write_bytes(data)


def a_folder(path: Path) -> None:
    path.mkdir()


def emptied(path: Path) -> None:
    path.touch()
    (path.parent / "articles").mkdir()
    (path.parent / "articles" / "2026-11-22.jsonl").write_text("{}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param(newer, "newer newsspider", id="newer-schema"),
        pytest.param(foreign, "isn't a newsspider database", id="other-database"),
        pytest.param(not_a_database, "isn't a newsspider database", id="not-a-database"),
        pytest.param(truncated, "damaged", id="truncated"),
        pytest.param(emptied, "is empty", id="emptied"),
        pytest.param(half_overwritten, "damaged", id="half-overwritten"),
        pytest.param(a_folder, "can't be opened", id="folder"),
    ],
)
def test_a_state_that_cannot_be_used_is_refused_and_left_as_it_is(
    tmp_path: Path, damage: object, message: str
) -> None:
    path = tmp_path / "state.db"
    assert callable(damage)
    damage(path)
    before = None if path.is_dir() else path.read_bytes()

    with pytest.raises(StoreFailed, match=message) as raised:
        Store.open(tmp_path, "news")

    assert str(path) in str(raised.value)
    assert (None if path.is_dir() else path.read_bytes()) == before


def test_a_state_that_another_program_locks_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.05)
    path = tmp_path / "state.db"
    open_state(path).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")

    with pytest.raises(StoreFailed, match="locked"):
        Store.open(tmp_path, "news")

    holder.execute("ROLLBACK")
    holder.close()
    Store.open(tmp_path, "news").close("done")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    Store.open(tmp_path, "news").close("done")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreFailed, match=r"can't (write|use)"):
            Store.open(tmp_path, "news")
    finally:
        tmp_path.chmod(0o700)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("in the way", encoding="utf-8")

    with pytest.raises(StoreFailed, match="output"):
        Store.open(tmp_path / "output", "news")


def test_a_state_damaged_during_the_run_stops_it(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "news")
    put(store, url(1), "one")
    store.close("done")
    (tmp_path / "state.db").write_bytes(b"\0" * 50_000)

    with pytest.raises(StoreFailed):
        Store.open(tmp_path, "news")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(OSError(errno.ENOSPC, "No space left on device", "x.jsonl"), "can't write x.jsonl", id="full"),
        pytest.param(OSError(errno.EROFS, "Read-only file system"), "Read-only file system", id="read-only"),
    ],
)
def test_errors_of_the_disk_name_the_file_and_the_mend(tmp_path: Path, error: OSError, said: str) -> None:
    with pytest.raises(StoreFailed, match=said) as raised, storage_errors(tmp_path):
        raise error

    assert "run the same command again" in str(raised.value)
    assert raised.value.__cause__ is error


def test_errors_of_the_program_stay_what_they_are(tmp_path: Path) -> None:
    db = open_state(tmp_path / "state.db")
    with pytest.raises(sqlite3.OperationalError, match="no such table"), storage_errors(tmp_path):
        db.execute("SELECT * FROM nowhere")
    db.close()


# As newsspider 0.1 made it, with a row of each table that has changed since.
FIRST_SCHEMA = """
CREATE TABLE runs (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, spider TEXT NOT NULL, started TEXT NOT NULL,
    ended TEXT, status TEXT NOT NULL);
CREATE TABLE urls (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, host TEXT NOT NULL, site TEXT NOT NULL,
    kind TEXT NOT NULL, priority INTEGER NOT NULL, depth INTEGER NOT NULL, source TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'stored', 'unchanged', 'dropped', 'failed')), reason TEXT,
    detail TEXT, discovery TEXT, first_seen TEXT NOT NULL, changed TEXT NOT NULL, listed_run INTEGER NOT NULL,
    done_run INTEGER);
CREATE INDEX urls_waiting ON urls (host, priority, id) WHERE state = 'waiting' AND kind <> 'replay';
CREATE INDEX urls_listed ON urls (listed_run);
CREATE TABLE articles (id TEXT PRIMARY KEY, story TEXT NOT NULL, n INTEGER NOT NULL, site TEXT NOT NULL,
    url TEXT NOT NULL, text_hash TEXT NOT NULL, title TEXT, first_seen TEXT NOT NULL, run INTEGER NOT NULL,
    file TEXT NOT NULL, UNIQUE (story, n));
CREATE INDEX articles_text ON articles (text_hash);
CREATE INDEX articles_url ON articles (url);
CREATE TABLE files (file TEXT PRIMARY KEY, size INTEGER NOT NULL);
CREATE TABLE outbox (seq INTEGER PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL, line BLOB NOT NULL);
CREATE TABLE hosts (host TEXT PRIMARY KEY, not_before REAL NOT NULL);
INSERT INTO urls VALUES (1, 'https://www.paper.example/1', 'www.paper.example', 'paper.example', 'article', 1, 1, '',
    'failed', 'timeout', NULL, '{}', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 1, 1);
PRAGMA user_version = 1;
"""


SECOND_SCHEMA = FIRST_SCHEMA.replace(
    "PRAGMA user_version = 1",
    """
ALTER TABLE urls ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE urls ADD COLUMN next_try REAL;
ALTER TABLE urls ADD COLUMN idle INTEGER NOT NULL DEFAULT 0;
UPDATE urls SET tries = 1, next_try = 0;
CREATE INDEX urls_retry ON urls (next_try) WHERE state = 'failed';
CREATE TABLE listings (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, polled REAL NOT NULL, whole REAL NOT NULL,
    interval REAL NOT NULL);
PRAGMA user_version = 2""",
)


@pytest.mark.parametrize("before", [FIRST_SCHEMA, SECOND_SCHEMA], ids=["1", "2"])
def test_the_state_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path, before: str) -> None:
    old = sqlite3.connect(tmp_path / "state.db")
    old.executescript(before)
    old.close()

    store = Store.open(tmp_path, "news")

    assert store.carry_over() == 1
    put(store, url(1), "one")
    store.close("done")
    fresh = open_state(tmp_path / "fresh.db")
    brought = open_state(tmp_path / "state.db")
    for table in ("urls", "listings", "forms"):
        columns = [db.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchall() for db in (fresh, brought)]
        assert columns[0] == columns[1]
    indexes = [
        db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'").fetchall() for db in (fresh, brought)
    ]
    assert sorted(map(str, indexes[0])) == sorted(map(str, indexes[1]))
    assert brought.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    fresh.close()
    brought.close()
