"""How likely some days without anything new are, by a source's own days."""

from __future__ import annotations

from random import Random

import pytest

from newsspider.core.health.entries import SILENT_CHANCE
from newsspider.core.health.silence import DAY, chance_of_silence
from tests.core.health.simulated import poisson

MONDAY = 20_514  # days since 1970


def chance(counts: list[int], silent_days: float) -> float:
    """Return the chance after days with so much new on each, from a Monday on."""
    news = {str(MONDAY + day): count for day, count in enumerate(counts)}
    last = max(day for day, count in enumerate(counts) if count)
    changed = (MONDAY + last) * DAY + DAY / 4
    return chance_of_silence(news, changed, changed + silent_days * DAY)


@pytest.mark.parametrize(
    ("counts", "silent_days", "is_odd"),
    [
        ([1] * 20, 2, True),
        ([1] * 20, 1, False),
        ([2, 2, 2, 2, 2, 1, 1] * 3, 2, True),
        ([0, 1, 3, 0, 2, 1, 0, 1, 2, 0, 1, 1, 0, 3, 1, 0, 1, 2, 1, 1], 3, False),
        ([8, 6, 9, 7, 8, 0, 0] * 3, 2, False),
        ([8, 6, 9, 7, 8, 0, 0] * 3, 3, True),
        ([40, 0, 0, 3, 25, 0, 1, 0, 0, 60, 2, 0, 9, 0, 0, 0, 31, 0, 5, 12, 2], 3, False),
        ([30, 28, 33, 25, 31, 12, 10] * 3, 1, True),
    ],
    ids=["one-a-day", "a-day-off", "fewer-at-weekends", "now-and-then", "week-end", "a-workday-more", "fits", "busy"],
)
def test_what_is_odd_depends_on_the_source(counts: list[int], silent_days: float, is_odd: bool) -> None:
    assert (chance(counts, silent_days) < SILENT_CHANCE) == is_odd


def test_longer_is_never_likelier() -> None:
    counts = [poisson(2.5, Random(day)) for day in range(28)]
    chances = [chance(counts, days) for days in range(20)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 1.0


@pytest.mark.parametrize("news", [{}, {"20514": 0}, {"20600": 7}], ids=["none", "nothing-new", "only-since"])
def test_without_a_past_everything_is_likely(news: dict[str, int]) -> None:
    assert chance_of_silence(news, MONDAY * DAY, (MONDAY + 30) * DAY) == 1.0
