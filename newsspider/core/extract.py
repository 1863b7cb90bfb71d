"""Stage 3 of 8, extract: from one parsed page to its blocks, each with a role, kept or removed by a named rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.embedded import embedded_article
from newsspider.core.evidence import look_at
from newsspider.core.facts import page_facts
from newsspider.core.markup import name_reader
from newsspider.core.measures import Measurer
from newsspider.core.opinion import is_undecided, second_opinion
from newsspider.core.roles import assign_roles
from newsspider.core.segment import segment_tree
from newsspider.core.siterules.apply import mark_page
from newsspider.core.siterules.segmenter import MarkingSegmenter
from newsspider.core.textlines import text_blocks

if TYPE_CHECKING:
    from newsspider.core.blocks import Block
    from newsspider.core.evidence import Evidence
    from newsspider.core.page import Page
    from newsspider.core.rules import Rules
    from newsspider.core.segment import Segment
    from newsspider.core.siterules.apply import SiteMarks
    from newsspider.core.siterules.model import SiteRule

__all__ = ["find_blocks", "gather_evidence", "text_blocks"]

# Below this a page shows no article; the shortest gold of fundus_dev has 386 characters (2026-11).
_LEAST_PROSE = 250


def find_blocks(page: Page, rules: Rules, site_rule: SiteRule | None = None) -> tuple[Block, ...]:
    """Return all blocks of a page in order; no page raises."""
    return find_blocks_by_site(page, rules, site_rule)[0]


def find_blocks_by_site(
    page: Page, rules: Rules, site_rule: SiteRule | None
) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return all blocks of a page, and how its site's rule fails on it; where it does, the generic rules decide.

    Args:
        page: the page.
        rules: what extraction and cleaning go by.
        site_rule: what its site's own rule says.
    """
    site = mark_page(page, site_rule) if site_rule is not None else None
    segments, found, headline = gather_evidence(page, rules, site)
    model = rules.model
    scores = [model.score(evidence.values) if evidence.candidate else 0.0 for evidence in found]
    if is_undecided(found, scores):
        scores = second_opinion(page, found, scores)
    blocks = assign_roles(segments, found, scores, headline, site, fact_boxes=rules.apart.get("factbox", ()))
    return blocks, tuple(site.notes) if site is not None else ()


def gather_evidence(
    page: Page, rules: Rules, site: SiteMarks | None = None
) -> tuple[list[Segment], list[Evidence], int]:
    """Return a page's segments, the evidence for each, and the index of the headline (-1: none)."""
    segments, nodes = segment_tree(page.tree, MarkingSegmenter(site.elements) if site is not None else None)
    facts = page_facts(page)
    found = look_at(segments, nodes, facts, rules, name_reader(rules))
    if sum(evidence.mass for evidence in found if evidence.prose) < _LEAST_PROSE:
        embedded = embedded_article(page)
        if embedded is not None:
            segments, nodes = segment_tree(embedded)
            found = look_at(segments, nodes, facts, rules, name_reader(rules))
    measurer = Measurer(segments, found, facts)
    measurer.measure()
    return segments, found, measurer.headline
