"""Stage 6 of 8, deduplicate: what several texts share with one, all found together.

A call of numpy takes longer than its work on one text. And most texts that were worth a closer look share a paragraph
and no more, which the counts here tell before anything is put in order.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.dedupe.shingles import high_bits

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from newsspider.core.dedupe.shingles import Flags, Index, Places, Shingles


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


class _Side(NamedTuple):
    """The shared shingles of one side of several pairs, one pair after another."""

    at: Places
    """Where each of them stands: rising, and by more than one from a pair to the next."""
    there: Places
    """Where the other text has it first."""
    is_run: Flags
    """Whether the one before isn't the one before in both texts."""
    bounds: list[int]
    """Where each pair's begin, and where the last one's end."""
    stretches: list[int]
    """How many stretches of the text each pair's make."""
    runs: list[int]
    """In how many runs each pair's stand in both texts."""


class Overlaps:
    """What several texts share with one.

    Args:
        one: The shingles of that text.
        others: Those of the others, at least one.
        size: How many words a shingle has.
        turned: For each of the others whether it is the first text of the pair.
    """

    def __init__(self, one: Shingles, others: Sequence[Shingles], size: int, turned: Sequence[bool]) -> None:
        import numpy as np

        index = one.index()
        self._size = size
        self._turned = turned
        self._lengths = [len(other.values) for other in others]
        self._length = len(one.values)
        self._starts = [0, *accumulate(self._lengths)]
        at, places = _common(index, np.concatenate([other.values for other in others]))
        pair = np.array(self._starts[1:]).searchsorted(at, side="right")
        count, nowhere = len(index.distinct), self._starts[-1]
        first = np.full(len(others) * count, nowhere)
        np.minimum.at(first, pair * count + places, at)
        has = (first < nowhere).reshape(len(others), count)
        self.counts: list[int] = np.count_nonzero(has, axis=1).tolist()
        """How many different shingles each of the others has in common with the one."""
        self._other = self._side(pair, at + pair, index.first[places])
        in_one, at_one = has.take(index.groups, axis=1).nonzero()
        there = first[in_one * count + index.groups[at_one]]
        self._one = self._side(in_one, at_one + in_one * (self._length + 1), there)

    def _side(self, pair: Places, at: Places, there: Places) -> _Side:
        import numpy as np

        count = len(self._lengths)
        is_stretch = np.ones(len(at), np.bool_)
        np.not_equal(at[1:] - at[:-1], 1, out=is_stretch[1:])
        is_run = np.ones(len(at), np.bool_)
        np.not_equal(there[1:] - there[:-1], 1, out=is_run[1:])
        is_run |= is_stretch
        return _Side(
            at,
            there,
            is_run,
            pair.searchsorted(np.arange(count + 1)).tolist(),
            np.bincount(pair[is_stretch], minlength=count).tolist(),
            np.bincount(pair[is_run], minlength=count).tolist(),
        )

    def worth(self, least_share: float, least_runs: int, least_covered: float) -> list[int]:
        """Return which of the others may have at least ``least_runs`` runs, or that share of either text covered by them.

        Those that have fewer different shingles in common than ``least_share`` of either text's aren't among them.
        """
        further = self._size - 1
        found = []
        for place, (count, length) in enumerate(zip(self.counts, self._lengths, strict=True)):
            if not count or count < least_share * min(length, self._length):
                continue
            first = self._other if self._turned[place] else self._one
            if first.runs[place] >= least_runs or any(
                side.bounds[place + 1] - side.bounds[place] + further * side.stretches[place]
                >= least_covered * (total + further)
                for side, total in ((self._one, self._length), (self._other, length))
            ):
                found.append(place)
        return found

    def of(self, place: int) -> Overlap:
        """Return what the one shares with another, the first text of the pair being ``a``."""
        start = self._starts[place]
        begin, end = self._one.bounds[place : place + 2]
        at_one = self._one.at[begin:end] - place * (self._length + 1)
        there_one, begins = self._one.there[begin:end] - start, self._one.is_run[begin:end].nonzero()[0]
        begin, end = self._other.bounds[place : place + 2]
        at_other = self._other.at[begin:end] - (start + place)
        if not self._turned[place]:
            return Overlap(at_one, at_other, there_one, begins, (self._length, self._lengths[place]), self._size)
        there, begins = self._other.there[begin:end], self._other.is_run[begin:end].nonzero()[0]
        return Overlap(at_other, at_one, there, begins, (self._lengths[place], self._length), self._size)


def _common(index: Index, values: NDArray[np.uint64]) -> tuple[Places, Places]:
    """Return which of the values an indexed text has, rising, and which of its distinct ones they are."""
    import numpy as np

    at = index.seen[high_bits(values)].nonzero()[0]  # of these few the rest are sorted out by searching, which is slow
    candidates = values[at]
    places = index.distinct.searchsorted(candidates)
    np.minimum(places, len(index.distinct) - 1, out=places)
    shared = index.distinct[places] == candidates
    return at[shared], places[shared]
