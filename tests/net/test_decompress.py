"""What comes packed is unpacked whole, within bounds, or refused."""

from __future__ import annotations

import gzip
import sys
import zlib

import brotli
import pytest

from newsspider.net.decompress import DamagedBody, SwollenBody, decompress

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"".join(b"Ferry number %d is back. " % n for n in range(9_000))


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT[:5_000]) + gzip.compress(TEXT[5_000:]),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT, quality=5),
    "zstd": zstd.compress(TEXT[:5_000]) + zstd.compress(TEXT[5_000:]),
}


@pytest.mark.parametrize("encoding", PACKED)
def test_a_whole_body_is_unpacked(encoding: str) -> None:
    assert decompress(PACKED[encoding], [encoding], 0) == TEXT
    assert decompress(PACKED[encoding], [encoding], len(TEXT)) == TEXT


def test_raw_deflate_is_unpacked() -> None:
    assert decompress(raw_deflate(TEXT), ["deflate"], 0) == TEXT


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
@pytest.mark.parametrize("encoding", PACKED)
def test_a_cut_body_is_damaged(encoding: str, share: float) -> None:
    body = PACKED[encoding]
    with pytest.raises(DamagedBody, match=encoding):
        decompress(body[: int(len(body) * share)], [encoding], 0)


@pytest.mark.parametrize("encoding", PACKED)
def test_what_is_not_packed_is_damaged(encoding: str) -> None:
    with pytest.raises(DamagedBody):
        decompress(b"<html><body>" + TEXT, [encoding], 0)


@pytest.mark.parametrize("encoding", PACKED)
def test_one_byte_too_many_is_swollen(encoding: str) -> None:
    with pytest.raises(SwollenBody, match=encoding):
        decompress(PACKED[encoding], [encoding], len(TEXT) - 1)


def test_layers_are_unpacked_from_the_outside_and_bounded() -> None:
    assert decompress(brotli.compress(gzip.compress(TEXT)), ["gzip", "br"], 0) == TEXT
    with pytest.raises(DamagedBody, match="3 times"):
        decompress(gzip.compress(TEXT), ["gzip"] * 3, 0)


def test_a_body_without_encodings_stays() -> None:
    assert decompress(b"plain", [], 3) == b"plain"
