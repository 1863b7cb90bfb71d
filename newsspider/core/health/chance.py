"""Stage 8 of 8, inspect: how likely a share is, given the shares of earlier runs.

Runs differ from each other by more than chance: another day, another desk. So a share is taken to be drawn anew for each
run (beta-binomial), with a spread that is estimated from the past and never taken to be smaller than a past of
`MOST_CERTAINTY` pages would justify.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_CERTAINTY = 40.0
_LEAST_CERTAINTY = 2.0
_LEAST_RUNS = 3  # to estimate a spread from


@dataclass(frozen=True, slots=True)
class Usual:
    """A share as it usually is: ``share`` of ``count`` pages, and how closely single runs keep to it."""

    share: float
    count: int
    certainty: float


def usual_of(past: Sequence[tuple[int, int]]) -> Usual:
    """Return the usual share of earlier runs, given as (hits, of how many)."""
    hits, count = sum(k for k, _ in past), sum(n for _, n in past)
    share = (hits + 0.5) / (count + 1.0)
    certainty = min(MOST_CERTAINTY, float(count))
    runs = [(k, n) for k, n in past if n > 1]
    if len(runs) >= _LEAST_RUNS:
        surplus = sum((k - n * share) ** 2 / n for k, n in runs) / (share * (1 - share)) / (len(runs) - 1) - 1.0
        mean = sum(n for _, n in runs) / len(runs)
        correlation = surplus / (mean - 1.0)
        if correlation > 0:
            certainty = min(certainty, 1.0 / correlation - 1.0)
    return Usual(share, count, max(certainty, _LEAST_CERTAINTY))


def at_most(hits: int, count: int, usual: Usual) -> float:
    """Return how likely ``hits`` or fewer of ``count`` are."""
    a, b = usual.share * usual.certainty, (1.0 - usual.share) * usual.certainty
    if hits * 2 > count:
        return max(0.0, 1.0 - sum(_exactly(i, count, a, b) for i in range(hits + 1, count + 1)))
    return min(1.0, sum(_exactly(i, count, a, b) for i in range(hits + 1)))


def at_least(hits: int, count: int, usual: Usual) -> float:
    """Return how likely ``hits`` or more of ``count`` are."""
    return at_most(count - hits, count, Usual(1.0 - usual.share, usual.count, usual.certainty))


def _exactly(hits: int, count: int, a: float, b: float) -> float:
    misses = count - hits
    return exp(
        lgamma(count + 1)
        - lgamma(hits + 1)
        - lgamma(misses + 1)
        + lgamma(hits + a)
        + lgamma(misses + b)
        - lgamma(count + a + b)
        + lgamma(a + b)
        - lgamma(a)
        - lgamma(b)
    )
