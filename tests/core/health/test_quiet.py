"""Simulated sources: quiet months raise nothing, each of many faults is raised within two runs."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from newsspider.core.health.entries import Reading
from newsspider.core.health.silence import DAY
from tests.core.health.simulated import SOURCES, START, Source, Visit, every_entry, every_page, judged

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsspider.core.health.judge import Health

QUIET_DAYS = 30
BROKE_AT = START + 16 * DAY


def without(name: str) -> Callable[[Visit], Visit]:
    """Return a fault that takes a field from every record."""
    return lambda visit: Visit(
        tuple(replace(page, fields=page.fields - {name}) for page in visit.pages), visit.readings
    )


def nothing_new(visit: Visit) -> Visit:
    return Visit((), tuple(Reading() for _ in visit.readings))


FAULTS: dict[str, tuple[Callable[[Visit], Visit], str]] = {
    "redesign-loses-the-body": (every_page(state="dropped", reason="too_short"), "stored"),
    "listing-links-nothing": (every_entry(Reading(0, None, "feed")), "empty"),
    "feed-gone-silent": (nothing_new, "silent"),
    "feed-404": (every_entry(Reading(cause="http_404")), "unread"),
    "all-pages-500": (every_page(state="failed", reason="http_500"), "stored"),
    "robots-forbids": (every_entry(Reading(cause="robots_disallowed")), "unread"),
    "paywall-truncates": (every_page(truncated=True, words=60), "truncated"),
    "bodies-shorter": (every_page(words=60), "shorter"),
    "authors-vanish": (without("authors"), "field_authors"),
    "dates-vanish": (without("date_published"), "field_date_published"),
    "all-texts-the-same": (every_page(state="dropped", reason="duplicate_text"), "stored"),
    "consent-page": (every_page(state="dropped", reason="login_page"), "stored"),
    "rule-stopped-matching": (every_page(rule_failed=True), "site_rule"),
    "furniture-swallows-text": (every_page(removed=0.9), "removed"),
    "copies-only": (every_page(copy=True), "duplicates"),
    "dns-fails": (every_entry(Reading(cause="host_not_found")), "unread"),
}
BREAKS = {
    "redesign-loses-the-body",
    "listing-links-nothing",
    "feed-404",
    "all-pages-500",
    "robots-forbids",
    "all-texts-the-same",
    "consent-page",
    "dns-fails",
}
# One article or two a run are no evidence within two runs.
BUSY = Source("busy", 24, every=24)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_quiet_days_raise_nothing(source: Source) -> None:
    for seed in range(1 if source.every < 6 else 2):
        outcomes = judged(source.visits(QUIET_DAYS, Random(seed)))
        assert [(seed, health.reason) for _, health in outcomes if health.state != "well"] == []


def outcomes_of(name: str, seed: int) -> list[Health]:
    """Return the states of the runs from the first one with the fault on."""
    visits = BUSY.visits(22, Random(seed))
    return [health for at, health in judged(visits, FAULTS[name][0], BROKE_AT) if at >= BROKE_AT]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_raised_within_two_runs(name: str) -> None:
    for seed in range(3):
        first, second, *later = outcomes_of(name, seed)
        raised = first if first.state != "well" else second
        assert FAULTS[name][1] in {finding.name for finding in raised.findings}, (seed, raised)
        assert (second.state == "broken") == (name in BREAKS), second
        assert all(health.state in (second.state, "broken") for health in later), "it lasts as long as the fault"


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_finding_ends_with_its_fault(name: str) -> None:
    fault, until = FAULTS[name][0], BROKE_AT + 3 * DAY
    visits = BUSY.visits(26, Random(1))
    broken = [(at, fault(visit) if BROKE_AT <= at < until else visit) for at, visit in visits]
    states = [health.state for at, health in judged(broken) if at >= until]
    assert states == ["well"] * len(states)


def test_a_lasting_change_becomes_the_usual_but_a_broken_source_stays_broken() -> None:
    visits = BUSY.visits(45, Random(2))
    ends = {name: judged(visits, FAULTS[name][0], BROKE_AT)[-1][1] for name in ("authors-vanish", "consent-page")}
    assert ends["authors-vanish"].state == "well"
    assert ends["consent-page"].state == "broken"
    assert ends["consent-page"].reason is not None
    assert ends["consent-page"].reason.startswith("stored 0 of ")


def test_one_run_of_other_stories_is_no_finding() -> None:
    visits = BUSY.visits(22, Random(3))
    odd = [
        (at, FAULTS["authors-vanish"][0](visit) if BROKE_AT <= at < BROKE_AT + DAY else visit) for at, visit in visits
    ]
    assert [health.reason for _, health in judged(odd) if health.state != "well"] == []
