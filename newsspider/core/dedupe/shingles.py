"""Stage 6 of 8, deduplicate: the runs of so many words that a text has, each as a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.dedupe.words import HASH_BITS, HASH_MASK

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from newsspider.core.dedupe.words import Words

    Flags = NDArray[np.bool_]
    Hashes = NDArray[np.uint64]
    Places = NDArray[np.intp]

_SEEN_BITS = 15  # of a value: enough for a long text to have few of them by chance
_QUAD = 4  # words whose hashes fit into 64 bits as they are
_FACTOR = 0x9E3779B97F4A7C15


class Index(NamedTuple):
    """Where a text has each of its runs."""

    distinct: Hashes
    """The distinct values, rising."""
    first: Places
    """Where each of them stands first in the text."""
    groups: Places
    """For each run of the text, which of the distinct values it is."""
    seen: Flags
    """For each highest `_SEEN_BITS` bits of a value whether one of the text's begins with them."""


class Shingles:
    """The runs of so many words of a text, in order: what `align` needs of one side."""

    __slots__ = ("_index", "values")

    def __init__(self, values: Hashes) -> None:
        self.values = values
        self._index: Index | None = None

    def index(self) -> Index:
        """Return where each value stands; worked out once, for a text that is compared with many."""
        import numpy as np

        if self._index is None:
            count = len(self.values)
            order = self.values.argsort()
            distinct = self.values[order]
            is_new = np.ones(count, np.bool_)
            np.not_equal(distinct[1:], distinct[:-1], out=is_new[1:])
            groups = np.empty(count, np.intp)
            starts = is_new.nonzero()[0]
            if len(starts) == count:
                groups[order] = starts
                first = order
            else:
                groups[order] = is_new.cumsum() - 1
                first, distinct = np.minimum.reduceat(order, starts), distinct[starts]
            seen = np.zeros(1 << _SEEN_BITS, np.bool_)
            seen[high_bits(self.values)] = True
            self._index = Index(distinct, first, groups, seen)
        return self._index


def hashes_of(words: Words, size: int) -> Hashes:
    """Return a hash of each run of ``size`` words; empty for a shorter text. Stored, so never to be changed."""
    import numpy as np

    plain = (words & np.uint16(HASH_MASK)).astype(np.uint64)
    count = len(plain) - size + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    factor, shift = np.uint64(_FACTOR), np.uint64(29)
    hashes = plain[:count].copy()
    for offset in range(1, size):
        hashes *= factor
        hashes ^= hashes >> shift
        hashes += plain[offset : offset + count]
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(32)
    return hashes


def shingles_of(texts: Sequence[Words], size: int) -> list[Shingles]:
    """Return the runs of ``size`` words of several texts, worked out together; none for a shorter text.

    Their values are for comparing only: `hashes_of` takes twice the time, and is as good as random in every bit.
    """
    import numpy as np

    if not texts:
        return []
    values = _values(np.concatenate(texts), size)
    found, begin = [], 0
    for words in texts:
        found.append(Shingles(values[begin : begin + max(0, len(words) - size + 1)]))
        begin += len(words)
    return found


def _values(words: Words, size: int) -> Hashes:
    """Return a value of each run of ``size`` words, whose highest bits depend on all but the last word."""
    import numpy as np

    plain = (words & np.uint16(HASH_MASK)).astype(np.uint64)
    count = len(plain) - size + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    factor, done = np.uint64(_FACTOR), 1
    values = plain
    while 2 * done <= min(size, _QUAD):
        values = values[:-done] | values[done:] << np.uint64(done * HASH_BITS)
        done *= 2
    values = values[:count] * factor
    for offset in range(done, size):
        values += plain[offset : offset + count]
        values *= factor
    return values


def high_bits(values: Hashes) -> Places:
    """Return the highest `_SEEN_BITS` bits of each value."""
    import numpy as np

    return (values >> np.uint64(64 - _SEEN_BITS)).astype(np.intp)
