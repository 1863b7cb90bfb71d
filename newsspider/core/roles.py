"""Stage 4 of 8, clean: give every block its role, and the rule that removes it where it isn't of the body.

The model says how likely a segment belongs to the body; rules, markup and place say what it is otherwise. The
first of these that holds names the removal, so nothing goes without a name.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from newsspider.core.blocks import Block
from newsspider.core.evidence import HEADINGS
from newsspider.core.pagewide import pagewide_removals
from newsspider.core.standfirst import find_standfirst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.evidence import Evidence
    from newsspider.core.segment import Node, Segment

KEEP_SCORE = 0.5
# What equals the headline goes unless the model is this sure of the body.
SURE_SCORE = 0.97
_REGION_ROLES = {
    "gallery": "caption", "sidebar": "other", "embed": "other", "keypoints": "other", "article": "other",
    "body": "other", "headline": "other", "standfirst": "other", "kicker": "kicker", "quote": "other",
}  # fmt: skip
_TAG_ROLES = {
    "figcaption": "caption", "figure": "caption", "nav": "navigation", "footer": "navigation", "aside": "related",
    "header": "navigation", "form": "promo",
}  # fmt: skip
_NAMED_WITHIN = 3
_PATH_NAME_CHARS = 40
_LINK_SHARE = 0.5
_SHORT_LABEL_MASS = 60
# The same sentence three times on a page is a placeholder: so were 36 of 36 such segments of fundus_dev, 8 of 8 of
# l3s, 282 of 427 of wcxb_dev, where tables repeat themselves (2026-11).
_REPEATED_TIMES = 3
_REPEATED_MASS = 60


def assign_roles(
    segments: Sequence[Segment], found: Sequence[Evidence], scores: Sequence[float], headline: int
) -> tuple[Block, ...]:
    """Return the blocks of a page, in order."""
    standfirst = find_standfirst(segments, found, scores, headline)
    repeats = Counter(segment.text for segment in segments)
    judged: list[tuple[str, str | None]] = []
    rule: str | None
    for index, (segment, evidence, score) in enumerate(zip(segments, found, scores, strict=True)):
        if index == headline or (evidence.is_title and score < SURE_SCORE):
            role, rule = "headline", "page/headline"
        elif index in standfirst:
            role, rule = "standfirst", standfirst[index]
        else:
            rule = _removal(evidence, score, repeats[segment.text])
            role = _body_role(segment, evidence) if rule is None else _removed_role(evidence, rule, index, headline)
        judged.append((role, rule))
    kept = [rule is None for _, rule in judged]
    for index, removal in pagewide_removals(segments, found, kept, headline).items():
        judged[index] = removal
    paths = _Paths()
    return tuple(
        Block(
            segment.text,
            role,
            segment.node.tag,
            paths.of(segment.node),
            round(evidence.links, 3),
            rule,
            round(score, 3),
        )
        for segment, evidence, score, (role, rule) in zip(segments, found, scores, judged, strict=True)
    )


def _removal(evidence: Evidence, score: float, repeats: int) -> str | None:
    """Return the name of what removes a segment, or None where it stays."""
    if evidence.copy:
        return "repeats/copy"
    hard = next((rule for rule in evidence.rules if not rule.soft and score < rule.below), None)
    if hard is not None:
        return hard.name
    if repeats >= _REPEATED_TIMES and evidence.mass >= _REPEATED_MASS:
        return "repeats/text"
    if score >= KEEP_SCORE:
        return None
    soft = next((rule for rule in evidence.rules if rule.soft and rule.role in ("byline", "date", "bio")), None)
    if soft is not None:
        return soft.name
    for tag in ("figcaption", "figure", "nav", "footer"):
        if tag in evidence.tags:
            return f"markup/{tag}"
    named = [(evidence.away(role), role) for role in evidence.near if role not in ("article", "body")]
    if named and min(named)[0] <= _NAMED_WITHIN:
        return f"markup/{min(named)[1]}"
    for tag in ("aside", "header", "form"):
        if tag in evidence.tags:
            return f"markup/{tag}"
    if evidence.links > _LINK_SHARE:
        return "links/mostly_linked"
    return "score/not_body"


def _removed_role(evidence: Evidence, rule: str, index: int, headline: int) -> str:
    kind, _, name = rule.partition("/")
    if kind == "markup":
        return _TAG_ROLES.get(name) or _REGION_ROLES.get(name, name)
    if kind == "links":
        return "navigation" if index < headline else "related"
    for matched in evidence.rules:
        if matched.name == rule:
            return matched.role
    return "other"


def _body_role(segment: Segment, evidence: Evidence) -> str:
    tag = segment.node.tag
    if tag in HEADINGS:
        return "subheading"
    if "blockquote" in evidence.tags:
        return "quote"
    if tag in ("li", "dt", "dd") or evidence.tag_away("li") <= 1:
        return "list_item"
    if tag in ("tr", "td", "th"):
        return "table" if tag == "tr" or evidence.mass < _SHORT_LABEL_MASS else "paragraph"
    if segment.bold >= 0.95 * len(segment.text) and evidence.mass < 90 and segment.text[-1:] not in ".,;":
        return "subheading"
    return "paragraph"


class _Paths:
    """Paths of elements from the root down, tags and first classes."""

    def __init__(self) -> None:
        self._known: dict[Node | None, str] = {None: ""}

    def of(self, node: Node) -> str:
        pending: list[Node] = []
        current: Node | None = node
        while current not in self._known:
            assert current is not None
            pending.append(current)
            current = current.parent
        path = self._known[current]
        for element in reversed(pending):
            name = next(iter(element.names.split(maxsplit=1)), "")[:_PATH_NAME_CHARS]
            step = f"{element.tag}.{name}" if name else element.tag
            path = self._known[element] = f"{path}/{step}" if path else step
        return path
