"""What a record's page left open, filled in from the listing that named the page and from its source's entry."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsspider.sources.config import Source

_LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?")
# Field of the record: what an entry of a feed or sitemap calls it.
_OF_ENTRY = {"title": "title", "date_published": "date", "language": "language", "section": "section"}


def complete_record(record: dict[str, Any], found: Mapping[str, Any], source: Source | None) -> dict[str, Any]:
    """Return the record with its gaps filled; what the page itself says stays.

    Args:
        record: as extracted.
        found: what the listing says of the page; only feeds and sitemaps say anything of its content.
        source: the entry in sources.toml; None for none. Its time zone counts for times without an offset.
    """
    filled, origins = dict(record), dict(record["extraction"]["origins"])
    if found.get("type") in ("feed", "sitemap", "news_sitemap"):
        for field, key in _OF_ENTRY.items():
            if filled[field] is None and found.get(key):
                filled[field], origins[field] = found[key], found["type"]
    if source is not None:
        if filled["language"] is None and source.language:
            filled["language"], origins["language"] = source.language, "source"
        if source.time_zone:
            for field in ("date_published", "date_modified"):
                filled[field] = _with_offset(filled[field], source.time_zone)
    return {**filled, "extraction": {**record["extraction"], "origins": origins}}


def _with_offset(moment: str | None, zone: str) -> str | None:
    """Return a local time with the zone's offset at that time; what has one, or no time, stays."""
    if not moment or not _LOCAL_TIME.fullmatch(moment):
        return moment
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)).isoformat()
