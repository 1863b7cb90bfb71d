from __future__ import annotations

import gzip
import time
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsspider.core.feeds.model import FLAWS, Listing
from newsspider.core.feeds.read import read_listing
from tests.core.feeds.writing import FEED, SITE, atom, rss, story, urls_of, urlset

TWO = rss(story(1), story(2))
SECONDS = 10  # on a busy machine; what isn't linear takes minutes on these inputs


def read(data: bytes, content_type: str | None = None) -> Listing:
    found = read_listing(data, FEED, content_type=content_type)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\0" * 100, id="zeros"),
        pytest.param(b"%PDF-1.7 \x80\x81", id="pdf"),
        pytest.param(b"<!DOCTYPE html><html><body><feed></feed></body></html>", id="page"),
        pytest.param(b"<HTML><head><title>rss</title></head></HTML>", id="old-page"),
        pytest.param(b"<opml><body/></opml>", id="other-xml"),
        pytest.param(b'{"items": [], "name": "x"}', id="other-json"),
        pytest.param(b'{"items": {"a": 1}}', id="json-without-items"),
        pytest.param(b"{" * 100_000, id="deep-json"),
        pytest.param(b"User-agent: *\nSitemap: https://a.example/s.xml\n", id="robots"),
        pytest.param(b"Just a line of text", id="text"),
    ],
)
def test_what_is_no_listing_is_none(data: bytes) -> None:
    assert read_listing(data, FEED) is None


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\n\n  " + TWO, id="white-space"),
        pytest.param(b"\xef\xbb\xbf" + TWO, id="bom"),
        pytest.param(b"<br />\n<b>Warning</b>: something\n<?xml version='1.0'?>" + TWO, id="warnings-of-php"),
        pytest.param(b"<?xml version='1.0'?><?xml-stylesheet href='x'?><!-- <rss> -->" + TWO, id="instructions"),
        pytest.param(b'<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://x.example/rss.dtd">' + TWO, id="doctype"),
        pytest.param(TWO.decode().encode("utf-16"), id="utf-16"),
        pytest.param(b"<?xml version='1.0' encoding='utf-16'?>" + TWO, id="wrongly-declared-utf-16"),
        pytest.param(gzip.compress(TWO), id="gzip"),
        pytest.param(gzip.compress(gzip.compress(TWO)), id="gzip-twice"),
        pytest.param(gzip.compress(TWO[:50]) + gzip.compress(TWO[50:]), id="gzip-in-members"),
        pytest.param(TWO + b"<script>alert(1)</script>", id="junk-behind"),
        pytest.param(TWO.replace(b"Story", b"Sto\x00\x0bry"), id="control-characters"),
        pytest.param(TWO.replace(b"Story", b"Sto&#0;&#x1f;&#xD800;&#x110000;ry"), id="references-to-them"),
    ],
)
def test_what_stands_around_the_entries_costs_none(data: bytes) -> None:
    assert urls_of(data) == ["/1", "/2"]


@pytest.mark.parametrize(
    ("declared", "header", "charset"),
    [
        pytest.param("utf-8", "text/xml; charset=iso-8859-1", "iso-8859-1", id="says-utf-8-is-latin"),
        pytest.param("iso-8859-1", None, "utf-8", id="says-latin-is-utf-8"),
        pytest.param("windows-1252", "text/xml; charset=utf-8", "windows-1252", id="header-is-wrong"),
    ],
)
def test_a_wrong_charset_isnt_believed(declared: str, header: str | None, charset: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?><rss><channel>' + "".join(
        f"<item><title>Déjà vu à Gérardmer, où l’été</title><link>{SITE}/{n}</link></item>" for n in range(5)
    )
    data = (text + "</channel></rss>").encode(charset, "replace")

    title = read(data, header).entries[4].title

    assert title is not None
    assert title.startswith("Déjà vu à Gérardmer, où l")


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("<title>Half", id="open-title"),
        pytest.param("<title>a</wrong><link>", id="wrong-end"),
        pytest.param("<title><![CDATA[never closed</title>", id="open-cdata"),
        pytest.param("<title>a</title><!-- never closed", id="open-comment"),
        pytest.param("<title a=b c='d>a</title>", id="open-quote"),
        pytest.param("<description><p>a<br><ul><li>b</description>", id="html-without-ends"),
        pytest.param("<" * 500, id="signs"),
        pytest.param("&" * 500 + "&foo;&#xzz;", id="ampersands"),
        pytest.param("<a>" * 2_000, id="deep"),
        pytest.param("<x:y:z>1</x:y:z><1>2</1>", id="names"),
        pytest.param("]]>", id="section-end"),
    ],
)
def test_a_broken_entry_costs_no_other(broken: str) -> None:
    data = rss(story(1), broken, story(2), broken + story(3), story(4))

    paths = urls_of(data)

    assert [path for path in paths if path != "/3"] == ["/1", "/2", "/4"]
    assert read(data).flaws["broken_entry"] >= 1


