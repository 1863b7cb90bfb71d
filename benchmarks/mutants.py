"""Damaged pages: what a page can become by cuts, broken markup, wrong charsets, hostile metadata.

A mutation takes a random generator, a page and another page, and returns the damaged page. The same seed gives
the same mutants.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsspider.sample.clock import DEFAULT_MOMENT
from newsspider.sample.newsroom import load
from tests.pages import load_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


_PORT = 8800
_ONE_IN_BIG = 50  # how seldom a mutation is blown up to the size that quadratic code chokes on
_TAG = re.compile(rb"</?[a-zA-Z][^<>]*>")
_JSON_LD = re.compile(rb"(?s)(<script[^>]*ld\+json[^>]*>)(.*?)(</script>)")
_DIGITS = re.compile(rb"\d{2,}")
_CONTENT = re.compile(rb"(content=|datetime=)(\"[^\"]*\"|'[^']*')")
_TAGS = (b"div", b"b", b"span", b"table", b"ul", b"li", b"p", b"a", b"blockquote", b"article", b"font", b"x-y", b"svg")
_OPENERS = (
    b"<!--", b"<![CDATA[", b"<script>", b"<style>", b"<textarea>", b"<title>", b"<noscript>", b"<plaintext>",
    b"<frameset>", b"<svg>", b"<math>", b"<template>", b"<select>", b"<body>", b"<html>", b"</body>", b"</html>",
    b"</article>", b"</div></div></div>", b"<?php", b"<!DOCTYPE a/a/a/a", b"<", b"<a href='", b"<p", b"<p class=\"",
)  # fmt: skip
_CHARSETS = (
    b"utf-8", b"utf-16", b"utf-7", b"shift_jis", b"euc-kr", b"gb18030", b"big5", b"windows-1251", b"iso-8859-8-i",
    b"x-user-defined", b"ascii", b"idna", b"punycode", b"hex", b"rot13", b"unicode_escape", b"none", b"", b"\xff",
    b"utf-8;" * 50, b"base64", b"zip", b"mbcs", b"undefined", b"raw_unicode_escape",
)  # fmt: skip
_ENCODERS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-7", "shift_jis", "gb18030", "windows-1251", "cp037")
_ENTITIES = (
    b"&#x110000;", b"&#0;", b"&#xD800;", b"&#99999999999999999999;", b"&lt", b"&amp;amp;amp;", b"&nbsp", b"&;", b"&#;",
    b"&#x;", b"&nosuch;", b"&zwj;&rlm;&lrm;", b"&#x202e;", b"&NotEqualTilde;", b"&#27;[31m", b"&#8;&#127;",
)  # fmt: skip
_ODD_BYTES = (
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xf4\x90\x80\x80", b"\xe2\x80\xae", b"\x1b[2J", b"\x85",
    b"\xcc\x81" * 40, b"\xe2\x80\x8b", b"\xef\xbf\xbe", b"\r", b"\x0c", b"\xc2\xa0" * 9, b"\xf0\x9f\x8f\xb3\xe2\x80\x8d",
)  # fmt: skip
_NUMBERS = (
    b"0", b"00", b"-1", b"9" * 400, b"1e999", b"NaN", b"0000-00-00", b"99999-99-99", b"2026-02-30T25:61:61+99:99",
    b"1-1-1", b"\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa6", b"2026-03-01T00:00:00+14:00:00.5", b"0001-01-01T00:00:00+23:59",
    b"9999-12-31T23:59:59-23:59", b"\xc2\xb2\xc2\xb3", b"2147483648", b"-9223372036854775809", b"1.7976931348623157e309",
)  # fmt: skip
_ODD_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, 10**40, "", " ", [], {}, [[[]]], [None], {"@value": None}, {"@id": 5}, {"name": ["a", {}]},
    {"@type": 7}, "https://[::1", "\ud800", "\x00", "None", ["x"] * 300, {"@list": [{}]}, "2026-13-45", {"@graph": 3},
)  # fmt: skip
ODD_ADDRESSES: tuple[str | None, ...] = (
    None, "", "http://[::1", "javascript:alert(1)", "https://", "//a", "http://a:99999999/", "https://\ud800/", "\x00",
    "https://xn--a/%ZZ?%", "file:///etc/passwd", "https://a.example/2026/99/99/x", "https://a.example/" + "../" * 900,
    "https://1.2.3.4.5/", "http://user:pw@b.example:0/#" + "f" * 4000, "https://." + "a." * 500 + "example/",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged page: ``made`` says from which page and by which mutations."""

    made: str
    html: bytes
    url: str | None


