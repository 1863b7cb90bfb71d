from __future__ import annotations

import gzip
from collections import Counter

import pytest

from newsspider.core.feeds.unpack import MAX_LISTING_BYTES, to_utf8, unpack


@pytest.mark.parametrize(
    ("data", "expected", "flaws"),
    [
        pytest.param(b"plain", b"plain", {}, id="plain"),
        pytest.param(gzip.compress(b"packed"), b"packed", {}, id="packed"),
        pytest.param(gzip.compress(b"one") + gzip.compress(b"two"), b"onetwo", {}, id="members"),
        pytest.param(gzip.compress(b"one") + b"\0\0\0", b"one", {}, id="padding-behind"),
        pytest.param(gzip.compress(b"one")[:-9], b"one", {"cut": 1}, id="cut"),
        pytest.param(b"\x1f\x8b", b"", {"cut": 1}, id="magic-only"),
        pytest.param(b"\x1f\x8bnothing", b"", {"gz_damaged": 1}, id="no-gzip"),
        pytest.param(gzip.compress(b"x")[:-8] + b"\0" * 8, b"x", {"gz_damaged": 1}, id="wrong-checksum"),
    ],
)
def test_unpacking_gives_what_can_be_had(data: bytes, expected: bytes, flaws: dict[str, int]) -> None:
    counted: Counter[str] = Counter()

    unpacked = unpack(data, counted)

    assert (unpacked, dict(counted)) == (expected, flaws)


def test_a_sitemap_of_the_largest_size_unpacks_whole() -> None:
    counted: Counter[str] = Counter()
    rows = b"".join(b"https://www.lakepost.example/%d\n" % number for number in range(1_000_000))

    unpacked = unpack(gzip.compress(rows, 1), counted)

    assert (unpacked == rows, len(rows) < MAX_LISTING_BYTES, dict(counted)) == (True, True, {})


def test_zeros_stop_long_before_the_largest_size() -> None:
    counted: Counter[str] = Counter()

    unpacked = unpack(gzip.compress(b"\0" * 60_000_000, 1), counted)

    assert (len(unpacked) < 20_000_000, dict(counted)) == (True, {"gz_bomb": 1})


@pytest.mark.parametrize(
    ("data", "content_type", "expected"),
    [
        pytest.param("Größe".encode(), "text/xml; charset=iso-8859-1", "Größe", id="utf-8-whatever-is-said"),
        pytest.param("Größe".encode("latin-1"), "text/xml; charset=iso-8859-1", "Größe", id="latin-by-header"),
        pytest.param("<a>Größe</a>".encode("utf-16"), None, "<a>Größe</a>", id="utf-16-by-its-mark"),
        pytest.param("<a>Größe und Maße</a>".encode("utf-16-le"), None, "<a>Größe und Maße</a>", id="utf-16-bare"),
        pytest.param(b"\xef\xbb\xbfa\0b\x1bc\xef\xbf\xbf", None, "abc", id="what-xml-may-not-hold"),
    ],
)
def test_any_charset_becomes_utf_8(data: bytes, content_type: str | None, expected: str) -> None:
    assert to_utf8(data, content_type, Counter()).decode() == expected
