"""Stage 6 of 8, deduplicate: which of the texts that share hashes with one are worth a closer look."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.dedupe.prints import MAX_HASH, SKETCH_HASHES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from newsspider.core.dedupe.prints import Sketch

LEAST_SHARE = 0.2
"""Of the hashes that a related text would share: relations begin at 0.27 of the words, and hashes are few."""
LEAST_LEAD_HASHES = 3
MAX_CANDIDATES = 8
"""Texts that are aligned with one: further copies of a story tell nothing more."""
DOUBTFUL_SHARE = 0.4
COMMON_TEXTS = 20
"""From more texts on, that two share a hash tells less: it may be a template's, and is kept for `MAX_POSTINGS` only."""
COMMON_WEIGHT = 0.25
"""Of a common hash, where texts are ranked."""
LEAST_RARE_HASHES = 3
"""That two texts of a template share beside it, to be worth a closer look."""
MAX_DOUBTFUL = 4
"""Of those, the ones that promise less than `DOUBTFUL_SHARE`: many texts may share a paragraph with one."""

_COUNT_BITS = 15  # of what is counted for a text: it has an entry for each hash at most
_COUNT_MASK = (1 << _COUNT_BITS) - 1


class Postings(NamedTuple):
    """The texts that share hashes with one: the entries of each hash, one hash after another."""

    hashes: Sequence[int]
    sizes: Sequence[int]
    """How many entries each of the hashes has."""
    texts: NDArray[np.uint32]
    extents: NDArray[np.uint32]
    """`Sketch.extent` of the text."""


class Promise(NamedTuple):
    """How much known texts promise, in arrays of one length."""

    texts: NDArray[np.uint32]
    """Rising."""
    likely: NDArray[np.float64]
    """How much of the shorter text stands in the other, estimated from the hashes they share; 0..1."""
    shared: NDArray[np.intp]
    """How many hashes they share."""
    lead: NDArray[np.intp]
    """How many of these are of the lead of the text that is asked for."""
    rare: NDArray[np.intp]
    """How many of these few other texts have."""


def promises(sketch: Sketch, postings: Postings) -> Promise:
    """Return what the texts that share hashes with one promise.

    Up to the lower of the two limits both sketches are whole, so what they share there is a fair sample.
    """
    import numpy as np

    of_lead = frozenset(sketch.lead)
    # four counts in one number, to add them up together: entries, those of the lead, the rare, and those of the sample
    of_hash = [
        1 | (value in of_lead) << _COUNT_BITS | (size <= COMMON_TEXTS) << 2 * _COUNT_BITS
        for value, size in zip(postings.hashes, postings.sizes, strict=True)
    ]
    counted = np.array(of_hash, np.int64).repeat(postings.sizes)
    is_whole = postings.extents < SKETCH_HASHES
    limits = np.where(is_whole, MAX_HASH, postings.extents)
    reach = np.minimum(limits, sketch.limit)
    counted[np.array(postings.hashes, np.int64).repeat(postings.sizes) <= reach] += 1 << 3 * _COUNT_BITS

    order = postings.texts.argsort()
    texts = postings.texts[order]
    is_new = np.ones(len(order), np.bool_)
    np.not_equal(texts[1:], texts[:-1], out=is_new[1:])
    starts = is_new.nonzero()[0]
    counts = np.add.reduceat(counted[order], starts)
    shared, lead, rare, hits = (counts >> _COUNT_BITS * place & _COUNT_MASK for place in range(4))

    one_each = order[starts]
    sample = np.array(sketch.whole, np.int64).searchsorted(reach[one_each], side="right")
    theirs = np.where(is_whole, postings.extents, SKETCH_HASHES)[one_each]
    theirs = theirs * np.minimum(1.0, sketch.limit / limits[one_each])
    likely = np.minimum(1.0, hits / np.maximum(1.0, np.minimum(sample, theirs)))
    return Promise(texts[starts], likely, shared, lead, rare)


def most_promising(sketch: Sketch, postings: Postings) -> list[int]:
    """Return the texts to align with one, the most promising first, at most `MAX_CANDIDATES`."""
    import numpy as np

    if not len(postings.texts):
        return []
    texts, likely, shared, lead, rare = promises(sketch, postings)
    is_good = (likely >= LEAST_SHARE) | (lead >= LEAST_LEAD_HASHES)
    rank = likely
    if max(postings.sizes) > COMMON_TEXTS:
        is_good |= rare >= LEAST_RARE_HASHES
        rank = likely * (1 - (1 - COMMON_WEIGHT) * (shared - rare) / shared)
    good = is_good.nonzero()[0]
    likely_ones = int(np.count_nonzero(likely[good] >= DOUBTFUL_SHARE))
    ranked = good[np.lexsort((texts[good], -shared[good], -rank[good]))]
    kept: list[int] = texts[ranked[: min(MAX_CANDIDATES, max(likely_ones, MAX_DOUBTFUL))]].tolist()
    return kept
