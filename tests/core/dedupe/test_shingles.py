"""The runs of words of a text."""

from __future__ import annotations

import numpy as np
import pytest

from newsspider.core.dedupe.shingles import Shingles, hashes_of, shingles_of
from newsspider.core.dedupe.words import words_of

A = "one two three four five six seven eight nine ten eleven twelve"


def test_stored_hashes_stay_what_they_are() -> None:
    assert hashes_of(words_of("one two three four five six seven"), 6).tolist() == [
        507623354338148438,
        4580458488905893776,
    ]
    assert hashes_of(words_of("one two"), 3).tolist() == []


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 8, 10])
def test_runs_have_the_same_value_where_they_have_the_same_words(size: int) -> None:
    (one,) = shingles_of([words_of(f"x {A} y {A}")], size)
    values, count = one.values.tolist(), 12 - size + 1

    assert len(values) == 26 - size + 1
    assert values[1 : 1 + count] == values[14 : 14 + count]
    assert len(set(values)) == len(values) - count


@pytest.mark.parametrize("place", range(5))
def test_one_other_word_makes_another_value(place: int) -> None:
    words = words_of("one two three four five")
    other = words.copy()
    other[place] ^= 1 << 12

    one, changed = shingles_of([words, other], 5)
    assert one.values.tolist() != changed.values.tolist()


def test_runs_of_several_texts_do_not_run_on() -> None:
    texts = [words_of(text) for text in (A, "", "one two", "x y z", A)]

    for words, found in zip(texts, shingles_of(texts, 3), strict=True):
        assert found.values.tolist() == shingles_of([words], 3)[0].values.tolist()
    assert shingles_of([], 3) == []


def test_an_index_says_where_each_value_stands_first() -> None:
    index = Shingles(np.array([7, 5, 7, 9], np.uint64)).index()

    assert index.distinct.tolist() == [5, 7, 9]
    assert index.first.tolist() == [1, 0, 3]
    assert index.groups.tolist() == [1, 0, 1, 2]
    assert index.seen[0]
    assert index.seen.sum() == 1


def test_an_index_of_values_that_all_differ_or_of_none() -> None:
    index = Shingles(np.array([7, 5, 9], np.uint64)).index()

    assert (index.distinct.tolist(), index.first.tolist(), index.groups.tolist()) == ([5, 7, 9], [1, 0, 2], [1, 0, 2])
    assert Shingles(np.zeros(0, np.uint64)).index().distinct.tolist() == []
