"""Counts all records of a folder: in parallel, part by part, and from what an earlier report has counted already."""

from __future__ import annotations

import multiprocessing
import re
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsspider.report.kept import Counted, keep_counts, places_name, read_counts
from newsspider.report.parts import ID_BYTES, Part, count_part, parts_of
from newsspider.report.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_RECORDS_FILE = re.compile(r".+\.jsonl(\.gz|\.zst)?")


@dataclass(slots=True)
class _File:
    """A file with what was known of it and what is new in it."""

    path: Path
    known: Counted
    fresh: Counted = field(default_factory=Counted)

    @property
    def ids(self) -> bytes:
        return self.known.ids + self.fresh.ids

    @property
    def size(self) -> int:
        return self.known.size + self.fresh.size


def count_records(folder: Path, *, workers: int, since: str = "", until: str = "~") -> Summary:
    """Return the counts of all records below ``folder``/articles; of several lines with one id, the last counts.

    Without bounds of time, the counts of each file are kept in ``folder``/report-cache and serve the next report; a file
    that has grown is read from there on.

    Args:
        folder: an OUTPUT_DIR.
        workers: processes that read; 1 reads in this one.
        since: earliest ``fetched_at`` that counts.
        until: the latest one.
    """
    is_bounded = bool(since) or until != "~"
    files = [
        _File(path, Counted() if is_bounded else read_counts(folder, path))
        for path in sorted((folder / "articles").glob("*.jsonl*"))
        if _RECORDS_FILE.fullmatch(path.name)
        and (not is_bounded or since[:10] <= path.name[:10] <= (until[:10] if until != "~" else "~"))
    ]
    whole = Summary()
    with ExitStack() as stack:
        pool = _Pool(workers, stack)
        _count_fresh(files, pool, since, until)
        for file, counted in _settled(files, pool, since, until):
            if not is_bounded and counted is not file.known:
                keep_counts(folder, file.path, counted)
            whole.add(counted.summary)
            _check_end(file, whole)
    return whole


class _Pool:
    """Worker processes, started once there is work for more than one."""

    def __init__(self, workers: int, stack: ExitStack) -> None:
        self._workers = workers
        self._stack = stack
        self._started: ProcessPoolExecutor | None = None

    def counted(self, parts: Sequence[Part]) -> Iterator[tuple[Summary, bytes]]:
        """Return what `count_part` returns for the parts, in their order."""
        if self._started is None and (self._workers == 1 or len(parts) < 2):
            return map(count_part, parts)
        if self._started is None:
            from newsspider.workers.pool import keep_main_out_of_workers

            keep_main_out_of_workers()
            # not forked: whoever calls may have threads
            context = multiprocessing.get_context("spawn")
            pool = ProcessPoolExecutor(min(self._workers, len(parts)), mp_context=context)
            self._started = self._stack.enter_context(pool)
        return self._started.map(count_part, parts)


def _count_fresh(files: Sequence[_File], pool: _Pool, since: str, until: str) -> None:
    """Count what isn't known of each file."""
    todo = [(file, part) for file in files for part in _parts(file, since, until)]
    for (file, part), (summary, ids) in zip(todo, pool.counted([part for _, part in todo]), strict=True):
        fresh = file.fresh
        fresh.summary.add(summary)
        fresh.ids += ids
        fresh.size += part.end - part.start


def _parts(file: _File, since: str, until: str) -> Iterator[Part]:
    if file.path.suffix == ".jsonl" or not file.known.size:
        yield from parts_of(file.path, file.known.size, since, until)


def _settled(files: Sequence[_File], pool: _Pool, since: str, until: str) -> Iterator[tuple[_File, Counted]]:
    """Yield each file with the counts of those of its records that no later line replaces."""
    replaced = _replaced([file.ids for file in files])
    again = [
        (file, Part(str(file.path), 0, file.size, since, until, places))
        for file, places in zip(files, replaced, strict=True)
        if places_name(places) != file.known.without
    ]
    recounted = {part.path: summary for (_, part), (summary, _) in zip(
        again, pool.counted([part for _, part in again]), strict=True
    )}  # fmt: skip
    for file, places in zip(files, replaced, strict=True):
        summary = recounted.get(str(file.path))
        if summary is None and not file.fresh.size:
            yield file, file.known
            continue
        if summary is None:
            summary = file.known.summary
            summary.add(file.fresh.summary)
        yield file, Counted(summary, file.ids, file.size, places_name(places))


def _replaced(ids: Sequence[bytes]) -> list[frozenset[int]]:
    """Return, for each file, the places of the records whose id a later line of it or of a later file has."""
    import numpy as np

    every = np.frombuffer(b"".join(ids), dtype=np.uint64)
    ordered = np.sort(every)
    if not (ordered[1:] == ordered[:-1]).any():
        return [frozenset() for _ in ids]
    _, from_end = np.unique(every[::-1], return_index=True)
    is_replaced = np.ones(len(every), dtype=bool)
    is_replaced[len(every) - 1 - from_end] = False
    ends = np.cumsum([len(some) // ID_BYTES for some in ids])
    return [frozenset(np.flatnonzero(some).tolist()) for some in np.split(is_replaced, ends[:-1])]


def _check_end(file: _File, whole: Summary) -> None:
    size = file.path.stat().st_size
    if size > file.size:
        what = f"the last {size - file.size} bytes are no whole line; a run may be writing it"
        whole.damage(file.path.name, file.size, what)
