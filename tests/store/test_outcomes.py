"""What became of the URLs of a run is counted whole, by site and by source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.store.runs import RunCounts
from tests.store.support import SITE, candidate

if TYPE_CHECKING:
    from newsspider.store.frontier import Frontier
    from newsspider.store.outcomes import Outcomes

NOW = "2026-03-01T08:00:00Z"


def test_the_counts_of_a_run_add_up(frontier: Frontier, outcomes: Outcomes) -> None:
    frontier.settle(candidate("old"), "stored", None, None, 1, NOW)
    frontier.settle(candidate("not met again"), "stored", None, None, 1, NOW)
    frontier.add(candidate("left"), 1, NOW)
    frontier.carry_over(2, NOW)
    frontier.add(candidate("old"), 2, NOW)
    frontier.settle(candidate("new"), "stored", None, None, 2, NOW)
    frontier.settle(candidate("same"), "unchanged", "unchanged", None, 2, NOW)
    for number in range(3):
        frontier.settle(candidate(f"gone{number}"), "dropped", "http_404", None, 2, NOW)
    frontier.settle(candidate("slow"), "failed", "timeout", None, 2, NOW)

    counts = RunCounts.of(outcomes.by_site(2))

    assert counts.total.to_dict() == {
        "listed": 8,
        "stored": 1,
        "unchanged": 2,
        "dropped": {"http_404": 3},
        "failed": {"timeout": 1},
        "waiting": 1,
    }
    assert counts.sites[SITE] == counts.total
    assert counts.total.listed == 8


def test_sources_are_told_what_came_of_them(frontier: Frontier, outcomes: Outcomes) -> None:
    frontier.settle(candidate(1, source="https://a.example/"), "stored", None, None, 1, NOW)
    frontier.settle(candidate(2, source="https://a.example/"), "failed", "timeout", None, 1, NOW)
    frontier.settle(candidate(3, source="https://b.example/"), "stored", None, None, 1, NOW)
    frontier.add(candidate(3, source="https://b.example/"), 2, NOW)

    assert sorted(outcomes.by_source(1)) == [
        ("https://a.example/", "failed", "timeout", 1),
        ("https://a.example/", "stored", None, 1),
    ]
    assert outcomes.by_source(2) == [("https://b.example/", "unchanged", None, 1)]
