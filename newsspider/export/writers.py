"""Where exported records go: a file that is there whole or not at all, or a folder of files."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from newsspider.errors import UsageError
from newsspider.export.forms import (
    file_name,
    flat_names,
    to_cc_news,
    to_csv_row,
    to_dolma,
    to_json_ld,
    to_markdown,
    to_text,
)
from newsspider.export.schema import conform, record_types, sql_type
from newsspider.store.compressed import open_write

if TYPE_CHECKING:
    from collections.abc import Callable

_LINES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "jsonl": lambda record: record,
    "dolma": to_dolma,
    "cc_news": to_cc_news,
    "jsonld": to_json_ld,
}
_FILES: dict[str, tuple[str, Callable[[dict[str, Any]], str]]] = {
    "markdown": ("md", to_markdown),
    "text": ("txt", to_text),
}
FORMATS = ("parquet", *_LINES, "csv", *_FILES)

# Rows of a Parquet file that are read and held together: DuckDB's least number. A row is about 5 KB.
_ROW_GROUP_ROWS = 2_048
_DUCKDB_MEMORY = "512MB"
_LEAST_BUFFER_BYTES = (
    8 * 1024 * 1024
)  # DuckDB's reader holds several times its longest row; below this it makes no difference
# DuckDB gives memory back to the system once this much is free. By default it keeps 128 MiB, which a small export never
# uses and a large one does.
_MOST_FREE = "1MB"


class Writer(Protocol):
    """Takes records one by one."""

    def write(self, record: dict[str, Any]) -> None:
        """Write one record."""

    def finish(self) -> None:
        """Put what was written in its place."""

    def abandon(self) -> None:
        """Remove what was written; safe at any time."""


def open_writer(form: str, out: str) -> Writer:
    """Open the writer of a format.

    Raises:
        UsageError: ``out`` doesn't fit the format, or the format needs what isn't installed.
        OSError: it can't be written.
    """
    if form in _FILES:
        ending, convert = _FILES[form]
        return FolderWriter(Path(out), ending, convert)
    path = None if out == "-" else Path(out)
    if path is not None and path.is_dir():
        raise UsageError(f"{out} is a folder; {form} writes one file, such as {out.rstrip('/')}/corpus.{form}")
    if form == "parquet":
        if path is None:
            raise UsageError("parquet needs a file: the standard output can't be written twice")
        return ParquetWriter(path)
    return CsvWriter(path) if form == "csv" else LinesWriter(path, _LINES[form])


class FileWriter:
    """One file, written beside its place and moved there at the end; None for standard output.

    A pipe or device is written to as it stands, and a link stays one.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._temporary: Path | None = None
        if path is None:
            self._file: BinaryIO = sys.stdout.buffer
        elif path.exists() and not path.is_file():
            self._file = open_write(path)
        else:
            self._path = path.resolve()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._temporary = _beside(self._path)
            self._file = open_write(self._temporary, self._path.name)

    def put(self, data: bytes) -> None:
        """Write bytes."""
        self._file.write(data)

    def finish(self) -> None:
        """Move the file to its place."""
        if self._path is None:
            self._file.flush()
            return
        self._file.close()
        if self._temporary is not None:
            self._temporary.replace(self._path)

    def abandon(self) -> None:
        """Remove the unfinished file."""
        if self._path is not None:
            with suppress(OSError):  # of what couldn't be written: there may be no room for it
                self._file.close()
        if self._temporary is not None:
            self._temporary.unlink(missing_ok=True)


