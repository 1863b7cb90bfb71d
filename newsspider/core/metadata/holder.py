"""Stage 5 of 8, enrich: who holds the copyright, out of a notice as the page words it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newsspider.core.metadata.rules import any_of, fold

if TYPE_CHECKING:
    from newsspider.core.metadata.rules import MetadataRules

MAX_HOLDER_CHARS = 100
_MAX_WORDS = 10
_MAX_NOTICE_CHARS = 5_000
_YEARS = re.compile(
    r"^(?:\s*(?:[©,.:-]|\(c\)|by\s|(?:19|20)\d{2}(?:\s*[-–/]\s*(?:(?:19|20)?\d{2})?)?(?!\d)))+\s*", re.IGNORECASE
)
_YEARS_BEHIND = re.compile(r"[\s,]*(?:(?:19|20)\d{2}(?:\s*[-–]\s*(?:19|20)?\d{2})?\s*)+$")
_HARD_END = re.compile(r"\s*(?:[;|•·。!?\n]|,\s*(?=all\b|alle\b|tous\b|todos\b)|\s[-–—]\s|\((?!c\))|/|©|\. ?\. ?\.)")
_STOP = re.compile(r"\.(?:\s+|$)")
# company forms and initials end in a point that doesn't end the sentence
_ABBREVIATION = re.compile(
    r"(?:^|[\s.])(?:[^\W\d_]|inc|ltd|co|corp|bros|cia|ltda|mbh|b\.h|pty|plc|llc|jr|sr|st|mr|mrs|dr|soc|spa)$",
    re.IGNORECASE,
)


def holder_of(notice: str, rules: MetadataRules) -> str | None:
    """Return the name that follows a copyright sign or word in a notice."""
    for line in map(" ".join, map(str.split, notice[:_MAX_NOTICE_CHARS].splitlines())):
        for match in _signs(tuple(sorted(rules.phrases.get("copyright", ())))).finditer(line):
            if holder := tidy_holder(line[match.end() :][: 4 * MAX_HOLDER_CHARS], rules):
                return holder
    return None


@lru_cache(maxsize=8)
def _signs(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of the signs and words that a holder's name follows: those of one word, and of two in CJK."""
    named = [phrase for phrase in phrases if " " not in phrase or phrase == "hak cipta"]
    return re.compile(rf"(?<!\w)(?:{any_of(named)})(?!\w)\s*[:：]?\s*", re.IGNORECASE)


def tidy_holder(text: str, rules: MetadataRules) -> str | None:
    """Return a holder's name as worded, without years and without what is said about the rights."""
    name = _YEARS.sub("", text.strip(), count=1)
    end = _HARD_END.search(name)
    name = _first_sentence(name[: end.start()] if end else name)
    folded = fold(name)
    if len(folded) == len(name):
        cuts = [folded.find(phrase) for phrase in rules.phrases.get("copyright", ())]
        name = name[: min((cut for cut in cuts if cut > 0), default=len(name))]
    name = _YEARS_BEHIND.sub("", name).strip(" ,;:-–—|()©").lstrip(".")
    if name.endswith(".") and not _ABBREVIATION.search(name[:-1]):
        name = name[:-1].rstrip()
    if not 1 < len(name) <= MAX_HOLDER_CHARS or len(name.split()) > _MAX_WORDS or not name[:1].isalnum():
        return None
    if fold(name) in rules.phrases.get("copyright", frozenset()) or name.isdigit():
        return None
    return name if name[:1].isupper() or name[:1].isdigit() or "." in name or name[:1] > "\u0590" else _brand(name)


def _brand(name: str) -> str | None:
    """Return a name in lower case where it can be a brand: one or two words."""
    return name if len(name.split()) == 1 and len(name) > 2 else None


def _first_sentence(text: str) -> str:
    """Return the text up to the point that ends a sentence, without cutting at abbreviations."""
    for stop in _STOP.finditer(text):
        before, after = text[: stop.start()], text[stop.end() :]
        if not _ABBREVIATION.search(before):
            return before
        # "S. L. Todos": an abbreviation may also end the sentence
        if after[:1].isupper() and len(after.split()[0]) > 3 and len(before.split()) > 1:
            return before + "."
    return text
