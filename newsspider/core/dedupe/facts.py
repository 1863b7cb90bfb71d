"""Stage 6 of 8, deduplicate: numbers and names, by which two events that are told in the same words differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.core.dedupe.align import Run
from newsspider.core.dedupe.words import HASH_MASK, NAME, NUMBER

if TYPE_CHECKING:
    from newsspider.core.dedupe.align import Alignment
    from newsspider.core.dedupe.words import Words

GAP_WORDS = 12
"""The longest stretch of other words between matching ones that counts as a change; longer ones are other passages."""

_DIFFERING_TITLE_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Facts:
    """Numbers and names of two aligned texts: those within matching words, and those that one has for another."""

    agreeing: int
    numbers: int
    names: int

    @property
    def differing(self) -> int:
        """How many differ."""
        return self.numbers + self.names

    @property
    def share(self) -> float:
        """How many of them differ, 0..1; a single one among none counts as half."""
        return self.differing / (1 + self.agreeing + self.differing)


def facts_of(a: Words, b: Words, found: Alignment) -> Facts:
    """Return how the numbers and names of two texts agree."""
    end = Run(len(a), len(b), 0)
    numbers = names = at_a = at_b = 0
    for run in (*found.chain, end):
        gap_a, gap_b = a[at_a : max(at_a, run.a)], b[at_b : max(at_b, run.b)]
        if 0 < len(gap_a) <= GAP_WORDS and 0 < len(gap_b) <= GAP_WORDS:
            numbers += _replaced(gap_a, gap_b, NUMBER)
            names += _replaced(gap_a, gap_b, NAME)
        at_a, at_b = max(at_a, run.a + run.length), max(at_b, run.b + run.length)
    return Facts(int((a[found.in_a] & (NUMBER | NAME) != 0).sum()), numbers, names)


def _replaced(a: Words, b: Words, flag: int) -> int:
    """Return how many numbers or names of one passage stand in the place of others."""
    of_a, of_b = _hashes(a[a & flag != 0]), _hashes(b[b & flag != 0])
    return min(len(of_a - of_b), len(of_b - of_a))


def titles_differ(a: Words, b: Words) -> bool:
    """Whether both texts have a title and each title has much that the other lacks."""
    of_a, of_b = _hashes(a), _hashes(b)
    if not of_a or not of_b:
        return False
    return min(len(of_a - of_b) / len(of_a), len(of_b - of_a) / len(of_b)) >= _DIFFERING_TITLE_SHARE


def is_same_title(a: Words, b: Words) -> bool:
    """Whether both texts have a title and one has all the words of the other."""
    of_a, of_b = _hashes(a), _hashes(b)
    return bool(of_a and of_b) and (of_a <= of_b or of_b <= of_a)


def _hashes(words: Words) -> set[int]:
    return set((words & HASH_MASK).tolist())