def seed_pages() -> list[tuple[str, str, bytes]]:
    """Return name, address and bytes of every page of the newsroom and of tests/pages."""
    newsroom, found = load(), []
    for host, path in sorted(newsroom.expectations(DEFAULT_MOMENT)):
        response = newsroom.render(host, path, DEFAULT_MOMENT, _PORT)
        body = gzip.decompress(response.body) if response.headers.get("Content-Encoding") == "gzip" else response.body
        found.append((f"{host}{path}", f"http://{host}:{_PORT}{path}", body))
    return found + [(page.name, page.url, page.html) for page in load_pages()]


def mutants(
    pages: Sequence[tuple[str, str, bytes]],
    count: int,
    seed: int,
    only: str | None = None,
    odd_addresses: float = 0.1,
) -> Iterator[Mutant]:
    """Yield damaged pages, each by one to three mutations.

    Args:
        pages: name, address and bytes of each.
        count: how many to yield.
        seed: the same seed gives the same mutants.
        only: the one mutation to use.
        odd_addresses: share of pages that come under an address of `ODD_ADDRESSES` instead of their own.
    """
    names = [only] if only else sorted(MUTATIONS)
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")
        name, url, data = rng.choice(pages)
        other = rng.choice(pages)[2]
        kinds = [rng.choice(names) for _ in range(rng.choice((1, 1, 2, 3)))]
        for kind in kinds:
            data = MUTATIONS[kind](rng, data, other)
        address = rng.choice(ODD_ADDRESSES) if rng.random() < odd_addresses else url
        yield Mutant(f"#{number} {name} {'+'.join(kinds)}", data, address)


def _many(rng: random.Random, usual: int, big: int) -> int:
    """Return how often to repeat: up to ``usual``, seldom ``big``."""
    return big if rng.randrange(_ONE_IN_BIG) == 0 else rng.randint(1, usual)


def _place(rng: random.Random, data: bytes) -> int:
    return rng.randint(0, len(data))


def _insert(data: bytes, place: int, piece: bytes) -> bytes:
    return data[:place] + piece + data[place:]


