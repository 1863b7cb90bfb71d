"""Every source of a run, judged by its own past."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from newsspider.core.health.entries import updated
from newsspider.core.health.figures import Figures
from newsspider.core.health.judge import Health, judge
from newsspider.printable import without_secrets
from newsspider.store.health import Known, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsspider.health.tally import Tally
    from newsspider.sources.state import SourceState
    from newsspider.store.health import HealthBook
    from newsspider.store.store import Store

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Change:
    """A source whose state is another than before the run."""

    source: str
    before: str
    after: str
    reason: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return what HEALTH_COMMAND hears."""
        return {"source": without_secrets(self.source), "from": self.before, "to": self.after, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a run says of its sources: to be shown, to be kept, and what has changed."""

    sources: tuple[SourceState, ...] = ()
    rows: tuple[Row, ...] = ()
    states: tuple[Known, ...] = ()
    changes: tuple[Change, ...] = ()


def _with_outcomes(sources: Sequence[SourceState], store: Store) -> Sequence[SourceState]:
    """Return the sources with what they gave in the store's run; a storage error leaves them as they were."""
    try:
        outcomes = store.outcomes.of(e for s in sources for e in s.entries or (s.url,))
        below: defaultdict[str, list[tuple[str, str | None, int]]] = defaultdict(list)
        for source, state, reason, count in store.outcomes.by_source(store.run):
            below[source].append((state, reason, count))
    except Exception:
        logger.exception("the sources' outcomes can't be read")
        return sources
    return [s.with_outcomes(outcomes, below[s.url]) for s in sources]


def assess(given: Sequence[SourceState], tally: Tally, store: Store, at: float, *, judging: bool = True) -> Assessment:
    """Return what became of the sources of the store's run, which ends at Unix time ``at``. Never raises.

    Only where ``judging`` are they judged, and the result noted in the store: recorded pages say nothing of the sources
    they once came from.
    """
    sources = _with_outcomes(given, store)
    try:
        if judging:
            seen = _Seen(tally, store.outcomes.retried(store.run), store.memories.changed_layouts(store.run))
            assessment = _assess(sources, seen, store.health, at)
            store.health.note(assessment.rows, assessment.states)
            return assessment
    except Exception:
        logger.exception("the sources can't be judged")
    return Assessment(tuple(sources))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the run saw.

    ``retried`` has by source how many pages failed that had failed in an earlier run; ``new_layouts`` are names of the
    sites' memories.
    """

    tally: Tally
    retried: Mapping[str, int]
    new_layouts: frozenset[str]


def _assess(sources: Iterable[SourceState], seen: _Seen, book: HealthBook, at: float) -> Assessment:
    """Judge the sources."""
    tally = seen.tally
    shown, rows, states, changes = [], [], [], []
    for source in sources:
        figures = tally.sources.get(source.url, Figures())
        known = book.known(source.url)
        if figures.is_empty or source.cause == "waiting":  # nothing was due, or nothing was come to
            shown.append(replace(source, state=known.state, reason=known.reason))
            continue
        figures.counts["retried"] += seen.retried.get(source.url, 0)
        state, health = _judged(source, known, seen, book, figures, at)
        rows.append(Row("source", source.url, figures, health.flagged))
        states.append(state)
        shown.append(replace(source, state=state.state, reason=state.reason, is_judged=True))
        if state.state != known.state:
            changes.append(Change(source.url, known.state, state.state, state.reason))
    rows += [Row("site", site, figures) for site, figures in sorted(tally.sites.items()) if not figures.is_empty]
    return Assessment(tuple(shown), tuple(rows), tuple(states), tuple(changes))


def _judged(
    source: SourceState, known: Known, seen: _Seen, book: HealthBook, figures: Figures, at: float
) -> tuple[Known, Health]:
    readings = seen.tally.readings.get(source.url, {})
    urls = source.entries or (source.url,)
    entries = {
        url: updated(known.entries.get(url), url, readings[url], at) if url in readings else known.entries[url]
        for url in urls
        if url in readings or url in known.entries
    }
    health = judge(
        book.past(source.url),
        at,
        figures,
        list(entries.values()),
        known.findings,
        all_failed=source.cause == "all_pages_failed",
        is_layout_new=not seen.new_layouts.isdisjoint(seen.tally.memory_sites.get(source.url, ())),
    )
    findings = tuple(replace(finding, reason=without_secrets(finding.reason)) for finding in health.findings)
    health = Health(health.state, findings)
    since = known.since if known.at and health.state == known.state else at
    return Known(source.url, health.state, health.reason, since, at, health.findings, entries), health
