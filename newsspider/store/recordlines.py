"""A record as the lines that are written of it."""

from __future__ import annotations

import json
from typing import Any


def _json_line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def lines_of(file: str, record: dict[str, Any]) -> list[tuple[str, bytes]]:
    """Return a record's lines, each with its file."""
    record, removed = _split_removed(record)
    lines = [(file, _json_line(record))]
    if removed is not None:
        lines.append((file.replace("articles/", "removed/", 1), _json_line(removed)))
    return lines


def _split_removed(record: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the record without the text of what was removed, and that in a record of its own; None for no text."""
    extraction = record.get("extraction") or {}
    removed = extraction.get("removed") or []
    if not any("text" in entry for entry in removed):
        return record, None
    slim = [{key: value for key, value in entry.items() if key != "text"} for entry in removed]
    return (
        {**record, "extraction": {**extraction, "removed": slim}},
        {"id": record["id"], "url": record["url"], "removed": removed},
    )
