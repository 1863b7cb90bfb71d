"""A story that its sitemap drops is looked at again, once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from newsspider.core.schedule import DAY
from newsspider.store.frontier import Frontier
from newsspider.store.outcomes import Outcomes
from newsspider.store.recent import MAX_RECENT, Recent
from newsspider.store.schema import open_state
from tests.store.support import candidate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsspider.store.frontier import Candidate

MAP = "https://www.paper.example/sitemap.xml"
NOW = datetime(2026, 3, 10, tzinfo=UTC).timestamp()


class State:
    """A state.db whose pages all are stored."""

    def __init__(self, root: Path) -> None:
        self.db = open_state(root / "state.db")
        self.frontier = Frontier(self.db)
        self.outcomes = Outcomes(self.db)
        self.recent = Recent(self.db)

    def visit(self, listed: list[Candidate], now: float = NOW, *, state: str = "stored") -> list[str]:
        """Read the sitemap; returns the paths to look at."""
        moment = datetime.fromtimestamp(now, UTC).isoformat()
        for page in listed:
            if not self.outcomes.of([page.url]):
                self.frontier.settle(page, state, None, None, 1, moment)
        ids = self.recent.visited(MAP, listed, now)
        return [
            u.rpartition("/")[2] for i in ids for (u,) in self.db.execute("SELECT url FROM urls WHERE id = ?", (i,))
        ]


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State(tmp_path)
    yield opened
    opened.db.close()


def entry(path: object, day: int | None, kind: str = "sitemap") -> Candidate:
    date = {"date": f"2026-03-{day:02}T08:00:00Z"} if day else {}
    return candidate(path, discovery={"type": kind, "url": MAP} | date)


def test_a_story_dropped_from_among_older_ones_is_looked_at_once(state: State) -> None:
    assert state.visit([entry(1, 5), entry(2, 6), entry(3, 7)]) == []
    assert state.visit([entry(1, 5), entry(3, 7), entry(4, 8)]) == ["2"]
    assert state.visit([entry(1, 5), entry(3, 7), entry(4, 8)]) == []


def test_a_sitemap_that_rolls_over_drops_its_oldest(state: State) -> None:
    state.visit([entry(1, 5), entry(2, 6), entry(3, 7)])
    assert state.visit([entry(2, 6), entry(3, 7), entry(4, 8)]) == []


def test_stories_without_dates_count_from_when_they_were_found(state: State) -> None:
    state.visit([entry(1, None)], NOW - 2 * DAY)
    state.visit([entry(1, None), entry(2, None)], NOW - DAY)
    assert state.visit([entry(1, None), entry(3, None)]) == ["2"]


def test_what_is_not_young_is_left_alone(state: State) -> None:
    state.visit([entry(1, 1), entry(2, 2)], NOW - 5 * DAY)
    assert state.visit([entry(1, 1)], NOW + DAY) == []


@pytest.mark.parametrize("outcome", ["dropped", "waiting", "failed"])
def test_what_is_not_stored_is_left_alone(state: State, outcome: str) -> None:
    state.visit([entry(1, 5), entry(2, 6)], state=outcome)
    assert state.visit([entry(1, 5)]) == []


def test_feeds_roll_over_by_rank(state: State) -> None:
    state.visit([entry(1, 5, "feed"), entry(2, 6, "feed")])
    assert state.visit([entry(1, 5, "feed")]) == []


def test_a_sitemap_that_is_cut_or_empty_says_nothing(state: State) -> None:
    stories = [entry(number, 5 + number % 3) for number in range(40)]
    state.visit(stories)
    assert state.visit([]) == []
    assert state.visit(stories[:25]) == []


def test_what_is_kept_in_mind_is_bounded(state: State) -> None:
    state.visit([entry(number, 9) for number in range(MAX_RECENT + 50)])
    assert state.db.execute("SELECT count(*) FROM recent").fetchone() == (MAX_RECENT,)
    state.visit([entry("new", 9)])
    assert state.db.execute("SELECT count(*) FROM recent").fetchone() == (1,)
