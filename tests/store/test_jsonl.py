"""The redo log: a kill at any step, or a hand in the files, and the next start has every line once."""

from __future__ import annotations

import errno
import os
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.store import jsonl
from newsspider.store.jsonl import JsonLines

if TYPE_CHECKING:
    from pathlib import Path

FILE = "articles/day.jsonl"
LINES = [b'{"n":1}\n', b'{"n":22}\n', b'{"n":333}\n']


def commit(log: JsonLines, db: sqlite3.Connection, line: bytes, file: str = FILE) -> tuple[int, int]:
    """Commit a line as `Store.put` does, without writing it."""
    db.execute("BEGIN IMMEDIATE")
    place = log.enlist(file, line)
    db.execute("COMMIT")
    return place


def append(log: JsonLines, db: sqlite3.Connection, *lines: bytes) -> None:
    for line in lines:
        log.write(FILE, line, *commit(log, db, line))


def outbox(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM outbox").fetchone()[0])


def test_lines_stand_one_after_the_other(tmp_path: Path, db: sqlite3.Connection) -> None:
    log = JsonLines(tmp_path, db)
    append(log, db, *LINES)
    log.close()

    assert (tmp_path / FILE).read_bytes() == b"".join(LINES)
    assert outbox(db) == 0


def test_a_line_leaves_the_outbox_only_when_its_file_is_synced(
    tmp_path: Path, db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "SYNC_EVERY_LINES", 3)
    log = JsonLines(tmp_path, db)

    append(log, db, *LINES[:2])
    assert outbox(db) == 2
    append(log, db, LINES[2])
    assert outbox(db) == 0
    log.close()


def test_closing_twice_is_safe(tmp_path: Path, db: sqlite3.Connection) -> None:
    log = JsonLines(tmp_path, db)
    append(log, db, LINES[0])
    log.close()
    log.close()

    assert (tmp_path / FILE).read_bytes() == LINES[0]


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(0, id="killed-after-the-commit"),
        pytest.param(1, id="killed-after-one-byte"),
        pytest.param(len(LINES[2]) - 1, id="killed-before-the-newline"),
        pytest.param(len(LINES[2]), id="killed-before-the-sync"),
    ],
)
def test_a_killed_write_is_repeated_to_the_same_bytes(tmp_path: Path, db: sqlite3.Connection, written: int) -> None:
    log = JsonLines(tmp_path, db)
    append(log, db, *LINES[:2])
    log.close()
    _, offset = commit(log, db, LINES[2])
    with (tmp_path / FILE).open("rb+") as handle:
        handle.seek(offset)
        handle.write(LINES[2][:written])

    after = JsonLines(tmp_path, db)

    assert after.recover() == 1
    assert (tmp_path / FILE).read_bytes() == b"".join(LINES)
    assert after.recover() == 0, "nothing is left to repeat"
    assert not list(tmp_path.rglob("*.torn"))
    after.close()


def test_several_committed_lines_are_repeated_in_order(tmp_path: Path, db: sqlite3.Connection) -> None:
    log = JsonLines(tmp_path, db)
    for line in LINES:
        commit(log, db, line)

    assert log.recover() == 3
    assert (tmp_path / FILE).read_bytes() == b"".join(LINES)
    log.close()


def test_a_later_line_written_before_an_earlier_one_leaves_no_hole(tmp_path: Path, db: sqlite3.Connection) -> None:
    log = JsonLines(tmp_path, db)
    commit(log, db, LINES[0])
    append(log, db, LINES[1])
    log._handles.clear()

    after = JsonLines(tmp_path, db)
    after.recover()

    assert (tmp_path / FILE).read_bytes() == LINES[0] + LINES[1]
    after.close()


@pytest.mark.parametrize("tail", [b'{"torn', b"x" * 100_000, b"\n\n"], ids=["torn-line", "long", "empty-lines"])
def test_a_foreign_tail_is_set_aside(tmp_path: Path, db: sqlite3.Connection, tail: bytes) -> None:
    log = JsonLines(tmp_path, db)
    append(log, db, *LINES[:2])
    log.close()
    with (tmp_path / FILE).open("ab") as handle:
        handle.write(tail)

    after = JsonLines(tmp_path, db)
    after.recover()
    append(after, db, LINES[2])
    after.close()

    assert (tmp_path / FILE).read_bytes() == b"".join(LINES)
    assert (tmp_path / f"{FILE}.torn").read_bytes() == tail
    assert after.set_aside_bytes == len(tail)


