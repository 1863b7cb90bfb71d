"""When to ask again."""

from __future__ import annotations

from datetime import datetime

import pytest

from newsspider.core.schedule import (
    DAY,
    DEFAULT_REVISITS,
    HOUR,
    MAX_TRIES,
    MINUTE,
    duration_seconds,
    is_due,
    may_have_changed,
    next_visit,
    poll_seconds,
    retry_seconds,
)

SEEN = "2026-03-01T08:00:00Z"
SEEN_AT = datetime.fromisoformat(SEEN).timestamp()


def test_failures_are_retried_for_days_ever_more_seldom() -> None:
    pauses = [retry_seconds(tries) for tries in range(1, MAX_TRIES)]
    known = [pause for pause in pauses if pause is not None]
    assert len(known) == len(pauses)
    assert known[0] == 10 * MINUTE
    assert known == sorted(known)
    assert max(known) <= 3 * DAY
    assert 5 * DAY < sum(known) < 12 * DAY
    assert retry_seconds(MAX_TRIES) is None


@pytest.mark.parametrize(
    ("interval", "changed", "asked", "seconds"),
    [
        (None, True, None, 15 * MINUTE),
        (None, False, 6 * HOUR, HOUR),
        (None, False, 1.0, 15 * MINUTE),
        (2 * HOUR, True, None, HOUR),
        (20 * MINUTE, True, None, 15 * MINUTE),
        (2 * HOUR, False, None, 3 * HOUR),
        (20 * HOUR, False, None, DAY),
    ],
)
def test_listings_are_visited_by_how_often_they_change(
    interval: float | None, changed: bool, asked: float | None, seconds: float
) -> None:
    assert poll_seconds(interval, changed=changed, asked=asked) == seconds


@pytest.mark.parametrize(
    ("now", "due"),
    [(1_000.0, False), (4_000.0, False), (4_600.0, True), (4_500.0, True), (900.0, True)],
    ids=["at-once", "early", "past", "nearly", "clock-went-back"],
)
def test_when_a_listing_is_due(now: float, due: bool) -> None:
    assert is_due(1_000.0, 3_600.0, now) is due


@pytest.mark.parametrize(
    ("modified", "idle", "hours", "again"),
    [
        ("2026-03-01T09:00:00Z", 0, 2, True),
        ("2026-03-01T10:00:00+02:00", 0, 2, False),
        ("2026-03-01T10:00:01+02:00", 0, 2, True),
        ("2026-03-01T09:00:00", 0, 2, True),
        ("2026-03-01T08:05:00Z", 0, 0.1, False),
        ("2026-03-01T09:30:00Z", 4, 2, False),
        ("2026-03-01T09:30:00Z", 4, 3, True),
        ("2026-03-01", 0, 2, False),
        ("2026-03-02", 0, 20, True),
        (None, 0, 99, False),
        ("yesterday", 0, 99, False),
    ],
)
def test_what_is_said_to_be_modified(modified: str | None, idle: int, hours: float, again: bool) -> None:
    assert may_have_changed(modified, SEEN, idle, SEEN_AT + hours * HOUR) is again


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90m", 90 * MINUTE),
        ("2h", 2 * HOUR),
        ("1.5d", 36 * HOUR),
        ("0d", 0.0),
        ("1w", None),
        ("-1h", None),
        ("1 h", None),
        ("h", None),
        ("", None),
        ("9" * 5_000 + "d", None),
        ("٣h", 3 * HOUR),
    ],
)
def test_durations(text: str, seconds: float | None) -> None:
    assert duration_seconds(text) == seconds


@pytest.mark.parametrize(
    ("hours", "due"),
    [(0, 2), (1.9, 2), (1.99, 24), (2, 24), (5, 24), (24, 72), (71, 72), (72, None), (999, None)],
    ids=["new", "young", "nearly", "first", "late", "second", "before-the-last", "last", "old"],
)
def test_a_young_article_is_looked_at_again_at_its_ages(hours: float, due: float | None) -> None:
    ages = (2 * HOUR, DAY, 3 * DAY)
    wanted = None if due is None else SEEN_AT + due * HOUR - 2 * MINUTE
    assert next_visit(SEEN_AT, ages, SEEN_AT + hours * HOUR) == wanted


def test_without_ages_there_is_no_look() -> None:
    assert next_visit(SEEN_AT, (), SEEN_AT) is None
    assert sorted(DEFAULT_REVISITS) == list(DEFAULT_REVISITS)
