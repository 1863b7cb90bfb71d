"""The lines of a corpus: JSON objects with id and text, and what else tells copies from look-alikes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsspider.core.dedupe.original import is_agency
from newsspider.core.dedupe.prints import hours_of, print_of
from newsspider.core.urls import normal_url, site_of

if TYPE_CHECKING:
    from newsspider.core.dedupe.prints import Print

MAX_LINE_BYTES = 64 * 1024 * 1024


class BadRow(ValueError):
    """A line that can't be compared; ``id`` is what it calls itself, as far as that can be read."""

    def __init__(self, message: str, row_id: object = None) -> None:
        super().__init__(message)
        self.id = row_id


def read_row(line: bytes) -> tuple[str | int, Print]:
    """Return a line's id and print.

    Raises:
        BadRow: it isn't a JSON object with an id and a text; says which.
    """
    if len(line) > MAX_LINE_BYTES:
        raise BadRow(f"longer than {MAX_LINE_BYTES} bytes")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise BadRow("empty line" if not line.strip() else f"not JSON: {exc}") from exc
    if not isinstance(row, dict):
        raise BadRow("not a JSON object")
    row_id = row.get("id")
    if not isinstance(row_id, str | int) or isinstance(row_id, bool):
        raise BadRow("no id" if row_id is None else "the id is neither a string nor a whole number")
    text = row.get("text")
    if not isinstance(text, str):
        raise BadRow("no text" if text is None else "the text isn't a string", row_id)
    return row_id, print_of_row(row)


def print_of_row(row: dict[str, Any]) -> Print:
    """Return the print of a line whose text is a string."""
    url, publisher, agency = _text(row, "url"), _text(row, "publisher"), _text(row, "agency")
    url = normal_url(url) if url else None
    site = site_of(url) if url else None
    return print_of(
        row["text"],
        _text(row, "title"),
        hours=hours_of(_text(row, "date_published")),
        source=site or publisher,
        agency=agency,
        original=is_agency(publisher, site, agency, ()),
    )


def _text(row: dict[str, Any], name: str) -> str | None:
    value = row.get(name)
    return value if isinstance(value, str) and value else None
