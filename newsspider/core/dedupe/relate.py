"""Stage 6 of 8, deduplicate: what two texts are to each other.

Only the pair counts, never what else is known, so that the order in which texts arrive changes nothing. What many
unrelated texts share gives itself away within the pair: a notice, a bio or a quote is one block away from the lead,
and items made from a template differ in their numbers and names wherever their words agree.

Thresholds were chosen on 2,688 texts made from 160 real articles (docs/deduplication.md has the figures).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.core.dedupe.align import align, in_order
from newsspider.core.dedupe.brief import compare
from newsspider.core.dedupe.facts import facts_of, is_about_others, is_caseless, numbers_differ, titles_differ
from newsspider.core.dedupe.overlap import Overlaps
from newsspider.core.dedupe.prints import UNSPACED_LETTERS, Print
from newsspider.core.dedupe.words import QUOTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.core.dedupe.align import Alignment
    from newsspider.core.dedupe.facts import Facts
    from newsspider.core.dedupe.shingles import Flags
    from newsspider.core.dedupe.words import Words

COPY = "copy"
VERSION = "version"

RUN_WORDS = 5
SHORT_RUN_WORDS = 4
"""Runs that count: shorter ones are what any two texts of a language share."""
SHORT_WORDS = 100
"""Texts below this are judged more strictly, and by shorter runs."""
TINY_WORDS = 25
"""Texts below this are compared word by word (`newsspider.core.dedupe.brief`)."""

LEAST_SHARE = 0.12
"""Of the shorter text's shingles; what is below can't be related (a run has fewer shingles than words)."""
CONTAINED_SHARE = 0.75
LEAD_SHARE = 0.4
LEAD_RUN_SHARE = 0.3
LEAD_RUN_WORDS = 20
LEAD_WORDS = 60
"""How far from its beginning a text's lead may start: behind a byline, a date and what a page left there."""
LEAST_LEAD_WORDS = 40
SHORT_LEAD_WORDS = 8
"""How far from the beginning of one of them the lead may start in texts below `SHORT_WORDS`."""
REWORDED_SHARE = 0.05
"""Of the words of a short text without capitals that may stand in the place of others: slips, not names."""
VERSION_SHARE = 0.27
VERSION_RUNS = 4
VERSION_LONGEST_SHARE = 0.6
QUOTE_DISCOUNT = 0.7
"""Of words in quotes: that two reporters heard the same speech makes no copy."""

TEMPLATE_SHARE = 0.12
"""Of the numbers and names beside matching words, those that differ: from here on it is another event."""
CORRECTED_SHARE = 0.3
CORRECTED_FACTS = 2
CORRECTED_TEXT_SHARE = 0.8
CORRECTION_HOURS = 48.0
VERSION_HOURS = 168.0
"""How long after a story its rewritten versions come."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How two texts are related."""

    kind: str
    """`COPY` or `VERSION`."""
    similarity: float
    """0..1: how much of one of the two stands in the other, whichever is more."""
    share_a: float
    share_b: float
    evidence: str

    def turned(self) -> Relation:
        """Return the same with the texts in the other order."""
        return Relation(self.kind, self.similarity, self.share_b, self.share_a, self.evidence)


def relate(a: Print, b: Print) -> Relation | None:
    """Return what two texts are to each other, None for nothing; the same whichever comes first."""
    return relate_all(a, [b])[0]


def relate_all(a: Print, others: Sequence[Print]) -> list[Relation | None]:
    """Return what a text is to each of others: as `relate`, but faster."""
    relations: list[Relation | None] = [None] * len(others)
    by_size: dict[int, list[int]] = {}
    weight = a.weight
    for place, other in enumerate(others):
        least = min(weight, other.weight)
        if least < TINY_WORDS:
            relations[place] = _relate_tiny(a, other)
        else:
            by_size.setdefault(_run_size(least) * _scale(a, other), []).append(place)
    for size, places in by_size.items():
        for place, relation in _relate_by_runs(a, [others[place] for place in places], size):
            relations[places[place]] = relation
    return relations


