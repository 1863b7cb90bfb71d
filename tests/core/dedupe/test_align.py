"""Where two texts run alike."""

from __future__ import annotations

import numpy as np

from newsspider.core.dedupe.align import Run, Shingles, align, overlap, shingles, shingles_of_all
from newsspider.core.dedupe.prints import print_of

A = "one two three four five six seven eight nine ten eleven twelve"


def runs(a: str, b: str) -> list[Run]:
    found = align(print_of(a).shingles(3), print_of(b).shingles(3), 3)
    return found.chain if found else []


def test_the_same_text_is_one_run() -> None:
    assert runs(A, A) == [Run(0, 0, 12)]


def test_what_is_put_in_parts_a_run() -> None:
    assert runs(A, A.replace("seven", "x y z seven")) == [Run(0, 0, 6), Run(6, 9, 6)]


def test_what_is_moved_is_no_part_of_the_order() -> None:
    moved = "seven eight nine ten eleven twelve and one two three four"

    assert runs(A, moved) == [Run(6, 0, 6)]
    found = align(print_of(A).shingles(3), print_of(moved).shingles(3), 3)
    assert found is not None
    assert found.in_a.sum() == 10, "but it is shared"


def test_nothing_in_common_is_none() -> None:
    assert align(print_of(A).shingles(3), print_of("other words stand here").shingles(3), 3) is None
    assert align(print_of("").shingles(3), print_of("").shingles(3), 3) is None


def test_too_little_in_common_is_none() -> None:
    a, b = print_of(A).shingles(3), print_of(f"one two three {'x y z w ' * 20}").shingles(3)

    assert overlap(a, b, 3, 0.05) is not None
    assert overlap(a, b, 3, 0.2) is None


def test_no_share_exceeds_what_is_told_of_it_beforehand() -> None:
    texts = [A, f"x {A} y z {A}", "one two three and four five six", "go now please " * 4, "seven eight nine x y z"]
    for one in texts:
        for other in texts:
            found = overlap(print_of(one).shingles(3), print_of(other).shingles(3), 3)
            if found:
                aligned = found.align()
                assert found.most_share() >= max(aligned.in_a.mean(), aligned.in_b.mean())
                assert len(found.begins) >= len(aligned.chain)


def test_values_that_end_alike_are_told_apart() -> None:
    a, b = (Shingles(np.array(values, np.uint64)) for values in ([7, 1 << 40, 9], [5, (1 << 40) + (1 << 20), 1 << 40]))

    found = overlap(a, b, 2)
    assert found is not None
    assert (found.at_a.tolist(), found.at_b.tolist(), found.there.tolist()) == ([1], [2], [2])
    assert overlap(a, Shingles(b.values[:2]), 2) is None


def test_repeated_words_count_where_they_stand() -> None:
    found = align(print_of("go now please " * 4).shingles(3), print_of("go now please " * 2).shingles(3), 3)

    assert found is not None
    assert found.in_a.all()
    assert found.in_b.all()


def test_it_is_the_same_whichever_side_has_an_index() -> None:
    """Repeated shingles stand where they come first in the second text, in either case."""
    a, b = (print_of(text) for text in (f"{A} {A} end here now", f"begin {A.replace('six', 'x')} {A}"))
    plain = align(Shingles(a.shingles(3).values), Shingles(b.shingles(3).values), 3)
    of_b = b.shingles(3)
    of_b.index()
    turned = align(Shingles(a.shingles(3).values), of_b, 3)

    assert plain is not None
    assert turned is not None
    assert turned.chain == plain.chain
    assert (turned.in_a == plain.in_a).all()
    assert (turned.in_b == plain.in_b).all()


def test_shingles_of_several_texts_do_not_run_on() -> None:
    texts = [print_of(text).words for text in (A, "", "one two", "x y z", A)]

    for words, found in zip(texts, shingles_of_all(texts, 3), strict=True):
        assert found.tolist() == shingles(words, 3).tolist()
    assert shingles_of_all([], 3) == []
