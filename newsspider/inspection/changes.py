"""What differs between two texts, paragraph by paragraph and within a paragraph word by word. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

MAX_PARAGRAPHS = 400
"""Of each text that are compared: a comparison's time grows with their product."""

MAX_WORDS = 600
"""Of a paragraph that is compared word by word; a longer one is shown as taken out and put in."""

_ALIKE = 0.5  # share of words in common from which two paragraphs are one that was changed
_PIECE = re.compile(r"\S+\s*|\s+")


class Change(NamedTuple):
    """One paragraph: ``kind`` is same, out, in or changed; ``parts`` are (kind, text) with kind same, out or in."""

    kind: str
    parts: tuple[tuple[str, str], ...]


def compare(old: str, new: str) -> tuple[Change, ...]:
    """Return the paragraphs of both texts in order; equal texts give only ``same``."""
    before, after = _paragraphs(old), _paragraphs(new)
    changes: list[Change] = []
    for kind, start, end, begin, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            changes += [Change("same", (("same", text),)) for text in before[start:end]]
            continue
        shared = min(end - start, stop - begin)
        for number in range(shared):
            changes += _paragraph(before[start + number], after[begin + number])
        changes += [Change("out", (("out", text),)) for text in before[start + shared : end]]
        changes += [Change("in", (("in", text),)) for text in after[begin + shared : stop]]
    return tuple(changes)


def _paragraphs(text: str) -> list[str]:
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    left = len(paragraphs) - MAX_PARAGRAPHS
    return [*paragraphs[:MAX_PARAGRAPHS], *([f"[{left} more paragraphs]"] if left > 0 else [])]


def _paragraph(old: str, new: str) -> list[Change]:
    """Return one paragraph with its changed words, or the old and the new one where they have little in common."""
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if max(len(before), len(after)) > MAX_WORDS or matcher.quick_ratio() < _ALIKE or matcher.ratio() < _ALIKE:
        return [Change("out", (("out", old),)), Change("in", (("in", new),))]
    parts: list[tuple[str, str]] = []
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            parts.append(("same", "".join(before[start:end])))
            continue
        parts += [("out", "".join(before[start:end]))] if end > start else []
        parts += [("in", "".join(after[begin:stop]))] if stop > begin else []
    return [Change("changed", tuple(parts))]
