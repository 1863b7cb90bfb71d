"""The list of trackers that ships with newsspider."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def bundled_trackers() -> frozenset[str]:
    """Return the registrable domains that newsspider/rules/trackers.toml names, read once."""
    data = tomllib.loads(files("newsspider.rules").joinpath("trackers.toml").read_text(encoding="utf-8"))
    return frozenset(data["domains"])
