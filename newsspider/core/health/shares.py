"""Stage 8 of 8, inspect: shares of a source's pages that have fallen or risen against its own past.

The limits were chosen on simulated sources (tests/core/health/test_quiet.py, 2026-11): 30 days of 300 of them, from one
article a day to some hundred, raise nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsspider.core.health.chance import Usual, at_least, at_most, usual_of
from newsspider.core.health.finding import Finding, State
from newsspider.core.health.watched import LAYOUT, Measure, Past, measures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.health.figures import Figures

DAY = 86_400.0
ALARM = 1e-4
"""A share that chance brings less often than that is no chance."""
LEAST_PAST = 8
"""Articles of earlier runs that the usual share of stored ones must rest on."""
TOTAL_ALARM = 1e-3
"""The same where not one page is as usual in two runs or more: faults take all, chance takes some …"""
STEADY_ALARM = 2e-3
"""… and where it is of what hardly ever differs between the pages of a site."""
LEAST_PAST_TEXTS = 12
"""Texts that any other usual share must rest on …"""
LEAST_RUNS = 5
"""… and in how many runs they were: the stories of one day have much in common."""
LEAST_PAGES = 3
"""Pages that an alarm must rest on …"""
LEAST_TOTAL_PAGES = 2
"""… and where not one is as usual in two runs or more."""
WINDOWS = (1, 2, 4)
"""How many of the latest runs are looked at together: one for a busy source, four for one of a page a day."""
WINDOW_DAYS = 7
ACCEPT_DAYS = 14
"""After so long what was unusual is the new usual, unless the source is broken."""
FORGET_DAYS = 120
"""After so long nothing remains of a finding: figures are kept for 90 days."""


def judge_shares(
    past: Sequence[Past], at: float, last: Figures, known: Sequence[Finding], *, is_layout_new: bool = False
) -> list[Finding]:
    """Return what is unusual about the shares of the run ``last``, and what was before and this run can't tell of.

    Args:
        past: earlier runs, oldest first.
        at: Unix time of the run.
        last: its figures.
        known: what was unusual until then.
        is_layout_new: whether the site's memory saw three stories in a row at another place: one run is enough then.
    """
    before = {finding.name: finding for finding in known}
    found: dict[str, Finding] = {}
    for measure in measures(past, last):
        is_seen_otherwise = measure.name == LAYOUT and is_layout_new
        finding = _judge(measure, past, Past(at, last), before.get(measure.name), is_seen_otherwise)
        if finding is not None:
            found.setdefault(measure.name, finding)
    return list(found.values())


def _judge(
    measure: Measure, past: Sequence[Past], last: Past, known: Finding | None, is_seen_otherwise: bool
) -> Finding | None:
    hits, count = measure.count(last.figures)
    if count <= 0:
        return known
    accepted = _accepted(known, last.at)
    runs = [
        _Run(run.at, *pair, accepted is not None or measure.name not in run.flagged)
        for run in past
        if (pair := measure.count(run.figures))[1] > 0
    ]
    alarm = _alarm(measure, [*runs, _Run(last.at, hits, count)], is_seen_otherwise)
    if known is None or accepted is not None:
        return alarm or accepted
    usual = usual_of([(run.hits, run.count) for run in runs if run.is_clean])
    if not _is_far(measure, hits, count, usual):
        return None
    if alarm is not None:
        return replace(alarm, since=known.since)
    return replace(known, state="watch" if hits else known.state, reason=_said(measure, hits, count, usual))


def _accepted(known: Finding | None, at: float) -> Finding | None:
    """Return a finding that has lasted so long that it is the usual, as a note of that (its state is well).

    While the note stands, what was flagged counts as usual too: until all of it is forgotten.
    """
    if known is None or known.state == "broken" or not ACCEPT_DAYS * DAY < at - known.since < FORGET_DAYS * DAY:
        return None
    return replace(known, state="well")


@dataclass(frozen=True, slots=True)
class _Run:
    """One run in the eyes of one measure; only clean ones say what is usual."""

    at: float
    hits: int
    count: int
    is_clean: bool = True


def _alarm(measure: Measure, runs: Sequence[_Run], is_seen_otherwise: bool) -> Finding | None:
    """Return what the latest runs show together that chance doesn't explain; the last one must show it too."""
    last = runs[-1]
    for size in WINDOWS:
        window = runs[-size:]
        if len(window) < size or any(last.at - run.at > WINDOW_DAYS * DAY for run in window):
            return None
        earlier = [(run.hits, run.count) for run in runs[:-size] if run.is_clean]
        usual = usual_of(earlier)
        if not _is_known(measure, len(earlier), usual.count) or not _is_far(measure, last.hits, last.count, usual):
            return None
        is_single = measure.breaks or is_seen_otherwise  # whether one run can be enough
        if not is_single and (size == 1 or not _is_far(measure, window[-2].hits, window[-2].count, usual)):
            continue
        hits, count = sum(run.hits for run in window), sum(run.count for run in window)
        if _is_alarm(measure, hits, count, usual, size):
            state: State = "broken" if measure.breaks and hits == 0 and count >= LEAST_PAGES else "watch"
            return Finding(measure.name, state, _said(measure, hits, count, usual), last.at)
    return None


def _is_known(measure: Measure, runs: int, count: int) -> bool:
    """Whether there is past enough."""
    return count >= LEAST_PAST if measure.breaks else count >= LEAST_PAST_TEXTS and runs >= LEAST_RUNS


def _is_far(measure: Measure, hits: int, count: int, usual: Usual) -> bool:
    """Whether a share has gone at least half of the way from the usual one to none, or to all."""
    share = hits / count
    if measure.falls:
        return usual.share >= measure.least_usual and share <= usual.share / 2
    return usual.share <= 1 - measure.least_usual and share >= (1 + usual.share) / 2


def _is_alarm(measure: Measure, hits: int, count: int, usual: Usual, runs: int) -> bool:
    """Whether so many runs together show what chance doesn't explain."""
    is_total = runs > 1 and hits == (0 if measure.falls else count)
    limit = (STEADY_ALARM if measure.is_steady else TOTAL_ALARM) if is_total else ALARM
    if count < (LEAST_TOTAL_PAGES if is_total else LEAST_PAGES) or not _is_far(measure, hits, count, usual):
        return False
    return (at_most if measure.falls else at_least)(hits, count, usual) < limit


def _said(measure: Measure, hits: int, count: int, usual: Usual) -> str:
    return measure.said.format(hits=hits, count=count, usual=f"{usual.share:.0%}".replace("%", " %"))
