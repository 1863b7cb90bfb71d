"""What several texts share with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from newsspider.core.dedupe.align import in_order
from newsspider.core.dedupe.overlap import Overlaps
from newsspider.core.dedupe.prints import print_of
from newsspider.core.dedupe.shingles import Shingles

if TYPE_CHECKING:
    from newsspider.core.dedupe.overlap import Overlap

A = "one two three four five six seven eight nine ten eleven twelve"
TEXTS = [
    A,
    f"x {A} y z {A}",
    "one two three and four five six",
    "",
    "go now please " * 4,
    "seven eight nine x y z",
    f"{A} {A} end here now",
    f"begin {A.replace('six', 'x')} {A}",
    "one two",
]


def of(one: str, *others: str) -> Overlaps:
    return Overlaps(print_of(one).shingles(3), [print_of(other).shingles(3) for other in others], 3)


def plain(found: Overlap | None) -> list[object]:
    return [np.asarray(part).tolist() for part in found] if found else []


def test_it_is_the_same_for_several_as_for_one() -> None:
    for one in TEXTS:
        together = of(one, *TEXTS)
        for place, other in enumerate(TEXTS):
            alone = of(one, other)
            assert (place in together.worth(0.1, 2, 0.4)) == (alone.worth(0.1, 2, 0.4) == [0])
            assert plain(together.of(place)) == plain(alone.of(0))


def test_it_is_the_same_from_either_side() -> None:
    for one in TEXTS:
        for other in TEXTS:
            assert plain(of(one, other).of(0)) == plain(of(other, one).of(0, turned=True))


def test_it_is_what_is_found_by_looking_at_each_run() -> None:
    for one in TEXTS:
        for other in TEXTS:
            a, b = (print_of(text).shingles(3).values.tolist() for text in (one, other))
            found = of(one, other).of(0)
            assert (found is None) == set(a).isdisjoint(b)
            if found:
                assert found.at_a.tolist() == [at for at, value in enumerate(a) if value in b]
                assert found.at_b.tolist() == [at for at, value in enumerate(b) if value in a]
                assert found.there.tolist() == [b.index(value) for value in a if value in b]


def test_too_little_in_common_is_not_worth_a_look() -> None:
    found = of(A, f"one two three {'x y z w ' * 20}", "other words stand here", "")

    assert found.worth(0.05, 1, 0.0) == [0]
    assert [found.of(place) is None for place in range(3)] == [False, True, True]
    assert found.worth(0.2, 1, 0.0) == []


def test_what_could_be_enough_once_it_is_in_order_is_worth_a_look() -> None:
    for one in TEXTS:
        found = of(one, *TEXTS)
        for place in found.worth(0.0, 1, 0.0):
            shared = found.of(place)
            assert shared is not None
            aligned = in_order(shared)
            share = max(aligned.in_a.mean(), aligned.in_b.mean())
            assert place in found.worth(0.0, 1000, share)
            assert place in found.worth(0.0, len(aligned.chain), 2.0)


def test_what_can_not_be_enough_is_not_worth_a_look() -> None:
    found = of(A, "one two three four x y z u v w", "one two three x four five six y seven eight nine")

    assert found.worth(0.0, 3, 0.9) == [1]
    assert found.worth(0.0, 4, 0.5) == [1]
    assert found.worth(0.0, 4, 0.3) == [0, 1]


def test_values_that_begin_alike_are_told_apart() -> None:
    one, other = (
        Shingles(np.array(values, np.uint64)) for values in ([7, 1 << 40, 9], [5, (1 << 40) + (1 << 20), 1 << 40])
    )

    found = Overlaps(one, [other], 2).of(0)
    assert found is not None
    assert (found.at_a.tolist(), found.at_b.tolist(), found.there.tolist()) == ([1], [2], [2])
    assert Overlaps(one, [Shingles(other.values[:2])], 2).of(0) is None
