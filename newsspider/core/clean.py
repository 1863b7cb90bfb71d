"""Stage 4 of 8, clean: the text of the kept blocks, and the log of what was removed and why."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from newsspider.core.article import Removed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsspider.core.blocks import Block

_DOUBTFUL_SCORE = 0.2


def body_text(blocks: Iterable[Block]) -> str:
    """Return the kept blocks' text in page order, a blank line between."""
    return "\n\n".join(block.text for block in blocks if block.kept)


def confidence(blocks: Iterable[Block]) -> float | None:
    """Return how sure the text is, 0.5 to 1: the mean certainty of keeping or dropping, by length.

    Blocks that clearly don't belong count for nothing, or a long page of links would seem sure; None where nothing
    was weighed.
    """
    weighed = certain = 0.0
    for block in blocks:
        if block.kept or block.score >= _DOUBTFUL_SCORE:
            weighed += len(block.text)
            certain += len(block.text) * max(block.score, 1 - block.score)
    return round(certain / weighed, 3) if weighed else None


def removals(blocks: Iterable[Block], with_text: bool = False) -> tuple[Removed, ...]:
    """Return what was removed, in page order; neighbours of one role and rule count as one.

    Args:
        blocks: all blocks of a page.
        with_text: give the removed text itself too, a line a block.
    """
    log = []
    for (role, rule), group in groupby(blocks, key=lambda block: (block.role, block.rule)):
        if rule is None:
            continue
        texts = [block.text for block in group]
        log.append(Removed(role, rule, sum(map(len, texts)), "\n".join(texts) if with_text else None))
    return tuple(log)
