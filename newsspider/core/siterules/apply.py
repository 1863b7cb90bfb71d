"""Stage 4 of 8, clean: what a site's rule says of one page's elements and blocks.

The tree is never changed: elements are marked, blocks inherit the mark, and the mark decides over the generic role.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsspider.core.metadata.dates import parse_date
from newsspider.core.rules import fold
from newsspider.core.siterules.model import Mark
from newsspider.core.siterules.selector import Ground

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from newsspider.core.page import Page
    from newsspider.core.segment import Segment
    from newsspider.core.siterules.model import Part, SiteRule
    from newsspider.core.siterules.selector import Selector

Judged = list[tuple[str, "str | None"]]
"""The role of each segment, and the rule that removes it, None where it stays."""

# A body holds more; the shortest gold of fundus_dev has 310 characters (2026-11).
_LEAST_BODY_CHARS = 200
_LONGEST_PHRASE_BLOCK = 600
_MOST_MARKED = 40_000
# A rule of a collection that leaves less of what is the body without it is taken for outdated.
_LEAST_LEFT = 0.6
# What the model alone removes; all other rules say what a block is.
_BY_SCORE = frozenset(("score/not_body", "links/mostly_linked"))
_EMPTY_ROLES = frozenset(("headline", "standfirst", "kicker"))


@dataclass(slots=True, eq=False)
class SiteMarks:
    """What a rule says of one page; ``notes`` is what a person should know of how it went."""

    rule: SiteRule
    elements: Mapping[HtmlElement, Mark] = field(default_factory=dict)
    bounded: bool = False
    phrases: tuple[tuple[Part, Mark], ...] = ()
    notes: list[str] = field(default_factory=list)

    def of_text(self, text: str) -> Mark | None:
        """Return the mark that a block's words get."""
        if not self.phrases or len(text) > _LONGEST_PHRASE_BLOCK:
            return None
        folded = fold(text)
        return next((mark for part, mark in self.phrases if _holds(part, folded)), None)


def mark_page(page: Page, rule: SiteRule) -> SiteMarks:
    """Find what a rule keeps, strips and takes for the body on a page; never raises on what the page holds."""
    sent = parse_date(page.headers.get("date"), {})
    if rule.valid_until is not None and sent is not None and sent.day > rule.valid_until:
        return SiteMarks(rule, notes=[rule.note(f"valid until {rule.valid_until}")])
    ground = Ground(page.tree)
    marks: dict[HtmlElement, Mark] = {}
    stripped = _of_parts(ground, rule, keep=False)
    kept = _of_parts(ground, rule, keep=True)
    body = _body(ground, rule, stripped)
    inside = Mark("body", rule.name("body"))
    for element in body:
        marks[element] = inside
    marks.update(kept)
    marks.update(stripped)
    phrases = tuple((part, _mark(rule, part)) for part in rule.parts if part.phrases)
    site = SiteMarks(rule, marks, bool(body), phrases)
    if rule.body and not body:
        site.notes.append(rule.note("body finds nothing"))
    if ground.refused:
        named = ", ".join(str(selector.line or selector.text[:40]) for selector in ground.refused[:5])
        site.notes.append(rule.note(f"too costly on this page: {named}"))
    return site


def _mark(rule: SiteRule, part: Part) -> Mark:
    return Mark("keep" if part.keep else "strip", rule.name(part.name), part.role)


def _of_parts(ground: Ground, rule: SiteRule, *, keep: bool) -> dict[HtmlElement, Mark]:
    """Return the elements that the parts of one kind mark; where two do, the first counts."""
    found: dict[HtmlElement, Mark] = {}
    named: list[tuple[str, Mark]] = []
    for part in rule.parts:
        if part.keep is not keep:
            continue
        mark = _mark(rule, part)
        named.extend((text, mark) for text in part.attributes)
        for selector in part.selectors:
            for element in ground.elements(selector):
                found.setdefault(element, mark)
        if len(found) > _MOST_MARKED:
            break
    if named:
        for element, mark in _named(ground.tree, named):
            found.setdefault(element, mark)
    # what holds the whole page is no part of it
    for element in (ground.tree, ground.tree.find("body")):
        found.pop(element, None)
    return found


