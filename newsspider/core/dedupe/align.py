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


class _Index(NamedTuple):
    distinct: Hashes
    """The distinct values, rising."""
    first: Places
    """Where each of them stands first in the text."""
    groups: Places
    """For each shingle of the text, which of the distinct values it is."""


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
            order = np.argsort(self.values, kind="stable")
            in_order = self.values[order]
            is_new = np.ones(len(order), np.bool_)
            np.not_equal(in_order[1:], in_order[:-1], out=is_new[1:])
            groups = np.empty(len(order), np.intp)
            groups[order] = np.cumsum(is_new) - 1
            self._index = _Index(in_order[is_new], order[is_new], groups)
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


def align(a: Shingles, b: Shingles, size: int, least_share: float = 0.0) -> Alignment | None:
    """Align two texts by their runs of at least ``size`` words, given their shingles of that size.

    None where too little is shared: fewer shingles than ``least_share`` of either text's.
    """
    if not len(a.values) or not len(b.values):
        return None
    if b.has_index and not a.has_index:
        count, in_a, in_b, places = _common(b.index(), a.values)
        there = b.index().first[places[in_a]]
    else:
        count, in_b, in_a, places = _common(a.index(), b.values)
        there = _first_of(a.index(), places, in_b)[in_a]
    if not count or count < least_share * min(len(a.values), len(b.values)):
        return None
    chain = _chain(_runs(in_a.nonzero()[0], there, size), size)
    return Alignment(chain, _covered(in_a, size), _covered(in_b, size))


def _common(index: _Index, values: Hashes) -> tuple[int, Flags, Flags, Places]:
    """Return how many distinct values two texts share, and which of each text's.

    In order: the count; for each of ``values`` whether the indexed text has it, and the other way round; for each of
    ``values`` its place among the indexed text's distinct ones.
    """
    import numpy as np

    places = index.distinct.searchsorted(values)
    np.minimum(places, len(index.distinct) - 1, out=places)
    shared = index.distinct[places] == values
    of_index = np.zeros(len(index.distinct), np.bool_)
    of_index[places[shared]] = True
    return int(np.count_nonzero(of_index)), shared, of_index[index.groups], places


def _first_of(index: _Index, places: Places, shared: Flags) -> Places:
    """Return for each shingle of the indexed text where the other text has it first."""
    import numpy as np

    at = shared.nonzero()[0][::-1]
    first = np.zeros(len(index.distinct), np.intp)
    first[places[at]] = at  # of a place that is written twice, the last one stays: the first in the text
    return first[index.groups]


def _covered(starts: Flags, size: int) -> Flags:
    """Return which words lie in one of the shingles."""
    import numpy as np

    count = len(starts)
    covered = np.zeros(count + size - 1, np.bool_)
    for offset in range(size):
        covered[offset : offset + count] |= starts
    return covered


def _runs(starts: Places, there: Places, size: int) -> list[Run]:
    """Return the common runs in the order of the first text; of what the second repeats, the first."""
    import numpy as np

    breaks = (((starts[1:] - starts[:-1]) != 1) | ((there[1:] - there[:-1]) != 1)).nonzero()[0] + 1
    begins = [0, *breaks.tolist()]
    ends = [*begins[1:], len(starts)]
    at_a, at_b = starts[np.array(begins)].tolist(), there[np.array(begins)].tolist()
    found = [Run(a, b, end - begin + size - 1) for a, b, begin, end in zip(at_a, at_b, begins, ends, strict=True)]
    if len(found) > _MAX_RUNS:
        found = sorted(sorted(found, key=lambda run: (-run.length, run))[:_MAX_RUNS])
    return found


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
