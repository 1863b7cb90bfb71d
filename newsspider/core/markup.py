"""Stage 3 of 8, extract: what class names, ids, roles and itemprops say about the element that bears them.

Names are split into words (`ArticleBody__related-links` is article, body, related, links); the words' meaning is
data (newsspider/rules/generic/markup.toml).
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsspider.core.rules import Rules

_PIECE = re.compile(r"(?<![^\W_])[^\W\d_]+[0-9]{0,3}(?![^\W_])")
_HUMPS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LONGEST_NAMES_CHARS = 600
# Humps shorter than this are more often hashes of CSS tools (hQjkAd) than words.
_SHORTEST_HUMP = 3


def split_names(names: str) -> list[str]:
    """Return the words of names in order, lower case; words with digits inside are hashes and left out."""
    words: list[str] = []
    for token in names[:_LONGEST_NAMES_CHARS].replace("_", "-").split():
        for piece in _PIECE.findall(token):
            word = piece.rstrip("0123456789")
            lower = word.lower()
            words.append(lower)
            if word != lower and word.isascii():
                humps = _HUMPS.findall(word)
                if len(humps) > 1 and all(len(hump) >= _SHORTEST_HUMP for hump in humps):
                    words.extend(hump.lower() for hump in humps)
    return words


class NameReader:
    """Reads names into roles; keeps what it read for the length of one page."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._known: dict[str, frozenset[str]] = {"": frozenset()}

    def roles(self, names: str) -> frozenset[str]:
        """Return the roles and regions that the words of ``names`` stand for."""
        known = self._known.get(names)
        if known is None:
            known = self._known[names] = self._read(names)
        return known

    def _read(self, names: str) -> frozenset[str]:
        words = split_names(names)
        found: set[str] = set()
        markup, pairs = self._rules.markup, self._rules.pairs
        for word in words:
            found.update(markup.get(word, ()))
        for pair in itertools.pairwise(words):
            found.update(pairs.get(pair, ()))
        return frozenset(found)
