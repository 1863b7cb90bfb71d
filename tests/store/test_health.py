"""The book of sources: what is known of their past, bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.health.entries import Entry
from newsspider.core.health.figures import Figures
from newsspider.core.health.finding import Finding
from newsspider.core.health.silence import DAY
from newsspider.store.health import KEPT_DAYS, WHOLE_DAYS, HealthBook, Known, Row
from newsspider.store.schema import transaction

if TYPE_CHECKING:
    import sqlite3

SOURCE = "https://www.paper.example/"
START = 20_500 * DAY


def stored(count: int) -> Figures:
    figures = Figures()
    for _ in range(count):
        figures.page("stored", None, "article")
    return figures


def test_an_unknown_source_is_well_and_has_no_past(db: sqlite3.Connection) -> None:
    book = HealthBook(db)
    assert book.known(SOURCE) == Known(SOURCE)
    assert book.past(SOURCE) == []


def test_what_is_saved_is_known(db: sqlite3.Connection) -> None:
    book = HealthBook(db)
    entry = Entry("https://www.paper.example/feed", START, START, "mark", (3, 4), gaps={"20500": 60.0})
    known = Known(
        SOURCE, "broken", "why", START, START, (Finding("stored", "broken", "why", START),), {entry.url: entry}
    )
    with transaction(db):
        book.note([Row("source", SOURCE, stored(3), frozenset({"stored"}))], [known])
        book.save(1, START)
    assert book.known(SOURCE) == known
    (run,) = book.past(SOURCE)
    assert (run.at, run.figures.counts["stored"], run.flagged) == (START, 3, frozenset({"stored"}))


def test_old_runs_become_one_a_day_and_the_oldest_are_forgotten(db: sqlite3.Connection) -> None:
    book = HealthBook(db)
    hours = range((KEPT_DAYS + 5) * 24)
    for run in hours:
        flagged = frozenset({"shorter"}) if run == 24 * KEPT_DAYS else frozenset[str]()
        with transaction(db):
            book.note([Row("source", SOURCE, stored(2), flagged)], [])
            book.save(run + 1, START + run * 3600.0)
    past = book.past(SOURCE)
    assert len(past) == KEPT_DAYS - WHOLE_DAYS + 24 * (WHOLE_DAYS + 1)
    assert sum(run.figures.counts["stored"] for run in past) == 2 * 24 * (KEPT_DAYS + 1)
    assert [run.at for run in past] == sorted(run.at for run in past)
    assert sum("shorter" in run.flagged for run in past) == 1


def test_a_source_that_no_run_reads_is_forgotten(db: sqlite3.Connection) -> None:
    book = HealthBook(db)
    with transaction(db):
        book.note([], [Known(SOURCE, "watch", "x", START, START)])
        book.save(1, START)
        book.note([], [])
        book.save(2, START + (KEPT_DAYS - 1) * DAY)
    assert book.known(SOURCE).state == "watch"
    with transaction(db):
        book.note([], [])
        book.save(3, START + (KEPT_DAYS + 1) * DAY)
    assert book.known(SOURCE).state == "well"
