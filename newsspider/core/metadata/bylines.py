"""Stage 5 of 8, enrich: the persons that a page shows as its authors, place by place.

Lines that say it ("By …", "记者：…") count anywhere beside the story. A name that stands alone counts only where bylines
stand: beside the date, or as the first or last line of the story, and only if it begins with a given name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newsspider.core.metadata.names import is_full_name, is_given, read_names
from newsspider.core.metadata.rules import any_of, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.rules import MetadataRules

MAX_BYLINE_CHARS = 200
_MAX_NAME_LINE_CHARS = 60
_BEFORE_HEADLINE = 2
_INTO_BODY = 2
_AFTER_BODY = 4
_LAST_LINES = 3
_MAX_LINES = 120
_FIRST_LINES = 4
_NAME_WORDS = 2
_MAX_LABEL_CHARS = 40
_MAX_DESK_WORDS = 6
_HEADING = re.compile(r"^h[1-6]$")
_DATE = re.compile(r"(?<!\w)\d{1,4}(?!\w)[^|•·]{0,24}(?<!\w)\d{2,4}(?!\w)")
_DIGITS = re.compile(r"\d")
_CASELESS = re.compile("[\u0590-\u08ff\u0900-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PARTS = re.compile(r"\s*[|•·,/–—]\s*|\s+-\s+|\n")


class Bylines:
    """What the blocks of a page show about its authors."""

    def __init__(self, blocks: Sequence[Block], rules: MetadataRules, outlets: Sequence[str]) -> None:
        self._blocks = blocks
        self._rules = rules
        self._outlets = outlets
        head = next((index for index, block in enumerate(blocks) if block.role == "headline"), 0)
        kept = [index for index, block in enumerate(blocks) if block.kept]
        self._first = next((index for index in kept if index > head), len(blocks))
        self._last = kept[-1] if kept else len(blocks)
        start = max(head - _BEFORE_HEADLINE, 0)
        self._near = [
            block
            for block in blocks[start : min(self._first + _INTO_BODY, start + _MAX_LINES)]
            if len(block.text) <= MAX_BYLINE_CHARS
        ]
        below = blocks[head + 1 : min(self._first + 1, head + _MAX_LINES)]
        self._under_headline = [block for block in below if len(block.text) <= MAX_BYLINE_CHARS]

    def beside_headline(self) -> Iterator[str]:
        """Yield the persons of the byline by the headline."""
        found = [name for block in self._near if block.role == "byline" for name in self._names(block.text)]
        if not found:
            opening = _opening(self._rules.words("by"))
            # a line that begins with "By", whatever it was taken for
            lines = (block.text for block in self._near if not block.kept and opening.match(block.text))
            found = next((names for line in lines if (names := self._names(line))), [])
        yield from found or self._labelled() or self._within() or self._bare_beside_date() or self._first_line()

    def contradicting(self, stated: Sequence[str]) -> list[str]:
        """Return the persons of a line "By …" under the headline, where all of them are others than the stated.

        The account that entered a story is often stated for machines, and the author shown.
        """
        opening = _opening(self._rules.words("by"))
        for block in self._under_headline:
            if opening.match(block.text) and len(block.text) <= _MAX_NAME_LINE_CHARS:
                names = self._names(block.text)
                if names and all(is_full_name(name, self._rules) for name in names):
                    known = {word for name in stated for word in fold(name).split()}
                    others = all(known.isdisjoint(fold(name).split()) for name in names)
                    return names if others else []
        return []

    def completing(self, stated: Sequence[str]) -> list[str]:
        """Return the persons of a byline by the headline that names the stated ones and further ones."""
        for block in self._under_headline:
            if block.role != "byline" or not any(name in block.text for name in stated):
                continue
            names = self._names(block.text)
            if len(names) > len(stated) and all(is_full_name(name, self._rules) for name in names):
                plain = [fold(name) for name in names]
                if all(fold(name) in plain for name in stated):
                    return names
        return []

    def names_desk(self) -> bool:
        """Whether the byline by the headline names a desk or the outlet instead of a person."""
        opening = _opening(self._rules.words("by"))
        desks = set(self._rules.words("desk"))
        taken = {fold(name) for name in self._outlets}
        for block in self._near:
            if block.role not in {"byline", "date"} and not opening.match(block.text):
                continue
            said = _DATE.sub(" | ", opening.sub("", block.text, count=1))
            for part in _PARTS.split(said):
                words = [word.strip(".,:()") for word in fold(part).split()]
                if fold(part) in taken or (0 < len(words) <= _MAX_DESK_WORDS and desks.intersection(words)):
                    return True
        return False

    def below(self) -> Iterator[str]:
        """Yield the persons of a signature: the last line of the text, or one shortly after it."""
        start = max(self._last + 1 - _LAST_LINES, self._first + 1)
        after = self._blocks[start : self._last + 1 + _AFTER_BODY]
        for block in after:
            if block.role == "comments":
                return
            names = self._signature(block)
            yield from names
            if names:
                return

    def _signature(self, block: Block) -> list[str]:
        """Return the persons that a line at the story's end signs with."""
        if len(block.text) > MAX_BYLINE_CHARS:
            return []
        if block.role == "byline":
            names = self._names(block.text)
            return (
                names if self._covers(names, block.text) or _opening(self._rules.words("by")).match(block.text) else []
            )
        if labelled := self._after_label(block.text):
            return labelled
        return self._whole_line(block) if block.links < 0.5 and not _HEADING.match(block.tag) else []

    def _names(self, text: str) -> list[str]:
        """Return the persons that a line names as its authors."""
        if fold(text[:_MAX_LABEL_CHARS]).startswith(self._rules.words("checked")):
            return []
        return read_names(text, self._rules, outlets=self._outlets, shown=True)

    def _labelled(self) -> list[str]:
        """Return the persons behind a label: within a line ("2026-03-03 来源：… 记者：…"), or in the line after it."""
        bare = _bare_label(self._rules.words("by"))
        for index, block in enumerate(self._near):
            if not block.kept and (names := self._after_label(block.text)):
                return names
            if bare.fullmatch(block.text) and index + 1 < len(self._near):
                names = self._names(self._near[index + 1].text)
                if self._covers(names, self._near[index + 1].text):
                    return names
        return []

    def _after_label(self, text: str) -> list[str]:
        """Return the persons that follow a by-word with a colon, or stand before a reporter's title."""
        for found in _label(self._rules.words("by")).finditer(text[:MAX_BYLINE_CHARS]):
            value = text[found.end() : found.end() + _MAX_NAME_LINE_CHARS]
            # the next label of the line ends the value
            value = re.split(r"\s+\S{1,12}[:：]|\s{2,}|[|｜•·]", value, maxsplit=1)[0]
            names = self._names(value.split()[0] if _CASELESS.match(value) and value.split() else value)
            if names and all(is_full_name(name, self._rules) or _CASELESS.search(name) for name in names):
                return names
        titled = _titled(self._rules.words("role")).match(text[:MAX_BYLINE_CHARS])
        return self._names(titled[1]) if titled else []

    def _within(self) -> list[str]:
        """Return the persons whom a line names behind a date: "Published 7 August 2023 by Jane Doe"."""
        inside = _inside(self._rules.words("by"))
        for block in self._near:
            if block.role in {"date", "byline"} and (found := inside.search(block.text)):
                names = self._names(block.text[found.end() :][:_MAX_NAME_LINE_CHARS])[:1]
                if names and is_full_name(names[0], self._rules):
                    return names
        return []

    def _bare_beside_date(self) -> list[str]:
        """Return the person whose name stands in a line of its own, or between marks, beside the date."""
        for index, block in enumerate(self._near):
            if block.kept or block.role in {"headline", "kicker", "standfirst"}:
                continue
            near = self._near[max(index - 1, 0) : index + 2]
            if not any(_DIGITS.search(other.text) for other in near):
                continue
            if names := self._whole_line(block):
                return names
            names = [name for part in _PARTS.split(block.text) for name in self._whole(part)]
            if names and _DIGITS.search(block.text) and len(block.text) <= _MAX_NAME_LINE_CHARS:
                return names
        return []

    def _first_line(self) -> list[str]:
        """Return the persons whose names alone are one of the text's first short lines."""
        for block in self._blocks[self._first : self._first + _FIRST_LINES]:
            if len(block.text) > _MAX_NAME_LINE_CHARS:
                break
            opened = _opening(self._rules.words("by")).match(block.text)
            names = self._names(block.text) if opened else self._whole_line(block) or self._joined(block.text)
            if names and self._covers(names, block.text[opened.end() :] if opened else block.text):
                return names
        return []

    def _joined(self, text: str) -> list[str]:
        """Return the persons of a line such as "Zabdiel Quorn/Mirab Teasel", which only bylines look like."""
        parts = text.split("/")
        names = self._names(text) if len(parts) > 1 and not _DIGITS.search(text) else []
        whole = len(names) == len(parts) and all(name == part.strip() for name, part in zip(names, parts, strict=True))
        return names if whole and all(len(name.split()) == _NAME_WORDS for name in names) else []

    def _whole_line(self, block: Block) -> list[str]:
        """Return the persons whose names are all that a block says."""
        return self._whole(block.text)

    def _whole(self, text: str) -> list[str]:
        if not 4 < len(text) <= _MAX_NAME_LINE_CHARS or _DIGITS.search(text):
            return []
        names = self._names(text)
        sure = names and all(is_full_name(name, self._rules) for name in names)
        return names if sure and self._covers(names, text) else []

    def _covers(self, names: Sequence[str], text: str) -> bool:
        """Whether names are nearly all of a text."""
        return bool(names) and sum(map(len, names)) * 10 >= 8 * len(text.strip(" .:*()[]–—-"))


