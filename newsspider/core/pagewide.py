"""Stage 4 of 8, clean: what goes by the page as a whole, where no single segment gives itself away.

A second article below the first, lines above the headline, the date line under it, pull quotes, readers' threads.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from newsspider.core.evidence import HEADINGS, mass_of, squash

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
_LONG_WORD = re.compile("[!-~]{1000}")  # data that a page shows; scripts without spaces aren't ASCII
# Below a heading for comments the same short line stands with each of them.
_LEAST_COMMENTS = 3
_KEPT_SHARE = 0.3
_MARKER_MASS = 40
_HEADING_CHARS = 80
_PULL_QUOTE_LETTERS = 18
_PULL_QUOTE_MASS = 260
_QUOTING_TAGS = frozenset(("blockquote", "aside", "figure"))
_QUOTING_DISTANCE = 3
# How sites that embed posts sign them: a dash, the name, the handle.
_POST_SIGNATURE = re.compile(r"^[—–-]{1,2}\s?[^@]{1,80}\(@\w{1,40}\)")
_POST_SIGNATURE_CHARS = 220
_BYLINE_MASS = 160
_BYLINE_REACH = 15
_BYLINE_WORDS = ("author", "autor", "auteur", "byline", "writer", "reporter")
_BIO_BLOCKS = 3
_BIO_MASS = 700
_SHORTEST_NAME_LETTERS = 5
_BIO_NAME_WITHIN_WORDS = 7


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
    for index, segment in enumerate(segments):
        if kept[index] and len(segment.text) >= 1000 and _LONG_WORD.search(segment.text):
            removals[index] = ("other", "page/long_word")
    removals |= dict.fromkeys(_thread(segments, found, kept), ("comments", "comments/thread"))
    for index in _pull_quotes(segments, found, kept):
        removals.setdefault(index, ("quote", "page/pull_quote"))
    for index in _embedded_posts(segments):
        if kept[index]:
            removals.setdefault(index, ("other", "page/embedded_post"))
    for index in _bios(segments, found, [kept[i] and i not in removals for i in range(len(kept))], headline):
        removals[index] = ("bio", "page/bio")
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
    """Whether two elements have the same tag and most of their classes in common, or are two articles side by side."""
    if one is None or other is None or one.tag != other.tag:
        return False
    if one.tag == "article":
        return one.parent is other.parent
    first, second = set(one.names.split()), set(other.names.split())
    return 2 * len(first & second) > max(len(first), len(second))


def _thread(segments: Sequence[Segment], found: Sequence[Evidence], kept: Sequence[bool]) -> Iterator[int]:
    """Yield what is kept between a heading for comments and the last of the same short line below each ("Report").

    Old pages have no element around a thread. The line stands nowhere above the heading; what is kept there is the body.
    """
    places: dict[str, list[int]] = {}
    for index, evidence in enumerate(found):
        if evidence.mass <= _MARKER_MASS:
            places.setdefault(segments[index].text, []).append(index)
    threads = [at for at in places.values() if len(at) >= _LEAST_COMMENTS and at[-1] - at[0] > len(at)]
    for at in threads:
        begin = next((i for i in range(at[0] - 1, -1, -1) if _heads_comments(segments[i], found[i])), None)
        if begin is None or sum(found[i].mass for i in range(begin) if kept[i]) < _FIRST_ARTICLE_MASS:
            continue
        gaps = [range(*pair) for pair in itertools.pairwise((begin, *at))]
        # what goes stands before many of the lines: a body around teasers that count their comments is in few gaps
        if sum(any(kept[index] for index in gap) for gap in gaps) >= max(_LEAST_COMMENTS, _KEPT_SHARE * len(gaps)):
            yield from (index for gap in gaps for index in gap if kept[index])


def _heads_comments(segment: Segment, evidence: Evidence) -> bool:
    return len(segment.text) <= _HEADING_CHARS and any(rule.role == "comments" for rule in evidence.rules)


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


def _embedded_posts(segments: Sequence[Segment]) -> Iterator[int]:
    """Yield what stands in a quotation that is signed as a post of a social network is."""
    signed = [
        home
        for segment in segments
        if len(segment.text) <= _POST_SIGNATURE_CHARS
        and _POST_SIGNATURE.match(segment.text)
        and (home := _quotation(segment.node)) is not None
    ]
    if signed:
        for index, segment in enumerate(segments):
            if _quotation(segment.node) in signed:
                yield index


def _quotation(node: Node) -> Node | None:
    return next((ancestor for ancestor in node.ancestors() if ancestor.tag == "blockquote"), None)


def _is_byline(segment: Segment, evidence: Evidence) -> bool:
    """Tell by rule or name; a byline that is a link has no evidence but the names themselves."""
    if evidence.away("byline") <= _QUOTING_DISTANCE or any(rule.role == "byline" for rule in evidence.rules):
        return True
    parent = segment.node.parent
    names = f"{segment.names} {segment.node.names} {parent.names if parent else ''}".lower()
    return any(word in names for word in _BYLINE_WORDS)


def _bios(
    segments: Sequence[Segment], found: Sequence[Evidence], kept: Sequence[bool], headline: int
) -> Iterator[int]:
    """Yield those of the last kept blocks that open with a name of the byline which the body doesn't have."""
    near = range(max(0, headline - _BYLINE_REACH), min(len(segments), headline + _BYLINE_REACH + 1))
    bylines = [
        squash(segments[index].text)
        for index in near
        if not kept[index] and found[index].mass <= _BYLINE_MASS and _is_byline(segments[index], found[index])
    ]
    places = [index for index, stays in enumerate(kept) if stays]
    body = sum(found[index].mass for index in places[:-_BIO_BLOCKS])
    if not bylines or body < _FIRST_ARTICLE_MASS:
        return
    for index in places[-_BIO_BLOCKS:]:
        if found[index].mass > _BIO_MASS or segments[index].node.tag in HEADINGS:
            continue
        words = segments[index].text.split()[: _BIO_NAME_WITHIN_WORDS + 1]
        names = (one + other for one, other in itertools.pairwise(words) if one[:1].isupper() and other[:1].isupper())
        told = [name for name in map(squash, names) if len(name) > _SHORTEST_NAME_LETTERS]
        named = [name for name in told if any(name in byline for byline in bylines)]
        # A company that signs its own pages is named all over them.
        if named and not any(name in found[at].squashed for at in places if at != index for name in named):
            yield index
