"""Shares that are measured against what the past itself holds: lengths, titles, places."""

from __future__ import annotations

from collections import Counter

import pytest

from newsspider.core.health.figures import KEPT_KEYS, Figures, words_step
from newsspider.core.health.silence import DAY
from newsspider.core.health.watched import LAYOUT, Measure, Past, measures


def run(*, words: int = 400, titles: tuple[int, ...] = (), places: tuple[int, ...] = ()) -> Figures:
    """Return a run with as many stories as titles or places are given."""
    count = max(len(titles), len(places), 1)
    return Figures(
        Counter(stored=count, asked=count), words=Counter({words_step(words): count}), titles=Counter(titles),
        places=Counter(places),
    )  # fmt: skip


def past_of(*runs: Figures, flagged: frozenset[str] = frozenset()) -> list[Past]:
    return [Past(day * DAY, figures, flagged) for day, figures in enumerate(runs)]


def named(name: str, past: list[Past], last: Figures) -> list[Measure]:
    return [measure for measure in measures(past, last) if measure.name == name]


@pytest.mark.parametrize(
    ("words", "hits"),
    [(400, [0, 0, 0]), (220, [1, 0, 0]), (150, [1, 1, 0]), (60, [1, 1, 1])],
    ids=["as-usual", "a-third-off", "less-than-half", "a-few-lines"],
)
def test_short_is_short_for_the_source(words: int, hits: list[int]) -> None:
    last = run(words=words)
    found = named("shorter", past_of(run(), run(), run()), last)
    assert [measure.count(last)[0] for measure in found] == hits


def test_nothing_is_short_of_a_source_that_is() -> None:
    assert named("shorter", past_of(run(words=1)), run(words=1)) == []
    assert named("shorter", [], run()) == []


def test_titles_are_the_same_across_runs() -> None:
    past = past_of(run(titles=(1, 2)), run(titles=(3, 9)))
    (measure,) = named("same_title", past, last := run(titles=(9, 4)))
    assert [measure.count(figures) for figures in (past[0].figures, past[1].figures, last)] == [(0, 2), (1, 2), (1, 2)]


def test_a_place_is_known_once_two_runs_had_it() -> None:
    past = past_of(run(places=(1, 2)), run(places=(1, 3, 3)))
    (measure,) = named(LAYOUT, past, last := run(places=(1, 2, 3, 4)))
    assert measure.count(last) == (1, 4)
    odd = past_of(run(places=(5,)), run(places=(5,)), flagged=frozenset({LAYOUT}))
    (measure,) = named(LAYOUT, [*past, *odd], last := run(places=(5,)))
    assert measure.count(last) == (0, 1), "what was found to be odd is no past"


def test_titles_and_places_of_stories_are_counted_and_bounded() -> None:
    figures = Figures()
    for number in range(50):
        figures.record({"title": f"Story  {number // 2}", "text": "word", "words": 1}, "body/main")
    figures.record({"title": "Story 0", "text": "word", "words": 1, "version": {"n": 2}}, "body/main")
    figures.record({"title": None, "text": "word", "words": 1})
    assert len(figures.titles) == 25
    assert set(figures.titles.values()) == {2}
    assert list(figures.places.values()) == [50]
    again = Figures.of(figures.to_dict())
    assert len(again.titles) == KEPT_KEYS
    assert again.places == figures.places
