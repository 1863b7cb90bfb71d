"""Stage 6 of 8, deduplicate: where two texts run alike."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.dedupe.words import HASH_MASK

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from newsspider.core.dedupe.words import Words

    Flags = NDArray[np.bool_]
    Hashes = NDArray[np.uint64]
    Places = NDArray[np.intp]

_MAX_RUNS = 400
_SEEN_BITS = 15  # of a value: enough for a long text to have few of them by chance


class Run(NamedTuple):
    """Words that stand in both texts one after another: ``a`` and ``b`` are where they begin."""

    a: int
    b: int
    length: int


class Alignment(NamedTuple):
    """Two texts beside each other."""

    chain: list[Run]
    """The runs that stand in the same order in both."""
    in_a: Flags
    """For each word of the first text, whether it is part of any run that the second has too."""
    in_b: Flags


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

    def most_share(self) -> float:
        """Return what either text's share of covered words can't exceed: quick to tell, and true of most pairs."""
        import numpy as np

        stretches_b = 1 + int(np.count_nonzero((self.at_b[1:] - self.at_b[:-1]) != 1))
        further = self.size - 1
        return max(
            (len(self.at_a) + further * len(self.begins)) / (self.lengths[0] + further),
            (len(self.at_b) + further * stretches_b) / (self.lengths[1] + further),
        )

    def align(self) -> Alignment:
        """Put the runs in order."""
        in_a, in_b = (_covered(at, n, self.size) for at, n in zip((self.at_a, self.at_b), self.lengths, strict=True))
        return Alignment(_chain(self._runs(), self.size), in_a, in_b)

    def _runs(self) -> list[Run]:
        """Return the common runs in the order of the first text; of what the second repeats, the first."""
        begins = self.begins.tolist()
        ends = [*begins[1:], len(self.at_a)]
        at_a, at_b = self.at_a[self.begins].tolist(), self.there[self.begins].tolist()
        found = [
            Run(a, b, end - begin + self.size - 1) for a, b, begin, end in zip(at_a, at_b, begins, ends, strict=True)
        ]
        if len(found) > _MAX_RUNS:
            found = sorted(sorted(found, key=lambda run: (-run.length, run))[:_MAX_RUNS])
        return found


class _Index(NamedTuple):
    distinct: Hashes
    """The distinct values, rising."""
    first: Places
    """Where each of them stands first in the text."""
    groups: Places
    """For each shingle of the text, which of the distinct values it is."""
    seen: Flags
    """For each lowest `_SEEN_BITS` bits of a value whether one of the text's ends in them."""


class _Common(NamedTuple):
    """What an indexed text and another share."""

    at: Places
    """Which shingles of the other text the indexed one has, rising."""
    places: Places
    """Which of the indexed text's distinct values they are."""
    of_index: Flags
    """Which of its distinct values the other text has."""


def shingles(words: Words, size: int) -> NDArray[np.uint64]:
    """Return a hash of each run of ``size`` words; empty for a shorter text. Stored, so never to be changed."""
    import numpy as np

    plain = (words & np.uint16(HASH_MASK)).astype(np.uint64)
    count = len(plain) - size + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    hashes = plain[:count].copy()
    for offset in range(1, size):
        hashes *= np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
        hashes += plain[offset : offset + count]
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(32)
    return hashes


class Shingles:
    """The shingles of a text in order, and where each of them stands first: what `align` needs of one side."""

    __slots__ = ("_index", "values")

    def __init__(self, values: Hashes) -> None:
        self.values = values
        self._index: _Index | None = None

    @property
    def has_index(self) -> bool:
        """Whether `index` was worked out already."""
        return self._index is not None

    def index(self) -> _Index:
        """Return where each value stands; worked out once, for a text that is compared with many."""
        import numpy as np

        if self._index is None:
            order = np.argsort(self.values)
            in_order = self.values[order]
            is_new = np.ones(len(order), np.bool_)
            np.not_equal(in_order[1:], in_order[:-1], out=is_new[1:])
            groups = np.empty(len(order), np.intp)
            groups[order] = np.cumsum(is_new) - 1
            starts = is_new.nonzero()[0]
            first = np.minimum.reduceat(order, starts) if len(starts) else order
            seen = np.zeros(1 << _SEEN_BITS, np.bool_)
            seen[_low_bits(self.values)] = True
            self._index = _Index(in_order[starts], first, groups, seen)
        return self._index


