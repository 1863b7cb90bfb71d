from __future__ import annotations

import pytest

from newsspider.core.metadata.byline_patterns import (
    by_within,
    label_alone,
    label_of,
    opening_of,
    titled_name,
    written_by,
)

BY = ("by", "written by", "von", "记者")


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("By Dana Whitlow", "Dana Whitlow"),
        ("Written by: Dana Whitlow", "Dana Whitlow"),
        ("byDana Whitlow", "Dana Whitlow"),
        ("Byron Whitlow", None),
        ("by train to the lake", None),
    ],
)
def test_openings(line: str, rest: str | None) -> None:
    found = opening_of(BY).match(line)
    assert (line[found.end() :] if found else None) == rest


def test_labels() -> None:
    assert label_alone(BY).fullmatch("Written by:")
    assert not label_alone(BY).fullmatch("Written by Dana")
    assert label_of(BY).search("source: Lake Post by: Dana")
    assert not label_of(BY).search("passed by the pier")


def test_names_within_a_line() -> None:
    assert by_within(BY).search("Published 3 May by Dana")
    assert not by_within(BY).search("stood by the pier")
    assert written_by(BY).match("This story was written by Dana")
    assert not written_by(BY).match("The book that the mayor said was written by Dana")


def test_a_title_behind_a_name() -> None:
    found = titled_name(("기자", "reporter")).match("문지호 기자 입력")
    assert found is not None
    assert found[1] == "문지호"
