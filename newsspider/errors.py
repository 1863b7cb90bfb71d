"""Every error newsspider raises on purpose; each message names the value at fault and the mend."""

from __future__ import annotations


class NewsspiderError(Exception):
    """Base of all errors of this package."""


class UsageError(NewsspiderError):
    """An argument, setting or data file is wrong; the run can't start (exit code 2)."""


class RunHeld(NewsspiderError):
    """Another run holds this OUTPUT_DIR (exit code 5)."""


class StoreFailed(NewsspiderError):
    """OUTPUT_DIR can't be written: full, read-only, or its state damaged (exit code 6)."""
