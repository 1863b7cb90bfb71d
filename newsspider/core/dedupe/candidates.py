"""Stage 6 of 8, deduplicate: which of the texts that share hashes with one are worth a closer look."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from newsspider.core.dedupe.prints import Sketch

LEAST_SHARE = 0.2
"""Of the hashes that a related text would share: relations begin at 0.27 of the words, and hashes are few."""
LEAST_LEAD_HASHES = 3
MAX_CANDIDATES = 8
"""Texts that are aligned with one: further copies of a story tell nothing more."""
DOUBTFUL_SHARE = 0.4
MAX_DOUBTFUL = 4
"""Of those, the ones that promise less than `DOUBTFUL_SHARE`: many texts may share a paragraph with one."""


class Known(NamedTuple):
    """What is kept of a known text's sketch beside its hashes."""

    text: int
    hashes: int
    """How many the sketch of the whole text has."""
    limit: int
    """The hash up to which these are all that the text has."""


def promise(sketch: Sketch, shared: Collection[int], known: Known) -> float:
    """Return how much of the shorter text stands in the other, estimated from the hashes they share; 0..1.

    Up to the lower of the two limits both sketches are whole, so what they share there is a fair sample.
    """
    reach = min(sketch.limit, known.limit)
    sample = [value for value in sketch.whole if value <= reach]
    theirs = known.hashes * min(1.0, sketch.limit / known.limit)
    hits = sum(1 for value in sample if value in shared)
    return min(1.0, hits / max(1.0, min(len(sample), theirs)))


def most_promising(sketch: Sketch, shared: Mapping[int, Collection[int]], known: Iterable[Known]) -> list[int]:
    """Return the texts to align with one, the most promising first, at most `MAX_CANDIDATES`.

    ``shared`` has for each known text the hashes that it shares.
    """
    ranked = []
    lead = frozenset(sketch.lead)
    for text in known:
        common = shared[text.text]
        likely = promise(sketch, common, text)
        if likely >= LEAST_SHARE or len(lead.intersection(common)) >= LEAST_LEAD_HASHES:
            ranked.append((-likely, -len(common), text.text))
    ranked.sort()
    likely_ones = sum(1 for rank in ranked if -rank[0] >= DOUBTFUL_SHARE)
    return [text for *_, text in ranked[: min(MAX_CANDIDATES, max(likely_ones, MAX_DOUBTFUL))]]