def shingles_of_all(texts: Sequence[Words], size: int) -> list[Hashes]:
    """Return the `shingles` of several texts, worked out together: most of the time goes to the calls, not the words."""
    import numpy as np

    if not texts:
        return []
    hashes = shingles(np.concatenate(texts), size)
    found, begin = [], 0
    for words in texts:
        found.append(hashes[begin : begin + max(0, len(words) - size + 1)])
        begin += len(words)
    return found


def align(a: Shingles, b: Shingles, size: int) -> Alignment | None:
    """Align two texts by their runs of at least ``size`` words, given their shingles of that size."""
    found = overlap(a, b, size)
    return found.align() if found else None


def overlap(a: Shingles, b: Shingles, size: int, least_share: float = 0.0) -> Overlap | None:
    """Return what two texts share, given their shingles of ``size`` words.

    None where too little is shared: fewer shingles than ``least_share`` of either text's.
    """
    import numpy as np

    lengths = len(a.values), len(b.values)
    if not min(lengths):
        return None
    a_is_other = b.has_index and not a.has_index
    index, other = (b.index(), a) if a_is_other else (a.index(), b)
    common = _common(index, other.values, least_share * min(lengths))
    if common is None:
        return None
    at_index = common.of_index[index.groups].nonzero()[0]
    if a_is_other:
        at_a, at_b, there = common.at, at_index, index.first[common.places]
    else:
        at_a, at_b, there = at_index, common.at, _first_of(common)[index.groups[at_index]]
    breaks = (((at_a[1:] - at_a[:-1]) != 1) | ((there[1:] - there[:-1]) != 1)).nonzero()[0] + 1
    begins = np.zeros(len(breaks) + 1, np.intp)
    begins[1:] = breaks
    return Overlap(at_a, at_b, there, begins, lengths, size)


def _common(index: _Index, values: Hashes, least: float) -> _Common | None:
    """Return what an indexed text shares with another, of which ``values`` are the shingles.

    None where they share nothing or fewer distinct ones than ``least``.
    """
    import numpy as np

    at = index.seen[_low_bits(values)].nonzero()[0]  # of these few the rest are sorted out by searching, which is slow
    if not len(at) or len(at) < least:
        return None
    candidates = values[at]
    places = index.distinct.searchsorted(candidates)
    np.minimum(places, len(index.distinct) - 1, out=places)
    shared = index.distinct[places] == candidates
    at, places = at[shared], places[shared]
    of_index = np.zeros(len(index.distinct), np.bool_)
    of_index[places] = True
    count = int(np.count_nonzero(of_index))
    return _Common(at, places, of_index) if count and count >= least else None


def _first_of(common: _Common) -> Places:
    """Return for each distinct value of the indexed text where the other text has it first."""
    import numpy as np

    first = np.zeros(len(common.of_index), np.intp)
    first[common.places[::-1]] = common.at[::-1]  # of a place that is written twice the last one stays
    return first


def _low_bits(values: Hashes) -> Places:
    import numpy as np

    return (values & np.uint64((1 << _SEEN_BITS) - 1)).astype(np.intp)


def _covered(at: Places, count: int, size: int) -> Flags:
    """Return which words of a text lie in one of the shingles, of which it has ``count``."""
    import numpy as np

    starts = np.zeros(count, np.bool_)
    starts[at] = True
    covered = np.zeros(count + size - 1, np.bool_)
    for offset in range(size):
        covered[offset : offset + count] |= starts
    return covered


class _Link(NamedTuple):
    run: Run
    before: _Link | None
    words: int


def _chain(runs: Sequence[Run], size: int) -> list[Run]:
    """Return the runs that stand in the same order in both texts, with as many words as can be."""
    ends: list[int] = []  # in the second text, rising; the chain that ends there has more words than those before
    chains: list[_Link] = []
    for run in runs:
        at = bisect_right(ends, run.b + size - 1)  # a repeated shingle lets runs overlap by less than one
        before = chains[at - 1] if at else None
        link = _Link(run, before, run.length + (before.words if before else 0))
        end = run.b + run.length
        place = bisect_right(ends, end)
        if place and chains[place - 1].words >= link.words:
            continue
        last = place
        while last < len(ends) and chains[last].words <= link.words:
            last += 1
        ends[place:last] = [end]
        chains[place:last] = [link]
    chain: list[Run] = []
    tail = chains[-1] if chains else None
    while tail is not None:
        chain.append(tail.run)
        tail = tail.before
    return chain[::-1]
