"""Counts records one by one, fast: what they have goes into a few counters, which are sorted out at the end."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date
from itertools import compress
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from newsspider.core.health.figures import FIELDS, removed_share
from newsspider.core.urls import host_of
from newsspider.report.summary import EARLIER, SAMPLES, Lengths, SiteCounts, Summary

if TYPE_CHECKING:
    from collections.abc import Mapping

ABOUT_RIGHTS = {
    "tdm_reservation": "reserved against text and data mining",
    "robots_ai": "robots.txt speaks of agents that gather texts for training",
    "license": "names a licence",
    "copyright_holder": "names a copyright holder",
    "meta_robots": "robots directives on the page",
}
"""What each signal of `rights` that is counted means."""
LENGTH_STEP = 1.05
"""Lengths are counted in steps of 5 %: a median is wrong by at most half of that."""
REMOVED_STEPS = 100
"""Steps of removed shares between 0 and 1."""
_MOST_WORDS = 10**9
_MOST_NAME_CHARS = 200
_MOST_SAMPLE_CHARS = 300
_NOT_STATED = "unknown"
_ROWS_AT_ONCE = 20_000  # of about 1 KB

_NAMES = (
    "words",
    "extraction",
    "dedup",
    "rights",
    "is_accessible_for_free",
    "domain",
    "fetched_at",
    *FIELDS,
    "truncated",
)
_CHARS = itemgetter("chars")
_DATED, _TRUNCATED, _COPY = FIELDS.index("date_published"), len(FIELDS), len(FIELDS) + 1
_NOTHING: Mapping[str, Any] = {}
_NO_RIGHTS = (False,) * len(ABOUT_RIGHTS)
# site, which fields it has, access, language, type, agency, relation, rights
_Group = tuple[str, tuple[bool, ...], str, str, str, str, str, tuple[bool, ...]]
# group, day, words, removed share, original, (time, id), URL, title
_Row = tuple[_Group, str, int, int, str | None, tuple[str, str], Any, Any]
_TIME_AND_ID = itemgetter(5)


class Tally:
    """Counts of records; each is counted whole or not at all.

    A record is one row until `_ROWS_AT_ONCE` are there: rows are counted together, column by column, several times faster
    than one by one.
    """

    def __init__(self) -> None:
        self._rows: list[_Row] = []
        self._summary = Summary()

    def record(self, record: dict[str, Any]) -> None:
        """Count a record.

        Raises:
            AttributeError, TypeError, ValueError, ArithmeticError: a value that is counted isn't of the record's types.
        """
        words, extraction, dedup, rights, free, domain, moment, *fields = map(record.get, _NAMES)
        if type(words) is not int and words:
            raise TypeError(f"words is {str(words)[:40]!r}")
        removed = (extraction or _NOTHING).get("removed") or ()
        share = max(0, min(REMOVED_STEPS, round(REMOVED_STEPS * _removed_share(len(record["text"]), removed))))
        dedup = dedup if isinstance(dedup, dict) else _NOTHING
        relation = _name(dedup.get("relation"))
        moment = _text(moment)
        group = (
            _name(domain) or host_of(_text(record.get("url")))[:_MOST_NAME_CHARS] or "?",
            (*map(bool, fields), relation == "copy"),
            "free" if free is True else "paid" if free is False else "not stated",
            _name(record.get("language")),
            _name(record.get("type")),
            _name(record.get("agency")),
            relation,
            tuple(map(bool, map(rights.get, ABOUT_RIGHTS))) if isinstance(rights, dict) else _NO_RIGHTS,
        )
        key = moment[:_MOST_SAMPLE_CHARS], _text(record.get("id"))[:_MOST_SAMPLE_CHARS]
        of = _text(dedup.get("of")) if relation else None
        self._rows.append((group, moment[:10], words or 0, share, of, key, record.get("url"), record.get("title")))
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._count()

    def summary(self) -> Summary:
        """Return what was counted; the tally can't be used any more."""
        self._count()
        return self._summary

    def _count(self) -> None:
        """Count the rows and forget them."""
        rows, self._rows = self._rows, []
        if not rows:
            return
        found = Summary(records=len(rows))
        groups, days, words, shares, originals, *_ = zip(*rows, strict=True)
        sites = [group[0] for group in groups]
        _add_groups(found, Counter(groups))
        _add_lengths(
            found, Counter(zip(sites, days, words, strict=True)), Counter(zip(sites, days, shares, strict=True))
        )
        pairs = zip(sites, originals, strict=True)
        found.copies = Counter((site, original) for site, original in pairs if original is not None)
        _add_samples(found, rows)
        self._summary.add(found)


def _add_groups(found: Summary, counted: Mapping[_Group, int]) -> None:
    names = found.names
    for (site, has, access, language, type_, agency, relation, rights), count in counted.items():
        counts = found.sites.setdefault(site, SiteCounts()).counts
        counts["stored"] += count
        for name in compress((*FIELDS, "truncated", "copies"), has):
            counts[name] += count
        names["access"][access] += count
        names["language"][language or _NOT_STATED] += count
        names["type"][type_ or _NOT_STATED] += count
        for name in compress(ABOUT_RIGHTS, rights):
            names["rights"][name] += count
        if agency:
            names["agency"][agency] += count
            found.printed[agency, site] += count
        if relation:
            names["relation"][relation] += count


def _add_lengths(
    found: Summary, words: Mapping[tuple[str, str, int], int], shares: Mapping[tuple[str, str, int], int]
) -> None:
    days = {day: day if _is_day(day) else EARLIER for _, day, _ in words}
    for (site, day, length), count in words.items():
        counts = found.sites[site]
        if days[day]:
            counts.days[day] += count
        counts.lengths.setdefault(days[day], Lengths()).words[length_step(length)] += count
    for (site, day, share), count in shares.items():
        found.sites[site].lengths[days[day]].removed[share] += count
    found.fold(max(days.values()))


def _add_samples(found: Summary, rows: list[_Row]) -> None:
    """Take the latest records of each site and kind; of one time, those of the greatest ids."""
    rows.sort(key=_TIME_AND_ID, reverse=True)
    for (site, has, *_), _, _, _, _, (moment, record_id), url, title in rows:
        kinds = ["latest"]
        if has[_TRUNCATED]:
            kinds.append("truncated")
        if not has[_DATED]:
            kinds.append("without date")
        if has[_COPY]:
            kinds.append("copies")
        for kind in kinds:
            kept = found.samples.setdefault((site, kind), [])
            if len(kept) < SAMPLES:
                kept.append((moment, record_id, _text(url)[:_MOST_SAMPLE_CHARS], _text(title)[:_MOST_SAMPLE_CHARS]))


def _removed_share(text_chars: int, removed: Any) -> float:
    """Return what `removed_share` returns, sooner where every entry says its characters."""
    try:
        chars = sum(map(_CHARS, removed))
    except (KeyError, TypeError):
        return removed_share(text_chars, removed)
    return chars / (chars + text_chars) if chars else 0.0


def length_step(words: int) -> int:
    """Return the length that stands for all lengths of its step; up to 20 words that is the length itself."""
    if words <= 0:
        return 0
    return round(LENGTH_STEP ** round(math.log(min(words, _MOST_WORDS)) / math.log(LENGTH_STEP)))


def _is_day(day: str) -> bool:
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _name(value: Any) -> str:
    return value[:_MOST_NAME_CHARS] if isinstance(value, str) else ""
