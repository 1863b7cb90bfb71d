"""Files that are read and written compressed where their name says so: ``.gz`` and ``.zst``."""

from __future__ import annotations

import gzip
import sys
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from pathlib import Path

READ_ERRORS = (OSError, EOFError, zlib.error, zstd.ZstdError)
"""All that reading a damaged or cut file may raise."""


def open_read(path: Path) -> BinaryIO:
    """Open a file to read its bytes, decompressed by its name's ending.

    Raises:
        OSError: it can't be opened; reading raises one of `READ_ERRORS`.
    """
    if path.suffix == ".gz":
        return cast("BinaryIO", gzip.open(path))
    return cast("BinaryIO", zstd.open(path)) if path.suffix == ".zst" else path.open("rb")


def open_write(path: Path, name: str | None = None) -> BinaryIO:
    """Open a file to write bytes into it, compressed by the ending of ``name`` (default: the file's own).

    Equal content gives equal bytes: a gzip file names neither the time nor itself.
    """
    ending = (name or path.name).rpartition(".")[2]
    if ending == "gz":
        return cast("BinaryIO", _PlainGzip(path.open("wb")))
    return cast("BinaryIO", zstd.open(path, "wb")) if ending == "zst" else path.open("wb")


class _PlainGzip(gzip.GzipFile):
    """A gzip file to write, without name and time; closes the file that it writes to."""

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__(filename="", mode="wb", fileobj=raw, mtime=0)
        self._raw = raw

    def close(self) -> None:
        """Write the end and close both."""
        try:
            super().close()
        finally:
            self._raw.close()


def pack(data: bytes) -> bytes:
    """Return bytes compressed as one frame with a checksum, so that a torn one shows."""
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


def unpack(data: bytes) -> bytes:
    """Return what `pack` compressed.

    Raises:
        ValueError: it isn't whole.
    """
    try:
        return zstd.decompress(data)
    except zstd.ZstdError as exc:
        raise ValueError(str(exc)) from exc
