"""Marks reach all that is inside an element, and the walk is the same without them."""

from __future__ import annotations

from newsspider.core.page import parse_page
from newsspider.core.segment import segment_tree
from newsspider.core.siterules.model import Mark
from newsspider.core.siterules.segmenter import MarkingSegmenter

PAGE = parse_page(
    "<body><div id=a><p>One <b>two</b> three</p><ul><li>four</li></ul></div><p>five</p>"
    "<table><tr><td>six</td><td><i>seven</i></td></tr></table></body>"
)
STRIP, KEEP, BODY = Mark("strip", "site/x/s"), Mark("keep", "site/x/k"), Mark("body", "site/x/body")


def marked(marks: dict[str, Mark]) -> list[tuple[str, Mark | None]]:
    """Return the segments of the page with their marks, given by XPath."""
    elements = {PAGE.tree.xpath(path)[0]: mark for path, mark in marks.items()}
    segments, _ = segment_tree(PAGE.tree, MarkingSegmenter(elements))
    return [(segment.text, segment.mark or segment.node.mark) for segment in segments]


def test_without_marks_the_walk_is_the_plain_one() -> None:
    assert marked({}) == [(segment.text, None) for segment in segment_tree(PAGE.tree)[0]]


def test_what_is_inside_has_the_mark() -> None:
    assert marked({"//div": BODY})[:3] == [("One two three", BODY), ("four", BODY), ("five", None)]


def test_the_inner_mark_counts() -> None:
    assert marked({"//div": STRIP, "//ul": KEEP})[:2] == [("One two three", STRIP), ("four", KEEP)]


def test_a_body_within_what_is_stripped_stays_stripped() -> None:
    assert marked({"//div": STRIP, "//ul": BODY})[1] == ("four", STRIP)


def test_a_word_is_cut_out_of_its_line_and_follows_it() -> None:
    assert marked({"//b": STRIP})[:2] == [("One three", None), ("two", STRIP)]


def test_a_kept_word_is_a_block_of_its_own() -> None:
    assert marked({"//b": KEEP})[:3] == [("One", None), ("two", KEEP), ("three", None)]


def test_a_row_is_taken_apart_where_a_cell_is_marked() -> None:
    assert marked({})[-1][0] == "six | seven"
    assert marked({"//td[2]": STRIP})[-2:] == [("six", None), ("seven", STRIP)]
    assert marked({"//tr": STRIP})[-1] == ("six | seven", STRIP)