def test_fields_behind_html_without_ends_are_kept() -> None:
    data = rss(f"<description><p>One<br>two</description><link>{SITE}/1</link><category>Town</category>", story(2))

    entry = read(data).entries[0]

    assert (entry.url, entry.description, entry.categories) == (f"{SITE}/1", "One two", ("Town",))


@pytest.mark.parametrize("whole", [TWO, atom(f"<link href='{SITE}/1'/>", f"<link href='{SITE}/2'/>"),
                                   urlset(f"<loc>{SITE}/1</loc>", f"<loc>{SITE}/2</loc>")], ids=["rss", "atom", "sitemap"])  # fmt: skip
def test_a_cut_listing_keeps_what_came_before_and_no_half_url(whole: bytes) -> None:
    for end in range(len(whole)):
        found = read_listing(whole[:end], FEED)
        if found is None:
            assert b">" not in whole[:end]
            continue
        assert [entry.url for entry in found.entries] == [f"{SITE}/1", f"{SITE}/2"][: len(found.entries)]
        assert found.flaws.get("cut")
    assert "cut" not in read(whole).flaws


def test_a_cut_gzip_keeps_what_came_before() -> None:
    packed = gzip.compress(
        rss(*(story(number, f"<guid>{zlib.crc32(b'%d' % number)}</guid>") for number in range(900)))
    )
    found = read(packed[: len(packed) // 2])

    assert 100 < len(found.entries) < 900
    assert found.entries[0].url == f"{SITE}/0"
    assert found.flaws["cut"] >= 1


def test_a_damaged_gzip_is_named() -> None:
    packed = bytearray(gzip.compress(TWO))
    packed[-6] ^= 0xFF  # the checksum

    found = read(bytes(packed))

    assert (len(found.entries), found.flaws) == (2, {"gz_damaged": 1})


BOMB = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    "prolog",
    [
        pytest.param(f'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">{BOMB}]>', id="billion-laughs"),
        pytest.param('<!DOCTYPE r [<!ENTITY j SYSTEM "file:///etc/hostname">]>', id="file"),
        pytest.param(
            '<!DOCTYPE r [<!ENTITY j SYSTEM "http://127.0.0.1:9/x"><!ENTITY % p SYSTEM "x"> %p;]>', id="network"
        ),
        pytest.param(f'<!DOCTYPE r [<!ENTITY j "{"a" * 100_000}">]>', id="long"),
    ],
)
def test_entities_are_named_and_never_expanded(prolog: str) -> None:
    found = read(rss(f"<title>A&j;</title><link>{SITE}/1</link>", story(2), prolog=prolog))

    assert [entry.title for entry in found.entries] == ["A&j;", "Story 2"]
    assert found.flaws["entities_declared"] >= 1


def test_a_bomb_in_gzip_is_bounded_and_named() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = b"".join(packer.compress(b"\0" * 10_000_000) for _ in range(30)) + packer.flush()

    found = read(data)

    assert (found.entries, found.flaws["gz_bomb"]) == ((), 1)


def test_a_listing_of_more_than_50_mb_is_cut_and_named() -> None:
    found = read(rss(story(1), head="<x>" + " " * 52_500_000 + "</x>") + b" ")

    assert found.flaws["too_large"] == 1


def test_more_entries_than_a_feed_may_have_are_left_out_and_named() -> None:
    found = read(rss(*(story(number) for number in range(10_003))))

    assert (len(found.entries), found.flaws) == (10_000, {"too_many_entries": 1})


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"<rss>" + b"<item>" * 300_000, id="items-opened"),
        pytest.param(b"<rss>" + b"<item><![CDATA[" * 200_000, id="sections-opened"),
        pytest.param(b"<rss><item>" + b"<!--" * 500_000, id="comments-opened"),
        pytest.param(b"<rss><channel>" + b"<title>" * 200_000, id="titles-opened"),
        pytest.param(b"<!--" * 500_000, id="comments-before"),
        pytest.param(b"<!DOCTYPE x [" * 200_000 + b"<rss/>", id="doctypes"),
        pytest.param(b"<rss " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"><item></item></rss>", id="attributes"),
        pytest.param(b"<rss><item " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"></item></rss>", id="attributes-of-an-item"),
        pytest.param(b"<rss><item>" + b"<a>" * 300_000 + b"</item></rss>", id="deep"),
        pytest.param(b"<rss><item>" + b"&" * 1_500_000 + b"</item></rss>", id="ampersands"),
        pytest.param(b"<urlset>" + b"<url/>" * 300_000, id="empty-entries"),
        pytest.param(b"<rss><item><title>" + b"&lt;b" * 300_000 + b"</title><link>/1</link></item></rss>", id="tags-in-a-title"),
        pytest.param(b"<rss><item>" + b"<category>a</category>" * 80_000 + b"<link>/1</link></item></rss>", id="categories"),
        pytest.param(b"<rss><item>" + b"</a " * 400_000, id="ends-opened"),
        pytest.param(b"<rss><item>" + b"]" + b" " * 1_500_000 + b"<item>", id="spaces"),
        pytest.param(b'{"version": "https://jsonfeed.org/version/1", "items": [' + b'{"a": [},{' * 100_000, id="json"),
        pytest.param(b'{"version": "https://jsonfeed.org/version/1", "items": [' + b"[" * 500_000, id="deep-json"),
        pytest.param(b"https://a.example/" * 200_000, id="one-line-of-urls"),
        pytest.param(b"\n" * 3_000_000 + b"https://a.example/", id="lines"),
    ],
)  # fmt: skip
def test_hostile_listings_take_bounded_time(data: bytes) -> None:
    started = time.process_time()

    read_listing(data, FEED)

    assert time.process_time() - started < SECONDS


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.text(max_size=40))
def test_random_bytes_never_raise(data: bytes, url: str) -> None:
    found = read_listing(data, url)

    assert found is None or set(found.flaws) <= set(FLAWS)


SEEDS = [
    rss(story(1, "<pubDate>Tue, 03 Mar 2026 08:00:00 +0100</pubDate><description><![CDATA[<p>a]]></description>"), story(2)),
    atom(f"<title type='html'>a &lt;b></title><link href='{SITE}/1'/><updated>2026-03-03T08:00:00Z</updated>"),
    urlset(f"<loc>{SITE}/1</loc><news:news><news:title>a</news:title></news:news>", prolog="<?xml version='1.0'?>"),
    b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "url": "/1", "tags": ["a"]}, {"id": "2"}]}',
    gzip.compress(TWO),
]  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.binary(max_size=12)), max_size=6),
)
def test_mutated_listings_never_raise_and_name_their_flaws(
    seed: bytes, changes: list[tuple[float, int, bytes]]
) -> None:
    data = seed
    for where, drop, put in changes:
        place = int(where * len(data))
        data = data[:place] + put + data[place + drop :]

    found = read_listing(data, FEED)

    assert found is None or set(found.flaws) <= set(FLAWS)
    if found:
        assert all(entry.url.startswith(("http://", "https://")) for entry in found.entries)
        assert read_listing(data, FEED) == found
