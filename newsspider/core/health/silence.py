"""Stage 8 of 8, inspect: how likely it is that a source says nothing for some days.

By its own days: how much was new on each weekday, and how much such days differ. A paper that brings two stories each
day is not two days silent by chance; one that brings two a day on average is, now and then.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = 86_400.0
SLACK = 600.0
"""Seconds: runs never start to the second."""
_WEEK = 7
_KINDS = ((0,) * _WEEK, tuple(range(_WEEK)))  # all days alike, or each weekday its own
_AVERAGE_DAYS = 1.0  # that count beside a weekday's own
_LEAST_SURPRISE = 0.25  # squared stories by which days differ at least, all of them together


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
    rates = _rates(days)
    squares = sum((count - rates.of(day, count)) ** 2 for day, count in days.items())
    dispersion = (squares + _LEAST_SURPRISE) / total * (1.0 + sqrt(2.0 / len(days)))
    expected = sum(rates.of(int((changed + number * DAY) // DAY)) for number in range(1, whole + 1))
    # Nothing, of counts with this mean and variance: binomial, Poisson or negative binomial, one formula for all.
    if abs(dispersion - 1.0) < 1e-6:
        return exp(-expected)
    return exp(-expected * log(dispersion) / (dispersion - 1.0))


@dataclass(frozen=True, slots=True)
class _Rates:
    """What a day usually brings: by kind of day, so much on so many of them, and what all days bring on average."""

    kinds: tuple[int, ...]
    sums: tuple[int, ...]
    counts: tuple[int, ...]
    mean: float

    @classmethod
    def of_days(cls, days: Mapping[int, int], kinds: tuple[int, ...]) -> _Rates:
        """Count days by kind."""
        sums, counts = [0] * len(kinds), [0] * len(kinds)
        for day, count in days.items():
            sums[kinds[day % _WEEK]] += count
            counts[kinds[day % _WEEK]] += 1
        return cls(kinds, tuple(sums), tuple(counts), sum(days.values()) / len(days))

    def of(self, day: int, left_out: int | None = None) -> float:
        """Return the rate of a day; where it is known and left out, by the others."""
        kind = self.kinds[day % _WEEK]
        told, known = self.sums[kind], self.counts[kind]
        if left_out is not None:
            told, known = told - left_out, known - 1
        return (told + _AVERAGE_DAYS * self.mean) / (known + _AVERAGE_DAYS)


def _rates(days: Mapping[int, int]) -> _Rates:
    """Return the rates by the kinds of days that foretell each day best by the others."""
    found = [_Rates.of_days(days, kinds) for kinds in _KINDS]
    return min(found, key=lambda rates: sum((count - rates.of(day, count)) ** 2 for day, count in days.items()))
