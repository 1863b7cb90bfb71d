"""Stage 1 of 8, discover: the bytes of a listing, unpacked within bounds and as UTF-8 without control characters."""

from __future__ import annotations

import codecs
import re
import zlib
from typing import TYPE_CHECKING

from newsspider.core.decode import charset_of_header, clean, decode

if TYPE_CHECKING:
    from collections import Counter

MAX_LISTING_BYTES = 52_428_800
"""Unpacked, as sitemaps.org has it: 50 MB."""

_GZIP = b"\x1f\x8b"
_MAX_LAYERS = 2  # a server that packs a .gz file once more
_MAX_RATIO = 200  # sitemaps pack 10 to 60 times, zeros 1,000 times
_RATIO_MATTERS_BYTES = 2_000_000
_STEP_BYTES = 1_000_000
_SALVAGE_STEP_BYTES = 4_096
_SAMPLE_BYTES = 1_000_000
_NOT_XML = re.compile(b"\xef\xbf[\xbe\xbf]")


def unpack(data: bytes, flaws: Counter[str]) -> bytes:
    """Return the bytes without gzip around them, cut at `MAX_LISTING_BYTES`; what is wrong goes to ``flaws``."""
    for _ in range(_MAX_LAYERS):
        if not data.startswith(_GZIP):
            break
        data = _gunzip(data, flaws)
    if len(data) > MAX_LISTING_BYTES:
        flaws["too_large"] += 1
    return data[:MAX_LISTING_BYTES]


def _gunzip(data: bytes, flaws: Counter[str]) -> bytes:
    """Unpack all members of a gzip file; of a damaged or cut one what can be had."""
    parts: list[bytes] = []
    size, rest = 0, data
    while rest.startswith(_GZIP):
        member, packed, before = zlib.decompressobj(16 + zlib.MAX_WBITS), rest, len(rest)
        in_member = 0
        while not member.eof:
            try:
                part = member.decompress(packed, _STEP_BYTES)
            except zlib.error:
                flaws["gz_damaged"] += 1
                return b"".join(parts[: len(parts) - in_member]) + _salvage(rest)
            packed = member.unconsumed_tail
            parts.append(part)
            in_member += 1
            size += len(part)
            if size > max(_RATIO_MATTERS_BYTES, _MAX_RATIO * (len(data) - len(packed))):
                flaws["gz_bomb"] += 1
                return b"".join(parts)
            if size > MAX_LISTING_BYTES:
                return b"".join(parts)
            if not part and not packed and not member.eof:
                flaws["cut"] += 1
                return b"".join(parts)
        rest = member.unused_data
        if before - len(rest) <= 0:
            break
    return b"".join(parts)


def _salvage(packed: bytes) -> bytes:
    """Return what a damaged member holds up to the damage; a call that fails gives nothing, so the last are small."""
    member = before = zlib.decompressobj(16 + zlib.MAX_WBITS)
    parts: list[bytes] = []
    start = size = 0
    step = _SALVAGE_STEP_BYTES
    while start < len(packed) and size <= MAX_LISTING_BYTES:
        before = member.copy()
        try:
            part = member.decompress(packed[start : start + step])
        except zlib.error:
            if step == 1:
                break
            member, step = before, 1
            continue
        parts.append(part)
        size += len(part)
        start += step
    return b"".join(parts)


def to_utf8(data: bytes, content_type: str | None, flaws: Counter[str]) -> bytes:
    """Return the bytes in UTF-8, without what neither XML nor a text may hold."""
    if not _is_utf8(data):
        chosen = decode(data[:_SAMPLE_BYTES], charset_of_header(content_type))
        if chosen.doubtful:
            flaws["unbelieved_charset"] += 1
        data = data.decode(chosen.charset or "utf-8", "replace").encode("utf-8", "replace")
    data = data.removeprefix(codecs.BOM_UTF8)
    return _NOT_XML.sub(b"", clean(data)) if b"\xef\xbf" in data else clean(data)


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are plain UTF-8; checked step by step, since the text of 50 MB would take 200."""
    if b"\0" in data[:200]:
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _STEP_BYTES):
            decoder.decode(data[start : start + _STEP_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
