"""Stage 4 of 8, clean: find the standfirst, the lines between headline and body that sum the story up.

A block is one by how it is SHOWN: by what its element is called, by its heading tag or type, by standing apart
from the body. That it equals the meta description is only half the evidence: many sites take the first
paragraph for that, and then it stays in the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.evidence import Evidence
    from newsspider.core.segment import Segment

_REACH = 14
_ENOUGH = 3
_ENOUGH_KEPT = 4
_LONGEST_MASS = 900
_SHORTEST_MASS = 35
_KEEP_SCORE = 0.5
_AWAY = (
    "caption", "credit", "gallery", "teaser", "related", "promo", "ad", "paywall", "share", "comments", "tags", "bio",
    "legal", "navigation", "sidebar", "embed", "byline", "date", "keypoints",
)  # fmt: skip


def find_standfirst(
    segments: Sequence[Segment], found: Sequence[Evidence], scores: Sequence[float], headline: int
) -> dict[int, str]:
    """Return the indexes of the standfirst's blocks, with the name of the rule that tells each."""
    body = [
        index
        for index, (evidence, score) in enumerate(zip(found, scores, strict=True))
        if score >= _KEEP_SCORE and evidence.prose
    ]
    if not body:
        return {}
    start = max(0, headline - 3) if headline >= 0 and headline < body[-1] else max(0, body[0] - 6)
    # The first paragraphs may be the standfirst themselves.
    end = min(len(segments), start + _REACH + 6, next((b for b in body if b > start), body[0]) + 2)
    best: tuple[int, int] | None = None
    for index in range(start, end):
        points = _points(segments, found, scores, index, headline, body)
        if points >= (_ENOUGH_KEPT if scores[index] >= _KEEP_SCORE else _ENOUGH) and (
            best is None or points > best[0]
        ):
            best = (points, index)
    if best is None:
        return {}
    chosen = best[1]
    rule = "standfirst/description" if found[chosen].is_description else "standfirst/shown"
    result = {chosen: rule}
    node = segments[chosen].node
    for index in range(chosen + 1, min(end, chosen + 6)):
        other = segments[index].node
        same_place = other is node or (
            other.tag == node.tag and other.names == node.names and other.parent is node.parent
        )
        if (
            not same_place
            or scores[index] >= _KEEP_SCORE
            or found[index].mass < _SHORTEST_MASS
            or found[index].links > 0.5
        ):
            break
        result[index] = rule
    return result


def _points(  # noqa: PLR0912 (one line of evidence after the other)
    segments: Sequence[Segment],
    found: Sequence[Evidence],
    scores: Sequence[float],
    index: int,
    headline: int,
    body: Sequence[int],
) -> int:
    segment, evidence = segments[index], found[index]
    if index == headline or evidence.is_title or not evidence.candidate:
        return -9
    if not _SHORTEST_MASS <= evidence.mass <= _LONGEST_MASS or evidence.links > 0.5:
        return -9
    points = 0
    named = evidence.away("standfirst")
    if named <= 1:
        points += 3
    elif named <= 2:
        points += 1
    if evidence.is_description:
        points += 2
    if segment.node.tag in ("h2", "h3", "h4") and evidence.mass >= 50:
        points += 2 if 0 <= headline < index <= headline + 4 else 1
    size = len(segment.text)
    if segment.bold > 0.8 * size or segment.italic > 0.8 * size:
        points += 1
    if not _is_like(segments, index, body):
        points += 1
    if scores[index] < _KEEP_SCORE:
        points += 1
    if headline < index:
        points += 1
    if "figcaption" in evidence.tags or evidence.tag_away("figure") <= 2:
        points -= 4
    if any(evidence.away(role) <= min(2, named - 1) for role in _AWAY):
        points -= 2
    if any(not rule.soft for rule in evidence.rules):
        points -= 3
    return points


def _is_like(segments: Sequence[Segment], index: int, body: Sequence[int]) -> bool:
    """Tell whether a segment stands among the body's paragraphs and looks like them."""
    node = segments[index].node
    others = [segments[b].node for b in body if b != index][:6]
    alike = sum(
        other.tag == node.tag and other.names == node.names and other.parent is node.parent for other in others
    )
    return alike * 2 >= max(1, len(others))
