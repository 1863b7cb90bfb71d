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


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        ReplaySpider(pages=str(tmp_path))
