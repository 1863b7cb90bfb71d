"""Stage 3 of 8, extract: what can be seen of each segment of a page.

Here the text itself, the elements around it and the rules that hold for it; `newsspider.core.measures` makes the
numbers of it that the model weighs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.markup import NameReader
    from newsspider.core.rules import Rule, Rules
    from newsspider.core.segment import Node, Segment

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Elements that say by their tag what stands in them.
TELLING_TAGS = frozenset((
    "article", "main", "aside", "footer", "header", "nav", "figure", "figcaption", "li", "table", "form", "blockquote",
    "section", "dl", "details",
))  # fmt: skip
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_MAX_HEADING_CHARS = 1_000
MAX_MASS_CHARS = 20_000
"""Of one segment: what is longer is data or an attack, and mustn't outweigh the article beside it."""

# A Chinese or Japanese character says about as much as two and a half Latin ones.
_WIDE_FACTOR = 1.5
_NO_LETTERS = re.compile(r"[\W_]+")
_NO_LETTERS_IN_LINE = re.compile(r"[^\w\n]+")
_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum() and chr(code) != "\n")
# Below these a segment says too little to count as prose when containers are weighed.
PROSE_MASS = 70.0
PROSE_LINK_SHARE = 0.45
# An element with more than this share of the page's prose isn't an aside, whatever its class says.
MAIN_SHARE = 0.55
# What stands in these is never weighed, unless they hold the page's prose.
_FURNITURE_TAGS = frozenset(("nav", "footer"))
_POSITIVE = frozenset(("article", "body"))
_SHORTEST_STATEMENT = 8
# A headline's element may hold the kicker too.
_KICKER_CHARS = 60
_LINK_SHARE = 0.9
# Two passages of this size that stand on a page twice are a second rendering, not an echo.
_COPY_MASS = 100
_COPIED_PASSAGES = 2
_LINK_MASS = 140
_NONE: dict[str, int] = {}
_NO_VALUES: list[float] = []
_ALWAYS_CANDIDATES = frozenset(("p", "h2", "h3"))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself, letters only (see `squash`); ``body`` is the JSON-LD articleBody."""

    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    body: str = ""


@dataclass(slots=True, eq=False)
class Evidence:
    """What was seen of one segment.

    ``near`` maps a role that class names tell, and ``tags`` a telling tag, to the depth of the nearest such
    element. ``values`` go by `newsspider.core.measures.FEATURES`; like those two and ``rules`` they stay empty where
    the segment is no candidate for the body. A ``copy`` is a passage that the page shows again elsewhere, in a
    fuller version.
    """

    mass: float = 0.0
    links: float = 0.0
    prose: bool = False
    candidate: bool = False
    copy: bool = False
    squashed: str = ""
    depth: int = 0
    near: dict[str, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    is_title: bool = False
    is_description: bool = False
    values: list[float] = field(default_factory=list)

    def away(self, role: str) -> int:
        """Return how many elements out the nearest one named by a role is; 99 where there is none."""
        return self.depth - self.near[role] if role in self.near else 99

    def tag_away(self, tag: str) -> int:
        """Return how many elements out the nearest one of a telling tag is; 99 where there is none."""
        return self.depth - self.tags[tag] if tag in self.tags else 99


def squash(text: str) -> str:
    """Return the letters and digits of a text, lower case: what two renderings of a text share."""
    return _NO_LETTERS.sub("", text).lower()


def _squash_lines(lines: str) -> list[str]:
    """Squash a text line by line; ASCII signs go as bytes, at a tenth of what a pattern costs."""
    text = lines.encode("utf-8", "replace").translate(None, _ASCII_SIGNS).decode("utf-8")
    return (text if text.isascii() else _NO_LETTERS_IN_LINE.sub("", text)).lower().split("\n")


def mass_of(text: str) -> float:
    """Return how much a text says, in Latin characters; more than `MAX_MASS_CHARS` says no more."""
    text = text[:MAX_MASS_CHARS]
    if text.isascii():
        return float(len(text))
    return len(text) + _WIDE_FACTOR * len(_WIDE.findall(text))


def look_at(
    segments: Sequence[Segment], nodes: Sequence[Node], facts: Facts, rules: Rules, reader: NameReader
) -> list[Evidence]:
    """Return the evidence of each segment of a page, in order, still without values."""
    found = [_look_at_text(segment) for segment in segments]
    _set_copies_aside(segments, found)
    total = _weigh_containers(segments, nodes, found)
    surroundings = _Surroundings(reader, total)
    ruled: list[tuple[Segment, Evidence]] = []
    for segment, evidence in zip(segments, found, strict=True):
        if not evidence.candidate:
            continue
        evidence.depth = segment.node.depth
        near, evidence.tags = surroundings.of(segment.node)
        if not _FURNITURE_TAGS.isdisjoint(evidence.tags):
            evidence.candidate = False
            if evidence.links < PROSE_LINK_SHARE:
                ruled.append((segment, evidence))
            continue
        ruled.append((segment, evidence))
        evidence.near = near
        if segment.names:
            own = reader.roles(segment.names)
            if own:
                evidence.near = {**evidence.near, **dict.fromkeys(own, evidence.depth)}
    texts = [segment.text for segment, _ in ruled]
    letters = _squash_lines("\n".join(texts))
    for (_, evidence), matched, squashed in zip(ruled, rules.match_all(texts), letters, strict=False):
        evidence.rules = matched
        if evidence.candidate:
            evidence.squashed = squashed
            _compare(evidence, facts)
    return found


def _look_at_text(segment: Segment) -> Evidence:
    mass = mass_of(segment.text[: _MAX_HEADING_CHARS if segment.node.tag in HEADINGS else None])
    links = segment.linked / len(segment.text)
    prose = mass >= PROSE_MASS and links < PROSE_LINK_SHARE and not segment.node.hidden
    # Short links by themselves are furniture: of the golds' blocks 3 in 100 are such, most on pages of links
    # (fundus, wcxb, l3s, 2026-11).
    candidate = links <= _LINK_SHARE or mass >= _LINK_MASS or segment.node.tag in _ALWAYS_CANDIDATES
    return Evidence(mass, links, prose, candidate, near=_NONE, tags=_NONE, values=_NO_VALUES)


def _set_copies_aside(segments: Sequence[Segment], found: Sequence[Evidence]) -> None:
    """Mark the passages of a second, shorter rendering of the story: a teaser beside the full text, a print view."""
    places: dict[str, list[int]] = {}
    for index, (segment, evidence) in enumerate(zip(segments, found, strict=True)):
        if evidence.prose and evidence.mass >= _COPY_MASS:
            places.setdefault(segment.text, []).append(index)
    repeated = [indexes for indexes in places.values() if len(indexes) > 1]
    if len(repeated) < _COPIED_PASSAGES:
        return
    prose: dict[Node | None, float] = {}
    for segment, evidence in zip(segments, found, strict=True):
        if evidence.prose:
            parent = segment.node.parent
            prose[parent] = prose.get(parent, 0.0) + evidence.mass
    for indexes in repeated:
        fullest = max(indexes, key=lambda index: (prose[segments[index].node.parent], -index))
        for index in indexes:
            if index != fullest:
                found[index].copy = True
                found[index].prose = found[index].candidate = False


def _weigh_containers(segments: Sequence[Segment], nodes: Sequence[Node], found: Sequence[Evidence]) -> float:
    """Add each segment's weight to the elements around it; return the prose of the page."""
    total = 0.0
    for segment, evidence in zip(segments, found, strict=True):
        node = segment.node
        node.runs += 1
        node.chars += min(len(segment.text), MAX_MASS_CHARS)
        node.linked += segment.linked
        if evidence.prose:
            node.prose += evidence.mass
            total += evidence.mass
    # Children come after their parents in document order.
    for node in reversed(nodes):
        parent = node.parent
        if parent is not None and node.runs:
            parent.runs += node.runs
            parent.chars += node.chars
            parent.linked += node.linked
            parent.prose += node.prose
    return total


