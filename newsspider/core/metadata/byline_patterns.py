"""Stage 5 of 8, enrich: the patterns by which lines tell that they name authors, out of the words of all languages."""

from __future__ import annotations

import re
from functools import lru_cache

from newsspider.core.metadata.rules import any_of

CASELESS = re.compile("[\u0590-\u08ff\u0900-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""A letter of a script without capitals, whose names can't be told from other words by them."""


@lru_cache(maxsize=8)
def opening_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a line that begins with a by-word and goes on with a capital."""
    short = any_of([word.title() for word in words if word.isalpha() and word.isascii() and 1 < len(word) < 4])
    return re.compile(rf"(?i:{any_of(words)})\s*[:：]?\s+(?=[^\W\d_a-zà-ÿ])|(?i:{short})(?=[A-Z][a-z])")


@lru_cache(maxsize=8)
def written_by(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a sentence that tells its writer: "This post was written by Jane Doe, head of …"."""
    phrases = any_of([word for word in words if " " in word])
    return re.compile(rf"(?:[^\W\d_]+\s){{2,4}}(?i:{phrases})\s+(?=[^\W\d_a-zà-ÿ])")


@lru_cache(maxsize=8)
def by_within(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a by-word within a line, with a capital behind it."""
    return re.compile(rf"(?<![^\W\d_])(?i:{any_of([word for word in words if len(word) > 1])})\s+(?=[^\W\d_a-zà-ÿ])")


@lru_cache(maxsize=8)
def label_alone(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a line that holds a by-word alone."""
    return re.compile(rf"(?:{any_of(words)})\s*[:：]?\s*", re.IGNORECASE)


@lru_cache(maxsize=8)
def label_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a by-word with a colon."""
    return re.compile(rf"(?<!\w)(?i:{any_of(words)})\s*[:：]\s*|(?<=\s)(?:记者|記者)[:：]?\s*")


@lru_cache(maxsize=8)
def titled_name(roles: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a name that opens a line in a script without case, with the reporter's title behind it."""
    titles = any_of([role for role in roles if CASELESS.match(role)])
    return re.compile(rf"((?:[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{{2,5}}\s?){{1,2}})\s(?:{titles})(?!\w{{3}})")
