"""Stage 6 of 8, deduplicate: numbers and names, by which two events that are told in the same words differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.dedupe.align import Run
from newsspider.core.dedupe.words import HASH_MASK, NAME, NUMBER

if TYPE_CHECKING:
    from newsspider.core.dedupe.align import Alignment
    from newsspider.core.dedupe.prints import Print
    from newsspider.core.dedupe.words import Words

GAP_WORDS = 12
"""The longest stretch of other words between matching ones that counts as a change; longer ones are other passages."""

SUBJECT_WORDS = 8
"""How far from a short text's beginning the words stand that say whom it is about."""

FIRST_WORD = 2
"""How many names the first word counts for: a lone other word is as likely a typo, but not there."""
SUBJECT_DIFFERS = 2
"""From how many names on a short text is about others."""

SPARSE_FACTS = 5
SPARSE_SHARE = 0.25
"""How rich in numbers and names what two tellings of a story share is at least, beside what one of them has alone."""

HEAD_GAP_WORDS = 30
"""How long other words before the first matching ones may be to be looked at: a slug and a byline may stand there."""

_DIFFERING_TITLE_SHARE = 0.3
_TITLE_SUBJECT_WORDS = 2
_WORDS_A_NAME = 10
"""Words for each name where capitals don't tell them: about as many as in prose that has them."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Numbers and names of two aligned texts: those within matching words, and those that one has for another."""

    agreeing: int
    numbers: int
    names: int
    words: int
    """Other words that one has for another."""
    places: int
    """Where numbers and names differ; 1 where the same one differs in several."""
    is_sparse: bool
    """Whether what both have is poor in numbers and names beside what the shorter one has alone, as in a template."""
    subject: int
    """How many names, or what may be some, differ among the first words, which say whom a short text is about."""
    head: frozenset[int]
    """The hashes of those first words that only one of the texts has."""

    @property
    def differing(self) -> int:
        """How many differ."""
        return self.numbers + self.names

    @property
    def share(self) -> float:
        """How many of them differ, 0..1; a single one among none counts as half."""
        return self.differing / (1 + self.agreeing + self.differing)


class Replaced(NamedTuple):
    """What stands in one passage in the place of what the other has, at least as often as in either."""

    numbers: int
    names: int
    words: int
    of_a: frozenset[int] = frozenset()
    """The hashes of the first passage's numbers and names that the other lacks."""

    @property
    def facts(self) -> int:
        """Numbers and names."""
        return self.numbers + self.names


def facts_of(a: Words, b: Words, found: Alignment, scale: int = 1) -> Facts:
    """Return how the numbers and names of two texts agree; ``scale`` is how many words of a print make a word."""
    end = Run(len(a), len(b), 0)
    caseless = is_caseless(a) or is_caseless(b)
    numbers = names = words = subject = places = at_a = at_b = 0
    differing: frozenset[int] = frozenset()
    head: frozenset[int] = frozenset()
    for run in (*found.chain, end):
        gap_a, gap_b = a[at_a : max(at_a, run.a)], b[at_b : max(at_b, run.b)]
        is_head = min(at_a, at_b) < SUBJECT_WORDS * scale
        longest = (HEAD_GAP_WORDS if is_head else GAP_WORDS) * scale
        if 0 < len(gap_a) <= longest and 0 < len(gap_b) <= longest:
            other = replaced(gap_a, gap_b, caseless=False)
            if max(len(gap_a), len(gap_b)) <= GAP_WORDS * scale:
                numbers += other.numbers
                names += other.names
                words += other.words
                places += other.facts > 0
                differing |= other.of_a
            if is_head:
                subject += other.names + other.words * caseless + FIRST_WORD * begins_otherwise(gap_a, gap_b, at_a)
                head |= hashes(gap_a) ^ hashes(gap_b)
        at_a, at_b = max(at_a, run.a + run.length), max(at_b, run.b + run.length)
    same = a[found.in_a]
    agreeing = int((same & (NUMBER | NAME) != 0).sum()) + (
        len(same) // _WORDS_A_NAME if caseless and scale == 1 else 0
    )
    return Facts(agreeing, numbers, names, words, min(places, len(differing)), _is_sparse(a, found), subject, head)


