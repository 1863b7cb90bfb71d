from __future__ import annotations

import pytest

from newsspider.core.fragments import MAX_FRAGMENT_CHARS, fragment_text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("plain text", "plain text"),
        ("<p>One.</p><p>Two <b>bold</b>.</p>", "One. Two bold ."),
        ("&lt;p&gt;Escaped&lt;/p&gt;", "Escaped"),
        ("a &amp; b", "a & b"),
        ("5 < 6 and 7", "5 < 6 and 7"),
        ("", ""),
        ("<?xml version='1.0'?><p>One.</p>", "One."),
    ],
    ids=["plain", "markup", "escaped", "entity", "lone sign", "empty", "declaration"],
)
def test_fragment_text(markup: str, expected: str) -> None:
    assert " ".join(fragment_text(markup).split()) == expected


def test_a_long_fragment_is_cut() -> None:
    assert len(fragment_text("x" * (MAX_FRAGMENT_CHARS + 5))) == MAX_FRAGMENT_CHARS