def _named(tree: HtmlElement, named: Sequence[tuple[str, Mark]]) -> Iterator[tuple[HtmlElement, Mark]]:
    """Yield the elements in whose class or id one of the texts stands, in one pass for all texts."""
    marks: dict[str, Mark] = {}
    for text, mark in named:
        marks.setdefault(text, mark)
    any_of = re.compile("|".join(map(re.escape, marks)))
    for element in tree.iter():
        for name in ("class", "id"):
            value = element.get(name)
            if value and (match := any_of.search(value)):
                yield element, marks[match[0]]
                break


def _body(ground: Ground, rule: SiteRule, stripped: Mapping[HtmlElement, Mark]) -> list[HtmlElement]:
    """Return the elements of the first body selector that finds text which isn't stripped."""
    for selector in rule.body:
        elements = ground.elements(selector)[:_MOST_MARKED]
        if elements and stripped:
            elements = [element for element in elements if not _lies_in(element, stripped)]
        if _chars(elements) >= _LEAST_BODY_CHARS:
            return elements
    return []


def _lies_in(element: HtmlElement, marked: Mapping[HtmlElement, Mark]) -> bool:
    return element in marked or any(outer in marked for outer in element.iterancestors())


def _chars(elements: Sequence[HtmlElement]) -> int:
    """Return how much text elements hold, up to what makes a body."""
    chars = 0
    for element in elements:
        for text in element.itertext():
            chars += len(text.strip())
            if chars >= _LEAST_BODY_CHARS:
                return chars
    return chars


def _holds(part: Part, folded: str) -> bool:
    if part.match == "whole":
        return folded in part.phrases
    if part.match == "start":
        return folded.startswith(part.phrases)
    return any(phrase in folded for phrase in part.phrases)


def settle(segments: Sequence[Segment], judged: Judged, site: SiteMarks, body_role: Callable[[int], str]) -> Judged:
    """Return the roles and removals of a page's segments as its site's rule has them.

    Args:
        segments: all of a page.
        judged: what they are without the rule.
        site: what the rule says of the page; where it would leave no body, that is noted and ``judged`` stays.
        body_role: gives the role in the body of the segment at an index.
    """
    marks = [site.of_text(segment.text) or segment.mark or segment.node.mark for segment in segments]
    bounded = site.bounded and any(mark is not None and mark.kind != "strip" for mark in marks)
    if site.bounded and not bounded:
        site.notes.append(site.rule.note("body finds no text"))
    outside = site.rule.name("body")
    settled: Judged = []
    for index, ((role, rule), mark) in enumerate(zip(judged, marks, strict=True)):
        if mark is None:
            settled.append(("other", outside) if bounded and rule is None else (role, rule))
        elif mark.kind == "keep":
            settled.append((mark.role or body_role(index), None))
        elif mark.kind == "strip":
            told = mark.role not in (None, "other")
            named = rule is not None and rule not in _BY_SCORE
            settled.append((mark.role or "other", mark.rule) if told or not named else (role, rule))
        elif site.rule.whole and rule in _BY_SCORE and role not in _EMPTY_ROLES:
            settled.append((body_role(index), None))
        else:
            settled.append((role, rule))
    before, after = _kept_chars(segments, judged), _kept_chars(segments, settled)
    least = before * _LEAST_LEFT if not site.rule.trusted else min(before, 1)
    if after < least:
        site.notes.append(site.rule.note(f"not followed, since it leaves {after} of {before} characters"))
        return judged
    return settled


def _kept_chars(segments: Sequence[Segment], judged: Judged) -> int:
    return sum(len(segment.text) for segment, (_, rule) in zip(segments, judged, strict=True) if rule is None)


def texts_of(page: Page, selectors: Sequence[Selector], ground: Ground, attributes: Sequence[str] = ()) -> list[str]:
    """Return the texts that the first fruitful selector finds; of an element one of ``attributes`` where it has it."""
    for selector in selectors:
        texts = []
        for found in ground.select(selector)[:20]:
            if isinstance(found, str):
                texts.append(found)
                continue
            stated = next((found.get(name) for name in (*attributes, "content") if found.get(name)), None)
            texts.append(stated or " ".join(" ".join(found.itertext()).split()))
        if texts := [text.strip() for text in texts if text and text.strip()]:
            return texts
    return []
