"""Every URL in one named state, and what makes a known one worth fetching again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsspider.core.schedule import DAY
from newsspider.store.frontier import PRIORITY, Candidate, Frontier
from newsspider.store.runs import RunCounts
from tests.store.support import SITE, candidate, url

if TYPE_CHECKING:
    from newsspider.store.outcomes import Outcomes

NOW = "2026-03-01T08:00:00Z"
SOURCE = "https://www.paper.example/"


def waiting(frontier: Frontier, host: str = "www.paper.example", count: int = 100) -> list[Candidate]:
    return frontier.next_of(host, count, ())


def test_a_new_url_waits(frontier: Frontier) -> None:
    assert frontier.add(candidate(1, depth=2, discovery={"type": "section"}), 1, NOW)

    (found,) = waiting(frontier)
    assert found == candidate(1, depth=2, discovery={"type": "section"}, id=found.id)
    assert found.id


@pytest.mark.parametrize(
    ("state", "reason", "kind", "again"),
    [
        pytest.param("stored", None, "article", False, id="stored"),
        pytest.param("stored", None, "seed", False, id="stored-and-given"),
        pytest.param("unchanged", None, "article", False, id="unchanged"),
        pytest.param("failed", "timeout", "article", False, id="failed-just-now"),
        pytest.param("failed", "timeout", "seed", True, id="failed-and-given"),
        pytest.param("dropped", "feed", "listing", True, id="feed"),
        pytest.param("unchanged", "not_modified", "listing", True, id="feed-not-modified"),
        pytest.param("dropped", "other_site", "article", True, id="listed-by-its-own-site"),
        pytest.param("stored", None, "elsewhere", False, id="stored-and-listed-elsewhere"),
        pytest.param("dropped", "section_page", "section", True, id="section-page"),
        pytest.param("dropped", "too_short", "article", False, id="dropped"),
        pytest.param("dropped", "http_404", "seed", True, id="dropped-and-given"),
    ],
)
def test_what_a_later_run_does_with_a_known_url(
    frontier: Frontier, outcomes: Outcomes, state: str, reason: str | None, kind: str, again: bool
) -> None:
    frontier.settle(candidate(1), state, reason, "detail", 1, NOW)

    assert frontier.add(candidate(1, kind), 2, NOW) is again
    assert bool(waiting(frontier)) is again
    assert outcomes.of([url(1)]) == {url(1): ("waiting", None) if again else (state, reason)}


@pytest.mark.parametrize("state", ["stored", "unchanged", "failed", "dropped"])
def test_a_url_is_decided_once_a_run(frontier: Frontier, state: str) -> None:
    frontier.settle(candidate(1), state, "section_page" if state == "dropped" else None, None, 1, NOW)

    assert not frontier.add(candidate(1, "seed"), 1, NOW)
    assert not waiting(frontier)


def test_what_waits_already_goes_on_waiting_once(frontier: Frontier) -> None:
    frontier.add(candidate(1), 1, NOW)

    assert frontier.add(candidate(1), 1, NOW)
    assert frontier.add(candidate(1), 2, NOW)
    assert len(waiting(frontier)) == 1


def test_listing_again_takes_the_shorter_way_and_the_higher_priority(frontier: Frontier) -> None:
    frontier.add(candidate(1, "page", depth=4), 1, NOW)
    frontier.add(candidate(2, "page", depth=1), 1, NOW)
    frontier.add(candidate(1, "article", depth=2), 1, NOW)
    frontier.add(candidate(1, "article", depth=3), 1, NOW)

    first, second = waiting(frontier)
    assert (first.url, first.kind, first.depth) == (url(1), "article", 2)
    assert second.url == url(2)


@pytest.mark.parametrize("state", ["waiting", "stored", "dropped"])
@pytest.mark.parametrize("depths", [(2, 3), (3, 2)], ids=["near first", "far first"])
def test_a_page_is_as_far_away_as_the_nearest_list_that_names_it(
    frontier: Frontier, state: str, depths: tuple[int, int]
) -> None:
    """Whichever of two lists is read first, and whether the page was fetched between the two."""
    before, after = (candidate(1, "article", depth=depth, discovery={"type": "section"}) for depth in depths)
    frontier.add(before, 1, NOW)
    if state != "waiting":
        frontier.settle(before, state, "too_short" if state == "dropped" else None, None, 1, NOW)
    frontier.add(after, 1, NOW)

    assert frontier.has_new([after], None, 2)
    assert not frontier.has_new([after], None, 3)


def test_the_most_urgent_come_first_and_those_in_work_not_at_all(frontier: Frontier) -> None:
    for kind in ("page", "section", "article", "seed"):
        for number in (1, 2):
            frontier.add(candidate(f"{kind}{number}", kind), 1, NOW)
    everything = waiting(frontier)

    kinds = [c.kind for c in everything]
    assert kinds == sorted(kinds, key=PRIORITY.__getitem__)
    leased = {c.id for c in everything[:3]}
    assert frontier.next_of("www.paper.example", 2, leased) == everything[3:5]
    assert frontier.next_of("elsewhere.example", 5, ()) == []


def test_hosts_with_the_most_urgent_work_come_first(frontier: Frontier) -> None:
    frontier.add(candidate(1, "page", host="b.paper.example"), 1, NOW)
    frontier.add(candidate(1, "article", host="a.paper.example"), 1, NOW)
    frontier.add(candidate(2, "page", host="a.paper.example"), 1, NOW)
    frontier.settle(candidate(1, host="done.paper.example"), "stored", None, None, 1, NOW)
    frontier.settle(candidate(1, "replay", host="c.paper.example"), "failed", "file_cut", None, 1, NOW)

    assert frontier.hosts_waiting() == [("a.paper.example", SITE), ("b.paper.example", SITE)]


def test_pages_of_a_replay_are_never_fetched(frontier: Frontier) -> None:
    frontier.add(candidate(1, "replay"), 1, NOW)

    assert frontier.hosts_waiting() == []
    assert waiting(frontier) == []


def test_an_outcome_lists_a_url_that_was_not(frontier: Frontier, outcomes: Outcomes) -> None:
    number = frontier.settle(candidate(1), "failed", "timeout", "30 s", 1, NOW)

    assert number == frontier.settle(candidate(1), "stored", None, None, 2, NOW)
    assert outcomes.of([url(1), url("unknown")]) == {url(1): ("stored", None)}


def test_a_waiting_seed_that_a_page_lists_stays_a_seed_of_its_own_source(frontier: Frontier) -> None:
    frontier.add(candidate(1, "seed", source=url(1)), 1, NOW)
    frontier.add(candidate(1, "section", depth=1, source=url("front")), 1, NOW)

    (found,) = waiting(frontier)
    assert (found.kind, found.source, found.depth) == ("seed", url(1), 0)


def test_a_failed_url_is_tried_again_for_days_and_then_only_when_listed(frontier: Frontier) -> None:
    frontier.settle(candidate(1), "failed", "timeout", None, 1, NOW)
    assert frontier.carry_over(2, "2026-03-01T08:09:00Z") == 0
    assert frontier.carry_over(2, "2026-03-01T08:11:00Z") == 1
    (found,) = waiting(frontier)
    for day in range(1, 8):
        frontier.settle(found, "failed", "timeout", None, 2, f"2026-03-0{day}T09:00:00Z")
    assert frontier.carry_over(3, "2027-03-01T08:00:00Z") == 0
    assert frontier.add(candidate(1), 3, NOW)


def test_a_success_forgets_the_failures_before(frontier: Frontier) -> None:
    for state in ("failed", "failed", "stored", "failed"):
        frontier.settle(candidate(1), state, None, None, 1, NOW)
    assert frontier.carry_over(2, "2026-03-01T08:11:00Z") == 1


def test_a_given_url_that_failed_is_left_to_the_run_that_gives_it(frontier: Frontier) -> None:
    frontier.settle(candidate(1, "seed"), "failed", "timeout", None, 1, NOW)
    assert frontier.carry_over(2, "2026-03-09T08:00:00Z") == 0


def test_what_a_listing_names_of_another_site_is_dropped_without_a_request(
    frontier: Frontier, outcomes: Outcomes
) -> None:
    assert not frontier.add(candidate(1, "elsewhere"), 1, NOW)
    assert outcomes.of([url(1)]) == {url(1): ("dropped", "other_site")}
    assert not waiting(frontier)


def test_a_stored_page_is_looked_at_again_when_its_listing_says_so_and_ever_more_seldom(frontier: Frontier) -> None:
    frontier.settle(candidate(1), "stored", None, None, 1, NOW)
    always = candidate(1, "article", discovery={"modified": "2026-12-31T00:00:00Z"})
    looks = []
    for hour in range(9, 24):
        now = f"2026-03-01T{hour:02}:00:00Z"
        if frontier.add(always, hour, now):
            looks.append(hour)
            frontier.settle(candidate(1), "unchanged", "unchanged", None, hour, now)
    assert looks == [9, 10, 11, 13, 16, 22]


def later(days: float) -> str:
    """Return the moment so many days after NOW."""
    return (datetime.fromisoformat(NOW) + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("ages", "modified", "due"),
    [
        pytest.param(None, None, True, id="default"),
        pytest.param(None, "2026-03-01T07:00:00Z", False, id="default-and-listed-with-a-date"),
        pytest.param((), None, False, id="never"),
        pytest.param((DAY, 9 * DAY), "2026-03-01T07:00:00Z", True, id="asked-for"),
        pytest.param((9 * DAY,), None, False, id="later"),
    ],
)
def test_a_young_article_is_looked_at_again(
    frontier: Frontier, ages: tuple[float, ...] | None, modified: str | None, due: bool
) -> None:
    if ages is not None:
        frontier.revisits[SOURCE] = ages
    frontier.add(candidate(1, source=SOURCE), 1, NOW)
    frontier.settle(waiting(frontier)[0], "stored", None, None, 1, NOW)
    if modified:  # by a second listing
        frontier.add(candidate(1, source=SOURCE, discovery={"modified": modified}), 1, NOW)

    assert frontier.carry_over(2, later(0.5)) == 0
    assert frontier.carry_over(3, later(2)) == due
    assert bool(waiting(frontier)) == due


def test_looks_at_a_young_article_end_and_are_counted_as_unchanged(frontier: Frontier, outcomes: Outcomes) -> None:
    frontier.revisits[SOURCE] = (DAY, 3 * DAY)
    frontier.add(candidate(1, source=SOURCE), 1, NOW)
    frontier.settle(waiting(frontier)[0], "stored", None, None, 1, NOW)
    looks = []
    for run in range(2, 9):
        if frontier.carry_over(run, later(run - 1)):
            looks.append(run - 1)
            (again,) = waiting(frontier)
            frontier.settle(again, "unchanged", "unchanged", None, run, later(run - 1))
            assert RunCounts.of(outcomes.by_site(run)).total.unchanged == 1
    assert looks == [1, 3]


def test_new_articles_come_before_looks_at_old_ones(frontier: Frontier) -> None:
    frontier.add(candidate(1), 1, NOW)
    frontier.settle(waiting(frontier)[0], "stored", None, None, 1, NOW)
    frontier.carry_over(2, later(3))
    frontier.add(candidate(2), 2, later(3))

    assert [found.url for found in waiting(frontier)] == [url(2), url(1)]


@pytest.mark.parametrize("kind", ["seed", "replay"])
def test_given_and_replayed_pages_are_not_looked_at_by_the_clock(frontier: Frontier, kind: str) -> None:
    frontier.revisits[SOURCE] = (DAY,)
    frontier.settle(candidate(1, kind, source=SOURCE), "stored", None, None, 1, NOW)

    assert frontier.carry_over(2, later(5)) == 0


def test_what_is_gone_is_not_looked_at_again(frontier: Frontier) -> None:
    frontier.revisits[SOURCE] = (DAY, 3 * DAY)
    frontier.add(candidate(1, source=SOURCE), 1, NOW)
    frontier.settle(waiting(frontier)[0], "stored", None, None, 1, NOW)
    frontier.carry_over(2, later(1))
    frontier.settle(waiting(frontier)[0], "dropped", "gone", None, 2, later(1))

    assert frontier.carry_over(3, later(9)) == 0


def test_the_ages_of_a_source_are_its_own(frontier: Frontier) -> None:
    frontier.revisits["https://other.example/"] = (DAY / 2,)
    frontier.add(candidate(1, source=SOURCE), 1, NOW)
    frontier.settle(waiting(frontier)[0], "stored", None, None, 1, NOW)

    assert frontier.carry_over(2, later(1)) == 0
    assert frontier.carry_over(3, later(2)) == 1


def test_what_one_listing_leaves_out_another_may_say(frontier: Frontier) -> None:
    frontier.add(candidate(1), 1, NOW)
    frontier.settle(waiting(frontier)[0], "stored", None, None, 1, NOW)
    feed, sitemap = candidate(1), candidate(1, discovery={"modified": later(0.9)})

    assert not frontier.add(feed, 2, later(1))
    assert frontier.add(sitemap, 2, later(1))
    frontier.settle(waiting(frontier)[0], "unchanged", "unchanged", None, 2, later(1))
    assert not frontier.add(sitemap, 2, later(1)), "looked at in this run"
