"""Pages kept aside: whole or not there, bounded, readable by replay, and gone when they are no longer needed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from newsspider.store import failed
from newsspider.store.failed import FailedPages
from newsspider.store.pages import PageRow, read_rows

if TYPE_CHECKING:
    from pathlib import Path

MIB = 1024 * 1024
URL = "https://a.example/1"
BODY = b"<p>caf\xe9 \xff\x00</p>"


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "body", [BODY, b"", bytes(range(256)) * 999, "a text \ud800"], ids=["page", "empty", "any", "str"]
)
def test_a_page_comes_back_as_a_row_of_replay(tmp_path: Path, body: bytes | str) -> None:
    headers = {"content-type": "text/html; charset=latin-1"}
    path = FailedPages(tmp_path, MIB).put(
        URL, body, "extract_timeout", fetched_at="2026-03-01T08:00:00Z", status=200, headers=headers
    )

    assert path is not None
    assert path.parent == tmp_path / "extract_timeout"
    assert list(read_rows(path)) == [PageRow(URL, body, None, "2026-03-01T08:00:00Z", 200, None, headers)]
    assert files(tmp_path) == [f"extract_timeout/{path.name}"]


def test_a_page_is_kept_under_its_last_reason_only(tmp_path: Path) -> None:
    pages = FailedPages(tmp_path, MIB)
    pages.put(URL, BODY, "extract_timeout")
    path = pages.put(URL, BODY, "extract_memory")

    assert path is not None
    assert files(tmp_path) == [f"extract_memory/{path.name}"]
    assert not (tmp_path / "extract_timeout").exists()


@pytest.mark.parametrize("url", [URL, f"{URL}#top", f"{URL}?utm_source=a"], ids=["itself", "fragment", "tracking"])
def test_what_is_dropped_is_gone_also_for_the_next_run(tmp_path: Path, url: str) -> None:
    FailedPages(tmp_path, MIB).put(URL, BODY, "extract_timeout")
    pages = FailedPages(tmp_path, MIB)
    pages.drop(url)
    pages.drop(url)

    assert files(tmp_path) == []


def test_of_too_many_bytes_the_oldest_go(tmp_path: Path) -> None:
    pages, body = FailedPages(tmp_path, 5_000), os.urandom(1_150)  # 1,300 to 1,600 bytes a file
    kept = [pages.put(f"https://a.example/{number}", body, "extract_timeout") for number in range(9)]

    assert [path is not None and path.exists() for path in kept] == [False] * 6 + [True] * 3
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.gz")) <= 5_000
    for number, path in enumerate(kept[6:]):
        assert path is not None
        os.utime(path, (1_000_000 - number, 1_000_000 - number))
    FailedPages(tmp_path, 2_500)
    assert [path is not None and path.exists() for path in kept[6:]] == [True, False, False]


def test_of_too_many_pages_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failed, "MOST_PAGES", 2)
    pages = FailedPages(tmp_path, MIB)
    kept = [pages.put(f"https://a.example/{number}", BODY, "extract_timeout") for number in range(4)]

    assert [path is not None and path.exists() for path in kept] == [False, False, True, True]


def test_a_page_larger_than_all_may_be_is_left_out(tmp_path: Path) -> None:
    pages = FailedPages(tmp_path, 500)
    small = pages.put(URL, b"<p>", "extract_timeout")

    assert pages.put("https://a.example/2", os.urandom(900), "extract_timeout") is None
    assert small is not None
    assert small.exists()


def test_with_no_room_nothing_is_kept_and_what_was_goes(tmp_path: Path) -> None:
    FailedPages(tmp_path, MIB).put(URL, BODY, "extract_timeout")
    pages = FailedPages(tmp_path, 0)

    assert files(tmp_path) == []
    assert pages.put(URL, BODY, "extract_timeout") is None


def test_where_it_cannot_be_written_a_warning_is_all(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "failed"
    folder.write_text("a file in the folder's place")
    assert FailedPages(folder, MIB).put(URL, BODY, "extract_timeout") is None

    assert "can't keep a page aside" in caplog.text


def test_a_full_disk_leaves_no_torn_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert FailedPages(tmp_path, MIB).put(URL, BODY, "extract_timeout") is None

    assert files(tmp_path) == []
    assert "No space left" in caplog.text


def test_what_a_kill_left_goes_and_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "extract_timeout").mkdir()
    (tmp_path / "extract_timeout" / "abc.jsonl.tmp").write_bytes(b"torn")
    (tmp_path / "extract_timeout" / "notes.txt").write_bytes(b"a person's")
    FailedPages(tmp_path, MIB)

    assert files(tmp_path) == ["extract_timeout/notes.txt"]


@pytest.mark.parametrize("reason", ["", "../x", "a/b", "A", "x" * 99])
def test_a_reason_that_is_no_name_is_refused(tmp_path: Path, reason: str) -> None:
    with pytest.raises(ValueError, match="can't name a folder"):
        FailedPages(tmp_path, MIB).put(URL, BODY, reason)
