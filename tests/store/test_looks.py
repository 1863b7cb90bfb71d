"""Looking at stored pages by the clock costs little where it brings little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.schedule import DAY
from newsspider.store.frontier import Frontier
from newsspider.store.looks import LEAST_MADE, MAX_MADE, SAMPLE, Looks
from tests.store.support import SITE, candidate

if TYPE_CHECKING:
    import sqlite3

SOURCE = "https://www.paper.example/"


def test_a_site_is_known_after_some_looks(db: sqlite3.Connection) -> None:
    looks = Looks(db)
    for number in range(LEAST_MADE):
        assert looks.seldom_find() == frozenset(), number
        looks.made(SITE, found=False)
    assert looks.seldom_find() == {SITE}


def test_what_a_look_finds_keeps_its_site_from_being_sampled(db: sqlite3.Connection) -> None:
    looks = Looks(db)
    for number in range(LEAST_MADE * 2):
        looks.made(SITE, found=number % 10 == 0)
    assert looks.seldom_find() == frozenset()


def test_the_last_looks_count_most(db: sqlite3.Connection) -> None:
    looks = Looks(db)
    for _ in range(MAX_MADE * 3):
        looks.made(SITE, found=False)
    for _ in range(8):
        looks.made(SITE, found=True)
    assert looks.seldom_find() == frozenset()


def days_of(frontier: Frontier, days: int, a_day: int) -> int:
    """Let a site without dates publish; returns how often its pages were fetched."""
    fetched = 0
    for day in range(days):
        now = f"2026-03-{day + 1:02}T08:00:00Z"
        frontier.carry_over(day, now)
        for number in range(a_day):
            frontier.add(candidate(f"{day}-{number}", source=SOURCE), day, now)
        for page in frontier.next_of("www.paper.example", 10_000, ()):
            again = bool(frontier._db.execute("SELECT done_run FROM urls WHERE id = ?", (page.id,)).fetchone()[0])
            frontier.settle(page, "unchanged" if again else "stored", None, None, day + 1, now)
            fetched += 1
    return fetched


def test_an_endless_stream_of_articles_that_never_change_stays_cheap(db: sqlite3.Connection) -> None:
    frontier = Frontier(db)
    days_of(frontier, 5, 20)
    db.execute("DELETE FROM urls")
    assert days_of(frontier, 25, 20) / (25 * 20) <= 1 + 1.2 / SAMPLE


def test_ages_that_a_source_sets_are_kept(db: sqlite3.Connection) -> None:
    frontier = Frontier(db)
    frontier.revisits[SOURCE] = (DAY,)
    assert days_of(frontier, 20, 10) == 20 * 10 + 19 * 10
