"""Stage 5 of 8, enrich: the persons that a page shows as its authors, place by place.

Lines that say it ("By …", "记者：…") count anywhere beside the story. A name that stands alone counts only where bylines
stand: beside the date, or as the first or last line of the story, and only if it begins with a given name.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from newsspider.core.metadata.byline_patterns import (
    CASELESS,
    by_within,
    label_alone,
    label_of,
    opening_of,
    titled_name,
    written_by,
)
from newsspider.core.metadata.names import is_full_name, is_given, read_names
from newsspider.core.metadata.rules import fold

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
# ", MD, FACLM": what stands behind a name with two capitals or more
_DEGREES = re.compile(r",\s*[A-Z][A-Za-z.®]*[A-Z][A-Za-z.®]*(?=,|$)")
_BOX_REACH = 40
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
        opening = opening_of(self._rules.words("by"))
        if not found:
            # a line that begins with "By", whatever it was taken for
            lines = (block.text for block in self._near if not block.kept)
            found = next((names for line in lines if (names := self._opened(line, opening))), [])
        yield from (
            found
            or self._labelled()
            or self._within()
            or self._bare_beside_date()
            or self._first_line()
            or self._given_alone()
        )

    def _opened(self, line: str, opening: re.Pattern[str]) -> list[str]:
        """Return the persons of a line that begins with a by-word; "From Dawn to Dusk: A Walk" is none."""
        opened = opening.match(line)
        names = self._names(line) if opened else []
        follows = opened and names and line[opened.end() :].startswith(names[0].split()[0])
        return names if follows or (names and is_full_name(names[0], self._rules)) else []

    def contradicting(self, stated: Sequence[str]) -> list[str]:
        """Return the persons of a line "By …" under the headline, where all of them are others than the stated.

        The account that entered a story is often stated for machines, and the author shown.
        """
        opening = opening_of(self._rules.words("by"))
        accounts = not any(" " in name or CASELESS.search(name) for name in stated)
        for block in self._under_headline:
            if opening.match(block.text) and len(block.text) <= _MAX_NAME_LINE_CHARS:
                names = self._names(block.text)
                if names and all(is_full_name(name, self._rules) or (accounts and " " in name) for name in names):
                    known = {word for name in stated for word in fold(name).split()}
                    others = all(known.isdisjoint(fold(name).split()) for name in names)
                    return names if others else []
        return []

    def completing(self, stated: Sequence[str]) -> list[str]:
        """Return the persons of a byline by the headline that names the stated ones and further ones."""
        opening = opening_of(self._rules.words("by"))
        for block in self._under_headline:
            if block.role != "byline" or not any(name in block.text for name in stated):
                continue
            names = self._names(block.text)
            opened = opening.match(block.text)
            only_names = opened and self._covers(names, block.text[opened.end() :])
            # "By Jane Doe, de Lugano" goes on with a place
            spelled = [bool(only_names) and " " in name and not name[0].islower() for name in names]
            sure = all(is_full_name(name, self._rules) or spelt for name, spelt in zip(names, spelled, strict=True))
            if len(names) > len(stated) and sure:
                # a byline may add "Dr" to a name
                plain = [fold(name) for name in names]
                if all(any(shown.endswith(fold(name)) for shown in plain) for name in stated):
                    return names
        return []

    def names_desk(self) -> bool:
        """Whether the byline by the headline names a desk or the outlet instead of a person."""
        opening = opening_of(self._rules.words("by"))
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
        yield from self._author_box()

    def _author_box(self) -> list[str]:
        """Return the person of a box below the text: a line with a name, and one that goes on with "… is" of that name."""
        for line, story in pairwise(self._blocks[self._last + 1 : self._last + 1 + _BOX_REACH]):
            if line.role == "comments":
                break
            if written := written_by(self._rules.words("by")).match(line.text[:MAX_BYLINE_CHARS]):
                names = self._names(re.split(r"[,.]", line.text[written.end() :], maxsplit=1)[0])
                return [name for name in names if " " in name]
            text = _DEGREES.sub("", line.text)
            if len(text) > _MAX_NAME_LINE_CHARS or not story.text.startswith(text.split(",")[0]):
                continue
            names = self._names(text)
            if names != [text.strip()] or len(story.text) < 2 * len(text):
                continue
            # teasers too have a headline and a text that begins with its words
            if is_full_name(names[0], self._rules) or "bio" in {line.role, story.role}:
                return names
        return []

    def _given_alone(self) -> list[str]:
        """Return the given name that is all of a byline: "by Ida · 3 May"."""
        opening = opening_of(self._rules.words("by"))
        for block in self._near:
            if block.role == "byline" and (opened := opening.match(block.text)):
                name = _PARTS.split(block.text[opened.end() :], maxsplit=1)[0].strip()
                if name.isalpha() and is_given(name, self._rules):
                    return read_names(name, self._rules, lone=True, outlets=self._outlets)
        return []

    def _signature(self, block: Block) -> list[str]:
        """Return the persons that a line at the story's end signs with."""
        if len(block.text) > MAX_BYLINE_CHARS:
            return []
        if block.role == "byline":
            names = self._names(block.text)
            return (
                names
                if self._covers(names, block.text) or opening_of(self._rules.words("by")).match(block.text)
                else []
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
        bare = label_alone(self._rules.words("by"))
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
        for found in label_of(self._rules.words("by")).finditer(text[:MAX_BYLINE_CHARS]):
            value = text[found.end() : found.end() + _MAX_NAME_LINE_CHARS]
            # the next label of the line ends the value
            value = re.split(r"\s+\S{1,12}[:：]|\s{2,}|[|｜•·]", value, maxsplit=1)[0]
            names = self._names(value.split()[0] if CASELESS.match(value) and value.split() else value)
            if names and all(is_full_name(name, self._rules) or CASELESS.search(name) for name in names):
                return names
        titled = titled_name(self._rules.words("role")).match(text[:MAX_BYLINE_CHARS])
        return self._names(titled[1]) if titled else []

    def _within(self) -> list[str]:
        """Return the persons whom a line names behind a date: "Published 7 August 2023 by Jane Doe"."""
        inside = by_within(self._rules.words("by"))
        for block in self._near:
            if block.role in {"date", "byline"} and (found := inside.search(block.text)):
                names = self._names(block.text[found.end() :][:_MAX_NAME_LINE_CHARS])[:1]
                after_date = _DIGITS.match(block.text) and fold(found[0]) not in self._rules.words("particle")
                if names and (is_full_name(names[0], self._rules) or (after_date and " " in names[0])):
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
            opened = opening_of(self._rules.words("by")).match(block.text)
            names = self._names(block.text) if opened else self._whole_line(block) or self._joined(block.text)
            said = block.text[opened.end() :] if opened else block.text
            if names and self._covers(names, said) and (not opened or said.startswith(names[0].split()[0])):
                return names
        for block in self._blocks[self._first : self._first + 1]:
            if found := written_by(self._rules.words("by")).match(block.text[:MAX_BYLINE_CHARS]):
                names = self._names(re.split(r"[,.]", block.text[found.end() :], maxsplit=1)[0])
                return [name for name in names if " " in name]
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
    return " " in name or is_given(name, rules) or bool(CASELESS.search(name))
