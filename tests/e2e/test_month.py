"""Thirty simulated days of the sample newsroom raise no alarm; each of ten faults is raised within two runs."""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.exitcodes import ExitCode
from newsspider.sample.clock import EPOCH, Clock
from newsspider.sample.server import SampleServer
from tests.e2e.test_fortnight import Subscriber
from tests.support.longroom import (
    FaultyNewsroom,
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
    same_text,
    without_people,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.longroom import Fault

pytestmark = pytest.mark.soak

DAYS = [EPOCH + timedelta(days=day, hours=6) for day in range(1, 31)]
BRANCH = 20  # runs without a fault, then the faults
BROKE_AT = DAYS[BRANCH - 1]
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
)


class Month:
    """The quiet days, and a copy of the output from before the faults."""

    def __init__(self, folder: Path, server: SampleServer, newsroom: FaultyNewsroom) -> None:
        self.server, self.newsroom, self.folder = server, newsroom, folder
        self.subscriber = Subscriber(server, folder)
        for number, day in enumerate(DAYS):
            if number == BRANCH:
                shutil.copytree(self.subscriber.output, folder / "before")
            self.subscriber.crawl(day)

    def faulty(self, number: int) -> list[dict[str, Any]]:
        """Crawl two days with the faults of a round, from where the quiet days were; returns the runs' records."""
        self.newsroom.faults = {key: fault for key, (_, fault) in ROUNDS[number].items()}
        self.newsroom.since = BROKE_AT
        branch = Subscriber(self.server, self.folder)
        branch.output = self.folder / f"round{number}"
        shutil.copytree(self.folder / "before", branch.output)
        # another minute for each round: the server remembers its answers by the moment
        moments = [day + timedelta(minutes=1 + number) for day in DAYS[BRANCH : BRANCH + 2]]
        return [branch.crawl(moment).record for moment in moments]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    newsroom: Any = FaultyNewsroom(long_newsroom())
    with SampleServer(newsroom, clock=Clock(DAYS[0])) as server:
        yield Month(tmp_path_factory.mktemp("month"), server, newsroom)


def test_quiet_days_raise_no_alarm(month: Month) -> None:
    runs = month.subscriber.runs[: len(DAYS)]
    stored = sum(run.record["counts"]["stored"] for run in runs)
    alarms = [(run.moment.date(), s["url"], s["reason"]) for run in runs for s in run.record["sources"] if s["reason"]]
    sys.stdout.write(f"{len(runs)} runs, {stored} stored, {len(alarms)} alarms\n")
    assert alarms == []
    assert {run.code for run in runs} == {ExitCode.DONE}


@pytest.mark.parametrize("number", range(len(ROUNDS)))
def test_each_fault_is_raised_within_two_runs(month: Month, number: int) -> None:
    runs = month.faulty(number)
    missed = []
    for site in month.newsroom.sites:
        said = [next(s for s in run["sources"] if f"//{site.host}:" in s["url"]) for run in runs]
        raised = next((n for n, source in enumerate(said, 1) if source["state"] != "well"), None)
        fault = ROUNDS[number].get(site.key, ("none", None))[0]
        last = said[-1]
        sys.stdout.write(f"| {fault} | {site.key} | {raised or ''} | {last['state']} | {last['reason'] or ''} |\n")
        if (raised is None) != (fault == "none"):
            missed.append((site.key, fault, last))
    assert missed == []
