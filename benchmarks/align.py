"""Which of a page's texts stand in its hand-checked text: the labels that a body model learns from."""

from __future__ import annotations

import re
from bisect import insort
from collections import Counter
from collections.abc import Mapping, Sequence

WORD = re.compile(r"\w+")
SHINGLE_WORDS = 4
# A short text is looked for no further than this behind the long one before it.
GAP_WORDS = 60
KEPT_SHARE = 0.6
# Texts of the page that stand between two of a chain, and places of one shingle; bound the search.
_CHAIN_REACH = 400
_MOST_PLACES = 40

Words = Sequence[str]
Places = Mapping[tuple[str, ...], Sequence[int]]
Span = tuple[int, int]


def words(text: str) -> list[str]:
    """Return the words of a text, lower case."""
    return WORD.findall(text.lower())


def align(texts: Sequence[str], gold: str) -> list[bool]:
    """Tell which of the texts stand in the gold.

    Long texts that the page shows once are placed first, longest before, so that a pull quote doesn't take its
    paragraph's place. Those in the gold's order are the anchors; short texts and those shown twice (a heading and
    its link in a table of contents) count where they stand between the right anchors.
    """
    wanted = words(gold)
    places: dict[tuple[str, ...], list[int]] = {}
    for index in range(len(wanted) - SHINGLE_WORDS + 1):
        places.setdefault(tuple(wanted[index : index + SHINGLE_WORDS]), []).append(index)
    split = [words(text) for text in texts]
    times = Counter(map(tuple, split))
    used = bytearray(len(wanted))
    spans: list[Span | None] = [None] * len(split)
    long = [index for index, own in enumerate(split) if len(own) >= SHINGLE_WORDS]
    for index in sorted(long, key=lambda index: -len(split[index])):
        if times[tuple(split[index])] == 1:
            spans[index] = _place(split[index], places, used)
    _fill_gaps(split, wanted, places, used, spans)
    for index in long:
        if spans[index] is None and times[tuple(split[index])] > 1:
            spans[index] = _place(split[index], places, used)
    return [span is not None for span in spans]


def _fill_gaps(
    split: Sequence[Words], wanted: Words, places: Places, used: bytearray, spans: list[Span | None]
) -> None:
    """Place what has no place yet between those that have."""
    anchors = _chain(spans)
    for index, own in enumerate(split):
        if not own or spans[index] is not None:
            continue
        before = next((spans[anchor] for anchor in reversed(anchors) if anchor < index), None)
        after = next((spans[anchor] for anchor in anchors if anchor > index), None)
        low, high = before[1] if before else 0, after[0] if after else len(wanted)
        if len(own) >= SHINGLE_WORDS:
            spans[index] = _place(own, places, used, low - 2, high + 2)
        else:
            spans[index] = _place_short(own, wanted, used, max(0, low - 2), min(high + 2, low + GAP_WORDS))
        if spans[index] is not None:
            insort(anchors, index)


def _place_short(own: Words, wanted: Words, used: bytearray, low: int, high: int) -> Span | None:
    size = len(own)
    for start in range(low, min(high, len(wanted) - size + 1)):
        if wanted[start : start + size] == own and not any(used[start : start + size]):
            used[start : start + size] = b"\1" * size
            return start, start + size
    return None


def _place(own: Words, places: Places, used: bytearray, low: int = 0, high: int | None = None) -> Span | None:
    """Return where a long text stands in the gold, its first free place; None where most of it isn't there."""
    shingles = [tuple(own[i : i + SHINGLE_WORDS]) for i in range(len(own) - SHINGLE_WORDS + 1)]
    hits = [(i, places[shingle]) for i, shingle in enumerate(shingles) if shingle in places]
    if len(hits) < KEPT_SHARE * len(shingles):
        return None
    offsets = Counter(place - i for i, found in hits for place in found[:_MOST_PLACES])
    last = len(used) if high is None else high - len(own)
    within = {offset: count for offset, count in offsets.items() if high is None or low <= offset <= last}
    most = max(within.values(), default=0)
    for start in sorted(offset for offset, count in within.items() if count * 2 >= most):
        begin, end = max(0, start), min(len(used), start + len(own))
        if sum(used[begin:end]) * 2 < len(own):
            used[begin:end] = b"\1" * (end - begin)
            return begin, end
    return None


def _chain(spans: Sequence[Span | None]) -> list[int]:
    """Return the texts that stand in the gold in the page's order: the chain with most words."""
    placed = [(index, span) for index, span in enumerate(spans) if span is not None]
    weights: list[int] = []
    before: list[int] = []
    for position, (_, span) in enumerate(placed):
        earlier = [at for at in range(max(0, position - _CHAIN_REACH), position) if placed[at][1][0] < span[0]]
        best = max(earlier, key=lambda at: weights[at], default=-1)
        before.append(best)
        weights.append(span[1] - span[0] + (weights[best] if best >= 0 else 0))
    position = max(range(len(placed)), key=lambda at: weights[at], default=-1)
    chain: list[int] = []
    while position >= 0:
        chain.append(placed[position][0])
        position = before[position]
    return chain[::-1]