def test_a_file_that_the_database_does_not_know_is_continued_behind_its_last_whole_line(
    tmp_path: Path, db: sqlite3.Connection
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / FILE).write_bytes(b'{"old":1}\n{"torn')
    log = JsonLines(tmp_path, db)
    append(log, db, LINES[0])
    log.close()

    assert (tmp_path / FILE).read_bytes() == b'{"old":1}\n' + LINES[0]
    assert (tmp_path / f"{FILE}.torn").read_bytes() == b'{"torn'


def test_after_the_file_was_taken_away_new_lines_start_a_new_one(tmp_path: Path, db: sqlite3.Connection) -> None:
    log = JsonLines(tmp_path, db)
    append(log, db, *LINES[:2])
    log.close()
    (tmp_path / FILE).rename(tmp_path / "kept-elsewhere.jsonl")

    after = JsonLines(tmp_path, db)
    assert after.recover() == 0
    append(after, db, LINES[2])
    after.close()

    assert (tmp_path / FILE).read_bytes() == LINES[2]
    assert (tmp_path / "kept-elsewhere.jsonl").read_bytes() == b"".join(LINES[:2])


def test_committed_lines_survive_the_loss_of_their_file(tmp_path: Path, db: sqlite3.Connection) -> None:
    log = JsonLines(tmp_path, db)
    append(log, db, LINES[0])
    log.sync()
    append(log, db, LINES[1])
    commit(log, db, LINES[2])
    (tmp_path / FILE).unlink()

    after = JsonLines(tmp_path, db)
    assert after.recover() == 2
    append(after, db, LINES[0])
    after.close()

    assert (tmp_path / FILE).read_bytes() == LINES[1] + LINES[2] + LINES[0]


def test_a_file_cut_in_the_middle_goes_on_behind_its_last_whole_line(tmp_path: Path, db: sqlite3.Connection) -> None:
    log = JsonLines(tmp_path, db)
    append(log, db, *LINES[:2])
    log.close()
    os.truncate(tmp_path / FILE, len(LINES[0]) + 3)

    after = JsonLines(tmp_path, db)
    after.recover()
    append(after, db, LINES[2])
    after.close()

    assert (tmp_path / FILE).read_bytes() == LINES[0] + LINES[2]
    assert (tmp_path / f"{FILE}.torn").read_bytes() == LINES[1][:3]


def test_each_file_is_mended_by_its_own_lines(tmp_path: Path, db: sqlite3.Connection) -> None:
    log = JsonLines(tmp_path, db)
    for file in ("a.jsonl", "b.jsonl"):
        commit(log, db, LINES[0], file)
        commit(log, db, file.encode() + b"\n", file)

    assert log.recover() == 4
    assert (tmp_path / "a.jsonl").read_bytes() == LINES[0] + b"a.jsonl\n"
    assert (tmp_path / "b.jsonl").read_bytes() == LINES[0] + b"b.jsonl\n"
    log.close()


def test_short_writes_are_continued(tmp_path: Path, db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.pwrite

    def two_bytes_at_a_time(handle: int, data: memoryview, offset: int) -> int:
        return whole(handle, data[:2], offset)

    monkeypatch.setattr(os, "pwrite", two_bytes_at_a_time)
    log = JsonLines(tmp_path, db)
    append(log, db, *LINES)
    log.close()

    assert (tmp_path / FILE).read_bytes() == b"".join(LINES)


def test_a_full_disk_raises_and_keeps_the_line_in_the_outbox(
    tmp_path: Path, db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    log = JsonLines(tmp_path, db)
    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(OSError, match="No space"):
            append(log, db, LINES[0])

    assert outbox(db) == 1
    assert JsonLines(tmp_path, db).recover() == 1
    assert (tmp_path / FILE).read_bytes() == LINES[0]


class Refusing(sqlite3.Connection):
    """Fails at one statement, as a full disk does at a commit."""

    refused = ""

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        if self.refused and sql.startswith(self.refused):
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, *parameters)


def test_a_sync_that_fails_leaves_no_transaction_open(tmp_path: Path, db: sqlite3.Connection) -> None:
    flaky = sqlite3.connect(tmp_path / "state.db", isolation_level=None, factory=Refusing)
    log = JsonLines(tmp_path, flaky)
    append(log, flaky, LINES[0])
    flaky.refused = "COMMIT"
    with pytest.raises(sqlite3.OperationalError):
        log.sync()
    flaky.refused = ""

    append(log, flaky, LINES[1])
    log.close()
    flaky.close()

    assert (tmp_path / FILE).read_bytes() == LINES[0] + LINES[1]
    assert outbox(db) == 0
