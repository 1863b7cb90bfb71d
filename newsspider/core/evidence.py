"""Stage 3 of 8, extract: what can be seen of each segment, as numbers.

The measures are of the text itself, the elements around it, the container it shares with other text, its
place on the page, its neighbours, and what the page says of itself (headline, description, articleBody).
`FEATURES` names them in order; `newsspider.core.model` weighs them.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.markup import NameReader
    from newsspider.core.rules import Rule, Rules
    from newsspider.core.segment import Node, Segment

# Regions and roles that class names may tell, each a feature by the distance of the nearest element that says so.
NAMED = (
    "article", "body", "headline", "kicker", "standfirst", "byline", "date", "caption", "credit", "gallery", "teaser",
    "related", "promo", "ad", "paywall", "share", "comments", "tags", "bio", "legal", "navigation", "sidebar", "embed",
    "quote", "keypoints",
)  # fmt: skip
TAGGED = (
    "article", "main", "aside", "footer", "header", "nav", "figure", "figcaption", "li", "table", "form", "blockquote",
    "section", "dl", "details",
)  # fmt: skip
RULED = (
    "ad", "teaser", "related", "promo", "paywall", "legal", "credit", "contributors", "share", "navigation", "comments",
    "tags", "bio", "byline", "date",
)  # fmt: skip
LEVELS = 5
FEATURES = (
    "mass", "link_share", "anchors", "ends", "sentences", "commas", "digits", "capitals", "bold", "italic",
    "starts_lower", "starts_quote", "separators", "tag", "heading", "own_depth",
    *(f"named_{name}" for name in NAMED),
    *(f"tagged_{name}" for name in TAGGED),
    *(f"ruled_{name}" for name in RULED),
    "soft_rules", "hidden",
    *(f"prose_{level}" for level in range(LEVELS)),
    *(f"links_{level}" for level in range(LEVELS)),
    *(f"runs_{level}" for level in range(LEVELS)),
    "focus_up", "focus_down", "core_up", "core_down", "kin_prose", "kin_count",
    "after_headline", "headline_chars", "before_first", "after_last", "prose_before", "place",
    "previous_mass", "previous_links", "previous_kin", "previous_tag", "next_mass", "next_links", "next_kin",
    "next_tag", "second_previous_mass", "second_next_mass", "near_prose",
    "stated_body", "is_title", "is_description", "repeats",
    "page_prose", "page_runs", "page_stated",
)  # fmt: skip
_TAG_CODES = {
    "p": 0, "blockquote": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 5, "li": 6, "dd": 7, "dt": 7, "div": 8,
    "article": 8, "section": 9, "td": 10, "th": 10, "pre": 11, "figcaption": 12, "h1": 13, "center": 8,
}  # fmt: skip
_OTHER_TAG = 14
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
# A Chinese or Japanese character says about as much as two and a half Latin ones.
_WIDE_FACTOR = 1.5
_TERMINAL = frozenset(".!?…。！？।؟\u06d4")
_CLOSERS = "\"'”’»“)]」』›"
_SENTENCE = re.compile(r"[.!?。！？।؟]+(?:[\"'”’»)\]」』]*)(?:\s|$)|[。！？।]")
_LETTERS = re.compile(r"[\W_]+")
_SAMPLE_CHARS = 240
# Below these a segment says too little to count as prose when containers are weighed.
PROSE_MASS = 70.0
PROSE_LINK_SHARE = 0.45
# An element with more than this share of the page's prose isn't an aside, whatever its class says.
MAIN_SHARE = 0.55
_FAR = 7
_NEAR_ROLES = frozenset(NAMED)
_POSITIVE = frozenset(("article", "body"))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself, letters only (see `squash`); ``body`` is the JSON-LD articleBody."""

    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    body: str = ""


