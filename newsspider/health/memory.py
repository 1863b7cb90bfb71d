"""How much memory a run's processes held at most."""

from __future__ import annotations

import resource
import sys

_UNITS_PER_MIB = 2**20 if sys.platform == "darwin" else 2**10  # getrusage counts bytes there, KiB elsewhere


def peak_memory() -> dict[str, float]:
    """Return the peak resident memory in MiB of this process, and of the largest of its ended children."""
    peaks = {"crawl": resource.RUSAGE_SELF, "largest_worker": resource.RUSAGE_CHILDREN}
    return {name: round(resource.getrusage(who).ru_maxrss / _UNITS_PER_MIB, 1) for name, who in peaks.items()}
