"""Kept pages: whole or not there, the same bytes back, and gone after their days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.errors import StoreFailed
from newsspider.store.kept import KeptPage, KeptPages

if TYPE_CHECKING:
    from pathlib import Path

ID = "0123456789abcdef0123-1"
DAY = "2026-03-10"
PAGE = KeptPage(
    "https://a.example/1", b"<p>caf\xe9\n\n{}</p>", "bytes", {"content-type": "text/html; charset=latin-1"}
)


@pytest.mark.parametrize(
    "pages",
    [
        (PAGE,),
        (PAGE, KeptPage("https://a.example/1?page=2", b"")),
        (KeptPage.of("https://a.example/2", "<p>\ud800 é</p>", None, {}),),
        (KeptPage.of("https://a.example/3", b"", "line\nline", {}),),
        (KeptPage("https://a.example/4", bytes(range(256)) * 999),),
    ],
    ids=["one", "two-pages", "markup-as-text", "a-text", "any-bytes"],
)
def test_pages_come_back_as_they_went_in(tmp_path: Path, pages: tuple[KeptPage, ...]) -> None:
    kept = KeptPages(tmp_path / "pages")
    kept.put(ID, pages, DAY)

    assert kept.get(ID) == pages
    assert [path.name for path in (tmp_path / "pages" / DAY).iterdir()] == [f"{ID}.zst"]


def test_content_has_the_type_it_had() -> None:
    assert KeptPage.of("https://a.example/", b"\xff", None, {}).content == b"\xff"
    assert KeptPage.of("https://a.example/", "\ud800", None, {}).content == "\ud800"


@pytest.mark.parametrize("record_id", [ID, "../../etc/passwd", "", "a" * 200, "a/b"])
def test_what_is_not_kept_is_none(tmp_path: Path, record_id: str) -> None:
    assert KeptPages(tmp_path / "pages").get(record_id) is None


@pytest.mark.parametrize("record_id", ["../x", "", "a\0b"])
def test_an_id_that_is_no_name_is_refused(tmp_path: Path, record_id: str) -> None:
    with pytest.raises(ValueError, match="can't name a file"):
        KeptPages(tmp_path / "pages").put(record_id, (PAGE,), DAY)


@pytest.mark.parametrize("cut", [0, 1, 30, -1])
def test_a_torn_page_is_named_never_shown(tmp_path: Path, cut: int) -> None:
    kept = KeptPages(tmp_path / "pages")
    kept.put(ID, (PAGE,), DAY)
    path = tmp_path / "pages" / DAY / f"{ID}.zst"
    path.write_bytes(path.read_bytes()[:cut])

    with pytest.raises(ValueError, match=f"{ID}.zst is damaged"):
        kept.get(ID)


def test_a_second_time_replaces_the_first(tmp_path: Path) -> None:
    kept = KeptPages(tmp_path / "pages")
    kept.put(ID, (PAGE,), DAY)
    later = KeptPage(PAGE.url, b"<p>later</p>")
    kept.put(ID, (later,), "2026-03-11")

    assert kept.get(ID) == (later,)


@pytest.mark.parametrize(
    ("days", "left"),
    [(0, []), (1, ["2026-03-09", "2026-03-10"]), (9, ["2026-03-01", "2026-03-09", "2026-03-10"])],
    ids=["off", "one", "nine"],
)
def test_old_days_go_and_other_things_stay(tmp_path: Path, days: int, left: list[str]) -> None:
    kept = KeptPages(tmp_path)
    for day in ("2026-03-01", "2026-03-09", "2026-03-10"):
        kept.put(ID, (PAGE,), day)
    (tmp_path / "mine").mkdir()

    assert kept.sweep(days, "2026-03-10") == 3 - len(left)
    assert sorted(path.name for path in tmp_path.iterdir()) == [*left, "mine"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "pages").write_text("a file in its place")
    with pytest.raises(StoreFailed, match="pages"):
        KeptPages(tmp_path / "pages").put(ID, (PAGE,), DAY)
