"""Stage 4 of 8, clean: find the standfirst, the lines between headline and body that sum the story up.

A block is one by how it is SHOWN: by what its element is called, by its heading tag or type, by standing apart
from the body. That it equals the meta description is only half the evidence: many sites take the first
paragraph for that, and then it stays in the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.pagewide import is_date_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.evidence import Evidence
    from newsspider.core.segment import Node, Segment

KEEP_SCORE = 0.5
# Points that make a standfirst; one more where the model takes it for the body, and again where it is sure of that.
_ENOUGH = 4
_SURE_SCORE = 0.85
_REACH = 60
_BEFORE_HEADLINE = 3
_LONGEST_MASS = 900
_SHORTEST_MASS = 30
_HEADING_MASS = 50
_MOST_BLOCKS = 6
_COMPARED = 6
_BYLINE_REACH = 4
_BYLINE_MASS = 120
_BOLD_WORDS = ("bold", "fett", "strong")
_AWAY = (
    "caption", "credit", "gallery", "teaser", "related", "promo", "ad", "paywall", "share", "comments", "tags", "bio",
    "legal", "navigation", "sidebar", "embed", "byline", "date",
)  # fmt: skip

_NO_STANDFIRST = ("caption", "credit", "gallery", "share", "tags", "bio", "legal", "promo", "ad", "comments")


def find_standfirst(
    segments: Sequence[Segment], found: Sequence[Evidence], scores: Sequence[float], headline: int
) -> dict[int, str]:
    """Return the indexes of the standfirst's blocks, with the name of the rule that tells each."""
    body = [i for i, evidence in enumerate(found) if scores[i] >= KEEP_SCORE and evidence.prose]
    if not body:
        return {}
    if not 0 <= headline < body[-1]:
        headline = -1
    start = max(0, headline - _BEFORE_HEADLINE if headline >= 0 else body[0] - _COMPARED)
    first = next((index for index in body if index > max(start, headline)), body[0])
    end = min(len(segments), start + _REACH, first + 2)
    search = _Search(segments, found, scores, headline, body)
    ranked = [(search.points(index), found[index].is_description, -index) for index in range(start, end)]
    points, _, index = max(ranked, default=(0, False, 0))
    chosen = -index
    if points < _ENOUGH + (scores[chosen] >= KEEP_SCORE) + (scores[chosen] >= _SURE_SCORE):
        return {}
    rule = "standfirst/description" if found[chosen].is_description else "standfirst/shown"
    return dict.fromkeys(search.run(chosen), rule)


class _Search:
    """Weighs what is shown between headline and body."""

    def __init__(
        self,
        segments: Sequence[Segment],
        found: Sequence[Evidence],
        scores: Sequence[float],
        headline: int,
        body: Sequence[int],
    ) -> None:
        self._segments = segments
        self._found = found
        self._scores = scores
        self._headline = headline
        self._body = body

    def points(self, index: int) -> int:
        """Return how much speaks for a segment; negative where it can't be one."""
        segment, evidence = self._segments[index], self._found[index]
        if index == self._headline or evidence.is_title or not evidence.candidate or evidence.links > 0.5:
            return -9
        if not _SHORTEST_MASS <= evidence.mass <= _LONGEST_MASS:
            return -9
        return self._shown(index) + _typed(segment, evidence) - self._against(index)

    def _shown(self, index: int) -> int:
        """Place and names: what stands apart from the body, after the headline, and is called so."""
        evidence = self._found[index]
        named = evidence.away("standfirst")
        # An element of that name around it may as well be the first section.
        points = 3 if named + (not evidence.is_description) <= 1 else max(0, 3 - named)
        points += 2 * evidence.is_description
        points += self._scores[index] < KEEP_SCORE
        points += not self._is_like_body(index)
        if 0 <= self._headline < index:
            points += 1
            points += self._shares_header(index)
            points += self._above_byline(index)
        return points

    def _above_byline(self, index: int) -> bool:
        """Tell whether the byline or the date stands between a segment and the body."""
        for below in range(index + 1, min(index + 1 + _BYLINE_REACH, len(self._segments))):
            evidence = self._found[below]
            if self._scores[below] >= KEEP_SCORE:
                return False
            if evidence.mass > _BYLINE_MASS:
                continue
            if min(evidence.away("byline"), evidence.away("date")) <= 1 or is_date_line(self._segments[below].text):
                return True
            if any(rule.role in ("byline", "date") for rule in evidence.rules):
                return True
        return False

    def _shares_header(self, index: int) -> bool:
        """Tell whether a segment stands in one ``<header>`` with the headline."""
        here, there = self._found[index].tags.get("header"), self._found[self._headline].tags.get("header")
        body = next((self._found[b].tags.get("header") for b in self._body if b > index), None)
        return here is not None and here == there and body != here

    def _against(self, index: int) -> int:
        evidence = self._found[index]
        named = evidence.away("standfirst")
        against = 0
        if "figcaption" in evidence.tags or evidence.tag_away("figure") <= 2:
            against += 5
        if any(evidence.away(role) <= min(2, named - 1) for role in _AWAY):
            against += 2
        # `image-description`, `share-description`: one element, two names.
        if any(evidence.away(role) == named <= 2 for role in _NO_STANDFIRST):
            against += 3
        for rule in evidence.rules:
            if not rule.soft or rule.role in ("byline", "date"):
                against += 4
        return against

    def _is_like_body(self, index: int) -> bool:
        """Tell whether a segment stands among the body's paragraphs and looks like them."""
        node = self._segments[index].node
        others = [self._segments[b].node for b in self._body if b != index][:_COMPARED]
        alike = sum(_same_place(other, node) for other in others)
        return alike * 2 >= max(1, len(others))

    def run(self, chosen: int) -> list[int]:
        """Return a segment and those around it that go on with it: same element, or its like beside it."""
        if self._is_like_body(chosen):
            return [chosen]
        run = [chosen]
        for step in (-1, 1):
            index = chosen + step
            while 0 <= index < len(self._segments) and len(run) < _MOST_BLOCKS:
                if not _same_place(self._segments[index].node, self._segments[chosen].node) or self.points(index) < 0:
                    break
                run.append(index)
                index += step
        return run


def _same_place(one: Node, other: Node) -> bool:
    return one is other or (one.tag == other.tag and one.names == other.names and one.parent is other.parent)


def _typed(segment: Segment, evidence: Evidence) -> int:
    """Headings and bold or italic type."""
    points = 0
    node = segment.node
    if node.tag in ("h2", "h3", "h4") and evidence.mass >= _HEADING_MASS:
        points += 2
    size = len(segment.text)
    if segment.bold > 0.8 * size or segment.italic > 0.8 * size or any(word in node.names for word in _BOLD_WORDS):
        points += 1
    return points
