"""Deduplicates a corpus in four steps, each in all processes, each going on where a killed run stopped.

1. read: chunks of lines → prints and postings. 2. pair: postings by hash → pairs of texts. 3. align: pairs by text →
edges. 4. gather: edges → clusters → one line of output for each line of input.
"""

from __future__ import annotations

import json
import multiprocessing
import shutil
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from newsspider.corpus.chunks import CHUNK_LINES, Chunks, is_written, write_chunk, write_file
from newsspider.corpus.cluster import Clusters
from newsspider.corpus.pairs import EDGE, align_pairs, choose, pair_up, ranks
from newsspider.corpus.rows import MAX_LINE_BYTES
from newsspider.errors import UsageError
from newsspider.store.compressed import READ_ERRORS, open_read, open_write
from newsspider.workers.pool import keep_main_out_of_workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

FORMAT = 2
"""Of the files in the work folder; a folder of another format isn't gone on with."""
BUCKETS = 64
RANGE_TEXTS = 4_000


class Done(NamedTuple):
    """How many lines there were, with what outcome; ``errors`` names the first bad lines."""

    lines: int
    bad: int
    copies: int
    versions: int
    errors: list[str]


MAX_ERRORS = 20


def dedupe_corpus(inputs: Sequence[Path], out: Path, workers: int, progress: Callable[[str, int, int], None]) -> Done:
    """Write one line to ``out`` for each line of the inputs.

    Raises:
        UsageError: an input can't be read.
        OSError: the disk is full or not writable.
    """
    work = out.with_name(out.name + ".work")
    _prepare(work, inputs)
    with _pool(workers) as submit:
        starts = _read(inputs, work, submit, progress)
        count = starts[-1]
        chunks = Chunks(work, count)
        if not (work / "order.npy").exists():
            about = chunks.about()
            _save(work / "order.npy", np.argsort(ranks(about)).astype(np.uint32))
        _each("pair", BUCKETS, lambda n: (work / f"pairs{n:02}.npy").exists(), submit, _pair, (work, count), progress)
        spans = -(-count // RANGE_TEXTS)
        _each("align", spans, lambda n: (work / f"edges{n:05}.npy").exists(), submit, _align, (work, count), progress)
    done = _write(inputs, starts, out, work, chunks, progress)
    shutil.rmtree(work)
    return done


def _prepare(work: Path, inputs: Sequence[Path]) -> None:
    """Make the work folder; one of other inputs or of another format is made anew."""
    stats = [path.stat() for path in inputs]
    now = [FORMAT, [[str(p.resolve()), s.st_size, s.st_mtime_ns] for p, s in zip(inputs, stats, strict=True)]]
    manifest = work / "inputs.json"
    if work.exists():
        try:
            known = json.loads(manifest.read_text(encoding="utf-8")) == now
        except (OSError, ValueError):
            known = False
        if known:
            return
        shutil.rmtree(work)
    work.mkdir(parents=True)
    write_file(manifest, json.dumps(now).encode())


@contextmanager
def _pool(workers: int) -> Iterator[Callable[..., Future[Any]]]:
    """Give a way to run functions in processes."""
    keep_main_out_of_workers()
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("forkserver"))
    try:
        yield pool.submit
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()