def _relate_by_runs(a: Print, others: Sequence[Print], size: int) -> Iterator[tuple[int, Relation | None]]:
    """Yield those of the others that may be related to a text, and what they are to it."""
    Print.work_out([a, *others], size)
    overlaps = Overlaps(a.shingles(size), [other.shingles(size) for other in others], size)
    # of the rest `_can_be_related` would say no
    for place in overlaps.worth(LEAST_SHARE, VERSION_RUNS, LEAD_RUN_SHARE):
        other = others[place]
        turned = _comes_before(other, a)
        shared = overlaps.of(place, turned=turned)
        if shared and turned:
            relation = _relate(other, a, in_order(shared), _scale(a, other))
            yield place, relation and relation.turned()
        elif shared:
            yield place, _relate(a, other, in_order(shared), _scale(a, other))


def _comes_before(a: Print, b: Print) -> bool:
    """Whether a text is the first of a pair: the shorter one."""
    return len(a.words) < len(b.words) or (len(a.words) == len(b.words) and a.words.tobytes() < b.words.tobytes())


def _scale(a: Print, b: Print) -> int:
    return UNSPACED_LETTERS if a.unspaced and b.unspaced else 1


def _run_size(weight: int) -> int:
    """Return how many words a run has at least, ``weight`` being that of the shorter text."""
    return SHORT_RUN_WORDS if weight < SHORT_WORDS else RUN_WORDS


def similarity(a: Print, b: Print) -> float:
    """Return how much of one text stands in the other, whichever is more, related or not; 0..1."""
    size = min(RUN_WORDS, len(a.words), len(b.words))
    found = align(a.shingles(size), b.shingles(size), size) if size else None
    return round(max(_share(found.in_a), _share(found.in_b)), 4) if found else 0.0


def _relate(a: Print, b: Print, found: Alignment, scale: int) -> Relation | None:
    """Relate two texts of which the first is the shorter one."""
    share_a, share_b = _share(found.in_a), _share(found.in_b)
    if not _can_be_related(found, max(share_a, share_b), scale):
        return None
    facts = facts_of(a.words, b.words, found, scale)
    kind = _kind(a, b, found, facts, scale)
    if kind is None:
        return None
    same = int(found.in_a.sum())
    evidence = f"{same} of {len(a.words)} words in {len(found.chain)} runs"
    if facts.differing:
        evidence += f", {facts.differing} of {facts.differing + facts.agreeing} facts differ"
    return Relation(kind, round(max(share_a, share_b), 4), round(share_a, 4), round(share_b, 4), evidence)


def _can_be_related(found: Alignment, share: float, scale: int) -> bool:
    """Whether `_kind` could say anything but None: most pairs share a paragraph and no more.

    Quotes are discounted there, so that it sees at most this ``share``.
    """
    first = found.chain[0]
    return (
        share >= CONTAINED_SHARE
        or len(found.chain) >= VERSION_RUNS
        or (share >= LEAD_RUN_SHARE and max(first.a, first.b) <= LEAD_WORDS * scale)
    )


def _kind(a: Print, b: Print, found: Alignment, facts: Facts, scale: int) -> str | None:
    """Decide; ``a`` is the shorter one."""
    share = max(_plain_share(a.words, found.in_a), _plain_share(b.words, found.in_b))
    is_short = a.weight < SHORT_WORDS
    if is_short and (is_about_others(a, b, facts.subject, facts.head) or _is_reworded(a, b, facts, scale)):
        return None
    if facts.differing and facts.share > TEMPLATE_SHARE:
        corrected = (
            facts.differing <= CORRECTED_FACTS
            and facts.places == 1
            and not (is_short and facts.words)
            and facts.share <= CORRECTED_SHARE
            and min(_share(found.in_a), _share(found.in_b)) >= CORRECTED_TEXT_SHARE
            and _is_near(a, b, CORRECTION_HOURS)
            and _is_lineage(a, b)
            and not titles_differ(a.title, b.title)
            and not numbers_differ(a.title, b.title)
        )
        return VERSION if corrected else None
    if share >= CONTAINED_SHARE:
        return VERSION if facts.numbers and _is_near(a, b, CORRECTION_HOURS) and _is_lineage(a, b) else COPY
    if _has_lead(a.words, found, share, scale) and _is_near(a, b, VERSION_HOURS):
        return COPY
    return VERSION if not facts.is_sparse and _is_version(a, b, found, scale) else None


