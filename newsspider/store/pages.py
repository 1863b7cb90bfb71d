"""Files of recorded pages: JSON lines of {url, html}, {url, html_base64} or {url, text}, also .gz."""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from newsspider.core.urls import normal_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_ROW_BYTES = 64 * 1024 * 1024  # of one line; a longer one is a file of another kind


@dataclass(frozen=True, slots=True)
class PageRow:
    """One recorded page; exactly one of ``html`` and ``text`` is there. Bytes are as they were sent, in any charset."""

    url: str
    html: str | bytes | None = None
    text: str | None = None
    fetched_at: str | None = None
    status: int | None = None
    title: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that holds no page; ``ends_file`` is true where nothing behind it can be read."""

    number: int
    reason: str
    message: str
    url: str | None = None
    ends_file: bool = False


def read_rows(path: Path) -> Iterator[PageRow | BadRow]:
    """Yield the rows of a file in order; what can't be read is a `BadRow`, and the rest goes on. Never raises."""
    number = 0
    try:
        with cast("BinaryIO", gzip.open(path) if path.suffix == ".gz" else path.open("rb")) as lines:
            while line := lines.readline(MAX_ROW_BYTES):
                number += 1
                if len(line) == MAX_ROW_BYTES and not line.endswith(b"\n"):
                    _skip_line(lines)
                    yield BadRow(number, "row_too_long", f"{path}, row {number} has over {MAX_ROW_BYTES} bytes")
                elif line.strip():
                    yield _row(line, number, path)
    except (OSError, EOFError, zlib.error) as exc:
        yield BadRow(
            number + 1,
            "file_cut",
            f"{path} can't be read behind row {number}: {exc}; the rows before it are in",
            ends_file=True,
        )


def _skip_line(lines: BinaryIO) -> None:
    """Read on to the end of the line."""
    while (piece := lines.readline(MAX_ROW_BYTES)) and not piece.endswith(b"\n"):
        pass


def _row(line: bytes, number: int, path: Path) -> PageRow | BadRow:
    """Read one line."""
    where = f"{path}, row {number}"
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as exc:
        if not line.endswith(b"\n"):
            return BadRow(number, "file_cut", f"{where}: the file ends in the middle of it", ends_file=True)
        return BadRow(number, "row_unreadable", f"{where} isn't JSON: {exc}")
    if not isinstance(data, dict):
        return BadRow(number, "row_unreadable", f"{where} must be an object with url and html or text")
    given = data.get("url")
    url = normal_url(given) if isinstance(given, str) else None
    if url is None:
        said = f"{given!r:.100} isn't a web address" if given else "no url"
        return BadRow(number, "row_without_url", f"{where}: {said}")
    html, text = _html(data), data.get("text")
    if html is None and not isinstance(text, str):
        return BadRow(number, "row_without_page", f"{where}: neither html nor text in it", url)
    return PageRow(
        url=url,
        html=html,
        text=text if isinstance(text, str) and html is None else None,
        fetched_at=_moment(data.get("fetched_at")),
        status=status if type(status := data.get("status")) is int else None,
        title=data.get("title") if isinstance(data.get("title"), str) else None,
        headers=_headers(data.get("headers")),
    )


def _html(row: dict[str, Any]) -> str | bytes | None:
    """Return a row's markup, None where it has none that can be read."""
    html, encoded = row.get("html"), row.get("html_base64")
    if isinstance(html, str):
        return html
    try:
        return b64decode(encoded, validate=True) if isinstance(encoded, str) else None
    except ValueError:
        return None


def _moment(value: Any) -> str | None:
    """Return an ISO 8601 moment in UTC, None for anything else: its day names the file that the record goes to."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment.isoformat().replace("+00:00", "Z")


def _headers(value: Any) -> dict[str, str]:
    """Return response headers with lower-case names; empty where there are none."""
    if not isinstance(value, dict):
        return {}
    return {str(k).lower(): v for k, v in value.items() if isinstance(v, str)}