def _is_sparse(a: Words, found: Alignment) -> bool:
    is_fact = a & (NUMBER | NAME) != 0
    same, facts, shared = (int(count) for count in (found.in_a.sum(), is_fact.sum(), (is_fact & found.in_a).sum()))
    alone = facts - shared
    return alone >= SPARSE_FACTS and shared * (len(a) - same) < SPARSE_SHARE * alone * same


def begins_otherwise(a: Words, b: Words, at_a: int) -> bool:
    """Whether a text's first word, which may be a name, isn't in the passage that stands in the place of its first."""
    return not at_a and not a[0] & NUMBER and int(a[0] & HASH_MASK) not in hashes(b)


def is_caseless(words: Words) -> bool:
    """Whether capitals tell no names: it is all in capitals, or in a script that has none."""
    return not bool((words & NAME).any())


def replaced(a: Words, b: Words, caseless: bool) -> Replaced:
    """Return what stands in the place of what; where it is ``caseless``, any word that isn't a number may be a name."""
    of_a, of_b = hashes(a), hashes(b)
    only_a, only_b = (words[_is_new(words, known)] for words, known in ((a, of_b), (b, of_a)))
    numbers, names, words = (
        min(len(hashes(only_a[only_a & flags == kind])), len(hashes(only_b[only_b & flags == kind])))
        for flags, kind in ((NUMBER, NUMBER), (NAME, NAME), (NUMBER | NAME, 0))
    )
    facts = hashes(only_a[only_a & (NUMBER | NAME) != 0]) if numbers + names else frozenset()
    return Replaced(numbers, names + words, 0, facts) if caseless else Replaced(numbers, names, words, facts)


def _is_new(words: Words, known: frozenset[int]) -> list[bool]:
    return [value not in known for value in (words & HASH_MASK).tolist()]


def titles_differ(a: Words, b: Words) -> bool:
    """Whether both texts have a title and each title has much that the other lacks."""
    of_a, of_b = hashes(a), hashes(b)
    if not of_a or not of_b:
        return False
    return min(len(of_a - of_b) / len(of_a), len(of_b - of_a) / len(of_b)) >= _DIFFERING_TITLE_SHARE


def numbers_differ(a: Words, b: Words) -> bool:
    """Whether each of two titles has a number that the other lacks."""
    of_a, of_b = hashes(a[a & NUMBER != 0]), hashes(b[b & NUMBER != 0])
    return bool(of_a - of_b and of_b - of_a)


def are_of_others(a: Print, b: Print) -> bool:
    """Whether the titles of two short texts say that they are about others.

    They don't where both texts name whom their titles begin with, or both titles begin alike: then only the headline
    is another one.
    """
    if not titles_differ(a.title, b.title) or _begin_alike(a.title, b.title):
        return False
    return not all(hashes(one.title[:_TITLE_SUBJECT_WORDS]) & hashes(one.words) for one in (a, b))


def is_about_others(a: Print, b: Print, subject: int, head: frozenset[int]) -> bool:
    """Whether two short texts are about others, by how many names differ in their first words, and by their titles.

    A single one may be a typo, unless the titles differ in it, or don't begin alike.
    """
    if not subject or is_same_title(a.title, b.title):
        return False
    if subject >= SUBJECT_DIFFERS or head & (hashes(a.title) ^ hashes(b.title)):
        return True
    return bool(len(a.title) and len(b.title)) and not _begin_alike(a.title, b.title)


def _begin_alike(a: Words, b: Words) -> bool:
    one, other = ((title[:_TITLE_SUBJECT_WORDS] & HASH_MASK).tolist() for title in (a, b))
    return bool(one == other)


def is_same_title(a: Words, b: Words) -> bool:
    """Whether both texts have a title and one has all the words of the other."""
    of_a, of_b = hashes(a), hashes(b)
    return bool(of_a and of_b) and (of_a <= of_b or of_b <= of_a)


def hashes(words: Words) -> frozenset[int]:
    """Return the hashes of some words, without what they are."""
    return frozenset((words & HASH_MASK).tolist())
