"""Stage 1 of 8, discover: when to ask again, for what failed, what may have changed, and what lists new pages.

Pure sums over Unix times in seconds and ISO 8601 dates.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0

_FIRST_RETRY = 10 * MINUTE
LONGEST_RETRY = 3 * DAY
"""Pause after a failure; a later moment was written by a clock that was ahead."""
MAX_TRIES = 8
"""Tries of one URL: with the pauses between them about nine days; then only a new listing brings it back."""

_SHORTEST_POLL = 15 * MINUTE
_LONGEST_POLL = DAY
# A run that cron starts every hour never starts to the second.
_SLACK = 2 * MINUTE
WHOLE_EVERY = DAY
"""A listing is asked for without If-None-Match at least so often: some servers answer 304 for ever."""

_FIRST_LOOK_AGAIN = 10 * MINUTE
_MAX_IDLE_DOUBLINGS = 12

DEFAULT_REVISITS = (2 * DAY,)
"""Ages at which an article is looked at again where no listing says when it was modified."""

LONGEST_REVISIT = 366 * DAY
_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)([mhd])")


def retry_seconds(tries: int) -> float | None:
    """Return how long to leave a URL alone after it failed ``tries`` times in a row; None: for good."""
    if tries >= MAX_TRIES:
        return None
    return min(_FIRST_RETRY * 3.0 ** max(0, tries - 1), LONGEST_RETRY)


def poll_seconds(interval: float | None, *, changed: bool, asked: float | None = None) -> float:
    """Return how long a listing is left alone after a visit.

    Args:
        interval: the last one; None on the first visit.
        changed: whether the visit brought something new: then half, else half as much again.
        asked: what the publisher asks for, at most believed up to an hour.
    """
    least = min(max(_SHORTEST_POLL, asked or 0.0), HOUR)
    if interval is None:
        return least
    return min(max(interval * (0.5 if changed else 1.5), least), _LONGEST_POLL)


def is_due(polled: float, interval: float, now: float) -> bool:
    """Tell whether a listing visited at ``polled`` is to be visited again; a clock that went back makes it so."""
    return now >= polled + interval - _SLACK or now < polled


def may_have_changed(modified: str | None, seen: str, idle: int, now: float) -> bool:
    """Tell whether a page stored at ``seen`` is worth a look because its listing says that it was modified.

    Each look that found nothing new (``idle`` in a row) doubles the time to the next, since many listings name the
    present moment for everything. A bare date counts only where it is after the day of ``seen``.
    """
    try:
        last = datetime.fromisoformat(seen)
        said = datetime.fromisoformat(modified or "")
    except ValueError:
        return False
    if now - last.timestamp() < _FIRST_LOOK_AGAIN * 2.0 ** min(idle, _MAX_IDLE_DOUBLINGS):
        return False
    if len(modified or "") <= len("2026-01-31"):
        return said.date() > last.date()
    return (said if said.tzinfo else said.replace(tzinfo=UTC)) > last


def duration_seconds(text: str) -> float | None:
    """Return the seconds of a duration such as "90m", "2h" or "1.5d"; None where it is none."""
    found = _DURATION.fullmatch(text)
    return float(found[1]) * _UNITS[found[2]] if found else None


def next_visit(first_seen: float, ages: Sequence[float], now: float) -> float | None:
    """Return when a page first seen at ``first_seen`` is to be looked at again, None for no more.

    Ages that passed without a run are left out: one look finds what several would have.
    """
    return min((first_seen + age - _SLACK for age in ages if first_seen + age - _SLACK > now), default=None)
