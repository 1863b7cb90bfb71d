"""Texts as rows of 16-bit words."""

from __future__ import annotations

import pytest

from newsspider.core.dedupe import words as module
from newsspider.core.dedupe.words import HASH_MASK, MAX_WORDS, NAME, NUMBER, QUOTED, is_unspaced, words_of


def flagged(text: str, flag: int) -> list[bool]:
    flags: list[bool] = (words_of(text) & flag != 0).tolist()
    return flags


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("The Bridge reopens", "the bridge, reopens!", id="case-and-punctuation"),
        pytest.param("1,250.50 crowns", "1.250,50 crowns", id="separators-of-numbers"),
        pytest.param("ｂｒｉｄｇｅ １２", "bridge 12", id="full-width"),
        pytest.param("٣٤ درجة", "34 درجة", id="arabic-digits"),
        pytest.param("a\n\nb", "a b", id="paragraphs"),
    ],
)
def test_forms_of_the_same_words_are_the_same(one: str, other: str) -> None:
    assert (words_of(one) & HASH_MASK).tolist() == (words_of(other) & HASH_MASK).tolist()


def test_numbers_are_told_by_their_digits() -> None:
    assert flagged("rose 3.5 percent in 2024", NUMBER) == [False, True, False, False, True]
    assert words_of("3.5").tolist() != words_of("3.6").tolist()


def test_a_capital_is_a_name_unless_a_sentence_begins() -> None:
    text = 'Talks with Norrby ended. Nobody at Elsten spoke. "Never," Halloran said.\nHope'
    text += " fades in the quarter that\nKessler ended. Norrby Oil spoke.\n\nSilence"

    names = [word for word, is_name in zip(text.split(), flagged(text, NAME), strict=True) if is_name]
    assert names == ["Norrby", "Elsten", "Halloran", "Kessler", "Norrby", "Oil"]


@pytest.mark.parametrize(
    "text", ["NORRBY OIL CORP RAISES PRICES 25 CTS", "Norrby Oil Corp Raises Prices 25 Cts", "norrby oil"]
)
def test_capitals_everywhere_make_no_names(text: str) -> None:
    assert not any(flagged(text, NAME))


def test_quotes_end_with_their_paragraph() -> None:
    assert flagged('he said "never again\n\nand left', QUOTED) == [False, False, True, True, False, False]
    assert flagged('he said "never.\nAnd left', QUOTED) == [False, False, True, False, False]
    assert flagged('he said "never\nagain" and left', QUOTED) == [False, False, True, True, False, False]
    assert flagged("„nie“ sagte «jamais» er", QUOTED) == [True, False, True, False]


@pytest.mark.parametrize(
    ("text", "count", "unspaced"),
    [
        pytest.param("今日沪市早盘小幅高开", 10, True, id="chinese"),
        pytest.param("東京でサミットが開かれた。", 12, True, id="japanese"),
        pytest.param("ราคาทองคำวันนี้", 15, True, id="thai"),
        pytest.param("서울에서 회의가 열렸다", 3, False, id="korean"),
        pytest.param("आज दिल्ली में बारिश हुई", 5, False, id="hindi"),
        pytest.param("سجل سعر الدولار اليوم", 4, False, id="arabic"),
        pytest.param("", 0, False, id="empty"),
        pytest.param("… !? —", 0, False, id="only-marks"),
    ],
)
def test_scripts_without_spaces_are_read_by_the_letter(text: str, count: int, unspaced: bool) -> None:
    assert len(words_of(text)) == count
    assert is_unspaced(text) is unspaced


def test_hostile_texts_stay_bounded() -> None:
    assert len(words_of("word " * 1_000_000)) == MAX_WORDS
    assert len(words_of("x" * 1_000_000)) == 1
    assert len(words_of("\ud800 \x00 ok ²")) >= 1


@pytest.mark.parametrize(
    ("text", "other"),
    [
        pytest.param("wide apart  and\ta tab", "wide apart and a tab", id="spaces"),
        pytest.param("one\u2028two\x85three\u00a0four", "one two three four", id="other-spaces"),
        pytest.param("東京 and 北京", "東京and北京", id="two-scripts"),
        pytest.param("don't 20mph x-ray", "don t 20 mph x ray", id="pieces-of-more-words"),
    ],
)
def test_words_are_the_same_whatever_parts_them(text: str, other: str) -> None:
    assert words_of(text).tolist() == words_of(other).tolist()


def test_what_is_kept_of_frequent_words_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(f"word{letter} wörd{letter}" for letter in "abcdefghijklmnop") * 2 + " " + "long" * 50
    before = words_of(text).tolist()
    monkeypatch.setattr(module, "_CACHED_WORDS", 4)
    for name in ("_CODES", "_PIECES"):
        monkeypatch.setattr(module, name, type(getattr(module, name))())

    assert words_of(text).tolist() == before
    for kept in (module._CODES, module._PIECES):
        assert 0 < len(kept) <= 4
        assert max(map(len, kept)) <= module._CACHED_CHARS


@pytest.mark.parametrize(
    ("written", "plain"),
    [("(one,", "one"), ("'one';", "one"), ("one.", "one ."), ("-one-two", "one two"), ("(3,5)", "3,5"), ("é,", "é")],
)
def test_what_stands_around_a_word_says_nothing(written: str, plain: str) -> None:
    assert words_of(f"X {written} Y").tolist() == words_of(f"X {plain} Y").tolist()


def test_a_quote_that_ends_a_sentence_is_not_in_the_next() -> None:
    """The sentence begins behind the quote, so that a single capital there makes no name."""
    assert [bool(word & NAME) for word in words_of('go on." Then we')] == [False] * 4
    assert [bool(word & NAME) for word in words_of('go on" Then we')] == [False, False, True, False]
