"""Which pairs of a corpus are worth a closer look, and what they are to each other.

All of it depends on the texts alone: where a hash has many texts, the longest of them stand for the rest, whichever
line they come from.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from newsspider.core.dedupe.candidates import (
    DOUBTFUL_SHARE,
    LEAST_LEAD_HASHES,
    LEAST_SHARE,
    MAX_CANDIDATES,
    MAX_DOUBTFUL,
)
from newsspider.core.dedupe.relate import COPY, relate_all
from newsspider.corpus.chunks import LEAD

if TYPE_CHECKING:
    from newsspider.corpus.chunks import Chunks

HUBS = 4
"""Texts that stand for all that share a hash: the longest."""
NEXT = 4
"""Further texts that each is paired with: those of the next lengths."""

EDGE = np.dtype([("a", "<u4"), ("b", "<u4"), ("copy", "u1"), ("similarity", "<f4")])


def ranks(about: np.ndarray) -> np.ndarray:
    """Return for each text its place when all are sorted: agencies' own first, then the longest, then by content."""
    order = np.lexsort((about["content"], about["hours"], 0xFFFF - about["weight"], 1 - about["original"]))
    places = np.empty(len(about), np.uint32)
    places[order] = np.arange(len(about), dtype=np.uint32)
    return places


def pair_up(postings: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """Return the pairs of texts that share a hash, as often as they do: place << 32 | earlier place << 1 | lead."""
    hashes = (postings >> np.uint64(32)).astype(np.uint32)
    places = rank[(postings & np.uint64(0xFFFFFFFF)).astype(np.int64)]
    order = np.lexsort((places, hashes))
    hashes, places = hashes[order], places[order]
    starts = np.concatenate(([0], np.flatnonzero(np.diff(hashes)) + 1)) if len(hashes) else np.zeros(0, np.int64)
    start_of = np.repeat(starts, np.diff(np.concatenate((starts, [len(hashes)]))))
    at = np.arange(len(hashes))
    found = [(at[at - start_of > hub], start_of[at - start_of > hub] + hub) for hub in range(HUBS)]
    for step in range(1, NEXT + 1):
        later = at[at - start_of >= HUBS + step]
        found.append((later, later - step))
    pairs = [
        places[later].astype(np.uint64) << np.uint64(32)
        | places[earlier].astype(np.uint64) << np.uint64(1)
        | (hashes[later] & np.uint32(LEAD)).astype(np.uint64)
        for later, earlier in found
    ]
    return np.sort(np.concatenate(pairs))


def choose(pairs: np.ndarray, about: np.ndarray) -> np.ndarray:
    """Return the pairs to align, as (place, earlier place): for each text the most promising.

    ``about`` is in the order of places.
    """
    counted, votes = np.unique(pairs, return_counts=True)
    is_lead = (counted & np.uint64(1)).astype(bool)
    key = counted >> np.uint64(1)
    both, inverse = np.unique(key, return_inverse=True)
    whole, lead = np.zeros(len(both)), np.zeros(len(both))
    np.add.at(whole, inverse[~is_lead], votes[~is_lead])
    np.add.at(lead, inverse[is_lead], votes[is_lead])
    later = (both >> np.uint64(31)).astype(np.int64)
    earlier = (both & np.uint64(0x7FFFFFFF)).astype(np.int64)
    one, other = about[later], about[earlier]
    limit_one, limit_other = one["limit"].astype(float), other["limit"].astype(float)
    sample = np.minimum(
        one["hashes"] * np.minimum(1.0, limit_other / limit_one),
        other["hashes"] * np.minimum(1.0, limit_one / limit_other),
    )
    promise = np.minimum(1.0, whole / np.maximum(1.0, sample))
    good = np.flatnonzero((promise >= LEAST_SHARE) | (lead >= LEAST_LEAD_HASHES))
    order = good[np.lexsort((earlier[good], -promise[good], later[good]))]
    place = _places_within(later[order])
    kept = order[(place < MAX_DOUBTFUL) | ((place < MAX_CANDIDATES) & (promise[order] >= DOUBTFUL_SHARE))]
    return np.stack((later[kept], earlier[kept]), axis=1)


def _places_within(groups: np.ndarray) -> np.ndarray:
    """Return for each item of sorted groups how many of its group stand before it."""
    if not len(groups):
        return np.zeros(0, np.int64)
    starts = np.concatenate(([0], np.flatnonzero(np.diff(groups)) + 1))
    before: np.ndarray = np.arange(len(groups))
    before -= np.repeat(starts, np.diff(np.concatenate((starts, [len(groups)]))))
    return before


def align_pairs(chunks: Chunks, pairs: np.ndarray, text_at: np.ndarray) -> np.ndarray:
    """Return the edges between related texts, by their places."""
    edges = []
    for later, group in groupby(pairs.tolist(), key=itemgetter(0)):
        one = chunks.row(int(text_at[later])).print
        others = [(earlier, chunks.row(int(text_at[earlier])).print) for _, earlier in group]
        known = [(earlier, other) for earlier, other in others if other is not None]
        if one is None or not known:
            continue
        relations = relate_all(one, [other for _, other in known])
        edges += [
            (later, earlier, relation.kind == COPY, relation.similarity)
            for (earlier, _), relation in zip(known, relations, strict=True)
            if relation
        ]
    return np.array(edges, EDGE)
