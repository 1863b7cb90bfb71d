"""Stage 3 of 8, extract: trafilatura's choice, asked for where our own evidence leaves a page undecided.

It is given the tree that is there already (and copies it), without metadata, comments or `deduplicate`, whose
result would depend on the pages before.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from newsspider.core.evidence import squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from newsspider.core.evidence import Evidence
    from newsspider.core.page import Page

KEEP_SCORE = 0.5
# Scores between these are doubtful.
_DOUBT_LOW = 0.25
_DOUBT_HIGH = 0.75
_LEAST_KEPT_MASS = 250
_DOUBTFUL_SHARE = 0.5
# trafilatura needs 30 s for a megabyte of short paragraphs: larger pages are decided without it.
_MOST_SEGMENTS = 1_500
_MOST_MASS = 150_000
# It is quadratic in the cells of a row and the breaks of a paragraph, and reads what is nested once for each level: twice
# the largest of 24 undecided pages, and of the elements inside others, counted for each of those, of 823 large ones
# (2026-11).
_MOST_ELEMENTS = 8_000
_MOST_NESTED = 120_000
# On the 12 undecided of 300 l3s pages 0.725 for 0.661 without it, on 11 of 400 of wcxb_dev 0.636 for 0.635; heavier, it
# loses again on l3s (shingle F1, cross-validated by publisher, 2026-11).
_WEIGHT = 0.35


def is_undecided(found: Sequence[Evidence], scores: Sequence[float]) -> bool:
    """Tell whether next to nothing of a page's prose is kept, or half as much is doubtful as is kept."""
    kept = doubtful = prose = total = 0.0
    for evidence, score in zip(found, scores, strict=True):
        total += evidence.mass
        prose += evidence.mass if evidence.prose else 0.0
        if score >= KEEP_SCORE:
            kept += evidence.mass
        if _DOUBT_LOW < score < _DOUBT_HIGH:
            doubtful += evidence.mass
    if prose < _LEAST_KEPT_MASS or total > _MOST_MASS or len(found) > _MOST_SEGMENTS:
        return False
    return kept < _LEAST_KEPT_MASS or doubtful > _DOUBTFUL_SHARE * kept


def second_opinion(page: Page, found: Sequence[Evidence], scores: Sequence[float]) -> list[float]:
    """Return the scores, moved towards what trafilatura keeps and drops; as they are where the page is too large for it."""
    if _is_large(page.tree):
        return list(scores)
    text = squash(_trafilatura_text(page))
    if len(text) < _LEAST_KEPT_MASS:
        return list(scores)
    return [
        score + _WEIGHT * ((evidence.squashed in text) - score) if evidence.squashed else score
        for evidence, score in zip(found, scores, strict=True)
    ]


def _is_large(tree: HtmlElement) -> bool:
    """Tell whether trafilatura would take seconds for a tree."""
    if next(islice(tree.iter("*"), _MOST_ELEMENTS, None), None) is not None:
        return True
    nested, depth, level = 0, 1, list(tree)
    while level:
        nested += depth * len(level)
        depth, level = depth + 1, [child for element in level for child in element]
    return nested > _MOST_NESTED


def _trafilatura_text(page: Page) -> str:
    """Return what trafilatura takes for the body; empty where it fails."""
    from trafilatura import bare_extraction

    try:
        document = bare_extraction(page.tree, url=page.url, include_comments=False, with_metadata=False)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, etree.LxmlError):
        return ""
    return (getattr(document, "text", None) or "") if document is not None else ""
