"""A run's sources, judged at its end through a real store: runs of a simulated paper, then a fault."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from newsspider import clock
from newsspider.core.knownplaces import Event
from newsspider.core.looks import PageLook
from newsspider.exitcodes import ExitCode
from newsspider.health.assess import assess
from newsspider.health.tally import Tally
from newsspider.sources.state import SourceState, exit_code
from newsspider.store.frontier import Candidate
from newsspider.store.listings import Visit
from newsspider.store.memory import Learned
from newsspider.store.store import Outcome, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HOME = "https://www.paper.example/"
FEED = "https://www.paper.example/feed"
SITE = "paper.example"
DAY = 86_400.0
PER_DAY = 6


def candidate(url: str, kind: str = "article") -> Candidate:
    return Candidate(url, "www.paper.example", "paper.example", kind, int(kind != "seed"), HOME)


def record(number: int) -> dict[str, Any]:
    return {"title": f"Story {number}", "text": "word " * 300, "words": 300, "authors": ["Ada Poole"]}


class Paper:
    """A source that is read once a day, every run through a store of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.day = 0

    def run(
        self, article: Outcome | None = None, feed: Outcome | None = None, due: bool = True, body: str = "main/article",
        events: tuple[str, ...] = (),
    ) -> SourceState:  # fmt: skip
        """Read the feed and its new articles; ``article`` is what they all end in (stored), ``feed`` what it does.

        Texts stand at ``body``; ``events`` are what the site's memory saw.
        """
        self.day += 1
        clock.set_offset(self.day * DAY)
        store = Store.open(self.root, "news")
        tally, source = Tally(store.outcomes), SourceState(HOME, entries=(FEED,))
        if due:
            links = tuple(candidate(f"{HOME}{self.day}/{number}") for number in range(PER_DAY))
            settled = feed or Outcome("dropped", "feed", links=links, visit=Visit())
            store.settle(candidate(FEED, "seed"), settled)
            tally.settled(candidate(FEED, "seed"), settled)
            for number, link in enumerate(settled.links):
                outcome = article or Outcome("stored")
                store.settle(link, outcome)
                if outcome.state == "stored":
                    tally.stored(link, record(number), Learned(SITE, PageLook(body=body)))
                else:
                    tally.settled(link, outcome)
        seen = [Event(kind, f"bodies stand at {body}") for kind in events]
        store.memories.note_events(SITE, seen, clock.utc_now(), store.run, HOME)
        cause = "all_pages_failed" if article and article.state == "failed" else None
        assessment = assess(
            [SourceState(HOME, cause, entries=(FEED,)) if cause else source], tally, store, clock.now()
        )
        store.close("done")
        self.changes = [(change.before, change.after) for change in assessment.changes]
        return assessment.sources[0]


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Paper]:
    yield Paper(tmp_path)
    clock.set_offset(0.0)


@pytest.fixture
def known(paper: Paper) -> Paper:
    for _ in range(10):
        found = paper.run()
        assert (found.state, found.reason, paper.changes) == ("well", None, [])
    return paper


def test_a_redesign_breaks_the_source_until_its_articles_are_back(known: Paper) -> None:
    broken = known.run(Outcome("dropped", "too_short"))
    assert broken.reason == "stored 0 of 6 articles asked for; usually 99 %"
    assert (broken.state, known.changes) == ("broken", [("well", "broken")])
    assert exit_code([broken]) == ExitCode.ALL_SOURCES_FAILED
    assert exit_code([broken, SourceState("https://b.example")]) == ExitCode.SOME_SOURCES_FAILED

    idle = known.run(due=False)
    assert (idle.state, idle.is_judged, known.changes) == ("broken", False, [])
    assert exit_code([idle]) == ExitCode.DONE, "nothing of it was read"

    assert known.run().state == "well"
    assert known.changes == [("broken", "well")]


def test_a_feeds_articles_that_all_turn_into_lists_break_the_source(known: Paper) -> None:
    store = Store.open(known.root, "news")
    tally = Tally(store.outcomes)
    for number in range(PER_DAY):
        page = candidate(f"{HOME}new/{number}")
        tally.settled(replace(page, discovery={"type": "feed"}), Outcome("dropped", "section_page", visit=Visit()))
        tally.settled(replace(page, discovery={"type": "section"}), Outcome("dropped", "section_page", visit=Visit()))
    assessment = assess([SourceState(HOME, entries=(FEED,))], tally, store, clock.now() + DAY)
    store.close("done")
    assert assessment.sources[0].reason == "stored 0 of 6 articles asked for; usually 99 %"