class LinesWriter(FileWriter):
    """JSON lines, UTF-8."""

    def __init__(self, path: Path | None, convert: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        super().__init__(path)
        self._convert = convert

    def write(self, record: dict[str, Any]) -> None:
        """Write one line."""
        self.put(json_line(self._convert(record)))


class CsvWriter(FileWriter):
    """CSV as RFC 4180 has it, UTF-8, the names of the columns first."""

    def __init__(self, path: Path | None) -> None:
        super().__init__(path)
        self._row(list(flat_names()))

    def write(self, record: dict[str, Any]) -> None:
        """Write one row."""
        self._row(to_csv_row(record))

    def _row(self, cells: list[str]) -> None:
        line = io.StringIO(newline="")
        csv.writer(line).writerow(cells)
        self.put(line.getvalue().encode("utf-8", "replace"))


class ParquetWriter:
    """Parquet through DuckDB: the records go to a file of lines first, so that memory doesn't grow with them."""

    def __init__(self, path: Path) -> None:
        try:
            import duckdb
        except ImportError as exc:
            raise UsageError(
                "parquet needs DuckDB: pip install 'newsspider[duckdb]'; jsonl and csv need nothing more"
            ) from exc
        self._duckdb = duckdb
        if path.exists() and not path.is_file():
            raise UsageError(f"{path} is no file; Parquet can't be written to a pipe or device")
        self._path = path.resolve()
        self._rows_path = self._path.with_name(f".{path.name}.{os.getpid()}.rows.zst")
        self._out = _beside(self._path)
        self._rows = FileWriter(self._rows_path)
        self._longest = _LEAST_BUFFER_BYTES

    def write(self, record: dict[str, Any]) -> None:
        """Write one row; fields of users' own steps have no column."""
        row = {name: conform(record.get(name), kind) for name, kind in record_types().items()}
        line = json_line(row)
        self._longest = max(self._longest, len(line))
        self._rows.put(line)

    def finish(self) -> None:
        """Turn the lines into the Parquet file."""
        self._rows.finish()
        columns = {name: sql_type(kind) for name, kind in record_types().items()}
        config: dict[str, str | bool | int | float | list[str]] = {
            "threads": 1, "memory_limit": _DUCKDB_MEMORY, "preserve_insertion_order": True,
            "autoinstall_known_extensions": False, "temp_directory": str(self._path.parent),
            "allocator_flush_threshold": _MOST_FREE, "allocator_bulk_deallocation_flush_threshold": _MOST_FREE,
        }  # fmt: skip
        try:
            with self._duckdb.connect(config=config) as db:
                # columns and paths are ours; parameters can't stand for an option of COPY
                db.execute(
                    f"COPY (SELECT * FROM read_json(?, format = 'newline_delimited', columns = {columns!r},"  # noqa: S608
                    f" compression = 'zstd', maximum_object_size = {self._longest})) TO ?"
                    f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP_ROWS})",
                    [str(self._rows_path), str(self._out)],
                )
        except self._duckdb.IOException as exc:
            raise OSError(str(exc)) from exc
        self._out.replace(self._path)
        self._rows_path.unlink()

    def abandon(self) -> None:
        """Remove all that isn't finished."""
        self._rows.abandon()
        self._rows_path.unlink(missing_ok=True)
        self._out.unlink(missing_ok=True)


class FolderWriter:
    """A file for each record, in folders by the day of fetching."""

    def __init__(self, folder: Path, ending: str, convert: Callable[[dict[str, Any]], str]) -> None:
        if str(folder) == "-" or folder.is_file():
            raise UsageError(f"{folder} must be a folder: a file is written for each record")
        self._folder = folder
        self._ending = ending
        self._convert = convert
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, record: dict[str, Any]) -> None:
        """Write one file, whole or not at all."""
        path = self._folder / file_name(record, self._ending)
        path.parent.mkdir(exist_ok=True)
        temporary = path.with_name(f".{path.name}.tmp")
        temporary.write_text(self._convert(record), encoding="utf-8", errors="replace", newline="")
        temporary.replace(path)

    def finish(self) -> None:
        """Do nothing: each file is in its place."""

    def abandon(self) -> None:
        """Leave the files that are written: each is whole."""


def _beside(path: Path) -> Path:
    """Return where a file is written until it is whole."""
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def json_line(value: dict[str, Any]) -> bytes:
    """Return a value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