@dataclass(slots=True, eq=False)
class Evidence:
    """What was seen of one segment; ``values`` go by `FEATURES` and are empty where it's no candidate for the body."""

    mass: float = 0.0
    links: float = 0.0
    prose: bool = False
    candidate: bool = False
    squashed: str = ""
    near: dict[str, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    is_title: bool = False
    is_description: bool = False
    values: list[float] = field(default_factory=list)


def squash(text: str) -> str:
    """Return the letters and digits of a text, lower case: what two renderings of a text share."""
    return _LETTERS.sub("", text).lower()


def mass_of(text: str) -> float:
    """Return how much a text says, in Latin characters."""
    if text.isascii():
        return float(len(text))
    return len(text) + _WIDE_FACTOR * len(_WIDE.findall(text))


class _Surroundings:
    """What elements say by name and tag, found once for each element."""

    def __init__(self, reader: NameReader, total_prose: float) -> None:
        self._reader = reader
        self._limit = MAIN_SHARE * total_prose
        self._near: dict[Node, dict[str, int]] = {}
        self._tags: dict[Node, dict[str, int]] = {}

    def of(self, node: Node) -> tuple[dict[str, int], dict[str, int]]:
        """Return distances to the nearest element by named role, and by tag; the element itself is at 0."""
        pending: list[Node] = []
        current: Node | None = node
        while current is not None and current not in self._near:
            pending.append(current)
            current = current.parent
        near = self._near[current] if current is not None else {}
        tags = self._tags[current] if current is not None else {}
        for element in reversed(pending):
            near = {role: distance + 1 for role, distance in near.items() if distance < _FAR - 1}
            tags = {tag: distance + 1 for tag, distance in tags.items()}
            if element.names:
                large = element.prose > self._limit
                for role in self._reader.roles(element.names):
                    if role in _POSITIVE or not large:
                        near[role] = 0
            tags[element.tag] = 0
            self._near[element], self._tags[element] = near, tags
        return near, tags


def gather(segments: Sequence[Segment], facts: Facts, rules: Rules, reader: NameReader) -> tuple[list[Evidence], int]:
    """Return the evidence of each segment of a page, in order, and the index of the headline (-1: none)."""
    found = [_look_at(segment) for segment in segments]
    total = _weigh_containers(segments, found)
    surroundings = _Surroundings(reader, total)
    for segment, evidence in zip(segments, found, strict=True):
        _compare(evidence, facts)
        if not evidence.candidate:
            continue
        near, evidence.tags = surroundings.of(segment.node)
        if segment.names:
            near = dict(near)
            near.update(dict.fromkeys(reader.roles(segment.names), 0))
        evidence.near = near
        evidence.rules = rules.match(segment.text)
    headline = _Measurer(segments, found, facts, total).measure()
    return found, headline


def _look_at(segment: Segment) -> Evidence:
    mass = mass_of(segment.text)
    links = segment.linked / max(1, len(segment.text))
    prose = mass >= PROSE_MASS and links < PROSE_LINK_SHARE and not segment.node.hidden
    # Short links by themselves are furniture: of the golds' blocks 3 in 100 are such, most on pages of links
    # (fundus, wcxb, l3s, 2026-11).
    candidate = links <= 0.9 or mass >= 140 or segment.node.tag in ("p", "h2", "h3")
    return Evidence(mass, links, prose, candidate, squash(segment.text))


def _weigh_containers(segments: Sequence[Segment], found: Sequence[Evidence]) -> float:
    """Add each segment's weight to the elements around it; return the prose of the page."""
    total = 0.0
    for segment, evidence in zip(segments, found, strict=True):
        prose = evidence.mass if evidence.prose else 0.0
        total += prose
        node: Node | None = segment.node
        node_linked = segment.linked
        size = len(segment.text)
        while node is not None:
            node.runs += 1
            node.chars += size
            node.linked += node_linked
            node.prose += prose
            node = node.parent
    return total


def _compare(evidence: Evidence, facts: Facts) -> None:
    squashed = evidence.squashed
    size = len(squashed)
    if size < 8:
        return
    for title in facts.titles:
        if squashed == title or (
            size > 20
            and (title.startswith(squashed) or squashed.startswith(title))
            and size > 0.7 * len(title)
            and size < 1.5 * len(title)
        ):
            evidence.is_title = True
    for description in facts.descriptions:
        if squashed == description or (
            size > 40
            and (
                description.startswith(squashed[: max(40, int(0.8 * size))])
                and size > 0.6 * len(description)
                and size < 1.5 * len(description)
            )
        ):
            evidence.is_description = True


class _Measurer:
    """Computes the feature values of all segments of a page."""

    def __init__(self, segments: Sequence[Segment], found: Sequence[Evidence], facts: Facts, total: float) -> None:
        self.segments = segments
        self.found = found
        self.facts = facts
        self.total = max(total, 1.0)
        self.counts = Counter(evidence.squashed for evidence in found)
        self.kin: dict[tuple[str, ...], float] = {}
        self.kin_count: Counter[tuple[str, ...]] = Counter()
        self.keys = [self._key(segment) for segment in segments]
        for key, evidence in zip(self.keys, found, strict=True):
            self.kin_count[key] += 1
            if evidence.prose:
                self.kin[key] = self.kin.get(key, 0.0) + evidence.mass
        self.focus = self._focus()
        self.core = self._core()
        self.focus_order = (
            {node: distance for distance, node in enumerate(self.focus.ancestors())} if self.focus else {}
        )
        self.core_order = {node: distance for distance, node in enumerate(self.core.ancestors())} if self.core else {}
        self.headline = self._headline()
        inside = [
            index
            for index, evidence in enumerate(found)
            if evidence.prose and self.focus is not None and self._up(segments[index].node, self.focus_order)[1] == 0
        ]
        self.first = inside[0] if inside else 0
        self.last = inside[-1] if inside else 0

    @staticmethod
    def _key(segment: Segment) -> tuple[str, ...]:
        node = segment.node
        parent = node.parent
        if parent is None:
            return (node.tag, node.names)
        return (node.tag, node.names, parent.tag, parent.names)

    def _focus(self) -> Node | None:
        """The element whose direct children hold the most prose."""
        direct: dict[Node, float] = {}
        for segment, evidence in zip(self.segments, self.found, strict=True):
            if evidence.prose:
                node = (
                    segment.node
                    if segment.node.tag in ("div", "td", "article", "section", "body")
                    else segment.node.parent
                )
                node = node or segment.node
                direct[node] = direct.get(node, 0.0) + evidence.mass
        return max(direct, key=lambda node: direct[node]) if direct else None

    def _core(self) -> Node | None:
        """The innermost element that still holds most of the page's prose."""
        best: Node | None = None
        for segment, evidence in zip(self.segments, self.found, strict=True):
            if not evidence.prose:
                continue
            node: Node | None = segment.node
            while node is not None and node.prose < 0.6 * self.total:
                node = node.parent
            if node is not None and (best is None or node.depth > best.depth):
                best = node
        return best

    def _headline(self) -> int:
        """The index of the headline among the segments: what equals a stated title, a heading first; or -1."""
        best, rank = -1, 0
        for index, (segment, evidence) in enumerate(zip(self.segments, self.found, strict=True)):
            score = 0
            if evidence.is_title and evidence.candidate:
                score = 3 if segment.node.tag == "h1" else 2 if segment.node.tag in HEADINGS else 1
            elif segment.node.tag == "h1" and evidence.mass > 15:
                score = 1
            if score > rank:
                best, rank = index, score
        return best

    def _up(self, node: Node, order: dict[Node, int]) -> tuple[int, int]:
        """Steps up from ``node`` to where it meets the chain of ``order``, and that place's own distance."""
        steps = 0
        current: Node | None = node
        while current is not None:
            if current in order:
                return steps, order[current]
            steps += 1
            current = current.parent
        return 20, 20

    def measure(self) -> int:
        """Fill in the candidates' values and return the index of the headline."""
        before = 0.0
        chars = 0
        for index, evidence in enumerate(self.found):
            if evidence.candidate:
                evidence.values = self._values(index, before, chars)
            if evidence.prose:
                before += evidence.mass
            if self.headline >= 0 and index > self.headline:
                chars += len(self.segments[index].text)
        return self.headline

    def _values(self, index: int, before: float, chars: int) -> list[float]:
        segment, evidence = self.segments[index], self.found[index]
        values = _text_values(segment, evidence)
        near, tags = evidence.near, evidence.tags
        values += [float(_FAR - near[name]) if name in near else 0.0 for name in NAMED]
        values += [float(max(1, 12 - tags[name])) if name in tags else 0.0 for name in TAGGED]
        hard = {rule.role for rule in evidence.rules if not rule.soft}
        soft = [rule.role for rule in evidence.rules if rule.soft]
        values += [2.0 if name in hard else 1.0 if name in soft else 0.0 for name in RULED]
        values += [float(len(soft)), float(segment.node.hidden)]
        values += self._container_values(segment)
        values += self._place_values(index, before, chars)
        values += self._neighbour_values(index)
        stated = 0.0
        if self.facts.body:
            stated = 1.0 if evidence.squashed and evidence.squashed in self.facts.body else -1.0
        values += [
            stated,
            float(evidence.is_title),
            float(evidence.is_description),
            float(self.counts[evidence.squashed]),
            math.log1p(self.total),
            float(len(self.segments)),
            float(bool(self.facts.body)),
        ]
        return values

    def _container_values(self, segment: Segment) -> list[float]:
        prose: list[float] = []
        links: list[float] = []
        runs: list[float] = []
        node: Node | None = segment.node
        for _ in range(LEVELS):
            if node is None:
                prose.append(1.0)
                links.append(0.5)
                runs.append(99.0)
                continue
            prose.append(node.prose / self.total)
            links.append(node.linked / max(1, node.chars))
            runs.append(float(node.runs))
            node = node.parent
        focus = self._up(segment.node, self.focus_order)
        core = self._up(segment.node, self.core_order)
        key = self._key(segment)
        return [
            *prose,
            *links,
            *runs,
            *map(float, focus),
            *map(float, core),
            self.kin.get(key, 0.0) / self.total,
            float(self.kin_count[key]),
        ]

    def _place_values(self, index: int, before: float, chars: int) -> list[float]:
        after = -1.0 if self.headline < 0 else float(max(-30, min(60, index - self.headline)))
        return [
            after,
            float(min(chars, 4000)) if self.headline >= 0 else -1.0,
            float(max(-30, min(30, index - self.first))),
            float(max(-30, min(30, index - self.last))),
            before / self.total,
            index / max(1, len(self.segments)),
        ]

    def _neighbour_values(self, index: int) -> list[float]:
        values: list[float] = []
        for other in (index - 1, index + 1):
            if 0 <= other < len(self.segments):
                segment, evidence = self.segments[other], self.found[other]
                values += [
                    min(evidence.mass, 600.0),
                    evidence.links,
                    float(self.keys[other] == self.keys[index])
                    + float(segment.node.parent is self.segments[index].node.parent),
                    float(_TAG_CODES.get(segment.node.tag, _OTHER_TAG)),
                ]
            else:
                values += [-1.0, 1.0, 0.0, 15.0]
        for other in (index - 2, index + 2):
            values.append(min(self.found[other].mass, 600.0) if 0 <= other < len(self.segments) else -1.0)
        values.append(
            sum(
                self.found[i].mass
                for i in range(max(0, index - 4), min(len(self.found), index + 5))
                if self.found[i].prose
            )
        )
        return values


def _text_values(segment: Segment, evidence: Evidence) -> list[float]:
    text = segment.text
    sample = text[:_SAMPLE_CHARS]
    size = max(1, len(text))
    end = text.rstrip(_CLOSERS)[-1:] or text[-1:]
    letters = sum(map(str.isalpha, sample)) or 1
    first = text[:1]
    return [
        min(evidence.mass, 1200.0),
        evidence.links,
        float(segment.anchors),
        2.0 if end in _TERMINAL else 1.0 if end in ":：" else 0.0,
        float(min(6, len(_SENTENCE.findall(text)))),
        sample.count(",") / len(sample),
        sum(map(str.isdigit, sample)) / len(sample),
        sum(map(str.isupper, sample)) / letters,
        segment.bold / size,
        segment.italic / size,
        float(first.islower()),
        float(first in "\"“„«'‘「"),
        float(sum(map(sample.count, "|»©•·→"))),
        float(_TAG_CODES.get(segment.node.tag, _OTHER_TAG)),
        float(segment.node.tag in HEADINGS),
        float(segment.node.depth),
    ]
