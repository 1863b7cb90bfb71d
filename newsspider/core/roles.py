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
from newsspider.core.siterules.apply import settle
from newsspider.core.standfirst import find_standfirst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.evidence import Evidence
    from newsspider.core.segment import Node, Segment
    from newsspider.core.siterules.apply import SiteMarks

KEEP_SCORE = 0.5
# What equals the headline goes unless the model is this sure of the body.
SURE_SCORE = 0.97
_REGION_ROLES = {
    "gallery": "caption", "sidebar": "other", "embed": "other", "keypoints": "other", "article": "other",
    "body": "other", "headline": "other", "standfirst": "other", "kicker": "kicker", "quote": "other",
}  # fmt: skip
_TAG_ROLES = {
    "figcaption": "caption", "figure": "caption", "nav": "navigation", "footer": "navigation", "aside": "related",
    "header": "navigation", "form": "promo", "complementary": "related", "factbox": "other",
}  # fmt: skip
# What stands in these, or is named and worded so, goes however the model scores it: of the labelled candidates that
# it scores as body, the golds have 0 of 20 in captions, 0 of 355 in small forms, 0 of 13 in complementary regions, 0
# of 25 in boxes of facts, 0 of 10 in embedded quotations, 0 of 9 bylines, dates and bios (five sets, 2026-11).
_APART_ROLES = frozenset(("complementary", "search", "contentinfo", "dialog"))
_APART_SHARE = 0.3
_FACT_BOX_SHARE = 0.4
_BYLINE_MASS = 80
_LABEL_MASS = 120
_CAPTION_MASS = 300
_SURE_CAPTION_SCORE = 0.9
_SURE_ASIDE_SCORE = 0.7
_NAMED_WITHIN = 3
_PATH_NAME_CHARS = 40
_LINK_SHARE = 0.5
_SHORT_LABEL_MASS = 60
# The same sentence three times on a page is a placeholder: so were 36 of 36 such segments of fundus_dev, 8 of 8 of
# l3s, 282 of 427 of wcxb_dev, where tables repeat themselves (2026-11).
_REPEATED_TIMES = 3
_REPEATED_MASS = 60


def assign_roles(
    segments: Sequence[Segment],
    found: Sequence[Evidence],
    scores: Sequence[float],
    headline: int,
    site: SiteMarks | None = None,
    *,
    fact_boxes: Sequence[str] = (),
) -> tuple[Block, ...]:
    """Return the blocks of a page, in order; what its site's rule says counts more than all else.

    ``fact_boxes`` are the pieces of names, lower case without hyphens, that tell a box of facts.
    """
    standfirst = find_standfirst(segments, found, scores, headline)
    repeats = Counter(segment.text for segment in segments)
    regions = _Regions(sum(evidence.mass for evidence in found if evidence.prose), fact_boxes)
    judged: list[tuple[str, str | None]] = []
    rule: str | None
    for index, (segment, evidence, score) in enumerate(zip(segments, found, scores, strict=True)):
        if index == headline or (evidence.is_title and score < SURE_SCORE):
            role, rule = "headline", "page/headline"
        elif index in standfirst:
            role, rule = "standfirst", standfirst[index]
        else:
            rule = _removal(evidence, score, repeats[segment.text])
            if rule is None:
                rule = regions.removal(segment.node, score) or _told_twice(segment, evidence, score)
            role = _body_role(segment, evidence) if rule is None else _removed_role(evidence, rule, index, headline)
        judged.append((role, rule))
    kept = [rule is None for _, rule in judged]
    for index, removal in pagewide_removals(segments, found, kept, headline).items():
        judged[index] = removal
    if site is not None:
        judged = settle(segments, judged, site, lambda index: _body_role(segments[index], found[index]))
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
    for matched in evidence.rules:
        if not matched.soft and score < matched.below:
            return matched.name
    if repeats >= _REPEATED_TIMES and evidence.mass >= _REPEATED_MASS:
        return "repeats/within_page"
    if score >= KEEP_SCORE:
        return None
    soft = [rule.name for rule in evidence.rules if rule.soft and rule.role in ("byline", "date", "bio")]
    if soft:
        return soft[0]
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


def _told_twice(segment: Segment, evidence: Evidence, score: float) -> str | None:
    """Return the removal of what its element's name tells together with its wording, its tag or its length."""
    if evidence.near.get("embed", -1) == evidence.tags.get("blockquote", -2):
        return "markup/embed"
    if evidence.away("byline") == 0 and evidence.mass < _BYLINE_MASS:
        return "markup/byline"
    if evidence.away("caption") == 0 and evidence.mass < _CAPTION_MASS and score < _SURE_CAPTION_SCORE:
        return None if segment.node.tag in HEADINGS or segment.node.tag == "li" else "markup/caption"
    for rule in evidence.rules:
        if rule.role in ("byline", "date") and evidence.mass < _LABEL_MASS and evidence.away(rule.role) <= 1:
            return rule.name
        if rule.role == "bio" and evidence.away("bio") <= 2:
            return rule.name
    return None


class _Regions:
    """Elements that hold no body, whatever the model says of a segment in them."""

    def __init__(self, total_prose: float, fact_boxes: Sequence[str]) -> None:
        self._total = total_prose
        self._fact_boxes = fact_boxes
        self._known: dict[Node | None, str | None] = {None: None}

    def removal(self, node: Node, score: float) -> str | None:
        """Return the removal that the elements around a segment ask for."""
        found = self._around(node)
        return None if found == "markup/aside" and score >= _SURE_ASIDE_SCORE else found

    def _around(self, node: Node) -> str | None:
        pending: list[Node] = []
        current: Node | None = node
        while current not in self._known:
            assert current is not None
            pending.append(current)
            current = current.parent
        found = self._known[current]
        for element in reversed(pending):
            found = self._known[element] = self._told_by(element) or found
        return found

    def _told_by(self, element: Node) -> str | None:
        if element.tag == "figcaption":
            return "markup/figcaption"
        share = element.prose / self._total if self._total else 0.0
        if share >= _FACT_BOX_SHARE:
            return None
        if element.names:
            plain = element.names.lower().replace("-", "").replace("_", "")
            if any(piece in plain for piece in self._fact_boxes):
                return "markup/factbox"
            if share < _APART_SHARE and not _APART_ROLES.isdisjoint(element.names.split()):
                return "markup/complementary"
        if share < _APART_SHARE and element.tag in ("form", "aside"):
            return f"markup/{element.tag}"
        return None


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
        known = self._known
        path = known.get(node)
        if path is not None:
            return path
        pending: list[Node] = []
        current: Node | None = node
        while current not in known:
            assert current is not None
            pending.append(current)
            current = current.parent
        path = known[current]
        for element in reversed(pending):
            names = element.names.split(maxsplit=1)
            step = f"{element.tag}.{names[0][:_PATH_NAME_CHARS]}" if names else element.tag
            path = known[element] = f"{path}/{step}" if path else step
        return path