def _is_reworded(a: Print, b: Print, facts: Facts, scale: int) -> bool:
    """Whether so many words stand in the place of others that some are names, where capitals don't tell."""
    words = facts.words / scale
    return words > max(1, REWORDED_SHARE * a.weight) and (is_caseless(a.words) or is_caseless(b.words))


def _has_lead(a: Words, found: Alignment, share: float, scale: int) -> bool:
    """Whether both texts begin alike and go on alike for long enough: how stories are cut and added to."""
    first = found.chain[0]
    if max(first.a, first.b) > LEAD_WORDS * scale:
        return False
    if len(a) < SHORT_WORDS * scale and min(first.a, first.b) > SHORT_LEAD_WORDS * scale:
        return False
    lead = a[first.a : first.a + first.length]
    spoken = int((lead & QUOTED != 0).sum())
    lead_words = sum(run.length for run in found.chain if run.a <= 2 * LEAD_WORDS * scale)
    if spoken > first.length / 2 or lead_words < LEAST_LEAD_WORDS * scale / 2:
        return False
    if first.length >= LEAD_RUN_WORDS * scale and min(first.a, first.b) <= LEAD_RUN_WORDS * scale:
        return share >= LEAD_RUN_SHARE
    return share >= LEAD_SHARE and int(found.in_a.sum()) >= LEAST_LEAD_WORDS * scale


def _is_version(a: Print, b: Print, found: Alignment, scale: int) -> bool:
    """Whether one is the other rewritten: many runs in the same order, no single block, by the same hands."""
    words = sum(run.length for run in found.chain)
    longest = max(run.length for run in found.chain)
    return (
        words >= VERSION_SHARE * len(a.words)
        and len(found.chain) >= VERSION_RUNS
        and words >= 8 * scale * len(found.chain)
        and longest <= VERSION_LONGEST_SHARE * words
        and _is_near(a, b, VERSION_HOURS)
        and _is_lineage(a, b)
    )


def _relate_tiny(a: Print, b: Print) -> Relation | None:
    """Relate two texts of which one is a flash or a caption."""
    if _comes_before(b, a):
        found = _relate_tiny(b, a)
        return found and found.turned()
    may_be_corrected = _is_near(a, b, CORRECTION_HOURS) and _is_lineage(a, b)
    brief = compare(a, b, UNSPACED_LETTERS if a.unspaced else 1, may_be_corrected)
    if brief is None:
        return None
    share_a, share_b = (round(min(1.0, brief.same / len(text.words)), 4) for text in (a, b))
    evidence = f"{brief.same} of {len(a.words)} words"
    if brief.is_correction:
        return Relation(VERSION, share_a, share_a, share_b, f"{evidence}, 1 fact differs")
    return Relation(COPY, share_a, share_a, share_b, evidence)


def _share(flags: Flags) -> float:
    import numpy as np

    return int(np.count_nonzero(flags)) / len(flags) if len(flags) else 0.0


def _plain_share(words: Words, shared: Flags) -> float:
    """Return the share of a text's words that the other has, quoted ones discounted."""
    spoken = int((words[shared] & QUOTED != 0).sum())
    own_spoken = int((words & QUOTED != 0).sum())
    same, length = int(shared.sum()), len(words)
    return (same - QUOTE_DISCOUNT * spoken) / max(1.0, length - QUOTE_DISCOUNT * spoken * (own_spoken == length))


def _is_near(a: Print, b: Print, hours: float) -> bool:
    """Whether two texts were published within a time of each other, as far as that is known."""
    return a.hours is None or b.hours is None or abs(a.hours - b.hours) <= hours


def _is_lineage(a: Print, b: Print) -> bool:
    """Whether two texts may come from the same hands: the same outlet or agency, or nothing is known of one."""
    if a.agency and b.agency:
        return a.agency == b.agency
    return not a.source or not b.source or a.source == b.source