def test_texts_at_another_place_are_watched_as_long_as_they_come(known: Paper) -> None:
    first = known.run(body="div.story", events=("layout_changed",))
    assert first.reason == "the page's layout has changed: 0 of 6 texts stand where texts stood before; usually 99 %"
    states = [first.state, *(known.run(body="div.story", events=("layout_learned",)).state for _ in range(2))]
    assert states == ["watch"] * 3
    assert exit_code([first]) == ExitCode.DONE
    assert known.run().state == "well"


@pytest.mark.parametrize("event", ["layout_changed", "layout_second"])
def test_what_the_memory_says_of_layouts_is_nothing_by_itself(known: Paper, event: str) -> None:
    assert known.run(events=(event,)).state == "well", "the texts stand where they stood"


def test_without_word_from_the_memory_a_layout_takes_two_runs(known: Paper) -> None:
    assert [known.run(body="div.story").state for _ in range(2)] == ["well", "watch"]


def test_a_page_that_keeps_failing_counts_once(known: Paper) -> None:
    for _ in range(6):
        known.day += 1
        clock.set_offset(known.day * DAY)
        store = Store.open(known.root, "news")
        tally = Tally(store.outcomes)
        dead = candidate(f"{HOME}dead")
        store.settle(dead, Outcome("failed", "http_500"))
        tally.settled(dead, Outcome("failed", "http_500"))
        assessment = assess([SourceState(HOME, entries=(FEED,))], tally, store, clock.now())
        store.close("done")
        assert assessment.sources[0].state == "well", assessment.sources[0].reason


@pytest.mark.parametrize(
    ("feed", "states"),
    [
        (Outcome("dropped", "http_404"), ["broken", "broken"]),
        (Outcome("failed", "timeout"), ["watch", "broken"]),
        (Outcome("dropped", "no_text"), ["watch", "broken"]),
        (Outcome("dropped", "section_page", visit=Visit()), ["watch", "broken"]),
    ],
    ids=["404", "timeout", "unreadable", "empty"],
)
def test_a_feed_that_gives_nothing(known: Paper, feed: Outcome, states: list[str]) -> None:
    assert [known.run(feed=feed).state for _ in states] == states


def test_a_feed_that_has_gone_silent(known: Paper) -> None:
    for _ in range(5):
        assert known.run().state == "well"
    idle = Outcome("unchanged", "not_modified", visit=Visit(not_modified=True))
    first, second = known.run(feed=idle), known.run(feed=idle)
    assert (first.state, second.state) == ("well", "watch")
    assert second.reason == f"{FEED} has brought nothing new for 2 days; its longest pause was 24 hours"


def test_pages_that_all_fail_are_named_without_a_past(paper: Paper) -> None:
    first = paper.run(Outcome("failed", "http_500"))
    assert (first.state, first.reason) == ("watch", "all 6 pages asked for failed")


def test_a_user_name_in_a_sources_address_is_not_told(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.FEED", "https://me:word@www.paper.example/feed")
    found = paper.run(feed=Outcome("dropped", "http_404"))
    assert found.reason == "https://[hidden]@www.paper.example/feed couldn't be read: http_404"


def test_a_fault_in_judging_does_not_cost_the_run(
    paper: Paper, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ArithmeticError("planted")

    monkeypatch.setattr("newsspider.health.assess.judge", fail)
    found = paper.run()
    assert (found.state, found.cause) == (None, None)
    assert "can't be judged" in caplog.text


def test_an_interrupted_read_is_no_evidence(known: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(known.root, "news")
    waiting: Callable[[str], SourceState] = lambda cause: SourceState(HOME, cause, entries=(FEED,))  # noqa: E731
    tally = Tally(store.outcomes)
    tally.settled(candidate(f"{HOME}late"), Outcome("dropped", "too_short"))
    assessment = assess([waiting("waiting")], tally, store, clock.now())
    assert (assessment.sources[0].state, assessment.states) == ("well", ())
    store.close("interrupted")
