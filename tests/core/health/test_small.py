"""Small sources, one to five stories a day: how often quiet months raise an alarm, and faults are raised in two runs.

Counts by chance (Poisson, on some days twice as many as on others), fewer at weekends, fields that single stories lack.
What can't be raised is not counted: a fault of the stories needs a story in each of the two runs.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from newsspider.core.health.entries import Reading
from newsspider.core.health.silence import DAY
from tests.core.health.simulated import HOUR, START, Source, Visit, every_entry, every_page, judged
from tests.core.health.test_quiet import FAULTS

if TYPE_CHECKING:
    from collections.abc import Callable

QUIET_DAYS = 30
KNOWN_DAYS = 24  # before a fault: three weeks, and a few days more by the seed

COVERAGE = {"title": 1.0, "date_published": 1.0, "language": 1.0, "authors": 0.95, "description": 0.99, "image": 0.9, "tags": 0.5}  # fmt: skip
SMALL = (
    Source("1-a-day", 1, weekend=0.7, coverage=COVERAGE, copies=0.02),
    Source("2-a-day", 2, weekend=0.5, coverage=COVERAGE, copies=0.02),
    Source("5-a-day", 5, weekend=0.5, coverage=COVERAGE, columns=0.05),
    Source("3-each-workday", 3, weekend=0.0, coverage=COVERAGE, even=True),
    Source("1-each-day", 1, coverage=COVERAGE, copies=0.0, drops=0.0, even=True),
    Source("2-each-day", 2, coverage=COVERAGE, copies=0.0, drops=0.0, even=True),
)

SMALL_FAULTS: dict[str, Callable[[Visit], Visit]] = {
    **{name: fault for name, (fault, _) in FAULTS.items()},
    "all-pages-403": every_page(state="dropped", reason="http_403"),
    "titles-all-the-same": every_page(title=7),
    "layout-change": every_page(place=9),
    "bodies-a-tenth": lambda visit: replace(
        visit, pages=tuple(replace(page, words=page.words // 10) for page in visit.pages)
    ),
    "feed-a-page": every_entry(Reading(2, "privacy", "section_page")),
}
OF_ENTRIES = {
    "listing-links-nothing",
    "feed-gone-silent",
    "feed-404",
    "robots-forbids",
    "dns-fails",
    "feed-a-page",
}
# These need more than two pages, or days, of a source of this kind: a column, a copy or a day off is no fault.
SLOW = {"feed-gone-silent", "authors-vanish", "copies-only", "layout-change", "redesign-loses-the-body", "consent-page",
        "all-texts-the-same", "furniture-swallows-text", "bodies-a-tenth"}  # fmt: skip


def alarms(source: Source, seeds: range) -> Counter[str]:
    """Return how many quiet months raised what, and under ``any`` how many raised something."""
    found: Counter[str] = Counter()
    for seed in seeds:
        names = {name for _, health in judged(source.visits(QUIET_DAYS, Random(seed))) for name in health.flagged}
        found.update([*names, *(["any"] if names else [])])
    return found


def raised(source: Source, name: str, seeds: range) -> tuple[int, int]:
    """Return how often a fault was raised within two runs, and of how many."""
    hits = count = 0
    for seed in seeds:
        broke_at = START + (KNOWN_DAYS + seed % 7) * DAY
        visits = [v for v in source.visits(KNOWN_DAYS + 9, Random(seed)) if v[0] < broke_at + 2 * DAY - HOUR]
        if name not in OF_ENTRIES and not all(visit.pages for at, visit in visits if at >= broke_at):
            continue
        outcomes = judged(visits, SMALL_FAULTS[name], broke_at)
        count += 1
        hits += any(health.state != "well" for at, health in outcomes if at >= broke_at)
    return hits, count


@pytest.mark.parametrize("source", SMALL, ids=lambda source: source.name)
def test_a_quiet_month_of_a_small_source_raises_nothing(source: Source) -> None:
    assert alarms(source, range(3)) == Counter()


@pytest.mark.parametrize("name", [name for name in SMALL_FAULTS if name not in SLOW])
def test_a_fault_of_two_stories_a_day_is_raised_within_two_runs(name: str) -> None:
    source = next(source for source in SMALL if source.name == "2-each-day")
    hits, count = raised(source, name, range(2))
    assert hits == count > 0


@pytest.mark.soak
@pytest.mark.parametrize("source", SMALL, ids=lambda source: source.name)
def test_rates(source: Source) -> None:
    """A month in twenty-five may raise a false alarm at a source of so few stories that two decide, and a fault in ten wait."""
    months = 100
    found = alarms(source, range(months))
    told = {name: count for name, count in sorted(found.items()) if name != "any"}
    sys.stdout.write(
        f"\n{source.name}: {1000 * found['any'] / months:.0f} of 1,000 quiet months raise an alarm {told}\n"
    )
    rates = {name: raised(source, name, range(10)) for name in SMALL_FAULTS}
    sys.stdout.write("".join(f"| {name} | {hits} of {count} |\n" for name, (hits, count) in rates.items()))
    assert found["any"] <= months // 25
    assert all(10 * hits >= 9 * count for name, (hits, count) in rates.items() if name not in SLOW)
