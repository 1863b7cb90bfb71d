"""Stage 6 of 8, deduplicate: where two texts run alike."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.dedupe.overlap import Overlaps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.dedupe.overlap import Overlap
    from newsspider.core.dedupe.shingles import Flags, Places, Shingles

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


def align(a: Shingles, b: Shingles, size: int) -> Alignment | None:
    """Align two texts by their runs of at least ``size`` words, given their shingles of that size; None for no runs."""
    shared = Overlaps(a, [b], size).of(0)
    return in_order(shared) if shared else None


def in_order(shared: Overlap) -> Alignment:
    """Put what two texts share in order."""
    in_a, in_b = (
        _covered(at, n, shared.size) for at, n in zip((shared.at_a, shared.at_b), shared.lengths, strict=True)
    )
    return Alignment(_chain(_runs(shared), shared.size), in_a, in_b)


def _runs(shared: Overlap) -> list[Run]:
    """Return the common runs in the order of the first text; of what the second repeats, the first."""
    begins = shared.begins.tolist()
    ends = [*begins[1:], len(shared.at_a)]
    at_a, at_b = shared.at_a[shared.begins].tolist(), shared.there[shared.begins].tolist()
    found = [
        Run(a, b, end - begin + shared.size - 1) for a, b, begin, end in zip(at_a, at_b, begins, ends, strict=True)
    ]
    if len(found) > _MAX_RUNS:
        found = sorted(sorted(found, key=lambda run: (-run.length, run))[:_MAX_RUNS])
    return found


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
