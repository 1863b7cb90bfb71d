"""Counts all records of a folder: in parallel, part by part, and from what an earlier report has counted already."""

from __future__ import annotations

import hashlib
import json
import logging
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsspider import __version__
from newsspider.report.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

logger = logging.getLogger(__name__)

PART_BYTES = 32 * 1024 * 1024
"""What one process reads at a time."""
_TAIL_BYTES = 65_536  # that must be the same for the counts of a file's beginning to hold
_FORM = f"1 {__version__}"
_MOST_LINE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file that begins and ends with lines; ``since`` and ``until`` bound the time of fetching."""

    path: str
    start: int
    end: int
    since: str = ""
    until: str = "~"


def count_records(folder: Path, *, workers: int, since: str = "", until: str = "~") -> Summary:
    """Return the counts of all records below ``folder``/articles.

    Without bounds of time, the counts of each file are kept in ``folder``/report-cache and serve the next report; a file
    that has grown is read from there on.

    Args:
        folder: an OUTPUT_DIR.
        workers: processes that read; 1 reads in this one.
        since: earliest ``fetched_at`` that counts.
        until: the latest one.
    """
    whole, bounded = Summary(), bool(since) or until != "~"
    todo: list[tuple[Path, int, Summary]] = []
    for path in sorted((folder / "articles").glob("*.jsonl")):
        if bounded and not since[:10] <= path.stem <= (until[:10] if until != "~" else "~"):
            continue
        known, start = (Summary(), 0) if bounded else _from_cache(folder, path)
        todo.append((path, start, known))
    parts = [part for path, start, _ in todo for part in _parts(path, start, since, until)]
    found: dict[str, Summary] = {}
    for part, summary in _counted(parts, workers):
        found.setdefault(part.path, Summary()).add(summary)
    for path, start, known in todo:
        fresh = found.get(str(path), Summary())
        known.add(fresh)
        if not bounded and fresh.size:
            _to_cache(folder, path, start + fresh.size, known)
        whole.add(known)
        _check_end(path, start + fresh.size, whole)
    return whole


def _counted(parts: list[Part], workers: int) -> Iterator[tuple[Part, Summary]]:
    """Yield the parts with their counts, in their order."""
    if workers == 1 or len(parts) < 2:
        yield from ((part, count_part(part)) for part in parts)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(parts)), mp_context=context) as pool:
        yield from zip(parts, pool.map(count_part, parts), strict=True)


def _parts(path: Path, start: int, since: str, until: str) -> Iterable[Part]:
    """Cut what stands behind ``start`` into parts at ends of lines; a last line without an end isn't in any."""
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


def _last_end(handle: Any, start: int, end: int) -> int:
    """Return where the last whole line between two places ends; ``start`` where there is none."""
    handle.seek(start)
    return int(start + handle.read(end - start).rfind(b"\n") + 1)


def count_part(part: Part) -> Summary:
    """Read and count a part; a line that is no record is damage, and the rest goes on."""
    summary = Summary(size=part.end - part.start)
    offset, name = part.start, Path(part.path).name
    bounded = bool(part.since) or part.until != "~"
    with Path(part.path).open("rb") as handle:
        handle.seek(part.start)
        while offset < part.end and (line := handle.readline()):
            here, offset = offset, offset + len(line)
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as exc:
                summary.damage(name, here, f"isn't JSON: {str(exc)[:100]}")
                continue
            if not isinstance(record, dict) or not isinstance(record.get("text"), str):
                summary.damage(name, here, "is no record: no object with a text")
            elif not bounded or part.since <= str(record.get("fetched_at")) <= part.until:
                _count_one(summary, record, name, here)
    return summary


def _count_one(summary: Summary, record: dict[str, Any], name: str, here: int) -> None:
    """Count a record that may hold values of any type."""
    try:
        summary.record(record)
    except (AttributeError, TypeError, ValueError, ArithmeticError) as exc:
        summary.damage(name, here, f"is no record: {str(exc)[:100]}")


def _check_end(path: Path, counted: int, whole: Summary) -> None:
    size = path.stat().st_size
    if size > counted:
        whole.damage(path.name, counted, f"the last {size - counted} bytes are no whole line; a run may be writing it")


def _cache_file(folder: Path, path: Path) -> Path:
    return folder / "report-cache" / f"{path.stem}.json"


def _from_cache(folder: Path, path: Path) -> tuple[Summary, int]:
    """Return what is known of a file and up to where; nothing and 0 where it is another file than it was."""
    with suppress(OSError, KeyError, TypeError, ValueError, AttributeError):
        said = json.loads(_cache_file(folder, path).read_bytes())
        if said["form"] == _FORM and said["tail"] == _tail(path, said["size"]):
            return Summary.of(said["summary"]), int(said["size"])
    return Summary(), 0


def _to_cache(folder: Path, path: Path, size: int, summary: Summary) -> None:
    """Keep the counts of a file; a folder that can't be written costs only time."""
    said = {"form": _FORM, "size": size, "tail": _tail(path, size), "summary": summary.to_dict()}
    target = _cache_file(folder, path)
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        target.parent.mkdir(exist_ok=True)
        temporary.write_text(json.dumps(said, ensure_ascii=False, separators=(",", ":")), "utf-8", "surrogatepass")
        temporary.replace(target)
    except OSError as exc:
        logger.info("the counts can't be kept: %s", exc)


def _tail(path: Path, size: int) -> str:
    """Return a digest of the bytes before ``size``, empty where the file is shorter."""
    with path.open("rb") as handle:
        if os.fstat(handle.fileno()).st_size < size:
            return ""
        handle.seek(max(0, size - _TAIL_BYTES))
        return hashlib.sha256(handle.read(min(size, _TAIL_BYTES))).hexdigest()
