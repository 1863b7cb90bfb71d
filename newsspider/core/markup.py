"""Stage 3 of 8, extract: what class names, ids, roles and itemprops say about the element that bears them.

Names are split into words (`ArticleBody__related-links` is article, body, related, links); the words' meaning is
data (newsspider/rules/generic/markup.toml).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsspider.core.rules import Rules

_PIECE = re.compile(r"(?<![^\W_])[^\W\d_]+[0-9]{0,3}(?![^\W_])")
_HUMPS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LONGEST_NAMES_CHARS = 600
# Humps shorter than this are more often hashes of CSS tools (hQjkAd) than words.
_SHORTEST_HUMP = 3
_MOST_KNOWN = 10_000
_NOTHING: frozenset[str] = frozenset()


def split_names(names: str) -> list[str]:
    """Return the words of names in order, lower case; words with digits inside are hashes and left out."""
    pieces = [piece.rstrip("0123456789") for piece in _PIECE.findall(names[:_LONGEST_NAMES_CHARS].replace("_", "-"))]
    if names.islower():
        return pieces
    words: list[str] = []
    for word in pieces:
        lower = word.lower()
        words.append(lower)
        if word != lower and word.isascii():
            humps = _HUMPS.findall(word)
            if len(humps) > 1 and all(len(hump) >= _SHORTEST_HUMP for hump in humps):
                words.extend(hump.lower() for hump in humps)
    return words


class NameReader:
    """Reads names into roles, and keeps what it read: the same few names stand on all pages of a site."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._known: dict[str, frozenset[str]] = {}

    def roles(self, names: str) -> frozenset[str]:
        """Return the roles and regions that the words of ``names`` stand for."""
        known = self._known.get(names)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[names] = self._read(names)
        return known

    def _read(self, names: str) -> frozenset[str]:
        found: set[str] = set()
        markup, pairs, seconds = self._rules.markup, self._rules.pairs, self._rules.seconds
        before = ""
        for word in split_names(names):
            if word in markup:
                found.update(markup[word])
            if word in seconds and (before, word) in pairs:
                found.update(pairs[before, word])
            before = word
        return frozenset(found) if found else _NOTHING


@lru_cache(maxsize=8)
def name_reader(rules: Rules) -> NameReader:
    """Return the reader for these rules; what it keeps changes no answer."""
    return NameReader(rules)
