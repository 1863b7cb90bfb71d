"""Stage 3 of 8, extract: where on a page the headline and the bulk of the prose stand.

Three answers to where the body is, since none is right on all pages: the element with most prose as its own
(focus), the innermost one with most of the page's prose (core), the place of the first long text after the headline
(lead).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.evidence import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.evidence import Evidence
    from newsspider.core.segment import Node, Segment

_CONTAINERS = frozenset(("div", "td", "article", "section", "body", "main", "center", "font"))
_BOXES = frozenset(("div", "section", "aside", "details", "table", "figure", "blockquote"))
_LEAD = 2
_CORE_SHARE = 0.6
_LEAD_MASS = 120
_FAR_AWAY = 20
_HEADLINE_MASS = 15

Key = tuple[str, ...]


class Layout:
    """The page's headline, its prose and where a segment stands to them."""

    def __init__(self, segments: Sequence[Segment], found: Sequence[Evidence]) -> None:
        self._keys: dict[Node, Key] = {}
        self.keys = [self.key(segment.node) for segment in segments]
        prose = [index for index, evidence in enumerate(found) if evidence.prose]
        self.total = max(1.0, sum(found[index].mass for index in prose))
        self.headline = _headline(segments, found)
        focus = _focus(segments, found, prose)
        core = _core(segments, prose, self.total)
        lead = next(
            (i for i in prose if i > self.headline and found[i].mass >= _LEAD_MASS and found[i].candidate), None
        )
        self.lead_key = self.keys[lead] if lead is not None else ()
        places = (
            focus,
            core,
            segments[lead].node.parent if lead is not None else None,
            segments[self.headline].node if self.headline >= 0 else None,
        )
        self._chains = [
            {node: distance for distance, node in enumerate(place.ancestors())} if place is not None else {}
            for place in places
        ]
        self._known: dict[Node, tuple[float, ...]] = {}
        inside = [index for index in prose if focus is not None and self.distances(segments[index].node)[1] == 0]
        self.first = inside[0] if inside else 0
        self.last = inside[-1] if inside else 0

    def key(self, node: Node) -> Key:
        """Return what tells elements of one kind: tag and names of the element and of its parent."""
        key = self._keys.get(node)
        if key is None:
            parent = node.parent
            key = (node.tag, node.names, parent.tag, parent.names) if parent is not None else (node.tag, node.names)
            self._keys[node] = key
        return key

    def distances(self, node: Node) -> tuple[float, ...]:
        """Return steps up from ``node``, then down, to focus, core, lead and headline; then of the box it is in."""
        known = self._known.get(node)
        if known is None:
            steps = [step for chain in self._chains for step in _steps(node, chain)]
            known = self._known[node] = (*steps, *self._box(node))
        return known

    def _box(self, node: Node) -> tuple[float, float, float]:
        """How many boxes stand between a segment and where it meets the lead's parents; the outermost's weight."""
        lead = self._chains[_LEAD]
        boxes, outermost = 0, None
        current = node.parent
        while current is not None and current not in lead:
            if current.tag in _BOXES:
                boxes += 1
                outermost = current
            current = current.parent
        if outermost is None:
            return 0.0, 0.0, 0.0
        return float(min(boxes, _FAR_AWAY)), outermost.prose / self.total, float(outermost.runs)


def _steps(node: Node, chain: dict[Node, int]) -> tuple[float, float]:
    steps = 0
    current: Node | None = node
    while current is not None:
        if current in chain:
            return float(min(steps, _FAR_AWAY)), float(min(chain[current], _FAR_AWAY))
        steps += 1
        current = current.parent
    return float(_FAR_AWAY), float(_FAR_AWAY)


def _focus(segments: Sequence[Segment], found: Sequence[Evidence], prose: Sequence[int]) -> Node | None:
    """The element that holds the most prose directly or in paragraphs of its own."""
    direct: dict[Node, float] = {}
    for index in prose:
        node = segments[index].node
        if node.tag not in _CONTAINERS and node.parent is not None:
            node = node.parent
        direct[node] = direct.get(node, 0.0) + found[index].mass
    return max(direct, key=lambda node: direct[node]) if direct else None


def _core(segments: Sequence[Segment], prose: Sequence[int], total: float) -> Node | None:
    """The innermost element that still holds most of the page's prose."""
    best: Node | None = None
    for index in prose:
        node: Node | None = segments[index].node
        while node is not None and node.prose < _CORE_SHARE * total:
            node = node.parent
        if node is not None and (best is None or node.depth > best.depth):
            best = node
    return best


def _headline(segments: Sequence[Segment], found: Sequence[Evidence]) -> int:
    """The index of the headline: what equals a stated title, a heading before others; -1 for none."""
    best, rank = -1, 0
    for index, (segment, evidence) in enumerate(zip(segments, found, strict=True)):
        points = 0
        if evidence.is_title:
            points = 3 if segment.node.tag == "h1" else 2 if segment.node.tag in HEADINGS else 1
        elif segment.node.tag == "h1" and evidence.mass > _HEADLINE_MASS:
            points = 1
        if points > rank:
            best, rank = index, points
    return best
