"""What a report says of records: counts that add up over files and parts of files, and a few records to look at."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

RECENT_DAYS = 7
"""The last days with records, which are set against all before."""
SAMPLES = 5
"""Records of a site that are named for each kind, the latest first."""
DAMAGED_SHOWN = 20
EARLIER = ""
"""Stands for all days before the recent ones, and for records without a day."""
_MOST_NAMES = 200  # of languages, agencies, types: values come from strangers' pages
_OTHERS = "(others)"


@dataclass(slots=True)
class Lengths:
    """Histograms of texts by length in words, and of pages by the share that was taken out, in hundredths."""

    words: Counter[int] = field(default_factory=Counter)
    removed: Counter[int] = field(default_factory=Counter)

    def add(self, other: Lengths) -> None:
        """Add another's counts to these."""
        self.words.update(other.words)
        self.removed.update(other.removed)


@dataclass(slots=True)
class SiteCounts:
    """Counts of one site's records.

    ``counts`` says how many there are (stored), have each field, are truncated, are copies; ``days`` how many were fetched
    on each UTC day; ``lengths`` has the histograms of each recent day, and of all others under `EARLIER`, so that years
    of crawling take no more memory than weeks but for a number a day.
    """

    counts: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    lengths: dict[str, Lengths] = field(default_factory=dict)

    def add(self, other: SiteCounts) -> None:
        """Add another's counts to these."""
        self.counts.update(other.counts)
        self.days.update(other.days)
        for day, lengths in other.lengths.items():
            self.lengths.setdefault(day, Lengths()).add(lengths)

    def fold(self, first_recent: str) -> None:
        """Put the histograms of all days before ``first_recent`` into one."""
        for day in [day for day in self.lengths if EARLIER < day < first_recent]:
            self.lengths.setdefault(EARLIER, Lengths()).add(self.lengths.pop(day))


@dataclass(slots=True)
class Summary:
    """Counts of some records.

    ``names`` has counters by kind (language, agency, type, rights, access, relation); ``printed`` counts (agency, site),
    ``copies`` (site, id of the original) of copies and versions; ``samples`` are (time, id, URL, title) by site and kind;
    ``damaged`` (file, byte offset, what) of lines that are no records.
    """

    records: int = 0
    size: int = 0
    damaged_count: int = 0
    sites: dict[str, SiteCounts] = field(default_factory=dict)
    names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    printed: Counter[tuple[str, str]] = field(default_factory=Counter)
    copies: Counter[tuple[str, str]] = field(default_factory=Counter)
    samples: dict[tuple[str, str], list[tuple[str, str, str, str]]] = field(default_factory=dict)
    damaged: list[tuple[str, int, str]] = field(default_factory=list)
    last_day: str = ""

    def damage(self, file: str, offset: int, what: str) -> None:
        """Take note of a line that is no record."""
        self.damaged_count += 1
        if len(self.damaged) < DAMAGED_SHOWN:
            self.damaged.append((file, offset, what))

    def add(self, other: Summary) -> None:
        """Add another's counts to these."""
        self.records += other.records
        self.size += other.size
        self.damaged_count += other.damaged_count
        for site, counts in other.sites.items():
            self.sites.setdefault(site, SiteCounts()).add(counts)
        for kind, counter in other.names.items():
            self.names[kind] = _bounded(self.names[kind] + counter)
        self.printed.update(other.printed)
        self.copies.update(other.copies)
        for key, entries in other.samples.items():
            mine = self.samples.get(key)
            self.samples[key] = heapq.nlargest(SAMPLES, {*mine, *entries})[::-1] if mine else sorted(entries)
        self.damaged = (self.damaged + other.damaged)[:DAMAGED_SHOWN]
        self.fold(max(self.last_day, other.last_day))

    def fold(self, last_day: str) -> None:
        """Keep apart only what was fetched on the last days, of which ``last_day`` is the last one known."""
        self.last_day = last_day
        first = first_recent(last_day)
        for counts in self.sites.values():
            counts.fold(first)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON types, for the cache."""
        return {
            "records": self.records,
            "size": self.size,
            "damaged_count": self.damaged_count,
            "sites": {
                site: [s.counts, s.days, {day: [one.words, one.removed] for day, one in s.lengths.items()}]
                for site, s in self.sites.items()
            },
            "names": self.names,
            "printed": [[*key, count] for key, count in self.printed.items()],
            "copies": [[*key, count] for key, count in self.copies.items()],
            "samples": [[*key, entries] for key, entries in self.samples.items()],
            "damaged": self.damaged,
            "last_day": self.last_day,
        }

    @classmethod
    def of(cls, said: dict[str, Any]) -> Summary:
        """Read what `to_dict` wrote.

        Raises:
            KeyError, TypeError, ValueError, AttributeError: it is something else.
        """
        return cls(
            int(said["records"]),
            int(said["size"]),
            int(said["damaged_count"]),
            {site: _site(*parts) for site, parts in said["sites"].items()},
            defaultdict(Counter, {kind: Counter(counts) for kind, counts in said["names"].items()}),
            Counter({(agency, site): count for agency, site, count in said["printed"]}),
            Counter({(site, of): count for site, of, count in said["copies"]}),
            {(site, kind): [_four(e) for e in entries] for site, kind, entries in said["samples"]},
            [(str(file), int(offset), str(what)) for file, offset, what in said["damaged"]],
            str(said["last_day"]),
        )


def first_recent(last_day: str) -> str:
    """Return the first of the days that are recent where ``last_day`` is the last with records; empty where none is."""
    return (date.fromisoformat(last_day) - timedelta(days=RECENT_DAYS - 1)).isoformat() if last_day > "0001-02" else ""


def _site(counts: dict[str, int], days: dict[str, int], lengths: dict[str, list[dict[str, int]]]) -> SiteCounts:
    return SiteCounts(
        Counter(counts),
        Counter(days),
        {day: Lengths(_histogram(words), _histogram(removed)) for day, (words, removed) in lengths.items()},
    )


def _histogram(said: dict[str, int]) -> Counter[int]:
    return Counter({int(step): count for step, count in said.items()})


def _four(entry: list[str]) -> tuple[str, str, str, str]:
    moment, record_id, url, title = entry
    return moment, record_id, url, title


def _bounded(counter: Counter[str]) -> Counter[str]:
    """Return the most frequent names; the rest under one."""
    if len(counter) <= _MOST_NAMES:
        return counter
    kept = Counter(dict(counter.most_common(_MOST_NAMES)))
    kept[_OTHERS] += counter.total() - kept.total()
    return kept
