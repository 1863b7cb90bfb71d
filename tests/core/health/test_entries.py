"""Feeds, sitemaps and sections: unread, empty or silent, each by its own past."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from newsspider.core.health.entries import Entry, Reading, judge_entries, updated
from newsspider.core.health.silence import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

START = 20_500 * DAY
FEED = "https://paper.example/feed"


def after(readings: Sequence[tuple[float, Reading]], url: str = FEED) -> Entry:
    """Return an entry after readings at so many days."""
    entry = None
    for day, reading in readings:
        entry = updated(entry, url, reading, START + day * DAY)
    assert entry is not None
    return entry


def news(days: Sequence[float], kind: str = "feed") -> list[tuple[float, Reading]]:
    """Return readings that bring something new each time."""
    return [(day, Reading(10, f"m{day}", kind)) for day in days]


def names(entries: Sequence[Entry], day: float) -> list[tuple[str, str]]:
    return [(f.name, f.state) for f in judge_entries(entries, START + day * DAY, [])]


WORKDAYS = [day for day in range(21) if day % 7 < 5]


@pytest.mark.parametrize(
    ("days", "silent_until", "expected"),
    [
        (range(15), 15, []),
        (range(15), 16, [("silent", "watch")]),
        (range(15), 19, [("silent", "broken")]),
        (WORKDAYS, 23, []),
        (WORKDAYS, 26, [("silent", "watch")]),
        (range(14), 15, [("silent", "watch")]),
        (range(9), 13, []),
    ],
    ids=["one-day", "two-days", "five-days", "week-end", "a-week", "just-known-enough", "too-little-known"],
)
def test_silence_is_measured_by_its_own_gaps(
    days: Sequence[int], silent_until: int, expected: list[tuple[str, str]]
) -> None:
    last = days[-1]
    quiet = [(day, Reading()) for day in range(last + 1, silent_until + 1)]
    assert names([after([*news(list(days)), *quiet])], silent_until) == expected


def test_a_machine_that_was_off_is_no_silence() -> None:
    assert names([after([*news(range(15)), (40, Reading())])], 40) == []


@pytest.mark.parametrize(
    ("causes", "expected"),
    [
        (["timeout"], [("unread", "watch")]),
        (["timeout", "http_500"], [("unread", "broken")]),
        (["http_404"], [("unread", "broken")]),
        (["robots_disallowed"], [("unread", "broken")]),
    ],
    ids=["once", "twice", "definite", "robots"],
)
def test_what_cannot_be_read(causes: list[str], expected: list[tuple[str, str]]) -> None:
    failing = after([(day, Reading(cause=cause)) for day, cause in enumerate(causes)])
    assert names([failing], 2) == expected
    assert names([failing, after(news([0]))], 2) == [("unread", "watch")], "one of two"
    assert names([updated(failing, FEED, Reading(), START + 3 * DAY)], 3) == []


@pytest.mark.parametrize(
    ("kind", "before", "expected"),
    [
        ("section_page", 5, [("empty", "watch")]),
        ("section_page", 4, []),
        ("sitemap", 5, []),
        ("sitemap", 9, [("empty", "watch")]),
    ],
    ids=["section", "hardly-known", "young-sitemap", "sitemap"],
)
def test_what_lists_nothing(kind: str, before: int, expected: list[tuple[str, str]]) -> None:
    readings = [*news(range(before), kind), (before, Reading(0, None, kind))]
    assert names([after(readings)], before) == expected
    again = after([*readings, (before + 1, Reading(0, None, kind))])
    assert names([again], before + 1) == [(name, "broken") for name, _ in expected]


@pytest.mark.parametrize(
    ("kind", "expected"), [("feed", [("empty", "watch")]), ("section_page", [])], ids=["feed", "section"]
)
def test_a_feed_that_has_filled_up_is_measured_by_its_last_answers(kind: str, expected: list[tuple[str, str]]) -> None:
    growing = [(day, Reading(min(day + 1, 6), f"m{day}", kind)) for day in range(9)]
    assert names([after([*growing, (9, Reading(0, None, kind))])], 9) == expected


def test_a_feed_that_has_turned_into_a_page_is_unread() -> None:
    page = Reading(3, "privacy", "section_page")
    before = news(range(9))
    first = after([*before, (9, page)])
    assert names([first], 9) == [("unread", "watch")]
    assert names([after([*before, (9, page), (10, page)])], 10) == [("unread", "broken")]
    assert names([after([*before, (9, page), *news([10])])], 10) == []
    assert names([after([*before, (40, page)])], 40) == [], "it may be what is read there from then on"


def test_how_much_is_new_is_counted_by_day() -> None:
    marks = ["01", "02", "03", "04"]
    readings = [
        (0.0, Reading(2, marks[1], "feed", seen=tuple(marks[:2]))),
        (0.5, Reading(4, marks[3], "feed", seen=tuple(marks))),
        (0.9, Reading()),
        (1.0, Reading()),
        (5.0, Reading(4, "09", "feed", seen=("08", "09"))),
    ]
    first = int(START // DAY)
    assert after(readings).news == {str(first): 2, str(first + 1): 0}, "and of no day where nobody looked"


def test_an_address_that_never_listed_anything_is_not_empty() -> None:
    assert names([after([(day, Reading(0)) for day in range(12)])], 12) == []


def test_the_sentence_names_the_figures_and_the_first_day_stays() -> None:
    entry = after([(0, Reading(cause="http_404")), (1, Reading(cause="http_404"))])
    first = judge_entries([entry], START, [])
    (again,) = judge_entries([entry, after(news([0]), "https://paper.example/two")], START + DAY, first)
    assert again.reason == f"{FEED} couldn't be read: http_404, 2 times in a row"
    assert again.since == START


def test_an_entry_survives_json() -> None:
    entry = after([*news(range(15)), (15, Reading(0)), (16, Reading(cause="timeout"))])
    assert Entry.of(json.loads(json.dumps(entry.to_dict()))) == entry


def test_what_is_kept_of_an_entry_is_bounded() -> None:
    entry = after(news([day / 4 for day in range(800)]))
    assert len(entry.gaps) == 60
    assert len(entry.links) == 20
