"""Unpacking an answer's body: whole and within bounds, or a named error."""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_STEP_BYTES = 65_536
MAX_LAYERS = 2
"""Encodings on top of each other: servers that pack twice exist, more is a way to multiply work."""


class DamagedBody(Exception):
    """The body ends before its stream does, or isn't what its encoding says."""


class SwollenBody(Exception):
    """The body unpacks to more than is let in."""


def decompress(body: bytes, encodings: list[str], max_bytes: int) -> bytes:
    """Return the body without its encodings, the last of which was applied last.

    Args:
        body: as received.
        encodings: gzip, x-gzip, deflate, br or zstd each.
        max_bytes: of what comes out of every layer; 0 for any size.

    Raises:
        DamagedBody: it isn't whole, or has more than `MAX_LAYERS` layers.
        SwollenBody: more than ``max_bytes``.
    """
    if len(encodings) > MAX_LAYERS:
        raise DamagedBody(f"packed {len(encodings)} times")
    for encoding in reversed(encodings):
        parts, size = [], 0
        try:
            for part in _UNPACKERS[encoding](body):
                size += len(part)
                if max_bytes and size > max_bytes:
                    raise SwollenBody(f"{len(body)} bytes of {encoding} unpack to over {max_bytes}")
                parts.append(part)
        except (zlib.error, zstd.ZstdError, EOFError, _brotli_error()) as exc:
            raise DamagedBody(f"{encoding}: {exc}") from exc
        body = b"".join(parts)
    return body


def _gunzip(data: bytes) -> Iterator[bytes]:
    """Yield the members of a gzip file; what follows the last one is left out, as browsers do."""
    rest = data
    while True:
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        yield from _inflate_with(member, rest)
        rest = member.unused_data
        if not rest.startswith(b"\x1f\x8b"):
            return


def _inflate(data: bytes) -> Iterator[bytes]:
    """Yield what deflate holds: with zlib's frame, as the standard has it, or raw, as some servers send it."""
    try:
        first = zlib.decompressobj()
        first.decompress(data[:_STEP_BYTES], 1)
    except zlib.error:
        yield from _inflate_with(zlib.decompressobj(-zlib.MAX_WBITS), data)
    else:
        yield from _inflate_with(zlib.decompressobj(), data)


def _inflate_with(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while not stream.eof:
        part = stream.decompress(data, _STEP_BYTES)
        data = stream.unconsumed_tail
        if not part and not data and not stream.eof:
            raise EOFError("the stream ends in the middle")
        yield part


def _unbrotli(data: bytes) -> Iterator[bytes]:
    import brotli

    stream = brotli.Decompressor()
    part = stream.process(data, output_buffer_limit=_STEP_BYTES)
    yield part
    while not stream.is_finished():
        part = stream.process(b"", output_buffer_limit=_STEP_BYTES)
        if not part and not stream.is_finished():
            raise EOFError("the stream ends in the middle")
        yield part


def _unzstd(data: bytes) -> Iterator[bytes]:
    rest = data
    while rest:
        frame = zstd.ZstdDecompressor()
        given = rest
        while not frame.eof:
            part = frame.decompress(given, _STEP_BYTES)
            given = b""
            if not part and frame.needs_input:
                raise EOFError("the stream ends in the middle")
            yield part
        rest = frame.unused_data


def _brotli_error() -> type[Exception]:
    import brotli

    error: type[Exception] = brotli.error
    return error


_UNPACKERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
ENCODINGS = frozenset(_UNPACKERS)
"""What can be unpacked."""
