"""The present moment as a crawl sees it; CLOCK_OFFSET_SECONDS moves it, for simulations."""

from __future__ import annotations

import time
from datetime import UTC, datetime

_offset_seconds = 0.0


def set_offset(seconds: float) -> None:
    """Move the clock of this process; 0 is the machine's own."""
    global _offset_seconds  # noqa: PLW0603 - a process has one clock, as it has one time()
    _offset_seconds = seconds


def now() -> float:
    """Return the present in Unix seconds."""
    return time.time() + _offset_seconds


def utc_moment() -> datetime:
    """Return the present as a datetime in UTC."""
    return datetime.fromtimestamp(now(), UTC)


def utc_now() -> str:
    """Return the present second in ISO 8601, UTC."""
    return utc_moment().replace(microsecond=0).isoformat().replace("+00:00", "Z")
