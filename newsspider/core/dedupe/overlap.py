"""Stage 6 of 8, deduplicate: what several texts share with one, all found together.

A call of numpy takes longer than its work on one text. And most texts that were worth a closer look share a paragraph
and no more, which the counts here tell before anything is put in order.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.dedupe.shingles import high_bits

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from newsspider.core.dedupe.shingles import Index, Places, Shingles

_PLACE_BITS = 32


class Overlap(NamedTuple):
    """What two texts share, before it is put in order."""

    at_a: Places
    """Which shingles of the first text the second has, rising."""
    at_b: Places
    """Which shingles of the second text the first has, rising."""
    there: Places
    """For each of ``at_a`` where the second text has it first."""
    begins: Places
    """Where in ``at_a`` the runs begin that both texts have."""
    lengths: tuple[int, int]
    """How many shingles the texts have."""
    size: int
    """Words of a shingle."""


class Overlaps:
    """What several texts share with one.

    Args:
        one: The shingles of that text.
        others: Those of the others, at least one.
        size: How many words a shingle has.
    """

    def __init__(self, one: Shingles, others: Sequence[Shingles], size: int) -> None:
        import numpy as np

        self._size = size
        self._index = one.index()
        self._length = len(one.values)
        self._lengths = [len(other.values) for other in others]
        self._starts = [0, *accumulate(self._lengths)]
        self._at, self._places = _common(self._index, np.concatenate([other.values for other in others]))
        self._bounds: list[int] = self._at.searchsorted(self._starts).tolist()
        self._shared = _steps(self._bounds)
        self._counts, self._runs = self._count()

    def _count(self) -> tuple[list[int], list[int]]:
        """Return how many different shingles each of the others has in common with the one, and in how many runs.

        Runs in the order of the other, in which shingles that the one repeats stand where it has them first.
        """
        import numpy as np

        distinct = len(self._index.distinct)
        pair = np.arange(len(self._shared)).repeat(self._shared)
        has = np.zeros(len(self._shared) * distinct, np.bool_)
        has[pair * distinct + self._places] = True
        counts = has.nonzero()[0].searchsorted(np.arange(len(self._shared) + 1) * distinct).tolist()
        # both places in one number, which rises by as much within a run only; pairs don't run on
        both = (self._at + pair << _PLACE_BITS) + self._index.first[self._places]
        begins = np.ones(len(both), np.bool_)
        np.not_equal(both[1:] - both[:-1], (1 << _PLACE_BITS) + 1, out=begins[1:])
        runs = begins.nonzero()[0].searchsorted(self._bounds).tolist()
        return _steps(counts), _steps(runs)

    def worth(self, least_share: float, least_runs: int, least_covered: float) -> list[int]:
        """Return which of the others may have at least ``least_runs`` runs, or that share of either text covered by them.

        Those that have fewer different shingles in common than ``least_share`` of either text's aren't among them.
        """
        further = self._size - 1
        repeated = self._length - len(self._index.distinct)
        found = []
        for place, (count, runs, shared, length) in enumerate(
            zip(self._counts, self._runs, self._shared, self._lengths, strict=True)
        ):
            if not count or count < least_share * min(length, self._length):
                continue
            # in the other order a shingle that stands in either text again may begin a run, and end one
            most_runs = runs + repeated + shared - count
            if (
                most_runs >= least_runs
                or shared + further * runs >= least_covered * (length + further)
                or count + repeated + further * most_runs >= least_covered * (self._length + further)
            ):
                found.append(place)
        return found

    def of(self, place: int, *, turned: bool = False) -> Overlap | None:
        """Return what the one shares with another, which is the pair's first text where that is turned.

        None for nothing.
        """
        import numpy as np

        begin, end = self._bounds[place : place + 2]
        if begin == end:
            return None
        index, lengths = self._index, (self._length, self._lengths[place])
        at_other, places = self._at[begin:end] - self._starts[place], self._places[begin:end]
        has = np.zeros(len(index.distinct), np.bool_)
        has[places] = True
        at_one = has[index.groups].nonzero()[0]
        if turned:
            there = index.first[places]
            return Overlap(at_other, at_one, there, _begins(at_other, there), lengths[::-1], self._size)
        first = np.full(len(index.distinct), lengths[1])
        np.minimum.at(first, places, at_other)
        there = first[index.groups[at_one]]
        return Overlap(at_one, at_other, there, _begins(at_one, there), lengths, self._size)


def _steps(bounds: list[int]) -> list[int]:
    return [end - begin for begin, end in pairwise(bounds)]


def _begins(at: Places, there: Places) -> Places:
    """Return where runs begin."""
    import numpy as np

    begins = np.ones(len(at), np.bool_)
    begins[1:] = ((at[1:] - at[:-1]) != 1) | ((there[1:] - there[:-1]) != 1)
    return begins.nonzero()[0]


def _common(index: Index, values: NDArray[np.uint64]) -> tuple[Places, Places]:
    """Return which of the values an indexed text has, rising, and which of its distinct ones they are."""
    import numpy as np

    at = index.seen[high_bits(values)].nonzero()[0]  # of these few the rest are sorted out by searching, which is slow
    candidates = values[at]
    places = index.distinct.searchsorted(candidates)
    np.minimum(places, len(index.distinct) - 1, out=places)
    shared = index.distinct[places] == candidates
    return at[shared], places[shared]