class _Surroundings:
    """What elements say by name and tag, found once for each element."""

    def __init__(self, reader: NameReader, total_prose: float) -> None:
        self._reader = reader
        self._limit = MAIN_SHARE * total_prose
        self._known: dict[Node, tuple[dict[str, int], dict[str, int]]] = {}

    def of(self, node: Node) -> tuple[dict[str, int], dict[str, int]]:
        """Return the depths of the nearest elements by named role and by tag, the element itself among them."""
        pending: list[Node] = []
        current: Node | None = node
        while current is not None and current not in self._known:
            pending.append(current)
            current = current.parent
        near, tags = self._known[current] if current is not None else ({}, {})
        for element in reversed(pending):
            if element.names:
                roles = self._reader.roles(element.names)
                if element.prose > self._limit:
                    roles = roles & _POSITIVE
                if roles:
                    near = {**near, **dict.fromkeys(roles, element.depth)}
            if element.tag in TELLING_TAGS and (element.tag not in _FURNITURE_TAGS or element.prose <= self._limit):
                tags = {**tags, element.tag: element.depth}
            self._known[element] = (near, tags)
        return near, tags


def _compare(evidence: Evidence, facts: Facts) -> None:
    """See whether a segment is what the page states as its headline or description."""
    text = evidence.squashed
    size = len(text)
    if size < _SHORTEST_STATEMENT:
        return
    evidence.is_title = any(
        text == title
        or (len(title) > 20 and title in text and size < len(title) + _KICKER_CHARS)
        or (size > 20 and 0.7 < size / len(title) < 1.5 and (title.startswith(text) or text.startswith(title)))
        for title in facts.titles
    )
    evidence.is_description = any(
        text == stated
        or (size > 40 and 0.6 < size / len(stated) < 1.5 and stated.startswith(text[: max(40, int(0.8 * size))]))
        for stated in facts.descriptions
    )
