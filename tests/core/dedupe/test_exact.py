"""When two texts are the same."""

from __future__ import annotations

import pytest

from newsspider.core.dedupe.exact import text_hash


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The bridge is open.", "the BRIDGE is open"),
        ("one two", " one\n\n\ttwo "),
        ("“Quoted”, she said – twice", '"Quoted" she said - twice'),
        ("ﬁve", "five"),
        ("Straße", "STRASSE"),
        ("snake_case", "snake case"),
    ],
    ids=["case-and-stop", "white-space", "quotes-and-dashes", "ligature", "sharp-s", "underscore"],
)
def test_only_the_words_count(one: str, other: str) -> None:
    assert text_hash(one) == text_hash(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("one two", "two one"), ("5 dead", "6 dead"), ("onetwo", "one two"), ("", "x"), ("桥已开放", "桥未开放")],
    ids=["order", "numbers", "word-limits", "empty", "chinese"],
)
def test_other_words_are_another_text(one: str, other: str) -> None:
    assert text_hash(one) != text_hash(other)


@pytest.mark.parametrize("text", ["", "\ud800", "…", "x" * 1_000_000], ids=["empty", "surrogate", "no-words", "long"])
def test_any_text_has_one(text: str) -> None:
    assert len(text_hash(text)) == 32
    assert text_hash(text) == text_hash(text)
