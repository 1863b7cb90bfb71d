"""Sources that never were: what runs get from them day by day, from seeded chance, with faults on demand."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsspider.core.health.entries import Entry, Reading, updated
from newsspider.core.health.figures import Figures, words_step
from newsspider.core.health.judge import Health, judge
from newsspider.core.health.silence import DAY
from newsspider.core.health.watched import Past, together
from newsspider.store.health import WHOLE_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

START = datetime(2026, 3, 2, tzinfo=UTC).timestamp()  # a Monday
HOUR = 3_600.0


@dataclass(frozen=True)
class Page:
    """A page that a run asked for: how it ended and what its record has."""

    state: str = "stored"
    reason: str | None = None
    words: int = 400
    removed: float = 0.2
    fields: frozenset[str] = frozenset()
    truncated: bool = False
    copy: bool = False
    rule_failed: bool = False
    title: int = 0
    place: int = 1


@dataclass(frozen=True)
class Visit:
    """What a run saw of a source before anything is counted; a fault changes it."""

    pages: tuple[Page, ...]
    readings: tuple[Reading, ...]


@dataclass
class Source:
    """A source: ``per_day`` articles on a working day, ``weekend`` of that on others, a run every ``every`` hours.

    ``coverage`` is how often a field is there; ``drops`` how often an article turns out to be none,
    ``columns`` how often its title is that of a column, ``even`` whether each day has as many as another.
    """

    name: str
    per_day: float
    every: float = 24.0
    weekend: float = 1.0
    night: bool = False
    drops: float = 0.03
    copies: float = 0.05
    columns: float = 0.0
    even: bool = False
    truncated: float = 0.0
    words: float = 450.0
    entries: int = 1
    coverage: dict[str, float] = field(default_factory=lambda: {"title": 1.0, "authors": 0.9, "date_published": 1.0})

    def visits(self, days: int, random: Random) -> list[tuple[float, Visit]]:
        """Return (Unix time, what a run saw) for so many days."""
        found, waiting, marks = [], 0.0, [0] * self.entries
        steps = int(days * 24 / self.every)
        for step in range(steps):
            at = START + step * self.every * HOUR + random.uniform(0, 90)
            day = datetime.fromtimestamp(at, UTC)
            rate = self.per_day * self.every / 24 * (self.weekend if day.weekday() > 4 else 1.0)
            if self.night:
                rate *= 1.6 if 6 <= day.hour < 22 else 0.0
            mood = random.gammavariate(4, 0.25)  # some days have twice the news of others
            new = round(rate) if self.even else poisson(rate * mood, random)
            waiting += new
            readings = []
            for number in range(self.entries):
                marks[number] += new if number == 0 or random.random() < 0.5 else 0
                seen = tuple(f"{mark:06}" for mark in range(max(0, marks[number] - 19), marks[number] + 1))
                readings.append(Reading(len(seen), seen[-1], "feed", seen=seen))
            found.append((at, Visit(tuple(self.page(random) for _ in range(new)), tuple(readings))))
        return found

    def page(self, random: Random) -> Page:
        if random.random() < self.drops:
            return Page("dropped", random.choice(["too_short", "duplicate_text"]))
        return Page(
            words=max(40, int(random.lognormvariate(math.log(self.words), 0.6))),
            removed=min(0.95, random.betavariate(4, 12)),
            fields=frozenset(name for name, share in self.coverage.items() if random.random() < share),
            truncated=random.random() < self.truncated,
            copy=random.random() < self.copies,
            title=0 if random.random() < self.columns else random.getrandbits(30),
            place=random.choices((1, 2, 3), (0.9, 0.09, 0.01))[0],
        )


def poisson(mean: float, random: Random) -> int:
    """Return a count with this mean."""
    limit, count, product = math.exp(-mean), 0, random.random()
    while product > limit:
        count, product = count + 1, product * random.random()
    return count


def figures_of(visit: Visit) -> Figures:
    """Count a visit as a run does."""
    figures = Figures()
    for page in visit.pages:
        figures.page(page.state, page.reason, "article")
        if page.state == "stored":
            figures.counts.update(page.fields)
            figures.words[words_step(page.words)] += 1
            figures.removed[int(10 * page.removed)] += 1
            figures.titles[page.title] += 1
            figures.places[page.place] += 1
            figures.counts += Counter(truncated=page.truncated, copies=page.copy, rule_failed=page.rule_failed)
    figures.counts["reads"] += sum(reading.cause is None for reading in visit.readings)
    return figures


def judged(
    visits: Sequence[tuple[float, Visit]], fault: Callable[[Visit], Visit] | None = None, since: float = math.inf
) -> list[tuple[float, Health]]:
    """Judge the runs one after the other, with a fault from a moment on; returns each run's outcome."""
    past: list[Past] = []
    entries: list[Entry | None] = [None] * len(visits[0][1].readings)
    health, outcomes = Health(), []
    for at, seen in visits:
        visit = fault(seen) if fault and at >= since else seen
        entries = [updated(e, f"feed{n}", r, at) for n, (e, r) in enumerate(zip(entries, visit.readings, strict=True))]
        figures = figures_of(visit)
        all_failed = bool(visit.pages) and all(page.state == "failed" for page in visit.pages)
        health = judge(past, at, figures, [e for e in entries if e], health.findings, all_failed=all_failed)
        past = by_day([*past, Past(at, figures, health.flagged)], at)
        outcomes.append((at, health))
    return outcomes


def by_day(past: list[Past], at: float) -> list[Past]:
    """Return the runs with those of each day that is long enough ago as one, as the store keeps them."""
    days: dict[int, list[Past]] = {}
    for run in past:
        days.setdefault(int(run.at // DAY), []).append(run)
    found: list[Past] = []
    for day, runs in days.items():
        found += [together(runs)] if day < int(at // DAY) - WHOLE_DAYS else runs
    return found


def every_page(**changes: object) -> Callable[[Visit], Visit]:
    """Return a fault that changes every page."""
    return lambda visit: replace(visit, pages=tuple(replace(page, **changes) for page in visit.pages))  # type: ignore[arg-type]


def every_entry(reading: Reading) -> Callable[[Visit], Visit]:
    """Return a fault by which every feed reads so, and nothing comes of it."""
    return lambda visit: Visit((), tuple(reading for _ in visit.readings))


SOURCES = (
    Source("agency", 60, every=3, coverage={"title": 1.0, "authors": 0.35, "date_published": 1.0, "dateline": 0.8}),
    Source("daily", 24, every=6, weekend=0.4, drops=0.06),
    Source("hourly", 40, every=1, night=True, weekend=0.3, entries=3),
    Source("weekday", 6, every=24, weekend=0.0, copies=0.3),
    Source("small", 3, every=24, weekend=0.6, drops=0.1, coverage={"title": 1.0, "authors": 0.7, "date_published": 0.95}),
    Source("tiny", 1, every=24),
    Source("weekly", 0.3, every=24, drops=0.1),
    Source("paywalled", 15, every=12, truncated=0.4, words=220),
)  # fmt: skip
