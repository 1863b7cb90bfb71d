"""Stage 4 of 8, clean: the rules of a crawl, ready for matching; `newsspider.core.rule_tables` reads them.

A rule says which phrases, by language, give a block a role, and how a phrase is compared with the block's
folded text. A markup entry says which words in class names and ids give an element a role. The bundled ones are
in newsspider/rules/generic/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

    from newsspider.core.model import Model

# Of the segments that a rule holds for, those the model scores higher are prose more often than not
# (fundus, wcxb, l3s, 2026-11).
BELOW_DEFAULT = 0.97
# From here on scripts have no spaces between words.
_WIDE = "\u2e80"
EDGES = " \t.:;,!?…»›>→|*•·–—-▶►\"'“”„«‹()[]"


class RuleError(ValueError):
    """A rule file says something that can't be used; the message names file, rule and key."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``phrases`` maps a language to its folded phrases; ``und`` stands for any language.

    A ``soft`` rule is evidence only and never removes by itself; another one removes a block whose score is
    ``below`` a limit (1.01: any), since prose can begin with the words of a prompt. Patterns that may hold anywhere are tried only on
    text with one of the ``hints`` in it, where there are any: a search costs ten times as much.
    """

    name: str
    role: str
    match: str
    phrases: Mapping[str, tuple[str, ...]]
    max_chars: int
    soft: bool = False
    below: float = BELOW_DEFAULT
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """All rules of a crawl, one object for all its pages.

    Use `match` for a block's text and `markup` for the words of a name; ``apart`` maps a region that holds no body to
    the pieces of names that tell it.
    """

    rules: tuple[Rule, ...]
    markup: Mapping[str, tuple[str, ...]]
    pairs: Mapping[tuple[str, str], tuple[str, ...]]
    seconds: frozenset[str]
    apart: Mapping[str, tuple[str, ...]]
    _whole: Mapping[str, tuple[int, ...]]
    _start: Mapping[str, tuple[tuple[str, int], ...]]
    _anywhere: tuple[tuple[tuple[tuple[str, tuple[str, ...]], ...], int], ...]
    _anchored: tuple[tuple[re.Pattern[str], int], ...]
    _any_anchored: re.Pattern[str]
    _free: tuple[tuple[re.Pattern[str], int], ...]
    _longest: int
    model: Model

    def match(self, text: str) -> tuple[Rule, ...]:
        """Return the rules that hold for a block's text, in the order of the files."""
        return self.match_all((" ".join(text.split()),))[0]

    def match_all(self, texts: Sequence[str]) -> list[tuple[Rule, ...]]:
        """Return the rules that hold for each of a page's texts, whose white space is folded.

        What none of them holds is looked for once.
        """
        if not texts:
            return []
        joined = _lower("\n".join(texts))
        words = set(joined.split())
        anywhere = []
        for phrases, index in self._anywhere:
            present = [phrase for phrase, inner in phrases if words.issuperset(inner) and phrase in joined]
            if present:
                anywhere.append((present, index))
        free = []
        for pattern, index in self._free:
            hints = self.rules[index].hints
            near = [hint for hint in hints if hint in joined]
            if near or not hints:
                free.append((pattern, near, index))
        return [
            self._match(line, len(text), anywhere, free) if len(text) <= self._longest else ()
            for text, line in zip(texts, joined.split("\n"), strict=True)
        ]

    def _match(
        self,
        folded: str,
        size: int,
        anywhere: Sequence[tuple[Sequence[str], int]],
        free: Sequence[tuple[re.Pattern[str], Sequence[str], int]],
    ) -> tuple[Rule, ...]:
        rules = self.rules
        found = list(self._whole.get(folded.strip(EDGES), ()))
        for phrase, index in self._start.get(folded[:2], ()):
            if folded.startswith(phrase) and size <= rules[index].max_chars and _ends_word(folded, len(phrase)):
                found.append(index)
        for phrases, index in anywhere:
            if size <= rules[index].max_chars and any(phrase in folded for phrase in phrases):
                found.append(index)
        if self._any_anchored.match(folded):
            for pattern, index in self._anchored:
                if size <= rules[index].max_chars and pattern.match(folded):
                    found.append(index)
        for pattern, hints, index in free:
            if (
                size <= rules[index].max_chars
                and index not in found
                and _has_any(folded, hints)
                and pattern.search(folded)
            ):
                found.append(index)
        return tuple([rules[index] for index in sorted(set(found))]) if found else ()


def fold(text: str) -> str:
    """Return text as phrases are compared: lower case, straight apostrophes, white space folded."""
    return " ".join(_lower(text).split())


def _lower(text: str) -> str:
    return text.casefold().replace("’", "'").replace("i̇", "i")


def _has_any(text: str, hints: Sequence[str]) -> bool:
    """Tell whether one of the hints is in a text, or there are none."""
    for hint in hints:
        if hint in text:
            return True
    return not hints


def _ends_word(text: str, end: int) -> bool:
    """Tell whether a phrase that ends at ``end`` isn't the front of a longer word."""
    if end >= len(text) or not text[end - 1].isalpha() or text[end - 1] > _WIDE:
        return True
    return not text[end].isalpha()
