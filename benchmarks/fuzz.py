"""Throw damaged feeds, sitemaps, rules, addresses and headers at their readers, and count what must not happen.

    python -m benchmarks.fuzz --count 10000 [--seed 1] [--only KIND]

Counted: exceptions but for those that the reader documents, inputs over 2 s of CPU, answers that differ the second
time. Pages go through benchmarks.mutate. Exits 1 on any.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsspider.core.decode import decode
from newsspider.core.discover import is_pagination
from newsspider.core.feeds.read import read_listing
from newsspider.core.listed import listed_pages
from newsspider.core.metadata.tdmrep import parse_tdmrep
from newsspider.core.siterules.ftr import parse_ftr
from newsspider.core.siterules.ours import parse_ours
from newsspider.core.urlforms import form_of
from newsspider.core.urls import host_of, is_plain_url, normal_url, registrable_domain, site_of
from newsspider.core.variants import plain_forms
from newsspider.errors import UsageError
from newsspider.middlewares.pace import retry_after_seconds
from newsspider.net.decompress import ENCODINGS, DamagedBody, SwollenBody, decompress
from newsspider.net.policy import is_public, literal_address, parse_allowed
from newsspider.printable import csv_cell, printable, without_secrets
from newsspider.sample.clock import DEFAULT_MOMENT
from newsspider.sample.newsroom import load
from newsspider.sample.sitemaps import sitemap_paths
from newsspider.sources.config import read_sources
from newsspider.spiders.news import checked_url, looks_like_html, split_urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SLOW_SECONDS = 2.0
_PORT = 8800
_ONE_IN_BIG = 40
_BIG = 200_000
_PIECES = (
    b"<", b">", b"</", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#0;", b"&lt;", b"\x00",
    b"\xff\xfe", b"\xed\xa0\x80", b"\x1f\x8b", b"\xef\xbb\xbf", b"http://", b"https://[::1", b"//", b"%", b"%00", b"%ff", b"..", b"@",
    b":", b":99999", b"?", b"&", b"=", b"#", b"\\", b"\r\n", b"\t", b" ", b"'", b'"', b"[", b"]", b"{", b"}", b"null", b"1e999", b"-1",
    b"9" * 40, b"2026-02-30T25:61:61Z", b"<loc>", b"<item>", b"<entry>", b"<url>", b"<link>", b"xmlns:a='b'", b"<a:b>", b"*", b"(", b")",
    b"//div[", b"body: //p", b"[[sources]]", b"xn--", "１２７.0.0.1".encode(), "\u202e".encode(), "é".encode(), b"a" * 64, b"a.",
)  # fmt: skip
_ADDRESSES = (
    b"https://www.paper.example/2026/03/01/the-ferry-is-back-4411.html?utm_source=a&id=7#top",
    b"http://user:pw@paper.example:8080/a/../b/./c;d=e?f[]=g&h", b"//paper.example/x", b"/news/1", b"?page=2", b"http://[::ffff:1.2.3.4]:80/",
    b"http://0x7f.1/", "https://münchen.example/straße".encode(), b"mailto:a@b", b"javascript:alert(1)", b"data:text/html,x",
    b"https://paper.example/amp/story?outputType=amp&print=1", b"https://m.paper.example/story/print/",
)  # fmt: skip
_RULES = (
    b'test_url = "https://www.newsroom.example/1"\nbody = ["//article", "css:.story"]\nremove = ["//aside"]\n[fields]\ntitle = "//h1"\n',
    b"title: //h1\nbody: //div[@class='story']\nstrip: //aside\nstrip_id_or_class: ad\nnext_page_link: //a[@rel='next']\ntest_url: http://a.example\n",
)
_SOURCES = (
    b'[[sources]]\nurl = "https://www.newsroom.example"\nfeeds = ["https://www.newsroom.example/rss"]\npace = 2\nbudget = 9\nlanguage = "en"\n',
)
_TDMREP = (b'[{"location": "/", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"}]',)
_HEADERS = (b"120", b"Sat, 21 Nov 2026 07:28:00 GMT", b"text/html; charset=utf-8", b"paper.example:80,[::1]:9")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000, help="inputs for each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(KINDS), metavar="KIND", help=", ".join(sorted(KINDS)))
    options = parser.parse_args()
    failed = False
    for name in [options.only] if options.only else sorted(KINDS):
        found = fuzz(name, options.count, options.seed)
        print(
            f"{name}: {options.count} inputs, seed {options.seed}: CPU an input {found.seconds / max(options.count, 1) * 1000:.2f} ms,"
            f" slowest {found.slowest:.2f} s, faults {found.faults.total()}"
        )
        for fault, times in found.faults.most_common(10):
            print(f"  {fault} ({times} times)")
        failed = failed or bool(found.faults)
    return 1 if failed else 0


@dataclass(slots=True)
class Findings:
    """What went wrong, and how long it took: CPU seconds in all and of the slowest input."""

    faults: Counter[str]
    seconds: float = 0.0
    slowest: float = 0.0


def fuzz(kind: str, count: int, seed: int) -> Findings:
    """Give ``count`` damaged inputs to the readers of a kind."""
    seeds, readers = KINDS[kind]
    given, found = tuple(seeds()), Findings(Counter())
    for number in range(count):
        rng = random.Random(f"{kind}/{seed}/{number}")
        data = _damaged(rng, rng.choice(given), rng.choice(given))
        for read in readers:
            _try(read, data, number, found)
    return found


def _try(read: Callable[[bytes], Any], data: bytes, number: int, found: Findings) -> None:
    """Give one input to one reader, twice."""
    started = time.process_time()
    try:
        first = repr(read(data))
    except Exception as error:  # noqa: BLE001  (any exception is the finding)
        found.faults[f"{read.__name__}: {type(error).__name__}: {str(error)[:90]} (first #{number})"] += 1
        return
    seconds = time.process_time() - started
    found.seconds += seconds
    found.slowest = max(found.slowest, seconds)
    if seconds > SLOW_SECONDS:
        found.faults[f"{read.__name__}: {seconds:.1f} s for #{number}, {len(data)} bytes"] += 1
    elif repr(read(data)) != first:
        found.faults[f"{read.__name__}: another answer the second time (#{number})"] += 1


def _damaged(rng: random.Random, data: bytes, other: bytes) -> bytes:
    """Return the input after one to four changes."""
    for _ in range(rng.randint(1, 4)):
        a, b = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
        how = rng.randrange(7)
        if how == 0:
            data = data[:a] + data[b:] if b - a < len(data) // 2 else data[:a]
        elif how == 1:
            data = data[:a] + rng.choice(_PIECES) + data[a:]
        elif how == 2:
            data = data[:a] + rng.randbytes(rng.randint(1, 8)) + data[a:]
        elif how == 3:
            piece = data[a : a + rng.choice((1, 5, 40))] or b"a"
            times = _BIG // len(piece) if rng.randrange(_ONE_IN_BIG) == 0 else rng.randint(1, 40)
            data = data[:a] + piece * times + data[a:]
        elif how == 4:
            piece = rng.choice(_PIECES)
            times = _BIG // len(piece) if rng.randrange(_ONE_IN_BIG) == 0 else rng.randint(1, 40)
            data = data[:a] + piece * times + data[a:]
        elif how == 5:
            data = data[:a] + other[rng.randint(0, len(other)) :]
        else:
            data = bytes(rng.randrange(256) if rng.random() < 0.01 else byte for byte in data[:20_000]) + data[20_000:]
    return data


def _listings() -> Iterator[bytes]:
    newsroom = load()
    for site in newsroom.sites:
        for path in (*(feed.path for feed in site.feeds), *sitemap_paths(site)):
            yield newsroom.render(site.host, path, DEFAULT_MOMENT, _PORT).body
    yield b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "url": "/1", "tags": ["a"]}, {"id": "2"}]}'
    entry = b"<loc>https://a.example/1</loc><lastmod>2026-03-01</lastmod>"
    yield (
        b"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url>"
        + entry
        + b"</url></urlset>"
    )
    yield b"<sitemapindex><sitemap>" + entry + b"</sitemap></sitemapindex>"
    yield gzip.compress(b"<urlset><url>" + entry + b"</url></urlset>")
    yield b"https://a.example/1\nhttps://a.example/2\n"


def _listing(data: bytes) -> Any:
    found = read_listing(data, "https://www.paper.example/feed.xml", content_type="application/xml; charset=utf-8")
    if found is None:
        return None
    pages, _ = listed_pages(found, "https://www.paper.example/feed.xml", "paper.example", "2026-01-01")
    assert all(page.url.startswith(("http://", "https://")) for page in pages)
    return (found.kind, dict(found.flaws), [page.url for page in pages])


def _address(data: bytes) -> Any:
    url = normal_url(data.decode("utf-8", "surrogateescape"), "https://www.paper.example/section/")
    if url is None:
        return None
    assert normal_url(url) == url, "a normal form is its own"
    host = host_of(url)
    return (
        url, host, site_of(url), registrable_domain(host), form_of(url), is_pagination(url), is_plain_url(url), plain_forms(url),
        literal_address(host), is_public(host),
    )  # fmt: skip


def _given(data: bytes) -> Any:
    text = data.decode("utf-8", "replace")
    return [checked_url(url) for url in split_urls(text)], len(printable(without_secrets(csv_cell(text))))


def _header(data: bytes) -> Any:
    text = data.decode("latin-1")
    try:
        hosts = parse_allowed(text.split(","))
    except UsageError:
        hosts = None
    return retry_after_seconds(data, datetime(2026, 3, 1, tzinfo=UTC)), hosts and sorted(map(str, hosts.allowed))


def _ours(data: bytes) -> Any:
    return str(parse_ours("www.newsroom.example.toml", data.decode("utf-8", "replace")).problems)


def _ftr(data: bytes) -> Any:
    return str(parse_ftr("newsroom.example.txt", data.decode("utf-8", "replace")).problems)


def _sources_file(data: bytes) -> Any:
    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        path = Path(file.name)
        path.write_bytes(data)
        try:
            return [source.url for source in read_sources(path)]
        except UsageError:
            return None


def _reservations(data: bytes) -> Any:
    return parse_tdmrep(data)


def _packed() -> Iterator[bytes]:
    text = json.dumps(list(range(3_000))).encode()
    yield gzip.compress(text)
    yield zlib.compress(text)
    yield gzip.compress(bytes(3_000_000))


def _unpacked(data: bytes) -> Any:
    found: list[int | str] = []
    for encoding in sorted(ENCODINGS):
        try:
            found.append(len(decompress(data, [encoding], 1_000_000)))
        except (DamagedBody, SwollenBody) as error:
            found.append(type(error).__name__)
    return found


def _decoded(data: bytes) -> Any:
    return decode(data, "utf-8").charset, looks_like_html(data, "text/html")


KINDS: dict[str, tuple[Callable[[], Iterator[bytes] | Sequence[bytes]], tuple[Callable[[bytes], Any], ...]]] = {
    "listings": (_listings, (_listing,)),
    "addresses": (lambda: _ADDRESSES, (_address, _given)),
    "rules": (lambda: _RULES, (_ours, _ftr)),
    "sources": (lambda: _SOURCES, (_sources_file,)),
    "headers": (lambda: _HEADERS, (_header,)),
    "reservations": (lambda: _TDMREP, (_reservations,)),
    "packed": (_packed, (_unpacked, _decoded)),
}


if __name__ == "__main__":
    sys.exit(main())
