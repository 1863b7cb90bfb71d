"""Reading records back: each once, the last of its id, whatever else stands in the files."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.export.records import BadLine, Index, Records
from tests.export.support import a_record, write_lines

if TYPE_CHECKING:
    from pathlib import Path


def read(*files: Path) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """Return the records, the messages on bad lines, and the ids that a later version replaces."""
    with Index() as index:
        records = Records(files)
        records.index(index)
        found = list(records.read(index))
        good = [record for record in found if not isinstance(record, BadLine)]
        replaced = [record["id"] for record in good if index.is_replaced(record["id"])]
    return good, [line.message for line in found if isinstance(line, BadLine)], replaced


def test_the_last_line_of_an_id_counts(tmp_path: Path) -> None:
    first = write_lines(tmp_path / "2026-03-01.jsonl", [a_record(1, "first pass"), a_record(2, "two")])
    second = write_lines(tmp_path / "2026-03-02.jsonl", [a_record(1, "second pass"), a_record(3, "three")])

    good, bad, _ = read(first, second)
    assert [record["text"] for record in good] == ["two", "second pass", "three"]
    assert bad == []


@pytest.mark.parametrize("spaced", [False, True], ids=["as-a-crawl-writes", "written-otherwise"])
def test_a_replaced_version_is_known(tmp_path: Path, spaced: bool) -> None:
    old, new = a_record(1, "old"), a_record(2, 'new, and says "version":{"n":7,"previous":"x-1"}')
    new["version"] = {"n": 2, "previous": old["id"], "first_seen": None}
    path = write_lines(tmp_path / "a.jsonl", [json.dumps(r) if spaced else r for r in (new, old)])

    _, _, replaced = read(path)
    assert replaced == [old["id"]]


def test_lines_that_hold_no_record_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    good = [a_record(number, f"text {number}") for number in range(3)]
    odd = ["{torn", "[1]", "", '{"id": "x"}', '{"id": "", "text": "t"}', '{"id":"a","text":7}', "[" * 5_000, "\x00"]
    path = write_lines(tmp_path / "a.jsonl", [good[0], *odd, good[1], good[2]])
    with path.open("ab") as file:
        file.write(b'{"id":"half')

    found, bad, _ = read(path)
    assert found == good
    assert [message.partition("a.jsonl")[2] for message in bad][1:5] == [
        ", line 3 isn't an object", ", line 5 has no text", ", line 6 has no id", ", line 7 has no text",
    ]  # fmt: skip
    assert len(bad) == len(odd)  # the empty line is none, the torn end is one
    assert "ends in the middle" in bad[-1]


def test_files_that_are_cut_are_named_and_the_next_one_read(tmp_path: Path) -> None:
    whole = write_lines(tmp_path / "b.jsonl", [a_record(9, "nine")])
    packed = gzip.compress(b"".join(json.dumps(a_record(n, "text")).encode() + b"\n" for n in range(500)))
    cut = tmp_path / "a.jsonl.gz"
    cut.write_bytes(packed[:-20])

    found, bad, _ = read(cut, whole)
    assert found[-1]["text"] == "nine"
    assert len(found) > 400
    assert any("can't be read behind line" in message for message in bad)


def test_what_a_crawl_appends_meanwhile_is_left_for_the_next_time(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [a_record(1, "one")])
    with Index() as index:
        records = Records([path])
        records.index(index)
        write_lines(path, [a_record(1, "one"), a_record(2, "two")])
        assert [record["text"] for record in records.read(index) if isinstance(record, dict)] == ["one"]


def test_numbers_that_are_no_json_are_left_out(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", ['{"id":"a","text":"t","words":NaN,"status":Infinity}'])
    (record,), _, _ = read(path)
    assert record == {"id": "a", "text": "t", "words": None, "status": None}
