"""What the replay spider makes of its arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.errors import UsageError
from newsspider.spiders.replay import ReplaySpider

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({}, "replay needs -a pages=FILE", id="none"),
        pytest.param({"pages": " , "}, "replay needs -a pages=FILE", id="only-commas"),
        pytest.param({"pages": "none.jsonl"}, "there is no file none.jsonl", id="missing"),
        pytest.param({"page": "x"}, "did you mean -a pages", id="unknown"),
        pytest.param({"urls": "https://a.example"}, "no argument 'urls'", id="of-the-other-spider"),
    ],
)
def test_wrong_arguments_are_refused(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ReplaySpider(**arguments)


def test_a_missing_file_among_others_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").touch()
    ReplaySpider(pages=f"{tmp_path}/a.jsonl")

    with pytest.raises(UsageError, match=r"b\.jsonl"):
        ReplaySpider(pages=f"{tmp_path}/a.jsonl, {tmp_path}/b.jsonl")


def test_a_folder_stands_for_its_files_by_name(tmp_path: Path) -> None:
    for name in ("b/2.jsonl.gz", "b/1.jsonl", "a.jsonl", "notes.txt", "b/3.jsonl.tmp"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    spider = ReplaySpider(pages=f"{tmp_path}/a.jsonl, {tmp_path}")

    assert [path.relative_to(tmp_path).as_posix() for path in spider._files] == [
        "a.jsonl", "a.jsonl", "b/1.jsonl", "b/2.jsonl.gz",
    ]  # fmt: skip


def test_a_folder_without_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        ReplaySpider(pages=str(tmp_path))
