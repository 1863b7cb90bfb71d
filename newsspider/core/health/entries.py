"""Stage 8 of 8, inspect: is what a source reads for its news (feeds, sitemaps, sections) still there, and alive?"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from newsspider.core.health.finding import Finding
from newsspider.core.health.silence import DAY, SLACK, chance_of_silence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_Value = TypeVar("_Value", int, float)

LEAST_DAYS = 8
"""Days that an entry must be known before its emptiness says something: a week end is among them …"""
LEAST_SILENT_DAYS = 15
"""… and before its silence does: two are."""
LEAST_GAPS = 5
"""Days with something new that its usual gaps rest on."""
SILENT_GAPS = 2.0
"""Silent is what is so many times its longest gap without anything new …"""
SILENT_CHANCE = 2e-3
"""… where its own days leave a silence of two days no more than this chance …"""
LONG_SILENT_CHANCE = 2e-4
"""… or a longer one no more than this: where it takes days to be seen, another day costs little."""
_DEAD_GAPS = 5.0  # the same for broken
_KEPT_DAYS = 60
_KEPT_READS = 20
_LEAST_LINKS = 3  # that each of the last reads had
_LEAST_READS = 5
_MACHINE_KINDS = frozenset({"feed", "sitemap"})
_KIND_DAYS = 14  # after which what was a feed may be something else
_DEFINITE = frozenset(
    {"http_404", "http_410", "http_451", "robots_disallowed", "not_html", "soft_404", "login_page", "bad_url"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one run saw of an entry: ``links`` is None where the server says that nothing changed.

    ``mark`` stands for what it listed: another mark is something new. ``cause`` says why it couldn't be read. ``seen``
    has when each link was first seen, in the form of the mark.
    """

    links: int | None = None
    mark: str | None = None
    kind: str = ""
    cause: str | None = None
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of an entry.

    ``gaps`` has, by day, the longest time without anything new that ended on it, ``news`` how much was new on it.
    """

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
    news: dict[str, int] = field(default_factory=dict)
    read: float = 0.0

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
    cause = reading.cause or _other_kind(entry, reading, at)
    if cause:
        return replace(entry, failing=entry.failing + 1, cause=cause)
    entry = replace(entry, failing=0, cause=None, kind=reading.kind or entry.kind)
    if reading.links == 0:
        return replace(entry, empty=entry.empty + 1)
    is_new = reading.links is not None and reading.mark != entry.mark
    day, gaps, news = str(int(at // DAY)), entry.gaps, entry.news
    if entry.mark is not None and at - entry.read < 1.5 * DAY:  # else it is the news of more than a day
        count = max(1, sum(seen > entry.mark for seen in reading.seen)) if is_new else 0
        news = _latest({**news, day: news.get(day, 0) + count})
    entry = replace(entry, news=news, read=at, empty=0)
    if not is_new or reading.links is None:
        return replace(entry, idle=entry.idle + 1)
    if entry.mark is not None:
        gaps = _latest({**gaps, day: max(gaps.get(day, 0.0), at - entry.changed)})
    links = (*entry.links, reading.links)[-_KEPT_READS:]
    return replace(entry, changed=at, mark=reading.mark, links=links, idle=0, gaps=gaps)


def _other_kind(entry: Entry, reading: Reading, at: float) -> str | None:
    """Return what is wrong where a feed or sitemap has turned into a page: a consent page, a redirect to the front."""
    if entry.kind not in _MACHINE_KINDS or not reading.kind or reading.kind in _MACHINE_KINDS:
        return None
    return f"no longer a {entry.kind}" if at - entry.changed < _KIND_DAYS * DAY else None


def _latest(by_day: dict[str, _Value]) -> dict[str, _Value]:
    """Return the last days of a table."""
    return dict(sorted(by_day.items(), key=lambda entry: int(entry[0]))[-_KEPT_DAYS:])


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
    # A feed shows the latest stories, however old, once it has filled up.
    links = entry.links[-_LEAST_READS:] if entry.kind == "feed" else entry.links
    if not entry.empty or len(links) < _LEAST_READS or min(links) < _LEAST_LINKS:
        return None
    if entry.kind == "sitemap" and at - entry.first < LEAST_DAYS * DAY:
        return None
    return entry.empty > 1, f"lists nothing; usually {sorted(entry.links)[len(entry.links) // 2]} pages"


def _silent(entry: Entry, at: float) -> tuple[bool, str] | None:
    """Whether it has brought nothing new for longer than its own gaps explain."""
    gaps = list(entry.gaps.values())
    if len(gaps) < LEAST_GAPS or at - entry.first < LEAST_SILENT_DAYS * DAY or entry.idle < 2:
        return None
    silence, longest = at - entry.changed, max(gaps)
    limit = SILENT_CHANCE if silence + SLACK < 3 * DAY else LONG_SILENT_CHANCE
    if silence + SLACK < SILENT_GAPS * longest or chance_of_silence(entry.news, entry.changed, at) > limit:
        return None
    said = f"has brought nothing new for {_duration(silence)}; its longest pause was {_duration(longest)}"
    return silence + SLACK >= _DEAD_GAPS * longest, said


def _duration(seconds: float) -> str:
    """Return a duration for people."""
    if seconds < 2 * DAY:
        return f"{seconds / 3_600:.0f} hours"
    return f"{seconds / DAY:.0f} days"
