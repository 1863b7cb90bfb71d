"""How likely a share is: exact sums where they are known, and wider where runs differ."""

from __future__ import annotations

import pytest

from newsspider.core.health.chance import MOST_CERTAINTY, Usual, at_least, at_most, usual_of


@pytest.mark.parametrize(
    ("hits", "count", "expected"),
    [(0, 1, 0.5), (0, 2, 1 / 3), (1, 2, 2 / 3), (2, 2, 1.0), (0, 9, 0.1)],
    ids=["none-of-1", "none-of-2", "one-of-2", "all", "none-of-9"],
)
def test_with_an_even_prior_every_count_is_as_likely(hits: int, count: int, expected: float) -> None:
    assert at_most(hits, count, Usual(0.5, 2, 2.0)) == pytest.approx(expected)
    assert at_least(count - hits, count, Usual(0.5, 2, 2.0)) == pytest.approx(expected)


def test_many_pages_are_summed_without_overflow() -> None:
    usual = Usual(0.97, 100_000, MOST_CERTAINTY)
    assert 0.0 <= at_most(0, 50_000, usual) < 1e-9
    assert at_most(49_999, 50_000, usual) == pytest.approx(1.0, abs=0.01)


def test_runs_that_differ_make_a_low_share_less_surprising() -> None:
    alike = usual_of([(9, 10), (9, 10), (9, 10), (9, 10)])
    unlike = usual_of([(10, 10), (10, 10), (10, 10), (6, 10)])
    assert alike.share == unlike.share
    assert unlike.certainty < alike.certainty
    assert at_most(2, 10, unlike) > 10 * at_most(2, 10, alike)


def test_a_short_past_is_little_certainty() -> None:
    assert usual_of([]).share == 0.5
    assert usual_of([(3, 3)]).certainty == 3.0
    assert usual_of([(500, 500)]).certainty == MOST_CERTAINTY
