"""Stage 8 of 8, inspect: how likely it is that a source says nothing for some days.

By its own days: how much was new on each weekday, and how much such days differ. A paper that brings two stories each
day is not two days silent by chance; one that brings two a day on average is, now and then.
"""

from __future__ import annotations

from math import exp, log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = 86_400.0
SLACK = 600.0
"""Seconds: runs never start to the second."""
_WEEK = 7
_WHOLE_WEEK = 1.0  # so many average days count beside a weekday's own
_LEAST_SURPRISE = 0.1  # squared stories by which days differ at least, all of them together


def chance_of_silence(news: Mapping[str, int], changed: float, at: float) -> float:
    """Return how likely nothing new is between two moments; 1 where no whole day lies between, or no day is known.

    Args:
        news: how much was new on each day that was read, by day since 1970 (UTC).
        changed: Unix time of the last that was new.
        at: Unix time of the last look.
    """
    whole = int((at - changed + SLACK) // DAY)
    days = {int(day): count for day, count in news.items() if int(day) <= int(changed // DAY)}
    total = sum(days.values())
    if whole < 1 or not total:
        return 1.0
    mean = total / len(days)
    sums, counts = [0] * _WEEK, [0] * _WEEK
    for day, count in days.items():
        sums[day % _WEEK] += count
        counts[day % _WEEK] += 1

    def rate(day: int, left_out: int | None = None) -> float:
        """Return what a day usually brings, by the others of its weekday."""
        told, known = sums[day % _WEEK], counts[day % _WEEK]
        if left_out is not None:
            told, known = told - left_out, known - 1
        return (told + _WHOLE_WEEK * mean) / (known + _WHOLE_WEEK)

    squares = sum((count - rate(day, count)) ** 2 for day, count in days.items())
    dispersion = (squares + _LEAST_SURPRISE) / total * (1.0 + sqrt(2.0 / len(days)))
    expected = sum(rate(int((changed + number * DAY) // DAY)) for number in range(1, whole + 1))
    # Nothing, of counts with this mean and variance: binomial, Poisson or negative binomial, one formula for all.
    if abs(dispersion - 1.0) < 1e-6:
        return exp(-expected)
    return exp(-expected * log(dispersion) / (dispersion - 1.0))
