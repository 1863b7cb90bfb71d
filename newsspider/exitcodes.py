"""The exit codes of every command; scheduled jobs rely on them (docs/settings.md lists them)."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command reports to the shell."""

    DONE = 0
    WRONG_USAGE = 2
    SOME_SOURCES_FAILED = 3
    ALL_SOURCES_FAILED = 4
    HELD_BY_ANOTHER_RUN = 5
    NOT_WRITABLE = 6
    INTERRUPTED = 7
