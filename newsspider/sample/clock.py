"""The newsroom's clock: a moment that stands still until somebody sets it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2026, 3, 2, tzinfo=UTC)
"""Start of the simulated fortnight: the first story is published after this."""

DEFAULT_MOMENT = datetime(2026, 3, 16, 6, tzinfo=UTC)
"""The moment at which all but the future pages stand in the newsroom."""


class Clock:
    """A settable moment, safe to set in one thread while a server thread reads it."""

    def __init__(self, moment: datetime = DEFAULT_MOMENT) -> None:
        self._lock = threading.Lock()
        self._now = in_utc(moment)

    @property
    def now(self) -> datetime:
        """The current moment, in UTC."""
        with self._lock:
            return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        with self._lock:
            self._now = in_utc(moment)

    def advance(self, step: timedelta) -> datetime:
        """Move the clock by a step, which may be negative, and return the new moment."""
        with self._lock:
            self._now += step
            return self._now


def in_utc(moment: datetime) -> datetime:
    """Return the moment in UTC.

    Raises:
        ValueError: the moment has no offset, so which instant it means would depend on the machine.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs an offset: {moment.isoformat()}; write {moment.isoformat()}+00:00")
    return moment.astimezone(UTC)


def day_number(moment: datetime) -> int:
    """Return the days since the epoch, which is what turns the furniture over; negative before it."""
    return (in_utc(moment) - EPOCH) // timedelta(days=1)
