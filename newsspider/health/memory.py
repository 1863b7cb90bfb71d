"""How much memory a run held at most."""

from __future__ import annotations

import resource
import sys

_UNITS_PER_MIB = 2**20 if sys.platform == "darwin" else 2**10  # getrusage counts bytes there, KiB elsewhere


def peak_memory() -> dict[str, float]:
    """Return the peak resident memory in MiB of this process; its workers are counted by nobody once they ended."""
    return {"crawl": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _UNITS_PER_MIB, 1)}
