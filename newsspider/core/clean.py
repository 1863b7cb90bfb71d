"""Stage 4 of 8, clean: the text of the kept blocks, and the log of what was removed and why."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from newsspider.core.article import Removed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsspider.core.blocks import Block


def body_text(blocks: Iterable[Block]) -> str:
    """Return the kept blocks' text in page order, a blank line between."""
    return "\n\n".join(block.text for block in blocks if block.kept)


def confidence(blocks: Iterable[Block]) -> float | None:
    """Return how surely the kept text is the body, 0 to 1: the blocks' scores by length; None where none has one."""
    kept = [block for block in blocks if block.kept]
    chars = sum(len(block.text) for block in kept)
    if not chars or not any(block.score for block in kept):
        return None
    return round(sum(len(block.text) * block.score for block in kept) / chars, 2)


def removals(blocks: Iterable[Block], with_text: bool = False) -> tuple[Removed, ...]:
    """Return what was removed, in page order; neighbours of one role, rule and detail count as one.

    Args:
        blocks: all blocks of a page.
        with_text: give the removed text itself too, a line a block.
    """
    log = []
    for (role, rule, detail), group in groupby(blocks, key=lambda block: (block.role, block.rule, block.detail)):
        if rule is None:
            continue
        texts = [block.text for block in group]
        log.append(Removed(role, rule, sum(map(len, texts)), "\n".join(texts) if with_text else None, detail))
    return tuple(log)