def is_sure(name: str, rules: MetadataRules) -> bool:
    """Whether a name is more than one word, or a given name: a single other word is an account or a brand."""
    return " " in name or is_given(name, rules) or bool(_CASELESS.search(name))


@lru_cache(maxsize=8)
def _opening(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a line that begins with a by-word and goes on with a capital."""
    short = any_of([word.title() for word in words if word.isalpha() and word.isascii() and 1 < len(word) < 4])
    return re.compile(rf"(?i:{any_of(words)})\s*[:：]?\s+(?=[^\W\d_a-zà-ÿ])|(?:{short})(?=[A-Z][a-z])")


@lru_cache(maxsize=8)
def _inside(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a by-word within a line, with a capital behind it."""
    return re.compile(rf"(?<![^\W\d_])(?i:{any_of([word for word in words if len(word) > 1])})\s+(?=[^\W\d_a-zà-ÿ])")


@lru_cache(maxsize=8)
def _bare_label(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a line that holds a by-word alone."""
    return re.compile(rf"(?:{any_of(words)})\s*[:：]?\s*", re.IGNORECASE)


@lru_cache(maxsize=8)
def _label(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a by-word with a colon."""
    return re.compile(rf"(?<!\w)(?i:{any_of(words)})\s*[:：]\s*|(?<=\s)(?:记者|記者)[:：]?\s*")


@lru_cache(maxsize=8)
def _titled(roles: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a name that opens a line in a script without case, with the reporter's title behind it."""
    titles = any_of([role for role in roles if _CASELESS.match(role)])
    return re.compile(rf"((?:[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{{2,5}}\s?){{1,2}})\s(?:{titles})(?!\w{{3}})")
