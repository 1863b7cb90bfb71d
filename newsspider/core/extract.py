"""Stage 3 of 8, extract: from one parsed page to its blocks, each with a role, kept or removed by a named rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.evidence import gather
from newsspider.core.facts import page_facts
from newsspider.core.markup import NameReader
from newsspider.core.roles import assign_roles
from newsspider.core.segment import segment_tree
from newsspider.core.textlines import text_blocks

if TYPE_CHECKING:
    from newsspider.core.blocks import Block
    from newsspider.core.page import Page
    from newsspider.core.rules import Rules

__all__ = ["find_blocks", "text_blocks"]


def find_blocks(page: Page, rules: Rules) -> tuple[Block, ...]:
    """Return all blocks of a page in order; no page raises."""
    segments, _ = segment_tree(page.tree)
    if not segments:
        return ()
    found, headline = gather(segments, page_facts(page), rules, NameReader(rules))
    model = rules.model
    scores = [model.score(evidence.values) if evidence.candidate else 0.0 for evidence in found]
    return assign_roles(segments, found, scores, headline)
