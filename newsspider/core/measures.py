"""Stage 3 of 8, extract: the evidence for each candidate as numbers, which the model weighs.

They tell of the text itself, the elements around it, the container it shares with other text, its place on the
page, its neighbours, and what the page states. `FEATURES` names them in order.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.core.evidence import HEADINGS, MAX_MASS_CHARS, TELLING_TAGS
from newsspider.core.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.evidence import Evidence, Facts
    from newsspider.core.segment import Node, Segment

# Regions and roles that class names tell, each a feature: how near the nearest element is that says so.
NAMED = (
    "article", "body", "headline", "kicker", "standfirst", "byline", "date", "caption", "credit", "gallery", "teaser",
    "related", "promo", "ad", "paywall", "share", "comments", "tags", "bio", "legal", "navigation", "sidebar", "embed",
    "quote", "keypoints",
)  # fmt: skip
TAGGED = tuple(sorted(TELLING_TAGS))
RULED = (
    "ad", "teaser", "related", "promo", "paywall", "legal", "credit", "contributors", "share", "navigation", "comments",
    "tags", "bio", "byline", "date",
)  # fmt: skip
LEVELS = 5
FEATURES = (
    "mass", "link_share", "ends", "capitals", "bold", "italic",
    "starts_lower", "starts_quote", "separators", "tag", "heading", "own_depth", "hidden",
    *(f"named_{name}" for name in NAMED),
    *(f"tagged_{name}" for name in TAGGED),
    *(f"ruled_{name}" for name in RULED),
    "soft_rules",
    *(f"prose_{level}" for level in range(LEVELS)),
    *(f"links_{level}" for level in range(LEVELS)),
    *(f"runs_{level}" for level in range(LEVELS)),
    "focus_up", "focus_down", "core_up", "core_down", "lead_up", "lead_down", "headline_up", "headline_down",
    "boxes", "box_prose", "box_runs",
    "kin_prose", "kin_count", "kin_ended", "kin_links", "kin_mass", "kin_is_lead",
    "after_headline", "headline_chars", "before_first", "after_last", "prose_before", "place",
    "previous_mass", "previous_links", "previous_kin", "previous_tag", "next_mass", "next_links", "next_kin",
    "next_tag", "second_previous_mass", "second_next_mass", "near_prose", "under_ruled", "headings_since",
    "stated_body", "stated_share", "is_title", "is_description", "repeats", "echoes", "page_prose", "page_runs",
)  # fmt: skip
_TAG_CODES = {
    "p": 0.0, "blockquote": 1.0, "h2": 2.0, "h3": 3.0, "h4": 4.0, "h5": 5.0, "h6": 5.0, "li": 6.0, "dd": 7.0,
    "dt": 7.0, "div": 8.0, "article": 8.0, "section": 9.0, "td": 10.0, "th": 10.0, "pre": 11.0, "figcaption": 12.0,
    "h1": 13.0, "center": 8.0,
}  # fmt: skip
_OTHER_TAG = 14.0
_TERMINAL = frozenset(".!?…。！？।؟\u06d4")
_CLOSERS = "\"'”’»“)]」』›"
_SAMPLE_CHARS = 60
_ECHO_CHARS = 25
# Bounds the search for echoes, which would be quadratic; the largest gold has 49,264 characters (wcxb_dev).
_ECHOED_CHARS = 60_000
_FAR = 8
_TAG_FAR = 14
_OPENING_QUOTES = frozenset("\"“„«'‘「")
_NAMED_AT = {name: index for index, name in enumerate(NAMED)}
_TAGGED_AT = {name: index for index, name in enumerate(TAGGED)}
_RULED_AT = {name: index for index, name in enumerate(RULED)}
_NOBODY = (-1.0, 1.0, 0.0, 15.0)


@dataclass(slots=True)
class _Kin:
    """The segments that stand in elements of one tag and class under parents of one tag and class."""

    prose: float = 0.0
    mass: float = 0.0
    links: float = 0.0
    ended: int = 0
    count: int = 0


class Measurer:
    """Measures the candidates of one page."""

    def __init__(self, segments: Sequence[Segment], found: Sequence[Evidence], facts: Facts) -> None:
        self.segments = segments
        self.found = found
        self.layout = Layout(segments, found)
        self.headline = self.layout.headline
        self._facts = facts
        self._total = self.layout.total
        self._runs = len(segments)
        self._repeats = Counter(segment.text for segment in segments)
        self._all_prose = "\n".join(evidence.squashed for evidence in found if evidence.prose)[:_ECHOED_CHARS]
        self._ends = [_ending(segment.text) for segment in segments]
        self._kin = self._gather_kin()
        self._stated_share = self._share_stated()

    def measure(self) -> None:
        """Fill in the values of every candidate."""
        before, chars, headings, under = 0.0, 0, 0, 0.0
        for index, (segment, evidence) in enumerate(zip(self.segments, self.found, strict=True)):
            if evidence.candidate:
                if segment.node.tag in HEADINGS:
                    headings += 1
                    if any(not rule.soft for rule in evidence.rules):
                        under = 2.0
                    elif under == 2.0:
                        under = 1.0
                evidence.values = [
                    *self._text_values(index),
                    *_surrounding_values(evidence),
                    *self._container_values(segment),
                    *self._place_values(index, before, chars),
                    *self._neighbour_values(index),
                    under,
                    float(min(headings, 20)),
                    *self._statement_values(index),
                ]
            if evidence.prose:
                before += evidence.mass
            if 0 <= self.headline < index:
                chars += min(len(segment.text), MAX_MASS_CHARS)

    def _gather_kin(self) -> dict[tuple[str, ...], _Kin]:
        gathered: dict[tuple[str, ...], _Kin] = {}
        for key, evidence, end in zip(self.layout.keys, self.found, self._ends, strict=True):
            kin = gathered.setdefault(key, _Kin())
            kin.count += 1
            kin.mass += evidence.mass
            kin.links += evidence.links * evidence.mass
            kin.ended += end == 2.0
            if evidence.prose:
                kin.prose += evidence.mass
        return gathered

    def _share_stated(self) -> float:
        """How much of the stated articleBody is found on the page: a cut or wrong one says little."""
        if not self._facts.body:
            return -1.0
        stated = sum(len(e.squashed) for e in self.found if e.prose and e.squashed in self._facts.body)
        return min(1.5, stated / len(self._facts.body))

    def _text_values(self, index: int) -> tuple[float, ...]:
        segment, evidence = self.segments[index], self.found[index]
        text, node = segment.text, segment.node
        sample = text[:_SAMPLE_CHARS]
        size = len(text)
        letters = "".join(filter(str.isalpha, sample))
        return (
            min(evidence.mass, 1200.0),
            evidence.links,
            self._ends[index],
            sum(map(str.isupper, letters)) / (len(letters) or 1),
            segment.bold / size,
            segment.italic / size,
            float(text[0].islower()),
            float(text[0] in _OPENING_QUOTES),
            float(sum(map(sample.count, "|»©•·→"))),
            _TAG_CODES.get(node.tag, _OTHER_TAG),
            float(node.tag in HEADINGS),
            float(node.depth),
            float(node.hidden),
        )

    def _container_values(self, segment: Segment) -> list[float]:
        prose, links, runs = [1.0] * LEVELS, [0.5] * LEVELS, [99.0] * LEVELS
        node: Node | None = segment.node
        for level in range(LEVELS):
            if node is None:
                break
            prose[level] = node.prose / self._total
            links[level] = node.linked / (node.chars or 1)
            runs[level] = float(node.runs)
            node = node.parent
        key = self.layout.key(segment.node)
        kin = self._kin[key]
        return [
            *prose,
            *links,
            *runs,
            *self.layout.distances(segment.node),
            kin.prose / self._total,
            float(kin.count),
            kin.ended / kin.count,
            kin.links / (kin.mass or 1.0),
            kin.mass / kin.count,
            float(key == self.layout.lead_key),
        ]

    def _place_values(self, index: int, before: float, chars: int) -> tuple[float, ...]:
        return (
            -1.0 if self.headline < 0 else float(max(-30, min(60, index - self.headline))),
            float(min(chars, 4000)) if self.headline >= 0 else -1.0,
            float(max(-30, min(30, index - self.layout.first))),
            float(max(-30, min(30, index - self.layout.last))),
            before / self._total,
            index / self._runs,
        )

    def _neighbour_values(self, index: int) -> list[float]:
        values: list[float] = []
        keys, parent = self.layout.keys, self.segments[index].node.parent
        for other in (index - 1, index + 1):
            if not 0 <= other < len(self.segments):
                values += _NOBODY
                continue
            evidence, node = self.found[other], self.segments[other].node
            kin = float(keys[other] == keys[index]) + float(node.parent is parent)
            values += (min(evidence.mass, 600.0), evidence.links, kin, _TAG_CODES.get(node.tag, _OTHER_TAG))
        for other in (index - 2, index + 2):
            values.append(min(self.found[other].mass, 600.0) if 0 <= other < len(self.segments) else -1.0)
        values.append(sum(e.mass for e in self.found[max(0, index - 4) : index + 5] if e.prose))
        return values

    def _statement_values(self, index: int) -> tuple[float, ...]:
        evidence = self.found[index]
        stated = 0.0
        if self._facts.body:
            stated = 1.0 if evidence.squashed and evidence.squashed in self._facts.body else -1.0
        return (
            stated,
            self._stated_share,
            float(evidence.is_title),
            float(evidence.is_description),
            float(self._repeats[self.segments[index].text]),
            self._echoes(evidence, self._repeats[self.segments[index].text]),
            math.log1p(self._total),
            float(self._runs),
        )

    def _echoes(self, evidence: Evidence, repeats: int) -> float:
        """How often a text stands inside the page's prose besides itself: pull quotes and key points do."""
        if len(evidence.squashed) < _ECHO_CHARS:
            return 0.0
        if repeats > 3:
            return 3.0
        return float(min(3, self._all_prose.count(evidence.squashed) - evidence.prose))


def _ending(text: str) -> float:
    """2 where a text ends as a sentence does, 1 for a colon, else 0."""
    end = text[-1:]
    if end in _CLOSERS:
        end = text.rstrip(_CLOSERS)[-1:] or end
    return 2.0 if end in _TERMINAL else 1.0 if end in ":：" else 0.0


def _surrounding_values(evidence: Evidence) -> list[float]:
    values = [0.0] * (len(NAMED) + len(TAGGED) + len(RULED) + 1)
    depth = evidence.depth
    for role, at in evidence.near.items():
        if depth - at < _FAR and role in _NAMED_AT:
            values[_NAMED_AT[role]] = float(_FAR - depth + at)
    offset = len(NAMED)
    for tag, at in evidence.tags.items():
        values[offset + _TAGGED_AT[tag]] = float(max(1, _TAG_FAR - depth + at))
    offset += len(TAGGED)
    for rule in evidence.rules:
        if rule.role not in _RULED_AT:
            continue  # the model has no feature for it; the rule removes by itself
        at = offset + _RULED_AT[rule.role]
        if rule.soft:
            values[-1] += 1.0
            values[at] = max(values[at], 1.0)
        else:
            values[at] = 2.0
    return values
