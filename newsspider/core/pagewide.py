"""Stage 4 of 8, clean: what goes by the page as a whole, where no single segment gives itself away.

A second article below the first, lines above the headline, the date line under it, pull quotes, table cells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsspider.core.evidence import HEADINGS, mass_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.core.evidence import Evidence
    from newsspider.core.segment import Segment

Removals = dict[int, tuple[str, str]]
"""Index of a segment: its role, and the rule that removes it."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\d{4}年")
_DAY = re.compile(r"\b[0-3]?\d\b")
_DATE_LINE_MASS = 90
# Body before a second headline; less is a page whose headline is shown twice.
_FIRST_ARTICLE_MASS = 400
# A cell with less text than this holds a value or a label, not a paragraph of a page laid out by tables.
_CELL_CHARS = 60
_PULL_QUOTE_LETTERS = 18
_PULL_QUOTE_MASS = 260


def is_date_line(text: str) -> bool:
    """Whether a short line holds a year and a day besides it: "City, March 3 (AGENCY) Mar 03, 2026"."""
    if mass_of(text) > _DATE_LINE_MASS:
        return False
    year = _YEAR.search(text)
    return bool(year and _DAY.search(text[: year.start()] + " " + text[year.end() :]))


def pagewide_removals(
    segments: Sequence[Segment], found: Sequence[Evidence], kept: Sequence[bool], headline: int
) -> Removals:
    """Return what goes of the segments that are ``kept`` so far; ``headline`` is its index, -1 for none."""
    removals: Removals = {}
    first = next((i for i, e in enumerate(found) if kept[i] and e.prose and i > headline), len(found))
    for index in range(first):
        if not kept[index] or found[index].prose or index == headline:
            continue
        if is_date_line(segments[index].text):
            removals[index] = ("date", "page/date_line")
        elif index < headline:
            removals[index] = ("other", "page/above_headline")
    second = _second_headline(segments, found, kept, headline)
    for index in range(second, len(segments)):
        if kept[index]:
            removals[index] = ("related", "page/second_article")
    for index in _cells(segments, found, kept):
        removals.setdefault(index, ("table", "page/table_cell"))
    for index in _pull_quotes(segments, found, kept):
        removals.setdefault(index, ("quote", "page/pull_quote"))
    return removals


def _second_headline(
    segments: Sequence[Segment], found: Sequence[Evidence], kept: Sequence[bool], headline: int
) -> int:
    """Return where a second article begins: a heading just like the headline's, after a body; else the page's end.

    Alike are two ``<h1>``, or two headings of the same tag and classes.
    """
    if headline < 0:
        return len(segments)
    own, mass = segments[headline].node, 0.0
    if own.tag not in HEADINGS or (own.tag != "h1" and not own.names):
        return len(segments)
    for index in range(headline + 1, len(segments)):
        node = segments[index].node
        alike = node.tag == own.tag and node.names == own.names and node is not own
        if alike and mass >= _FIRST_ARTICLE_MASS and segments[index].text != segments[headline].text:
            return index
        if kept[index]:
            mass += found[index].mass
    return len(segments)


def _cells(segments: Sequence[Segment], found: Sequence[Evidence], kept: Sequence[bool]) -> Iterator[int]:
    """Yield the kept cells of data tables: a row of at least two short cells."""
    short = [
        kept[index]
        and segment.node.tag in ("td", "th")
        and segment.node.chars < _CELL_CHARS
        and not found[index].prose
        for index, segment in enumerate(segments)
    ]
    rows: dict[int, int] = {}
    for index, is_short in enumerate(short):
        if is_short:
            row = id(segments[index].node.parent)
            rows[row] = rows.get(row, 0) + 1
    for index, is_short in enumerate(short):
        if is_short and rows[id(segments[index].node.parent)] > 1:
            yield index


def _pull_quotes(segments: Sequence[Segment], found: Sequence[Evidence], kept: Sequence[bool]) -> Iterator[int]:
    """Yield kept short passages that stand word for word within a longer paragraph."""
    prose = [(index, e.squashed) for index, e in enumerate(found) if kept[index] and e.prose]
    for index, evidence in enumerate(found):
        letters = evidence.squashed
        if not kept[index] or len(letters) < _PULL_QUOTE_LETTERS or evidence.mass > _PULL_QUOTE_MASS:
            continue
        if segments[index].node.tag in HEADINGS or evidence.tag_away("li") <= 1:
            continue
        if any(letters in other and len(other) > len(letters) for at, other in prose if at != index):
            yield index
