"""What a run gets from each source and site, counted while it happens."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from newsspider.core.health.entries import Reading
from newsspider.core.health.figures import Figures
from newsspider.sources.state import cause_of
from newsspider.store.frontier import LISTS_PAGES

if TYPE_CHECKING:
    from newsspider.store.frontier import Candidate
    from newsspider.store.memory import Learned
    from newsspider.store.outcomes import Outcomes
    from newsspider.store.store import Outcome


class Tally:
    """Counts by source and by site, and what was seen of the sources' own URLs."""

    def __init__(self, outcomes: Outcomes) -> None:
        self._outcomes = outcomes
        self.sources: defaultdict[str, Figures] = defaultdict(Figures)
        self.sites: defaultdict[str, Figures] = defaultdict(Figures)
        self.memory_sites: defaultdict[str, set[str]] = defaultdict(set)
        self.readings: defaultdict[str, dict[str, Reading]] = defaultdict(dict)

    def settled(self, candidate: Candidate, outcome: Outcome) -> None:
        """Count a page that isn't stored."""
        is_listing = outcome.reason in LISTS_PAGES or outcome.visit is not None
        if candidate.kind == "seed":
            cause = cause_of((outcome.state, outcome.reason))
            self._read(candidate, outcome, cause)
        elif (is_listing and not _is_news(candidate)) or candidate.kind == "listing":
            self._both(candidate, "unread" if outcome.state == "failed" else "reads")
        else:
            self.sources[candidate.source].page(outcome.state, outcome.reason, candidate.kind)
            self.sites[candidate.site].page(outcome.state, outcome.reason, candidate.kind)

    def stored(self, candidate: Candidate, record: dict[str, Any], learned: Learned | None = None) -> None:
        """Count a page that is stored; ``learned`` is what it brought to its site's memory."""
        if candidate.kind == "seed":
            self.readings[candidate.source][candidate.url] = Reading(0)
        place = (learned.look.body if learned else None) or ""
        for figures in (self.sources[candidate.source], self.sites[candidate.site]):
            figures.page("stored", None, candidate.kind)
            figures.record(record, place)
        if learned:
            self.memory_sites[candidate.source].add(learned.site)

    def _read(self, candidate: Candidate, outcome: Outcome, cause: str | None) -> None:
        """Take note of a source's own URL."""
        if cause:
            reading = Reading(cause=cause)
            self._both(candidate, "unread")
        elif outcome.visit is not None and outcome.visit.not_modified:
            reading = Reading()
            self._both(candidate, "not_modified")
        else:
            seen = self._outcomes.first_seen(link.url for link in outcome.links)
            reading = Reading(len(outcome.links), max(seen, default=None), outcome.reason or "", seen=tuple(seen))
            self._both(candidate, "reads")
            for figures in (self.sources[candidate.source], self.sites[candidate.site]):
                figures.counts["links"] += len(outcome.links)
        self.readings[candidate.source][candidate.url] = reading

    def _both(self, candidate: Candidate, name: str) -> None:
        self.sources[candidate.source].counts[name] += 1
        self.sites[candidate.site].counts[name] += 1


def _is_news(candidate: Candidate) -> bool:
    """Whether a feed calls it an article: one that turns out to list others may be a consent page's links."""
    return candidate.kind == "article" and candidate.discovery.get("type") in ("feed", "news_sitemap")
