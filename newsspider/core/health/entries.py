"""Stage 8 of 8, inspect: is what a source reads for its news (feeds, sitemaps, sections) still there, and alive?"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Any

from newsspider.core.health.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DAY = 86_400.0
LEAST_DAYS = 8
"""Days that an entry must be known before its silence or emptiness says something: a week end is among them."""
LEAST_GAPS = 5
"""Days with something new that its usual gaps rest on."""
SILENT_GAPS = 2.0
"""Silent is what is so many times its longest gap without anything new …"""
SILENT_DEVIATIONS = 6.0
"""… and so many standard deviations beyond its mean gap."""
_DEAD_GAPS = 5.0  # the same for broken
_SLACK = 600.0  # seconds: runs never start to the second
_KEPT_GAPS = 60  # days
_KEPT_READS = 20
_LEAST_LINKS = 3  # that each of the last reads had
_LEAST_READS = 5
_DEFINITE = frozenset(
    {"http_404", "http_410", "http_451", "robots_disallowed", "not_html", "soft_404", "login_page", "bad_url"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one run saw of an entry: ``links`` is None where the server says that nothing changed.

    ``mark`` stands for what it listed: another mark is something new. ``cause`` says why it couldn't be read.
    """

    links: int | None = None
    mark: str | None = None
    kind: str = ""
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of an entry. ``gaps`` has, by day, the longest time without anything new that ended on it."""

    url: str
    first: float
    changed: float
    mark: str | None = None
    links: tuple[int, ...] = ()
    idle: int = 0
    empty: int = 0
    failing: int = 0
    cause: str | None = None
    kind: str = ""
    gaps: dict[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON types."""
        return asdict(self)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Entry:
        """Read what `to_dict` wrote."""
        return cls(**{**said, "links": tuple(said["links"])})


def updated(entry: Entry | None, url: str, reading: Reading, at: float) -> Entry:
    """Return what is known of an entry after a run at Unix time ``at``."""
    entry = entry or Entry(url, at, at)
    if reading.cause:
        return replace(entry, failing=entry.failing + 1, cause=reading.cause)
    entry = replace(entry, failing=0, cause=None, kind=reading.kind or entry.kind)
    if reading.links == 0:
        return replace(entry, empty=entry.empty + 1)
    if reading.links is None or reading.mark == entry.mark:
        return replace(entry, idle=entry.idle + 1, empty=0)
    gaps = dict(entry.gaps)
    if entry.mark is not None:
        day = str(int(at // DAY))
        gaps[day] = max(gaps.get(day, 0.0), at - entry.changed)
        gaps = dict(sorted(gaps.items(), key=lambda kv: int(kv[0]))[-_KEPT_GAPS:])
    links = (*entry.links, reading.links)[-_KEPT_READS:]
    return replace(entry, changed=at, mark=reading.mark, links=links, idle=0, empty=0, gaps=gaps)


def judge_entries(entries: Sequence[Entry], at: float, known: Sequence[Finding]) -> list[Finding]:
    """Return what is unusual about a source's entries after a run at ``at``."""
    since = {finding.name: finding.since for finding in known}
    found = []
    for name, judge in (("unread", _unread), ("empty", _empty), ("silent", _silent)):
        bad = [(entry, *said) for entry in entries if (said := judge(entry, at))]
        if not bad:
            continue
        broken = len(bad) == len(entries) and all(is_broken for _, is_broken, _ in bad)
        entry, _, reason = bad[0]
        more = f", and {len(bad) - 1} more of {len(entries)}" if len(bad) > 1 else ""
        found.append(
            Finding(name, "broken" if broken else "watch", f"{entry.url} {reason}{more}", since.get(name, at))
        )
    return found


def _unread(entry: Entry, at: float) -> tuple[bool, str] | None:
    """Whether it can't be read, and whether that is for good or seen twice in a row."""
    if not entry.failing:
        return None
    times = f", {entry.failing} times in a row" if entry.failing > 1 else ""
    return entry.failing > 1 or entry.cause in _DEFINITE, f"couldn't be read: {entry.cause}{times}"


def _empty(entry: Entry, at: float) -> tuple[bool, str] | None:
    """Whether it lists nothing although it always did; news sitemaps of small papers may be empty on a Sunday."""
    if not entry.empty or len(entry.links) < _LEAST_READS or min(entry.links) < _LEAST_LINKS:
        return None
    if entry.kind == "sitemap" and at - entry.first < LEAST_DAYS * DAY:
        return None
    return entry.empty > 1, f"lists nothing; usually {sorted(entry.links)[len(entry.links) // 2]} pages"


def _silent(entry: Entry, at: float) -> tuple[bool, str] | None:
    """Whether it has brought nothing new for longer than its own gaps explain."""
    gaps = list(entry.gaps.values())
    if len(gaps) < LEAST_GAPS or at - entry.first < LEAST_DAYS * DAY or entry.idle < 2:
        return None
    silence, longest = at - entry.changed + _SLACK, max(gaps)
    if silence < max(SILENT_GAPS * longest, fmean(gaps) + SILENT_DEVIATIONS * pstdev(gaps)):
        return None
    said = f"has brought nothing new for {_duration(silence - _SLACK)}; its longest pause was {_duration(longest)}"
    return silence >= _DEAD_GAPS * longest, said


def _duration(seconds: float) -> str:
    """Return a duration for people."""
    if seconds < 2 * DAY:
        return f"{seconds / 3_600:.0f} hours"
    return f"{seconds / DAY:.0f} days"