def _cut(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    a, b = sorted((_place(rng, data), _place(rng, data)))
    return rng.choice((data[:b], data[a:], data[:a] + data[b:], data[a:b]))


def _splice(rng: random.Random, data: bytes, other: bytes) -> bytes:
    return data[: _place(rng, data)] + other[_place(rng, other) :]


def _drop_tags(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    share = rng.choice((0.02, 0.2, 0.7, 1.0))
    return _TAG.sub(lambda tag: b"" if rng.random() < share else tag[0], data)


def _double_tags(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    share, times = rng.choice((0.02, 0.2, 0.7)), rng.randint(2, 5)
    return _TAG.sub(lambda tag: tag[0] * times if rng.random() < share else tag[0], data)


def _swap_tags(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    share = rng.choice((0.05, 0.4))
    closing, opening = (b"</" + rng.choice(_TAGS) + b">", b"<" + rng.choice(_TAGS) + b">")
    return _TAG.sub(lambda tag: rng.choice((closing, opening)) if rng.random() < share else tag[0], data)


def _nest(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    tag, times = rng.choice(_TAGS), _many(rng, 400, 100_000)
    close = b"</" + tag + b">" if rng.random() < 0.3 else b""
    return _insert(data, _place(rng, data), (b"<" + tag + b">") * times + close * times)


def _attributes(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    tags = list(_TAG.finditer(data))
    if not tags:
        return data
    times = _many(rng, 400, 200_000)
    blown = rng.choice((
        b" " + b" ".join(b"a%d=1" % n for n in range(times)),
        b' class="' + b"x " * times + b'"',
        b' style="' + b"display:" * times,
        b" hidden" * times,
        b' href="' + b"%" * times + b'"',
        b" id=" + b"z" * times,
    ))  # fmt: skip
    return _insert(data, rng.choice(tags).end() - 1, blown)


def _flip(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    flipped = bytearray(data)
    for _ in range(rng.choice((1, 10, 300)) if data else 0):
        flipped[rng.randrange(len(flipped))] = rng.randrange(256)
    return bytes(flipped)


def _sprinkle(pieces: Sequence[bytes]) -> Callable[[random.Random, bytes, bytes], bytes]:
    def insert_some(rng: random.Random, data: bytes, _other: bytes) -> bytes:
        for _ in range(rng.randint(1, 6)):
            data = _insert(data, _place(rng, data), rng.choice(pieces) * _many(rng, 3, 5_000))
        return data

    return insert_some


def _declare(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    name = rng.choice(_CHARSETS)
    declared = re.sub(rb"(?i)charset=[\"']?[\w-]+", b"charset=" + name, data)
    if declared != data and rng.random() < 0.7:
        return declared
    return rng.choice((b'<meta charset="%s">', b'<?xml version="1.0" encoding="%s"?>')) % name + data


def _encode(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    return data.decode("utf-8", "replace").encode(rng.choice(_ENCODERS), "replace")


def _json_ld(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    """Give the page's JSON-LD odd values, or break it; a page without one gets some."""
    found = _JSON_LD.search(data)
    body = found[2] if found else b'{"@type":"NewsArticle","headline":"x","author":{"name":"A B"}}'
    try:
        value = json.loads(body)
    except ValueError:
        value = {"@type": ["NewsArticle", None], "author": [1, {"name": {}}]}
    for _ in range(rng.randint(1, 4)):
        value = _odd(rng, value)
    written = json.dumps(value).encode()
    times = _many(rng, 30, 20_000)
    broken = rng.choice((
        written,
        written[: _place(rng, written)],
        b"[" * times + written,
        b'{"a":' * times,
        b'"@type":"Person",' * times,
        b"[" + b",".join([written] * min(times, 300)) + b"]",
        written.replace(b'"', b"'"),
        b"<!--" + written + b"-->" + written,
    ))  # fmt: skip
    if found is None:
        return b'<script type="application/ld+json">' + broken + b"</script>" + data
    return data[: found.start(2)] + broken + data[found.end(2) :]


def _odd(rng: random.Random, value: Any) -> Any:
    """Return the value with something odd somewhere in it."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(list(value))
        return value | {key: _odd(rng, value[key])}
    if isinstance(value, list) and value and rng.random() < 0.9:
        place = rng.randrange(len(value))
        return [*value[:place], _odd(rng, value[place]), *value[place + 1 :]]
    return rng.choice(_ODD_VALUES)


def _numbers(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    share, number = rng.choice((0.05, 0.5)), rng.choice(_NUMBERS)
    return _DIGITS.sub(lambda run: number if rng.random() < share else run[0], data)


def _contents(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    """Give meta tags and times odd contents."""
    piece = rng.choice((*_NUMBERS, *_ENTITIES, *_ODD_BYTES, b"By " * 300, b"x" * _many(rng, 900, 1_000_000)))
    return _CONTENT.sub(lambda found: found[1] + b'"' + piece + b'"' if rng.random() < 0.5 else found[0], data)


def _repeat(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    a = _place(rng, data)
    piece = data[a : a + rng.choice((3, 40, 400, 4_000))]
    times = _many(rng, 40, 300_000 // max(len(piece), 1))
    return _insert(data, a, piece * times)


def _strip(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    return data.replace(rng.choice((b">", b"<", b'"', b"\n", b"</", b" ", b"=")), rng.choice((b"", b" ", b"<")))


MUTATIONS: dict[str, Callable[[random.Random, bytes, bytes], bytes]] = {
    "cut": _cut,
    "splice": _splice,
    "drop_tags": _drop_tags,
    "double_tags": _double_tags,
    "swap_tags": _swap_tags,
    "nest": _nest,
    "attributes": _attributes,
    "flip": _flip,
    "openers": _sprinkle(_OPENERS),
    "entities": _sprinkle(_ENTITIES),
    "odd_bytes": _sprinkle(_ODD_BYTES),
    "declare": _declare,
    "encode": _encode,
    "json_ld": _json_ld,
    "numbers": _numbers,
    "contents": _contents,
    "repeat": _repeat,
    "strip": _strip,
}
