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


def align(of_a: Sequence[int], of_b: Sequence[int], size: int, least_share: float = 0.0) -> Alignment | None:
    """Align two texts by their runs of at least ``size`` words, given their shingles of that size.

    None where too little is shared: fewer shingles than ``least_share`` of either text's.
    """
    common = set(of_a).intersection(of_b)
    if not common or len(common) < least_share * min(len(of_a), len(of_b)):
        return None
    starts_a = [at for at, value in enumerate(of_a) if value in common]
    starts_b = [at for at, value in enumerate(of_b) if value in common]
    first_b: dict[int, int] = {}
    for at in reversed(starts_b):
        first_b[of_b[at]] = at
    chain = _chain(_runs(of_a, starts_a, first_b, size), size)
    return Alignment(chain, _covered(starts_a, len(of_a), size), _covered(starts_b, len(of_b), size))


def _covered(starts: Sequence[int], shingles: int, size: int) -> Flags:
    """Return which words lie in a shingle that begins at one of ``starts``."""
    import numpy as np

    covered = np.zeros(shingles + size - 1, np.bool_)
    at = np.array(starts)
    for offset in range(size):
        covered[at + offset] = True
    return covered


def _runs(of_a: Sequence[int], starts_a: Sequence[int], first_b: dict[int, int], size: int) -> list[Run]:
    """Return the common runs in the order of the first text; of what the second repeats, the first."""
    found: list[Run] = []
    run_a, run_b, length = -1, -1, 0
    for at in starts_a:
        there = first_b[of_a[at]]
        if at == run_a + length and there == run_b + length:
            length += 1
            continue
        if length:
            found.append(Run(run_a, run_b, length + size - 1))
        run_a, run_b, length = at, there, 1
    if length:
        found.append(Run(run_a, run_b, length + size - 1))
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
