"""Stage 4 of 8, clean: what goes by the page as a whole, where no single segment gives itself away.

A second article below the first, lines above the headline, the date line under it, pull quotes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsspider.core.evidence import HEADINGS, mass_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.core.evidence import Evidence
    from newsspider.core.segment import Node, Segment

Removals = dict[int, tuple[str, str]]
"""Index of a segment: its role, and the rule that removes it."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = re.compile(r"(?<!\d)[0-3]?\d(?!\d)")
_DATE_LINE_MASS = 90
_LEAST_MASS = 250.0  # of a body; the shortest gold of fundus_dev has 310 characters (2026-11)
# Body before a second headline; less is a page whose headline is shown twice.
_FIRST_ARTICLE_MASS = 400
_LINKED_SHARE = 0.8  # of a heading's characters
_PULL_QUOTE_LETTERS = 18
_PULL_QUOTE_MASS = 260
_QUOTING_TAGS = frozenset(("blockquote", "aside", "figure"))
_QUOTING_DISTANCE = 3


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
    above = sum(e.mass for i, e in enumerate(found) if kept[i] and e.prose and i < headline)
    # Nothing below the headline, and above it no more than a cookie notice: the page has no text.
    bare = first == len(found) and above < _LEAST_MASS
    for index in range(first):
        if not kept[index] or index == headline or (found[index].prose and not (bare and index < headline)):
            continue
        if is_date_line(segments[index].text):
            removals[index] = ("date", "page/date_line")
        elif index < headline:
            removals[index] = ("other", "page/above_headline")
    second = _second_headline(segments, found, kept, headline)
    for index in range(second, len(segments)):
        if kept[index]:
            removals[index] = ("related", "page/second_article")
    for index in _pull_quotes(segments, found, kept):
        removals.setdefault(index, ("quote", "page/pull_quote"))
    return removals


def _second_headline(
    segments: Sequence[Segment], found: Sequence[Evidence], kept: Sequence[bool], headline: int
) -> int:
    """Return where a second article begins: a heading just like the headline's, after a body; else the page's end.

    Alike are two headings of the same tag and classes, or a heading that is a link, in a container like the
    headline's. The second must have a container of its own, with prose in it: where it shares one with the body
    before, it is a subheading.
    """
    if headline < 0 or segments[headline].node.tag not in HEADINGS:
        return len(segments)
    own, mass = segments[headline].node, 0.0
    own_home = _home(own)
    for index in range(headline + 1, len(segments)):
        segment = segments[index]
        node = segment.node
        if mass >= _FIRST_ARTICLE_MASS and node.tag in HEADINGS and segment.text != segments[headline].text:
            home = _home(node)
            same_kind = node.tag == own.tag and node.names == own.names and (own.tag == "h1" or bool(own.names))
            linked = segment.linked >= _LINKED_SHARE * len(segment.text) and _look_alike(home, own_home)
            before = (segments[i].node for i in range(headline, index) if kept[i] and found[i].prose)
            if home and (same_kind or linked) and not any(home in other.ancestors() for other in before):
                return index
        if kept[index]:
            mass += found[index].mass
    return len(segments)


def _home(node: Node) -> Node | None:
    """Return the innermost element around a heading that holds prose."""
    return next((ancestor for ancestor in node.ancestors()[1:] if ancestor.prose), None)


def _look_alike(one: Node | None, other: Node | None) -> bool:
    """Whether two elements have the same tag and the same classes, not none."""
    return (
        one is not None and other is not None and bool(one.names) and (one.tag, one.names) == (other.tag, other.names)
    )


def _pull_quotes(segments: Sequence[Segment], found: Sequence[Evidence], kept: Sequence[bool]) -> Iterator[int]:
    """Yield kept short passages set apart as quotes that stand word for word within a paragraph."""
    prose = [(index, e.squashed) for index, e in enumerate(found) if kept[index] and e.prose]
    for index, evidence in enumerate(found):
        letters = evidence.squashed
        if not kept[index] or len(letters) < _PULL_QUOTE_LETTERS or evidence.mass > _PULL_QUOTE_MASS:
            continue
        if not (_QUOTING_TAGS & evidence.tags.keys() or evidence.away("quote") <= _QUOTING_DISTANCE):
            continue
        if any(letters in other and len(other) > len(letters) for at, other in prose if at != index):
            yield index
