"""What a report says of records: counts that add up over files and parts of files, and a few records to look at."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from newsspider.core.health.figures import Figures
from newsspider.core.urls import host_of

SAMPLES = 5
"""Records of a site that are named for each kind, the latest first."""
DAMAGED_SHOWN = 20
KINDS = ("latest", "truncated", "without date", "copies")

ABOUT_RIGHTS = {
    "tdm_reservation": "reserved against text and data mining",
    "robots_ai": "robots.txt speaks of agents that gather texts for training",
    "license": "names a licence",
    "copyright_holder": "names a copyright holder",
    "meta_robots": "robots directives on the page",
}
"""What each signal of `rights` that is counted means."""
_MOST_NAMES = 200  # of languages, agencies, types: values come from strangers' pages
_OTHERS = "(others)"
_MOST_NAME_CHARS = 200
_MOST_SAMPLE_CHARS = 300


@dataclass(slots=True)
class Summary:
    """Counts of some records.

    ``sites`` has figures by site and UTC day of fetching; ``names`` counters by kind (language, agency, type, rights,
    access); ``printed`` counts (agency, site), ``copies`` (site, id of the original) of copies and versions; ``samples``
    (time, id, URL, title) by site and kind; ``damaged`` (file, byte offset, what) of lines that are no records.
    """

    records: int = 0
    size: int = 0
    damaged_count: int = 0
    sites: dict[str, dict[str, Figures]] = field(default_factory=dict)
    names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    printed: Counter[tuple[str, str]] = field(default_factory=Counter)
    copies: Counter[tuple[str, str]] = field(default_factory=Counter)
    samples: dict[tuple[str, str], list[tuple[str, str, str, str]]] = field(default_factory=dict)
    damaged: list[tuple[str, int, str]] = field(default_factory=list)

    def record(self, record: dict[str, Any]) -> None:
        """Count a record, or nothing of it where it can't be counted.

        Raises:
            AttributeError, TypeError, ValueError, ArithmeticError: as `Figures.record`.
        """
        site = _name(record.get("domain")) or host_of(_text(record.get("url")))[:_MOST_NAME_CHARS] or "?"
        day = _text(record.get("fetched_at"))[:10]
        by_day = self.sites.get(site, {})
        figures = by_day.get(day) or Figures()
        figures.record(record)
        figures.counts["stored"] += 1
        by_day[day] = figures
        self.sites[site] = by_day
        self.records += 1
        names, rights = self.names, _dict(record.get("rights"))
        names["language"][_name(record.get("language")) or "unknown"] += 1
        names["type"][_name(record.get("type")) or "unknown"] += 1
        free = record.get("is_accessible_for_free")
        names["access"]["free" if free is True else "paid" if free is False else "not stated"] += 1
        for name in ABOUT_RIGHTS:
            if rights.get(name):
                names["rights"][name] += 1
        agency, dedup = _name(record.get("agency")), _dict(record.get("dedup"))
        if agency:
            names["agency"][agency] += 1
            self.printed[agency, site] += 1
        relation = _name(dedup.get("relation"))
        if relation:
            names["relation"][relation] += 1
            self.copies[site, _text(dedup.get("of"))] += 1
        self._sample(site, record, relation)

    def _sample(self, site: str, record: dict[str, Any], relation: str) -> None:
        kinds = ["latest"]
        if record.get("truncated"):
            kinds.append("truncated")
        if not record.get("date_published"):
            kinds.append("without date")
        if relation == "copy":
            kinds.append("copies")
        moment = _text(record.get("fetched_at"))[:_MOST_SAMPLE_CHARS]
        for kind in kinds:
            kept = self.samples.setdefault((site, kind), [])
            if len(kept) == SAMPLES and moment < kept[0][0]:
                continue
            record_id, url, title = (_text(record.get(name))[:_MOST_SAMPLE_CHARS] for name in ("id", "url", "title"))
            entry = (moment, record_id, url, title)
            if len(kept) < SAMPLES:
                heapq.heappush(kept, entry)
            elif entry > kept[0]:
                heapq.heapreplace(kept, entry)

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
        for site, days in other.sites.items():
            mine = self.sites.setdefault(site, {})
            for day, figures in days.items():
                mine.setdefault(day, Figures()).add(figures)
        for kind, counter in other.names.items():
            self.names[kind] = _bounded(self.names[kind] + counter)
        self.printed += other.printed
        self.copies += other.copies
        for key, entries in other.samples.items():
            self.samples[key] = heapq.nlargest(SAMPLES, {*self.samples.get(key, ()), *entries})[::-1]
        self.damaged = (self.damaged + other.damaged)[:DAMAGED_SHOWN]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON types, for the cache."""
        return {
            "records": self.records,
            "size": self.size,
            "damaged_count": self.damaged_count,
            "sites": {site: {day: f.to_dict() for day, f in days.items()} for site, days in self.sites.items()},
            "names": {kind: dict(counter) for kind, counter in self.names.items()},
            "printed": [[*key, count] for key, count in self.printed.items()],
            "copies": [[*key, count] for key, count in self.copies.items()],
            "samples": [[*key, entries] for key, entries in self.samples.items()],
            "damaged": self.damaged,
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
            {site: {day: Figures.of(f) for day, f in days.items()} for site, days in said["sites"].items()},
            defaultdict(Counter, {kind: Counter(counts) for kind, counts in said["names"].items()}),
            Counter({(agency, site): count for agency, site, count in said["printed"]}),
            Counter({(site, of): count for site, of, count in said["copies"]}),
            {(site, kind): [_four(e) for e in entries] for site, kind, entries in said["samples"]},
            [(str(file), int(offset), str(what)) for file, offset, what in said["damaged"]],
        )


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


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _name(value: Any) -> str:
    return value[:_MOST_NAME_CHARS] if isinstance(value, str) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
