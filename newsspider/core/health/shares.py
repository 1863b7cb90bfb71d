"""Stage 8 of 8, inspect: shares of a source's pages that have fallen or risen against its own past.

The limits were chosen on simulated sources (tests/core/health/test_quiet.py, 2026-11): 30 days of 300 of them, from one
article a day to some hundred, raise nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsspider.core.health.chance import Usual, at_least, at_most, usual_of
from newsspider.core.health.figures import FIELDS, REMOVED_STEPS, Figures, middle, words_of_step
from newsspider.core.health.finding import Finding, State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DAY = 86_400.0
ALARM = 1e-4
"""A share that chance brings less often than that is no chance."""
LEAST_PAST = 8
"""Articles of earlier runs that the usual share of stored ones must rest on."""
LEAST_PAST_TEXTS = 20
"""Texts that any other usual share must rest on …"""
LEAST_RUNS = 5
"""… and in how many runs they were: the stories of one day have much in common."""
LEAST_PAGES = 3
"""Pages that an alarm must rest on."""
WINDOWS = (1, 2, 4)
"""How many of the latest runs are looked at together: one for a busy source, four for one of a page a day."""
WINDOW_DAYS = 7
ACCEPT_DAYS = 14
"""After so long what was unusual is the new usual, unless the source is broken."""
FORGET_DAYS = 120
"""After so long nothing remains of a finding: figures are kept for 90 days."""

_SHORT_STEPS = 3  # of the histogram of lengths: less than half as long
_REMOVED_STEPS = 3  # of the one of removed shares: 30 of 100 characters more


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier run, or some of one day: when it was, and what it was found to lack."""

    at: float
    figures: Figures
    flagged: frozenset[str] = frozenset()


def together(past: Sequence[Past]) -> Past:
    """Return several runs as one."""
    whole = Figures()
    for run in past:
        whole.add(run.figures)
    return Past(past[-1].at, whole, frozenset().union(*(run.flagged for run in past)))


@dataclass(frozen=True, slots=True)
class Measure:
    """A share to watch: ``count`` returns (hits, of how many), ``said`` the sentence for both and the usual."""

    name: str
    falls: bool
    count: Callable[[Figures], tuple[int, int]]
    said: str
    least_usual: float = 0.5
    breaks: bool = False
    """Whether the source is broken where no page has it any more."""


def measures(past: Sequence[Past]) -> list[Measure]:
    """Return what is watched of a source with this past."""
    found = [
        Measure("stored", True, _stored, "stored {hits} of {count} articles asked for; usually {usual}", 0.1, True),
        Measure("failures", False, _of_asked("failed"), "{hits} of {count} articles failed; usually {usual}"),
        Measure("truncated", False, _of_stored("truncated"), "{hits} of {count} texts are cut off; usually {usual}"),
        Measure("duplicates", False, _duplicates, "{hits} of {count} texts were there already; usually {usual}"),
        Measure("site_rule", False, _of_stored("rule_failed"), "the site's rule fails on {hits} of {count} articles; usually {usual}"),
    ]  # fmt: skip
    for name in FIELDS:
        said = f"{{hits}} of {{count}} articles have {name}; usually {{usual}}"
        found.append(Measure(f"field_{name}", True, _of_stored(name), said))
    return found + _lengths(past)


def _lengths(past: Sequence[Past]) -> list[Measure]:
    """Return the measures whose limit is the source's own median."""
    whole = together(past).figures if past else Figures()
    words, removed = middle(whole.words), middle(whole.removed)
    found = []
    if words is not None and words > _SHORT_STEPS:
        limit = words - _SHORT_STEPS
        said = f"{{hits}} of {{count}} texts have fewer than {words_of_step(limit + 1)} words, half the usual length; usually {{usual}}"
        found.append(Measure("shorter", False, lambda f: _below(f, limit), said))
    if removed is not None:
        high = removed + _REMOVED_STEPS
        said = f"over {high * 100 // REMOVED_STEPS} % was removed from {{hits}} of {{count}} pages; usually {{usual}}"
        found.append(Measure("removed", False, lambda f: _above(f, high), said))
    return found


def _stored(figures: Figures) -> tuple[int, int]:
    counts = figures.counts
    asked = counts["asked"] - counts["retried"]
    return min(counts["stored"] + counts["unchanged"], asked), asked


def _of_asked(name: str) -> Callable[[Figures], tuple[int, int]]:
    def count(figures: Figures) -> tuple[int, int]:
        asked = figures.counts["asked"] - figures.counts["retried"]
        return min(max(0, figures.counts[name] - figures.counts["retried"]), asked), asked

    return count


def _of_stored(name: str) -> Callable[[Figures], tuple[int, int]]:
    return lambda figures: (figures.counts[name], figures.counts["stored"])


def _duplicates(figures: Figures) -> tuple[int, int]:
    same = figures.reasons["dropped/duplicate_text"]
    return figures.counts["copies"] + same, figures.counts["stored"] + same


def _below(figures: Figures, limit: int) -> tuple[int, int]:
    return sum(count for step, count in figures.words.items() if step <= limit), figures.words.total()


def _above(figures: Figures, limit: int) -> tuple[int, int]:
    return sum(count for step, count in figures.removed.items() if step >= limit), figures.removed.total()


def judge_shares(past: Sequence[Past], at: float, last: Figures, known: Sequence[Finding]) -> list[Finding]:
    """Return what is unusual about the shares of the run ``last``, and what was before and this run can't tell of.

    Args:
        past: earlier runs, oldest first.
        at: Unix time of the run.
        last: its figures.
        known: what was unusual until then.
    """
    before = {finding.name: finding for finding in known}
    found = []
    for measure in measures(past):
        finding = _judge(measure, past, Past(at, last), before.get(measure.name))
        if finding is not None:
            found.append(finding)
    return found


def _judge(measure: Measure, past: Sequence[Past], last: Past, known: Finding | None) -> Finding | None:
    hits, count = measure.count(last.figures)
    if count <= 0:
        return known
    accepted = _accepted(known, last.at)
    runs = [
        _Run(run.at, *pair, accepted is not None or measure.name not in run.flagged)
        for run in past
        if (pair := measure.count(run.figures))[1] > 0
    ]
    alarm = _alarm(measure, [*runs, _Run(last.at, hits, count)])
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


def _alarm(measure: Measure, runs: Sequence[_Run]) -> Finding | None:
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
        if not measure.breaks and (size == 1 or not _is_far(measure, window[-2].hits, window[-2].count, usual)):
            continue
        hits, count = sum(run.hits for run in window), sum(run.count for run in window)
        if _is_alarm(measure, hits, count, usual):
            state: State = "broken" if measure.breaks and hits == 0 else "watch"
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


def _is_alarm(measure: Measure, hits: int, count: int, usual: Usual) -> bool:
    if count < LEAST_PAGES or not _is_far(measure, hits, count, usual):
        return False
    return (at_most if measure.falls else at_least)(hits, count, usual) < ALARM


def _said(measure: Measure, hits: int, count: int, usual: Usual) -> str:
    return measure.said.format(hits=hits, count=count, usual=f"{usual.share:.0%}".replace("%", " %"))