def _lines(path: Path) -> Iterator[bytes]:
    """Yield a file's lines; one that is too long comes cut, and is bad then."""
    try:
        with open_read(path) as file:
            while line := file.readline(MAX_LINE_BYTES + 2):
                if len(line) > MAX_LINE_BYTES + 1:
                    while (rest := file.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                        pass
                yield line
    except READ_ERRORS as exc:
        raise UsageError(f"can't read {path}: {exc}; mend it, then run the same command again") from exc


def _read(
    inputs: Sequence[Path], work: Path, submit: Callable[..., Future[Any]], progress: Callable[[str, int, int], None]
) -> list[int]:
    """Step 1; returns the number of each input's first line, and the number of all lines."""
    done = work / "lines.json"
    if done.exists():
        known: list[int] = json.loads(done.read_text(encoding="utf-8"))
        return known
    starts, number, count = [0], 0, 0
    waiting: set[Future[Any]] = set()
    chunk: list[bytes] = []
    for path in inputs:
        for line in _lines(path):
            chunk.append(line)
            count += 1
            if len(chunk) == CHUNK_LINES:
                waiting = _start_chunk(work, number, chunk, waiting, submit)
                number, chunk = number + 1, []
                progress("read", count, 0)
        starts.append(count)
    if chunk:
        waiting = _start_chunk(work, number, chunk, waiting, submit)
    for future in waiting:
        future.result()
    progress("read", count, count)
    write_file(done, json.dumps(starts).encode())
    return starts


_MAX_WAITING = 6  # chunks in memory


def _start_chunk(
    work: Path, number: int, chunk: list[bytes], waiting: set[Future[Any]], submit: Callable[..., Future[Any]]
) -> set[Future[Any]]:
    if is_written(work, number):
        return waiting
    while len(waiting) >= _MAX_WAITING:
        ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in ended:
            future.result()
    return waiting | {submit(write_chunk, work, number, chunk)}


def _each(
    step: str, parts: int, is_done: Callable[[int], bool], submit: Callable[..., Future[Any]],
    task: Callable[..., None], arguments: tuple[Any, ...], progress: Callable[[str, int, int], None],
) -> None:  # fmt: skip
    """Run a task for each part that isn't done."""
    futures = [submit(task, *arguments, n) for n in range(parts) if not is_done(n)]
    done = parts - len(futures)
    for future in futures:
        future.result()
        done += 1
        progress(step, done, parts)


def _pair(work: Path, count: int, bucket: int) -> None:
    """Step 2 for the hashes of one bucket."""
    rank = _places(work, count)
    span = (1 << 32) // BUCKETS
    _save(
        work / f"pairs{bucket:02}.npy", pair_up(Chunks(work, count).postings(bucket * span, (bucket + 1) * span), rank)
    )


def _align(work: Path, count: int, part: int) -> None:
    """Step 3 for the texts of one range of places."""
    text_at = np.load(work / "order.npy")
    chunks = Chunks(work, count)
    bounds = np.array([part * RANGE_TEXTS << 32, (part + 1) * RANGE_TEXTS << 32], np.uint64)
    found = []
    for bucket in range(BUCKETS):
        pairs = np.load(work / f"pairs{bucket:02}.npy", mmap_mode="r")
        begin, end = np.searchsorted(pairs, bounds)
        found.append(np.array(pairs[begin:end]))
    _save(
        work / f"edges{part:05}.npy",
        align_pairs(chunks, choose(np.concatenate(found), chunks.about()[text_at]), text_at),
    )


def _places(work: Path, count: int) -> np.ndarray:
    text_at = np.load(work / "order.npy")
    places = np.empty(count, np.uint32)
    places[text_at] = np.arange(count, dtype=np.uint32)
    return places


def _write(
    inputs: Sequence[Path],
    starts: list[int],
    out: Path,
    work: Path,
    chunks: Chunks,
    progress: Callable[[str, int, int], None],
) -> Done:
    """Step 4."""
    text_at = np.load(work / "order.npy")
    place_of = _places(work, chunks.count)
    parts = [np.load(path) for path in sorted(work.glob("edges*.npy"))]
    edges = np.concatenate(parts) if parts else np.zeros(0, EDGE)
    links = Clusters(edges, chunks.about()[text_at], chunks, text_at).gather()
    part = out.with_name(out.name + ".part")
    tally = {"copy": 0, "version": 0, "bad": 0}
    errors: list[str] = []
    with open_write(part, out.name) as file:
        for text in range(chunks.count):
            row = chunks.row(text)
            link = links.get(int(place_of[text]))
            line: dict[str, Any] = {"id": row.id, "relation": None, "of": None, "similarity": None, "cluster": row.id}
            if row.error is not None:
                line |= {"cluster": None, "error": row.error}
                tally["bad"] += 1
                if len(errors) < MAX_ERRORS:
                    at = int(np.searchsorted(starts, text, side="right")) - 1
                    errors.append(f"{inputs[at]}:{text - starts[at] + 1}: {row.error}")
            elif link:
                of, name = (chunks.row(int(text_at[place])).id for place in (link.of, link.cluster))
                line |= {"relation": link.kind, "of": of, "similarity": link.similarity, "cluster": name}
                tally[link.kind] += 1
            file.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            if text % CHUNK_LINES == 0:
                progress("write", text, chunks.count)
    part.replace(out)
    return Done(chunks.count, tally["bad"], tally["copy"], tally["version"], errors)


def _save(path: Path, array: np.ndarray) -> None:
    """Write an array whole or not at all."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        np.save(file, array)
    part.replace(path)
