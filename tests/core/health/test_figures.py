"""Counts of runs: what counts as asked for, what a record has, and the way to JSON and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsspider.core.health.figures import KEYED_STORIES, Figures, middle, removed_step, words_of_step, words_step


def record(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Bridge reopens",
        "text": "x" * 300,
        "words": 60,
        "authors": [],
        "truncated": True,
        "dedup": {"relation": "copy"},
        "extraction": {"removed": [{"chars": 60}, {"chars": 40}], "evidence": {"site_rule": "x: y"}},
    } | changes


@pytest.mark.parametrize(
    ("state", "reason", "kind", "asked"),
    [
        ("stored", None, "page", 1),
        ("unchanged", None, "article", 1),
        ("dropped", "too_short", "article", 1),
        ("failed", "http_500", "article", 1),
        ("dropped", "too_short", "page", 0),
        ("dropped", "rights_reserved", "article", 0),
        ("dropped", "gone", "article", 0),
        ("dropped", "section_page", "section", 0),
        ("dropped", "video", "article", 0),
    ],
)
def test_what_counts_as_an_article_asked_for(state: str, reason: str | None, kind: str, asked: int) -> None:
    figures = Figures()
    figures.page(state, reason, kind)
    assert figures.counts["asked"] == asked


def test_a_record_is_counted_by_what_it_has() -> None:
    figures = Figures()
    figures.record(record())
    figures.record(record(truncated=None, dedup={}, extraction={}, text="", words=0, title=None))
    counted = {name: figures.counts[name] for name in ("title", "authors", "truncated", "copies", "rule_failed")}
    assert counted == {"title": 1, "authors": 0, "truncated": 1, "copies": 1, "rule_failed": 1}
    assert figures.words == {words_step(60): 1, 0: 1}
    assert figures.removed == {2: 1, 0: 1}


def test_figures_survive_json_and_add_up() -> None:
    figures = Figures()
    assert figures.is_empty
    figures.page("dropped", "too_short", "article")
    figures.record(record())
    again = Figures.of(json.loads(json.dumps(figures.to_dict())))
    again.add(figures)
    assert again.counts["title"] == 2
    assert again.reasons == {"dropped/too_short": 2}
    assert again.words == {words_step(60): 2}
    assert not again.is_empty


@pytest.mark.parametrize("words", [1, 2, 3, 10, 399, 400, 100_000])
def test_a_step_of_lengths_holds_its_length(words: int) -> None:
    step = words_step(words)
    assert words_of_step(step) <= words < words_of_step(step + 1)


def test_half_the_length_is_two_steps_down() -> None:
    assert words_step(400) - words_step(200) == 2
    assert (words_step(0), words_of_step(0)) == (0, 0)


def test_all_removed_is_the_last_step_and_nothing_removed_the_first() -> None:
    assert removed_step(0, [{"chars": 10}]) == 10
    assert removed_step(0, []) == 0


def test_the_middle() -> None:
    assert middle({}) is None
    assert middle({3: 1, 9: 2}) == 9
    assert middle({3: 2, 9: 1}) == 3


def test_titles_and_places_take_no_more_room_than_those_of_the_first_stories() -> None:
    figures = Figures()
    for number in range(KEYED_STORIES + 50):
        figures.page("stored", None, "article")
        figures.record(record(title=f"Ferry {number} is back"), f"div.story-{number}")

    assert len(figures.titles) == len(figures.places) == KEYED_STORIES
    assert figures.counts["stored"] == figures.words.total() == KEYED_STORIES + 50
