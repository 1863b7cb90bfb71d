"""Which pairs of a corpus are looked at."""

from __future__ import annotations

import itertools

import numpy as np

from newsspider.corpus.chunks import ABOUT
from newsspider.corpus.pairs import HUBS, NEXT, choose, pair_up, ranks


def postings(*pairs: tuple[int, int]) -> np.ndarray:
    return np.array([value << 32 | text for value, text in pairs], np.uint64)


def pairs_of(found: np.ndarray) -> set[tuple[int, int]]:
    return {(int(p) >> 32, (int(p) & 0xFFFFFFFF) >> 2) for p in found}


def test_all_texts_of_a_small_group_are_paired() -> None:
    rank = np.arange(9, dtype=np.uint32)
    found = pair_up(postings(*((2, n) for n in range(9)), (4, 0)), rank)

    assert pairs_of(found) == {(b, a) for a, b in itertools.combinations(range(9), 2) if a < HUBS or b - a <= NEXT}


def test_a_large_group_is_paired_with_its_first() -> None:
    found = pairs_of(pair_up(postings(*((2, n) for n in range(1000))), np.arange(1000, dtype=np.uint32)))

    assert len(found) <= 1000 * (HUBS + NEXT + 1)
    assert {(max(n, 500), min(n, 500)) for n in range(1000) if n != 500} <= found
    assert all((n, 0) in found for n in range(1, 1000))


def test_nothing_gives_no_pairs() -> None:
    assert len(pair_up(postings(), np.zeros(0, np.uint32))) == 0
    assert len(choose(np.zeros(0, np.uint64), np.zeros(0, ABOUT))) == 0


def test_the_longest_come_first_and_agencies_before_all() -> None:
    about = np.zeros(4, ABOUT)
    about["weight"] = [10, 500, 200, 50]
    about["original"] = [0, 0, 0, 1]

    assert ranks(about).tolist() == [3, 1, 2, 0]


def test_pairs_with_little_in_common_are_left() -> None:
    about = np.zeros(3, ABOUT)
    about["limit"], about["hashes"] = 1 << 30, 24
    often = [2 << 32 | 0 << 2] * 12
    seldom = [2 << 32 | 1 << 2] * 2

    assert choose(np.array(often + seldom, np.uint64), about).tolist() == [[2, 0]]


def test_a_rare_hash_in_common_goes_before_many_common_ones() -> None:
    about = np.zeros(60, ABOUT)
    about["limit"], about["hashes"] = 1 << 30, 24
    of_a_template = [(value, text) for value in range(2, 22, 2) for text in range(60)]
    found = pair_up(
        postings(*of_a_template, *((value, text) for value in (50, 52, 54) for text in (30, 59))), np.arange(60)
    )
    of_last = [pair for pair in choose(found, about).tolist() if pair[0] == 59]

    assert [59, 30] in of_last
    assert len(of_last) <= 8
