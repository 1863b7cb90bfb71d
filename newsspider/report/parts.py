"""Counts the records of a stretch of a file."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsspider.report.summary import Summary
from newsspider.report.tally import Tally
from newsspider.store.compressed import READ_ERRORS, open_read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

PART_BYTES = 64 * 1024 * 1024
"""What one process reads at a time of a file of plain lines."""
ID_BYTES = 8
"""Of an id's digest: among a hundred million records any two have the same one with a chance of 1 in 3,700."""
_MOST_LINE_BYTES = 64 * 1024 * 1024
_BUFFER_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file that begins and ends with lines, on disk; a compressed file is one part.

    ``since`` and ``until`` bound the time of fetching; ``without`` has the places, from 0, of records that don't count.
    """

    path: str
    start: int
    end: int
    since: str = ""
    until: str = "~"
    without: frozenset[int] = frozenset()


def parts_of(path: Path, start: int, since: str, until: str) -> Iterator[Part]:
    """Cut what stands behind ``start`` into parts at ends of lines; a last line without an end isn't in any."""
    if path.suffix != ".jsonl":
        yield Part(str(path), 0, path.stat().st_size, since, until)
        return
    with path.open("rb") as handle:
        size = os.fstat(handle.fileno()).st_size
        while start < size:
            end = min(start + PART_BYTES, size)
            handle.seek(end - 1)
            if handle.read(1) != b"\n":
                rest = handle.readline(_MOST_LINE_BYTES)
                end = end + len(rest) if rest.endswith(b"\n") else _last_end(handle, start, end)
            if end <= start:
                return
            yield Part(str(path), start, end, since, until)
            start = end


def _last_end(handle: BinaryIO, start: int, end: int) -> int:
    """Return where the last whole line between two places ends; ``start`` where there is none."""
    handle.seek(start)
    return start + handle.read(end - start).rfind(b"\n") + 1


def count_part(part: Part) -> tuple[Summary, bytes]:
    """Return the counts of a part, and its records' ids as `ID_BYTES` each; a line that is no record is damage."""
    tally, damage, ids = Tally(), Summary(), bytearray()
    name, is_bounded = Path(part.path).name, bool(part.since) or part.until != "~"
    for here, line in _lines(part, damage):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as exc:
            damage.damage(name, here, f"isn't JSON: {str(exc)[:100]}")
            continue
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            damage.damage(name, here, "is no record: no object with a text")
        elif not is_bounded or part.since <= str(record.get("fetched_at")) <= part.until:
            place = len(ids) // ID_BYTES
            if place in part.without or _counted(tally, damage, record, name, here):
                ids += _digest(record.get("id"), name, here)
    summary = tally.summary()
    summary.add(damage)
    summary.size = part.end - part.start
    return summary, bytes(ids)


def _counted(tally: Tally, damage: Summary, record: dict[str, Any], name: str, here: int) -> bool:
    """Count a record that may hold values of any type."""
    try:
        tally.record(record)
    except (AttributeError, TypeError, ValueError, ArithmeticError) as exc:
        damage.damage(name, here, f"is no record: {str(exc)[:100]}")
        return False
    return True


def _lines(part: Part, damage: Summary) -> Iterator[tuple[int, bytes]]:
    """Yield (byte offset, line); what can't be decompressed is damage."""
    path = Path(part.path)
    if path.suffix == ".jsonl":
        with path.open("rb", buffering=_BUFFER_BYTES) as handle:
            handle.seek(part.start)
            offset = part.start
            while offset < part.end and (line := handle.readline()):
                yield offset, line
                offset += len(line)
        return
    offset = 0
    try:
        with open_read(path) as handle:
            while line := handle.readline(_MOST_LINE_BYTES):
                yield offset, line
                offset += len(line)
    except READ_ERRORS as exc:
        damage.damage(path.name, offset, f"can't be read on: {str(exc)[:100]}")


def _digest(record_id: object, name: str, here: int) -> bytes:
    """Return a digest of an id; a record without one is like no other."""
    known = record_id if isinstance(record_id, str) and record_id else f"\0{name} {here}"
    return hashlib.blake2b(known.encode("utf-8", "surrogatepass"), digest_size=ID_BYTES).digest()
