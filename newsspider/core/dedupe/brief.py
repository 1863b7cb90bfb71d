"""Stage 6 of 8, deduplicate: flashes, captions and tables of a few lines, which are compared word by word.

Runs say little here: two items of a template share most of their words. So the same words must stand in both, with no
other number or name in the place of one, but for one that is a correction.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.dedupe.facts import (
    FIRST_WORD,
    SUBJECT_WORDS,
    are_of_others,
    begins_otherwise,
    hashes,
    is_about_others,
    is_caseless,
    is_same_title,
    numbers_differ,
    replaced,
)
from newsspider.core.dedupe.words import HASH_MASK, NAME, NUMBER

if TYPE_CHECKING:
    from newsspider.core.dedupe.prints import Print
    from newsspider.core.dedupe.words import Words

LEAST_WORDS = 10
"""Shorter ones must be the same."""
LEAD_WORDS = 60
"""How far into the longer one the shorter one may reach, beyond its own length."""
SAME_SHARE = 0.75
MAX_MENDED_SHARE = 0.1
"""Of the words, those that may be spelled otherwise."""
MAX_LOOSE_WORDS = 2
"""Words that one of them has more within: what is longer is a passage, of which there may be one."""
MAX_SLUG_WORDS = 12
"""What may stand before the shorter one: a slug, a note, a byline."""
CONTINUES_WORDS = 8
"""How much more the longer one must have where the other ends, for its last words to be a mark of the end."""
CORRECTED_AGREEING = 4
"""Numbers and names that must agree for another one to be a correction, where no title says that both are one item."""

CASELESS_WORDS_A_NAME = 6
"""In a flash, where capitals don't tell: there is little in it but names and figures."""


class Brief(NamedTuple):
    """What two short texts are to each other."""

    is_correction: bool
    same: int
    """How many words they share."""


class _Changes(NamedTuple):
    same: int = 0
    facts: int = 0
    """Numbers and names that stand in the place of others."""
    words: int = 0
    """Other words that do."""
    loose: int = 0
    """Words that one has more within, in the place of nothing."""
    passages: int = 0
    subject: int = 0
    """How many names, or what may be some, differ among the first words."""
    head: frozenset[int] = frozenset()
    """The hashes of those first words that only one of the texts has."""


def compare(a: Print, b: Print, scale: int, may_be_corrected: bool) -> Brief | None:
    """Compare two texts of which the first is the shorter one; None where they are unrelated.

    ``scale`` is how many words of a print make a word, ``may_be_corrected`` whether one may be a correction of the
    other, judged by when and where they were published.
    """
    count = len(a.words)
    if not count or are_of_others(a, b):
        return None
    if count == len(b.words) and not ((a.words ^ b.words) & HASH_MASK).any():
        return Brief(False, count)
    if count < LEAST_WORDS * scale:
        return None
    reach = count + (LEAD_WORDS + MAX_SLUG_WORDS) * scale
    head = b.words[:reach]
    known = hashes(head)
    least = max(LEAST_WORDS * scale, SAME_SHARE * count)
    if sum(value in known for value in (a.words & HASH_MASK).tolist()) < least:
        return None
    found = _changes(a.words, head, scale)
    if found.same < least or found.passages > 1:
        return None
    if is_about_others(a, b, found.subject, found.head):
        return None
    if found.facts == 0 and found.words <= max(1, MAX_MENDED_SHARE * count) and found.loose <= MAX_LOOSE_WORDS * scale:
        return Brief(False, found.same)
    return Brief(True, found.same) if may_be_corrected and _is_corrected(a, b, found) else None


def _is_corrected(a: Print, b: Print, found: _Changes) -> bool:
    """Whether one fact differs, and nothing else, in what is the same item."""
    if found.facts != 1 or found.words or found.loose or numbers_differ(a.title, b.title):
        return False
    if is_same_title(a.title, b.title):
        return True
    agreeing = _facts(a.words) - 1
    if is_caseless(a.words):
        agreeing += found.same // CASELESS_WORDS_A_NAME
    return agreeing >= CORRECTED_AGREEING


def _changes(a: Words, head: Words, scale: int) -> _Changes:
    """Return what has to be changed to make the second text's head of the first text."""
    caseless = is_caseless(a) or is_caseless(head)
    same = facts = words = loose = passages = subject = 0
    first: frozenset[int] = frozenset()
    matcher = SequenceMatcher(None, (a & HASH_MASK).tolist(), (head & HASH_MASK).tolist(), autojunk=False)
    for what, a1, a2, b1, b2 in matcher.get_opcodes():
        mine, theirs = a[a1:a2], head[b1:b2]
        if what == "equal":
            same += a2 - a1
        elif what == "insert" and (not same or a1 == len(a)):
            continue  # the longer one begins before or goes on behind
        elif not same and what == "delete" and len(mine) <= MAX_SLUG_WORDS * scale:
            continue  # a slug or a byline
        elif a2 == len(a) and _is_end_mark(mine) and len(theirs) >= CONTINUES_WORDS * scale:
            continue  # a mark of the end
        elif what == "replace":
            found = replaced(mine, theirs, caseless)
            facts += found.facts
            words += found.words
            if a1 < SUBJECT_WORDS * scale:
                subject += found.names + FIRST_WORD * begins_otherwise(mine, theirs, a1)
                first |= hashes(mine) ^ hashes(theirs)
            loose += abs(len(mine) - len(theirs)) if same else 0
        elif max(len(mine), len(theirs)) > MAX_LOOSE_WORDS * scale:
            passages += 1
        else:
            facts += _facts(mine) + _facts(theirs)
            loose += len(mine) + len(theirs)
    return _Changes(same, facts, words, loose, passages, subject, first)


def _is_end_mark(words: Words) -> bool:
    return len(words) <= MAX_LOOSE_WORDS and not (words & NUMBER).any()


def _facts(words: Words) -> int:
    return int((words & (NUMBER | NAME) != 0).sum())
