"""Files of recorded pages: what can't be read has a name, and the rest goes on."""

from __future__ import annotations

import gzip
import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.store import pages
from newsspider.store.pages import BadRow, PageRow, read_rows

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://paper.example/1"
GOOD: dict[str, Any] = {"url": URL, "html": "<p>x</p>"}


def write(tmp_path: Path, *rows: object, name: str = "pages.jsonl") -> Path:
    """Write rows, objects as JSON and strings and bytes as they are."""
    raw = [r if isinstance(r, bytes) else (r if isinstance(r, str) else json.dumps(r)).encode() for r in rows]
    data = b"".join(line + b"\n" for line in raw)
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.jsonl.gz"])
def test_rows_come_in_order(tmp_path: Path, name: str) -> None:
    rows: list[dict[str, Any]] = [{"url": f"https://paper.example/{n}", "html": f"<p>{n}</p>"} for n in range(3)]

    found = list(read_rows(write(tmp_path, *rows, name=name)))

    assert found == [PageRow(**r) for r in rows]


def test_a_row_has_what_another_crawl_noted(tmp_path: Path) -> None:
    row = GOOD | {
        "url": "HTTPS://Paper.example:443/1?utm_source=x#top",
        "fetched_at": "2026-03-01T09:30:00+01:00",
        "status": 200,
        "title": "Harbour bridge reopens",
        "headers": {"Content-Type": "text/html", "Age": 3},
    }

    (found,) = read_rows(write(tmp_path, row))

    assert found == PageRow(
        URL,
        "<p>x</p>",
        None,
        "2026-03-01T08:30:00Z",
        200,
        "Harbour bridge reopens",
        {"content-type": "text/html"},
    )


def test_html_goes_before_text(tmp_path: Path) -> None:
    both, only_text = read_rows(write(tmp_path, GOOD | {"text": "plain"}, {"url": URL, "text": "plain", "html": None}))

    assert isinstance(both, PageRow)
    assert isinstance(only_text, PageRow)
    assert (both.html, both.text) == ("<p>x</p>", None)
    assert (only_text.html, only_text.text) == (None, "plain")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("not json", "row_unreadable", id="no-json"),
        pytest.param(b"\xff\xfe\xfd", "row_unreadable", id="no-text"),
        pytest.param("[" * 100_000, "row_unreadable", id="deep"),
        pytest.param("[1, 2]", "row_unreadable", id="list"),
        pytest.param("null", "row_unreadable", id="null"),
        pytest.param({"html": "x"}, "row_without_url", id="no-url"),
        pytest.param({"url": 7, "html": "x"}, "row_without_url", id="number-for-a-url"),
        pytest.param({"url": "mailto:desk@paper.example", "html": "x"}, "row_without_url", id="mail-address"),
        pytest.param({"url": "https://[::1", "html": "x"}, "row_without_url", id="broken-url"),
        pytest.param({"url": "file:///etc/passwd", "html": "x"}, "row_without_url", id="file"),
        pytest.param({"url": URL}, "row_without_page", id="no-page"),
        pytest.param({"url": URL, "html_base64": "%%%"}, "row_without_page", id="no-base64"),
        pytest.param({"url": URL, "html_base64": 7}, "row_without_page", id="number-for-base64"),
        pytest.param({"url": URL, "html": ["x"], "text": {}}, "row_without_page", id="wrong-types"),
    ],
)
def test_a_bad_row_is_named_and_the_next_one_read(tmp_path: Path, row: object, reason: str) -> None:
    bad, good = read_rows(write(tmp_path, row, GOOD))

    assert isinstance(bad, BadRow)
    assert (bad.number, bad.reason, bad.ends_file) == (1, reason, False)
    assert "row 1" in bad.message
    assert isinstance(good, PageRow)


def test_empty_lines_are_no_rows_but_count_in_the_numbers(tmp_path: Path) -> None:
    found = list(read_rows(write(tmp_path, "", GOOD, "  ", "bad")))

    assert [f.number for f in found if isinstance(f, BadRow)] == [4]
    assert len(found) == 2


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (found,) = read_rows(write(tmp_path, b"\xef\xbb\xbf" + json.dumps(GOOD).encode()))

    assert isinstance(found, PageRow)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-03-01T08:00:00Z", "2026-03-01T08:00:00Z"),
        ("2026-03-01T08:00:00", "2026-03-01T08:00:00Z"),
        ("2026-03-01T00:30:00+02:00", "2026-02-28T22:30:00Z"),
        ("9999-12-31T23:59:59-12:00", None),
        ("../../etc/passwd", None),
        ("yesterday", None),
        (1_700_000_000, None),
        (None, None),
    ],
)
def test_the_moment_of_fetching_is_utc_or_unknown(tmp_path: Path, value: Any, moment: str | None) -> None:
    (found,) = read_rows(write(tmp_path, GOOD | {"fetched_at": value}))

    assert isinstance(found, PageRow)
    assert found.fetched_at == moment


@pytest.mark.parametrize(
    ("key", "value"),
    [("status", "200"), ("title", ["x"]), ("headers", "x"), ("headers", [1])],
)
def test_what_has_the_wrong_type_is_left_out(tmp_path: Path, key: str, value: Any) -> None:
    (found,) = read_rows(write(tmp_path, GOOD | {key: value}))

    assert found == PageRow(URL, "<p>x</p>")


def test_a_file_cut_in_a_row_keeps_what_stands_before(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD, GOOD)
    path.write_bytes(path.read_bytes()[:-10])

    good, cut = read_rows(path)

    assert isinstance(good, PageRow)
    assert isinstance(cut, BadRow)
    assert (cut.number, cut.reason, cut.ends_file) == (2, "file_cut", True)


def test_a_last_row_without_a_newline_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_text(json.dumps(GOOD), encoding="utf-8")

    assert list(read_rows(path)) == [PageRow(**GOOD)]


@pytest.mark.parametrize("damage", ["cut", "overwritten", "not-gzip"])
def test_a_damaged_gzip_ends_with_its_name(tmp_path: Path, damage: str) -> None:
    noise = random.Random(7)
    rows = [{"url": f"https://paper.example/{n}", "html": noise.randbytes(3000).hex()} for n in range(40)]
    path = write(tmp_path, *rows, name="pages.jsonl.gz")
    whole = path.read_bytes()
    start, end = whole[: len(whole) // 2], whole[len(whole) // 2 + 2000 :]
    path.write_bytes({"cut": start, "overwritten": start + bytes(2000) + end, "not-gzip": b"plain text"}[damage])

    *before, last = read_rows(path)

    assert isinstance(last, BadRow)
    assert (last.reason, last.ends_file) == ("file_cut", True)
    assert len(before) > (0 if damage == "not-gzip" else 10) - 1


def test_a_file_that_is_not_there_is_a_bad_row_too(tmp_path: Path) -> None:
    (bad,) = read_rows(tmp_path / "none.jsonl")

    assert isinstance(bad, BadRow)
    assert bad.ends_file


def test_a_row_of_absurd_length_is_one_bad_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_ROW_BYTES", 100)

    bad, good = read_rows(write(tmp_path, GOOD | {"html": "x" * 1000}, GOOD))

    assert isinstance(bad, BadRow)
    assert (bad.number, bad.ends_file) == (1, False)
    assert isinstance(good, PageRow)


def test_a_truth_value_is_no_status(tmp_path: Path) -> None:
    (found,) = read_rows(write(tmp_path, GOOD | {"status": True}))

    assert found == PageRow(URL, "<p>x</p>")
