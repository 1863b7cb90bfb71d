"""Where two texts run alike."""

from __future__ import annotations

from newsspider.core.dedupe.align import Run, align
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


def test_repeated_words_count_where_they_stand() -> None:
    found = align(print_of("go now please " * 4).shingles(3), print_of("go now please " * 2).shingles(3), 3)

    assert found is not None
    assert found.in_a.all()
    assert found.in_b.all()


def test_of_what_the_second_text_repeats_the_first_is_taken() -> None:
    found = align(print_of(A).shingles(3), print_of(f"x {A} y {A}").shingles(3), 3)

    assert found is not None
    assert found.chain == [Run(0, 1, 12)]
    assert found.in_b.sum() == 24
