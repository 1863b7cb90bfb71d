"""The prints of a corpus on disk, so many lines to a chunk, and the arrays that say how to find related ones.

Each file is written under another name first, so that one that is there is whole: a killed run goes on behind it.
"""

from __future__ import annotations

import json
import mmap
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from newsspider.core.dedupe.prints import Print, pack, sketch_of, unpack
from newsspider.corpus.rows import BadRow, read_row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CHUNK_LINES = 2000
LEAD = 1
"""The lowest bit of a posting's hash: whether it is one of the lead's."""

_OPEN_CHUNKS = 256
_ROWS_AT_HAND = 256

ABOUT = np.dtype(
    [("limit", "<u4"), ("hashes", "u1"), ("original", "u1"), ("weight", "<u2"), ("hours", "<f8"), ("content", "<u4")]
)
"""What is known of each text without its print."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line as kept: its id, and its print or what is wrong with it."""

    id: str | int | None
    print: Print | None
    error: str | None


def write_chunk(folder: Path, number: int, lines: Sequence[bytes]) -> None:
    """Read lines and keep their prints, postings and facts as chunk ``number``."""
    blobs: list[bytes] = []
    about = np.zeros(len(lines), ABOUT)
    postings: list[int] = []
    for place, line in enumerate(lines):
        try:
            row_id, found = read_row(line)
        except BadRow as exc:
            blobs.append(json.dumps([exc.id if isinstance(exc.id, str | int) else None, str(exc)]).encode() + b"\n")
            continue
        blobs.append(json.dumps([row_id, None]).encode() + b"\n" + pack(found))
        sketch = sketch_of(found)
        content = zlib.crc32(found.words.tobytes(), zlib.crc32(found.title.tobytes()))
        hours = np.inf if found.hours is None else found.hours
        about[place] = (sketch.limit, len(sketch.whole), found.original, min(found.weight, 0xFFFF), hours, content)
        text = number * CHUNK_LINES + place
        postings += [(value & ~LEAD) << 32 | text for value in sketch.whole]
        postings += [(value | LEAD) << 32 | text for value in sketch.lead]
    ends = np.cumsum([0, *map(len, blobs)], dtype="<u4")
    write_file(folder / f"{number:06}.about", about.tobytes())
    write_file(folder / f"{number:06}.postings", np.sort(np.array(postings, "<u8")).tobytes())
    write_file(
        folder / f"{number:06}.prints", np.array([len(blobs)], "<u4").tobytes() + ends.tobytes() + b"".join(blobs)
    )


def is_written(folder: Path, number: int) -> bool:
    """Whether a chunk is there, whole."""
    return (folder / f"{number:06}.prints").exists()


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)


class Chunks:
    """The rows of a corpus by their number, which counts from 0 over all input files."""

    def __init__(self, folder: Path, count: int) -> None:
        self._folder = folder
        self.count = count
        self.chunks = -(-count // CHUNK_LINES)
        self._chunk = lru_cache(maxsize=_OPEN_CHUNKS)(self._open)
        self.row = lru_cache(maxsize=_ROWS_AT_HAND)(self._row)
        """Return a row by its number."""

    def _row(self, text: int) -> Row:
        ends, blobs = self._chunk(text // CHUNK_LINES)
        place = text % CHUNK_LINES
        head, _, packed = blobs[ends[place] : ends[place + 1]].partition(b"\n")
        row_id, error = json.loads(head)
        return Row(row_id, unpack(packed) if packed else None, error)

    def about(self) -> np.ndarray:
        """Return what is known of each text."""
        parts = [np.fromfile(self._folder / f"{n:06}.about", ABOUT) for n in range(self.chunks)]
        return np.concatenate(parts) if parts else np.zeros(0, ABOUT)

    def postings(self, low: int, high: int) -> np.ndarray:
        """Return the postings whose hashes are at least ``low`` and below ``high``."""
        parts = []
        for number in range(self.chunks):
            path = self._folder / f"{number:06}.postings"
            if path.stat().st_size:
                all_of = np.memmap(path, "<u8", "r")
                begin, end = np.searchsorted(all_of, np.array([low << 32, (high << 32) - 1], np.uint64), side="left")
                parts.append(np.array(all_of[begin:end]))
        return np.concatenate(parts) if parts else np.zeros(0, np.uint64)

    def _open(self, number: int) -> tuple[list[int], mmap.mmap]:
        with (self._folder / f"{number:06}.prints").open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        count = int(np.frombuffer(data[:4], "<u4")[0])
        begin = 4 * (count + 2)
        ends = np.frombuffer(data[4:begin], "<u4")
        return (ends + begin).tolist(), data
