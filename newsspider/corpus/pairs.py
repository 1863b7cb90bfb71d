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
    COMMON_TEXTS,
    COMMON_WEIGHT,
    DOUBTFUL_SHARE,
    LEAST_LEAD_HASHES,
    LEAST_RARE_HASHES,
    LEAST_SHARE,
    MAX_CANDIDATES,
    MAX_DOUBTFUL,
)
from newsspider.core.dedupe.relate import COPY, relate_all
from newsspider.corpus.chunks import LEAD

if TYPE_CHECKING:
    from newsspider.corpus.chunks import Chunks

HUBS = 4
"""Texts that stand for all that share a hash: the longest, and beside them the middle one, for many print a story whole."""
NEXT = 4
"""Further texts that each is paired with: those of the next lengths."""

_LEAD, _COMMON = np.uint64(1), np.uint64(2)
_SHIFT = np.uint64(2)
_EARLIER = (1 << 30) - 1

EDGE = np.dtype([("a", "<u4"), ("b", "<u4"), ("copy", "u1"), ("similarity", "<f4")])


def ranks(about: np.ndarray) -> np.ndarray:
    """Return for each text its place when all are sorted: agencies' own first, then the longest, then by content."""
    order = np.lexsort((about["content"], about["hours"], 0xFFFF - about["weight"], 1 - about["original"]))
    places = np.empty(len(about), np.uint32)
    places[order] = np.arange(len(about), dtype=np.uint32)
    return places


def pair_up(postings: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """Return the pairs of texts that share a hash, as often as they do: place << 32 | earlier place << 2 | flags."""
    hashes = (postings >> np.uint64(32)).astype(np.uint32)
    places = rank[(postings & np.uint64(0xFFFFFFFF)).astype(np.int64)]
    order = np.lexsort((places, hashes))
    hashes, places = hashes[order], places[order]
    starts = np.concatenate(([0], np.flatnonzero(np.diff(hashes)) + 1)) if len(hashes) else np.zeros(0, np.int64)
    sizes = np.diff(np.concatenate((starts, [len(hashes)])))
    start_of = np.repeat(starts, sizes)
    flags = (hashes & np.uint32(LEAD)).astype(np.uint64) * _LEAD
    flags |= np.repeat(sizes > COMMON_TEXTS, sizes) * _COMMON
    at = np.arange(len(hashes))
    found = [(at[at - start_of > hub], start_of[at - start_of > hub] + hub) for hub in range(HUBS)]
    for step in range(1, NEXT + 1):
        later = at[at - start_of >= HUBS + step]
        found.append((later, later - step))
    middle = start_of + np.repeat(sizes // 2, sizes)
    is_far = (np.abs(at - middle) > NEXT) & (np.minimum(at, middle) - start_of >= HUBS)
    found.append((np.maximum(at, middle)[is_far], np.minimum(at, middle)[is_far]))
    pairs = [
        places[later].astype(np.uint64) << np.uint64(32) | places[earlier].astype(np.uint64) << _SHIFT | flags[later]
        for later, earlier in found
    ]
    return np.sort(np.concatenate(pairs))


def choose(pairs: np.ndarray, about: np.ndarray) -> np.ndarray:
    """Return the pairs to align, as (place, earlier place): for each text the most promising.

    ``about`` is in the order of places.
    """
    counted, votes = np.unique(pairs, return_counts=True)
    is_lead = (counted & _LEAD).astype(bool)
    key = counted >> _SHIFT
    both, inverse = np.unique(key, return_inverse=True)
    whole, lead, common = np.zeros(len(both)), np.zeros(len(both)), np.zeros(len(both))
    np.add.at(whole, inverse[~is_lead], votes[~is_lead])
    np.add.at(lead, inverse[is_lead], votes[is_lead])
    is_common = ~is_lead & (counted & _COMMON).astype(bool)
    np.add.at(common, inverse[is_common], votes[is_common])
    later = (both >> (np.uint64(32) - _SHIFT)).astype(np.int64)
    earlier = (both & np.uint64(_EARLIER)).astype(np.int64)
    one, other = about[later], about[earlier]
    limit_one, limit_other = one["limit"].astype(float), other["limit"].astype(float)
    sample = np.minimum(
        one["hashes"] * np.minimum(1.0, limit_other / limit_one),
        other["hashes"] * np.minimum(1.0, limit_one / limit_other),
    )
    promise = np.minimum(1.0, whole / np.maximum(1.0, sample))
    rank = promise - (1 - COMMON_WEIGHT) * common / np.maximum(1.0, sample)
    of_template = np.isin(later, later[common > 0])  # what these share of the template isn't counted for every pair
    is_rare = of_template & (whole - common >= LEAST_RARE_HASHES)
    good = np.flatnonzero((promise >= LEAST_SHARE) | (lead >= LEAST_LEAD_HASHES) | is_rare)
    order = good[np.lexsort((earlier[good], -rank[good], later[good]))]
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
