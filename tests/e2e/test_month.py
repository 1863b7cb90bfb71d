"""Thirty simulated days of the sample newsroom raise no alarm; each of many faults is raised within two runs.

``-k`` with a fault's name runs the twenty days before it and its two runs only.
"""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.exitcodes import ExitCode
from newsspider.sample.clock import EPOCH, Clock
from newsspider.sample.server import SampleServer
from tests.e2e.test_fortnight import Subscriber
from tests.support.longroom import (
    FaultyNewsroom,
    all_403,
    all_500,
    consent,
    cut_body,
    forbid,
    frozen_since,
    link_nothing,
    long_newsroom,
    lose_body,
    not_there,
    on_stories,
    other_layout,
    page_instead,
    same_text,
    same_title,
    without_people,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from tests.e2e.test_fortnight import Run
    from tests.support.longroom import Fault

pytestmark = pytest.mark.soak

DAYS = [EPOCH + timedelta(days=day, hours=6) for day in range(1, 31)]
BRANCH = 20  # runs without a fault, then the faults
BROKE_AT = DAYS[BRANCH - 1]
# Faults of other sites at the same time, so that few crawls show them all.
ROUNDS: tuple[dict[str, tuple[str, Fault]], ...] = (
    {
        "nnp": ("redesign loses the body", on_stories(lose_body)),
        "democrat": ("listing links nothing", link_nothing),
        "westmere": ("feed gone silent", frozen_since(BROKE_AT)),
        "harbour": ("feed 404", not_there),
        "auental": ("all pages 500", all_500),
        "fanal": ("robots.txt forbids", forbid),
    },
    {
        "nnp": ("authors vanish", on_stories(without_people)),
        "democrat": ("all texts the same", on_stories(same_text)),
        "westmere": ("consent page", on_stories(consent)),
        "harbour": ("bodies cut by a wall", on_stories(cut_body)),
    },
    {
        "nnp": ("titles all the same", on_stories(same_title)),
        "democrat": ("feed turned into a page", page_instead),
        "westmere": ("layout change", on_stories(other_layout)),
        "auental": ("all pages 403", all_403),
    },
)


FAULTS = [
    pytest.param(number, key, fault, id=fault.replace(" ", "-").replace(".", "-"))
    for number, faults in enumerate(ROUNDS)
    for key, (fault, _) in faults.items()
]


class Month:
    """The quiet days, and what became of the output from before the faults in each of the rounds."""

    def __init__(self, folder: Path, server: SampleServer, newsroom: FaultyNewsroom) -> None:
        self.server, self.newsroom, self.folder = server, newsroom, folder
        self.subscriber = Subscriber(server, folder)
        self._rounds: dict[int, list[dict[str, Any]]] = {}

    @cached_property
    def before(self) -> Path:
        """The output as the quiet days before the faults have left it."""
        self._crawl_quietly(DAYS[:BRANCH])
        shutil.copytree(self.subscriber.output, self.folder / "before")
        return self.folder / "before"

    @cached_property
    def quiet(self) -> list[Run]:
        """The runs of all the quiet days."""
        assert self.before
        self._crawl_quietly(DAYS[BRANCH:])
        return self.subscriber.runs

    def _crawl_quietly(self, days: list[datetime]) -> None:
        self.newsroom.faults = {}
        for day in days:
            self.subscriber.crawl(day)

    def faulty(self, number: int) -> list[dict[str, Any]]:
        """Return the records of two days with the faults of a round, from where the quiet days were."""
        if number not in self._rounds:
            before = self.before
            self.newsroom.faults = {key: fault for key, (_, fault) in ROUNDS[number].items()}
            self.newsroom.since = BROKE_AT
            branch = Subscriber(self.server, self.folder)
            branch.output = self.folder / f"round{number}"
            shutil.copytree(before, branch.output)
            # another minute for each round: the server remembers its answers by the moment
            moments = [day + timedelta(minutes=1 + number) for day in DAYS[BRANCH : BRANCH + 2]]
            self._rounds[number] = [branch.crawl(moment).record for moment in moments]
        return self._rounds[number]

    def said(self, number: int, key: str) -> list[dict[str, Any]]:
        """Return what the two runs of a round say of a site."""
        host = next(site.host for site in self.newsroom.sites if site.key == key)
        return [next(s for s in run["sources"] if f"//{host}:" in s["url"]) for run in self.faulty(number)]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    newsroom: Any = FaultyNewsroom(long_newsroom())
    with SampleServer(newsroom, clock=Clock(DAYS[0])) as server:
        yield Month(tmp_path_factory.mktemp("month"), server, newsroom)


@pytest.mark.parametrize(("number", "key", "fault"), FAULTS)
def test_a_fault_is_raised_within_two_runs(month: Month, number: int, key: str, fault: str) -> None:
    said = month.said(number, key)
    raised = next((n for n, source in enumerate(said, 1) if source["state"] != "well"), None)
    counts = " + ".join(str(source["counts"].get("stored", 0)) for source in said)
    state, reason = said[-1]["state"], said[-1]["reason"]
    sys.stdout.write(f"| {fault} | {key} | {raised or ''} | {counts} | {state} | {reason or ''} |\n")
    assert raised is not None


@pytest.mark.parametrize("number", range(len(ROUNDS)))
def test_a_fault_says_nothing_of_other_sources(month: Month, number: int) -> None:
    others = [site.key for site in month.newsroom.sites if site.key not in ROUNDS[number]]
    said = {key: source["reason"] for key in others for source in month.said(number, key) if source["state"] != "well"}
    assert said == {}


def test_quiet_days_raise_no_alarm(month: Month) -> None:
    runs = month.quiet
    stored = sum(run.record["counts"]["stored"] for run in runs)
    alarms = [(run.moment.date(), s["url"], s["reason"]) for run in runs for s in run.record["sources"] if s["reason"]]
    sys.stdout.write(f"{len(runs)} runs, {stored} stored, {len(alarms)} alarms\n")
    assert alarms == []
    assert {run.code for run in runs} == {ExitCode.DONE}
