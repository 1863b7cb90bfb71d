"""Stage 3 of 8, extract: blocks of a text that came without markup, one block a line.

All there is to go by is a line's shape: sentences that end as sentences make up the body; what stands before the
first is masthead, headline and date; a heading with unpunctuated lines under it is a list of links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.core.blocks import Block
from newsspider.core.evidence import mass_of
from newsspider.core.pagewide import is_date_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.rules import Rule, Rules

MAX_LINES = 20_000
_STAMP = re.compile(
    r"^(?:\w{2,20}\s*:?\s+)?((?:19|20)\d\d-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d)?(?:Z|[+-]\d\d:?\d\d)?)?)\s+(?=\S)"
)
_BULLET = re.compile(r"^(?:[-*•‣▪●–—]|\d{1,2}[.)])\s+\S")
_ENDINGS = tuple(".!?…。！？।؟\u06d4")
_CLOSERS = "\"'”’»“)]」』›"
_SENTENCE_MASS = 60
_LONG_MASS = 220
_HEADLINE_MASS = 220
_LINK_LIST_LINES = 3
_LINK_MASS = 150


@dataclass(slots=True)
class _Line:
    text: str
    group: int
    mass: float
    ended: bool
    rule: Rule | None
    role: str = ""
    reason: str | None = None

    @property
    def prose(self) -> bool:
        return (self.mass >= _SENTENCE_MASS and self.ended) or self.mass >= _LONG_MASS


def text_blocks(text: str, rules: Rules) -> tuple[Block, ...]:
    """Return the blocks of a text, one a line, with the roles and removals that line shapes and rules give."""
    lines = _read_lines(text, rules)
    _mark_lists(lines)
    body = [index for index, line in enumerate(lines) if not line.role and line.prose]
    if body:
        _mark_head(lines, body[0])
        _mark_inside(lines, body[0], body[-1])
        _mark_tail(lines, body[-1])
    return tuple(
        Block(line.text, line.role or "paragraph", "p", rule=line.reason, score=float(line.reason is None))
        for line in lines
    )


def _read_lines(text: str, rules: Rules) -> list[_Line]:
    lines: list[_Line] = []
    group = 0
    for raw in text.splitlines()[:MAX_LINES]:
        content = " ".join(raw.split())
        if not content:
            group += 1
            continue
        stamp = _STAMP.match(content) if not lines else None
        if stamp:
            lines.append(_Line(content[: stamp.end()].strip(), group, 0.0, False, None, "date", "text/date_stamp"))
            content = content[stamp.end() :]
        rule = next((rule for rule in rules.match(content) if not rule.soft), None)
        ended = content.rstrip(_CLOSERS).endswith(_ENDINGS)
        line = _Line(content, group, mass_of(content), ended, rule)
        if rule is not None:
            line.role, line.reason = rule.role, rule.name
        lines.append(line)
    return lines


def _mark_lists(lines: Sequence[_Line]) -> None:
    """A group of short lines without a full stop is a list of links; one that goes on into prose isn't."""
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].group == lines[start].group:
            end += 1
        group = [line for line in lines[start:end] if not line.role]
        loose = [line for line in group if not line.ended and line.mass < _LINK_MASS and not _BULLET.match(line.text)]
        before = any(line.prose and not line.role for line in lines[:start])
        if (
            before
            and len(group) >= _LINK_LIST_LINES
            and len(loose) * 3 >= len(group) * 2
            and not loose[0].text.endswith(":")
        ):
            for line in group:
                line.role, line.reason = "related", "text/link_list"
        start = end


def _mark_head(lines: Sequence[_Line], first: int) -> None:
    """Before the first sentence: the date line, the headline nearest to the body, the masthead above it."""
    headline = False
    for line in reversed(lines[:first]):
        if line.role:
            continue
        if is_date_line(line.text):
            line.role, line.reason = "date", "text/date_line"
        elif not headline and line.mass < _HEADLINE_MASS:
            headline = True
            line.role, line.reason = "headline", "text/headline"
        else:
            line.role, line.reason = "other", "text/masthead"


def _mark_inside(lines: Sequence[_Line], first: int, last: int) -> None:
    """Between sentences: bullets, subheadings, and short sentences, which stay."""
    for index in range(first, last + 1):
        line = lines[index]
        if line.role:
            continue
        if _BULLET.match(line.text):
            line.role = "list_item"
        elif line.prose or line.ended:
            line.role = "paragraph"
        else:
            line.role = "subheading"


def _mark_tail(lines: Sequence[_Line], last: int) -> None:
    """After the last long sentence: a short sentence still belongs to the body, anything else ends it."""
    open_end = True
    for line in lines[last + 1 :]:
        if line.role:
            open_end = open_end and line.reason is None
            continue
        if open_end and (line.ended or _BULLET.match(line.text)):
            line.role = "list_item" if _BULLET.match(line.text) else "paragraph"
            continue
        open_end = False
        line.role, line.reason = "other", "text/after_body"
