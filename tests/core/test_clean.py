"""The text of the kept blocks and the log of the others."""

from __future__ import annotations

from newsspider.core.article import Removed
from newsspider.core.blocks import Block
from newsspider.core.clean import body_text, confidence, removals

BLOCKS = (
    Block("Head", "headline", "h1", rule="page/headline"),
    Block("One.", "paragraph", "p"),
    Block("Ad", "ad", "p", rule="ad/marker"),
    Block("Advert", "ad", "p", rule="ad/marker"),
    Block("Two", "list_item", "li"),
    Block("Ad", "ad", "p", rule="ad/marker"),
)


def test_text_is_the_kept_blocks() -> None:
    assert body_text(BLOCKS) == "One.\n\nTwo"


def test_neighbours_of_one_rule_are_one_removal() -> None:
    assert removals(BLOCKS) == (
        Removed("headline", "page/headline", 4),
        Removed("ad", "ad/marker", 8),
        Removed("ad", "ad/marker", 2),
    )


def test_text_of_removals_when_asked_for() -> None:
    assert [removed.text for removed in removals(BLOCKS, with_text=True)] == ["Head", "Ad\nAdvert", "Ad"]


def test_nothing_removed() -> None:
    assert removals(BLOCKS[1:2]) == ()


def test_confidence_is_the_kept_blocks_score_by_length() -> None:
    blocks = (
        Block("a" * 30, "paragraph", "p", score=0.9),
        Block("b" * 10, "paragraph", "p", score=0.5),
        Block("c" * 500, "navigation", "p", rule="markup/nav", score=0.01),
    )
    assert confidence(blocks) == 0.8


def test_no_confidence_where_nothing_was_weighed() -> None:
    assert confidence((Block("a", "paragraph", "p"),)) is None


def test_no_confidence_without_blocks() -> None:
    assert confidence(()) is None
