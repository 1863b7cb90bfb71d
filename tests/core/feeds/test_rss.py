from __future__ import annotations

import pytest

from newsspider.core.feeds.model import Entry, Listing
from newsspider.core.feeds.read import read_listing
from tests.core.feeds.writing import FEED, SITE, rss, story, urls_of


def read(data: bytes) -> Listing:
    found = read_listing(data, FEED)
    assert found is not None
    return found


def only(data: bytes) -> Entry:
    (entry,) = read(data).entries
    return entry


def test_every_field_of_an_item_is_kept() -> None:
    entry = only(
        rss(
            story(1)
            + "<guid isPermaLink='false'>lp-1</guid><pubDate>Tue, 03 Mar 2026 08:00:00 +0100</pubDate>"
            + "<description>The &lt;b&gt;pier&lt;/b&gt; reopens</description><category>Town</category>"
            + "<category>Harbour</category><dc:creator>Ada Birk</dc:creator><author>mail@x.example (Tom Oar)</author>"
            + "<media:content url='/pier.jpg' medium='image'/><media:keywords>pier, lake</media:keywords>"
            + "<source url='https://wire.example'>Wire</source><dcterms:modified>2026-03-03T09:00:00Z</dcterms:modified>",
            root='version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
            ' xmlns:media="http://search.yahoo.com/mrss/"',
            head="<language>de-AT</language>",
        )
    )

    assert entry == Entry(
        url=f"{SITE}/1",
        kind="feed",
        title="Story 1",
        date="2026-03-03T08:00:00+01:00",
        modified="2026-03-03T09:00:00Z",
        language="de",
        categories=("Town", "Harbour"),
        keywords=("pier", "lake"),
        authors=("Ada Birk", "Tom Oar"),
        description="The pier reopens",
        guid="lp-1",
        image=f"{SITE}/pier.jpg",
        publication="Wire",
    )


def test_the_channel_tells_title_rhythm_next_page_and_hub() -> None:
    found = read(
        rss(
            story(1),
            head=f"<link>{SITE}/</link><ttl>30</ttl><atom:link rel='next' href='?page=2'/>"
            "<atom:link rel='hub' href='https://hub.example/'/>",
            root='version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"',
        )
    )

    assert (found.kind, found.title, found.link) == ("rss", "Lake Post", f"{SITE}/")
    assert (found.interval_seconds, found.next_page) == (1800, f"{FEED}?page=2")
    assert found.hub == "https://hub.example/"
    assert found.flaws == {}


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        pytest.param(
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 900, id="sy"
        ),
        pytest.param("<sy:updatePeriod> daily </sy:updatePeriod>", 86_400, id="sy-period-alone"),
        pytest.param("<ttl>0</ttl>", None, id="ttl-of-nothing"),
        pytest.param("<ttl>soon</ttl>", None, id="ttl-in-words"),
        pytest.param("<ttl>99999999999</ttl>", None, id="ttl-absurd"),
        pytest.param("<ttl>²</ttl>", None, id="ttl-no-ascii-digit"),
    ],
)
def test_the_rhythm_is_within_reason(head: str, seconds: int | None) -> None:
    assert read(rss(story(1), head=head)).interval_seconds == seconds


@pytest.mark.parametrize(
    ("item", "path"),
    [
        pytest.param(f"<link>\n {SITE}/a \n</link>", "/a", id="white-space"),
        pytest.param(f"<link></link><guid>{SITE}/a</guid>", "/a", id="empty-link-and-guid"),
        pytest.param(f"<guid isPermaLink='false'>{SITE}/a</guid>", "/a", id="guid-is-a-url-all-the-same"),
        pytest.param(f"<link>https://ads.example/1</link><feedburner:origLink>{SITE}/a</feedburner:origLink>", "/a",
                     id="original-link"),
        pytest.param(f"<atom:link rel='self' href='{SITE}/x'/><atom:link href='{SITE}/a'/>", "/a", id="atom-link"),
        pytest.param("<link>/a</link>", "/a", id="relative"),
        pytest.param(f"<link>{SITE}/a?x=1&amp;amp;y=2</link>", "/a?x=1&y=2", id="escaped-twice"),
        pytest.param(f"<link>{SITE}/a?x=1&y=2</link>", "/a?x=1&y=2", id="not-escaped"),
        pytest.param(f"<link><![CDATA[{SITE}/a?x=1&y=2]]></link>", "/a?x=1&y=2", id="cdata"),
        pytest.param(f"<link>javascript:x</link><guid>{SITE}/a</guid>", "/a", id="link-that-is-none"),
        pytest.param(f"<LINK>{SITE}/a</LINK>", "/a", id="upper-case"),
    ],
)  # fmt: skip
def test_the_url_is_found_where_it_stands(item: str, path: str) -> None:
    assert urls_of(rss(f"<title>A</title>{item}")) == [path]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("Fish &amp;amp; chips", "Fish & chips", id="escaped-twice"),
        pytest.param("Fish &amp;amp;amp; chips", "Fish & chips", id="escaped-three-times"),
        pytest.param("<![CDATA[ Fish &amp; <i>chips</i> ]]>", "Fish & chips", id="html-in-cdata"),
        pytest.param("Fish&nbsp;&eacute;t&eacute;", "Fish été", id="html-entities"),
        pytest.param("Fish & chips", "Fish & chips", id="bare-ampersand"),
        pytest.param("3 < 5", "3 < 5", id="bare-less-than"),
        pytest.param("3 &lt; 5", "3 < 5", id="escaped-less-than"),
        pytest.param("&lt;b&gt;Fish&lt;/b&gt;", "Fish", id="escaped-tags"),
        pytest.param("<![CDATA[The <code>&lt;b&gt;</code> tag]]>", "The <b> tag", id="code-that-html-shows"),
        pytest.param("One<br>two", "One two", id="tag-without-end"),
        pytest.param("Un<b>believ</b>able", "Unbelievable", id="inline-tags"),
        pytest.param("&unknown; thing", "&unknown; thing", id="unknown-entity"),
        pytest.param("a\u202eb\u001bc\ufeff", "abc", id="what-nobody-sees"),
        pytest.param("x" * 5000, "x" * 1000, id="capped"),
    ],
)
def test_titles_read_as_a_reader_sees_them(title: str, expected: str) -> None:
    entries = read(rss(f"<title>{title}</title><link>{SITE}/1</link>", story(2))).entries

    assert [entry.title for entry in entries] == [expected, "Story 2"]


def test_rss_1_keeps_its_items_beside_the_channel() -> None:
    data = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Lake Post</title>'
        f"<items><rdf:Seq><rdf:li resource='{SITE}/1'/></rdf:Seq></items></channel>"
        f"<item rdf:about='{SITE}/1'><title>One</title><dc:date>2026-03-03T08:00:00Z</dc:date></item></rdf:RDF>"
    ).encode()

    found = read(data)

    assert (found.title, [(e.url, e.title, e.date) for e in found.entries]) == (
        "Lake Post",
        [(f"{SITE}/1", "One", "2026-03-03T08:00:00Z")],
    )


def test_a_country_is_no_language() -> None:
    assert read(rss(story(1), head="<language>US</language>")).language is None


def test_xml_base_holds_for_relative_urls() -> None:
    assert urls_of(rss("<link>b</link>", root='version="2.0" xml:base="https://www.lakepost.example/a/"')) == ["/a/b"]


def test_prefixes_that_nobody_declared_are_understood() -> None:
    entry = only(rss(story(1, "<dc:creator>Ada Birk</dc:creator><odd:thing>1</odd:thing>")))

    assert entry.authors == ("Ada Birk",)
