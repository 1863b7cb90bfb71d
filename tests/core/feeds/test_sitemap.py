from __future__ import annotations

import pytest

from newsspider.core.feeds.model import Child, Entry
from newsspider.core.feeds.read import read_listing
from tests.core.feeds.writing import FEED, SITE, SITEMAP_SPACE, urls_of, urlset

NEWS = (
    "<news:news><news:publication><news:name>Lake Post</news:name><news:language>zh-cn</news:language></news:publication>"
    "<news:access>Subscription</news:access><news:genres>Opinion, OpEd</news:genres>"
    "<news:publication_date>2026-03-03T08:00:00+01:00</news:publication_date><news:title>Pier &amp; lake</news:title>"
    "<news:keywords>pier, lake</news:keywords><news:stock_tickers>X:A, X:B</news:stock_tickers>"
    "<news:geo_locations>Lakeside</news:geo_locations></news:news>"
)
EXPECTED = Entry(
    url=f"{SITE}/1",
    kind="news_sitemap",
    title="Pier & lake",
    date="2026-03-03T08:00:00+01:00",
    modified="2026-03-04",
    language="zh",
    keywords=("pier", "lake"),
    publication="Lake Post",
    access="Subscription",
    genres=("Opinion", "OpEd"),
    stock_tickers=("X:A", "X:B"),
    geo_locations="Lakeside",
    image=f"{SITE}/p.jpg",
    changefreq="daily",
    priority=0.5,
)
MORE = "<lastmod>2026-03-04</lastmod><changefreq>Daily</changefreq><priority>0.5</priority>"
IMAGE = f"<image:image><image:loc>{SITE}/p.jpg</image:loc><image:title>Not this</image:title></image:image>"


@pytest.mark.parametrize(
    ("markup", "root"),
    [
        pytest.param(
            NEWS, f'xmlns="{SITEMAP_SPACE}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', id="right"
        ),
        pytest.param(NEWS, f'xmlns="{SITEMAP_SPACE}"', id="undeclared"),
        pytest.param(NEWS, 'xmlns="http://x.example" xmlns:news="https://y.example"', id="wrong-namespaces"),
        pytest.param(NEWS, "", id="no-namespaces"),
        pytest.param(
            NEWS.replace("news:", "n:"),
            f'xmlns="{SITEMAP_SPACE}" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"',
            id="another-prefix",
        ),
    ],
)
def test_a_news_sitemap_keeps_all_its_fields(markup: str, root: str) -> None:
    found = read_listing(urlset(f"<loc>{SITE}/1</loc>{MORE}{IMAGE}{markup}", root=root), FEED)

    assert found is not None
    assert (found.kind, found.entries) == ("news_sitemap", (EXPECTED,))


def test_a_plain_entry_has_no_title_and_no_date() -> None:
    found = read_listing(urlset(f"<loc>{SITE}/1</loc>{MORE}"), FEED)

    assert found is not None
    assert (found.kind, found.entries) == (
        "sitemap",
        (Entry(f"{SITE}/1", "sitemap", modified="2026-03-04", changefreq="daily", priority=0.5),),
    )


@pytest.mark.parametrize(
    ("bad", "flaws"),
    [
        pytest.param("<loc></loc>", {"entry_without_url": 1}, id="empty"),
        pytest.param("<lastmod>2026-03-04</lastmod>", {"entry_without_url": 1}, id="none"),
        pytest.param("<loc>file:///etc/passwd</loc>", {"bad_url": 1, "entry_without_url": 1}, id="file"),
        pytest.param("<loc>http://[bad</loc>", {"bad_url": 1, "entry_without_url": 1}, id="bracket"),
        pytest.param(f"<loc>{SITE}/{'x' * 3000}</loc>", {"bad_url": 1, "entry_without_url": 1}, id="too-long"),
        pytest.param(f"<loc>{SITE}/1</loc>", {"duplicate_entry": 1}, id="twice"),
    ],
)
def test_a_bad_loc_costs_only_itself(bad: str, flaws: dict[str, int]) -> None:
    found = read_listing(urlset(f"<loc>{SITE}/1</loc>", bad, f"<loc>{SITE}/2</loc>"), FEED)

    assert found is not None
    assert [entry.url for entry in found.entries] == [f"{SITE}/1", f"{SITE}/2"]
    assert found.flaws == flaws


def test_a_relative_loc_is_read_and_named() -> None:
    found = read_listing(urlset("<loc>/1</loc>", f"<loc>{SITE}/2</loc>"), FEED)

    assert found is not None
    assert ([e.url for e in found.entries], found.flaws) == ([f"{SITE}/1", f"{SITE}/2"], {"relative_url": 1})


def test_a_cut_loc_is_not_taken_for_a_url() -> None:
    whole = urlset(f"<loc>{SITE}/1</loc>", f"<loc>{SITE}/two-words</loc>")
    found = read_listing(whole[: whole.index(b"-words")], FEED)

    assert found is not None
    assert ([e.url for e in found.entries], found.flaws) == ([f"{SITE}/1"], {"cut": 1})


def test_an_index_names_its_sitemaps_once_and_not_itself() -> None:
    rows = [f"{SITE}/a.xml", FEED, f"{SITE}/a.xml", "/b.xml.gz", "ftp://x.example/c.xml"]
    body = "".join(f"<sitemap><loc>{row}</loc><lastmod>2026-03-04T01:00:00Z</lastmod></sitemap>" for row in rows)
    found = read_listing(f'<sitemapindex xmlns="{SITEMAP_SPACE}">{body}</sitemapindex>'.encode(), FEED)

    assert found is not None
    assert (found.kind, found.entries) == ("sitemap_index", ())
    assert found.children == (
        Child(f"{SITE}/a.xml", "2026-03-04T01:00:00Z"),
        Child(f"{SITE}/b.xml.gz", "2026-03-04T01:00:00Z"),
    )
    assert found.flaws["bad_url"] == 1


def test_a_text_of_urls_is_a_sitemap() -> None:
    data = f"\ufeff{SITE}/1\r\n\r\n{SITE}/2\nnot a url\n{SITE}/1\n".encode()
    found = read_listing(data, FEED)

    assert found is not None
    assert (found.kind, [e.url for e in found.entries]) == ("text_sitemap", [f"{SITE}/1", f"{SITE}/2"])
    assert found.flaws == {"duplicate_entry": 1, "entry_without_url": 1}


def test_more_than_the_protocol_allows_is_left_out_and_named() -> None:
    data = "\n".join(f"{SITE}/{number}" for number in range(50_002)).encode()
    found = read_listing(data, FEED)

    assert found is not None
    assert (len(found.entries), found.flaws["too_many_entries"]) == (50_000, 1)


def test_an_empty_sitemap_is_one() -> None:
    found = read_listing(b"<urlset/>", FEED)

    assert found is not None
    assert (found.kind, found.entries, found.flaws) == ("sitemap", (), {})


def test_an_xml_sitemap_may_stand_in_prefixes() -> None:
    data = f'<s:urlset xmlns:s="{SITEMAP_SPACE}"><s:url><s:loc>{SITE}/1</s:loc></s:url></s:urlset>'

    assert urls_of(data.encode()) == ["/1"]


@pytest.mark.parametrize("date", ["2026-03-01", "2026-03-01T08:00:00+01:00", "2026-03-01T08:00:00", "soon", ""])
@pytest.mark.parametrize(
    "loc", ["https://www.paper.example/news/1.html", " https://www.paper.example/a?utm_source=x ", "/1"]
)
def test_a_usual_entry_reads_as_any_other(loc: str, date: str) -> None:
    usual = f"<url><loc>{loc}</loc><lastmod>{date}</lastmod></url>"
    other = f"<url><loc>{loc}</loc><lastmod>{date}</lastmod><note/></url>"
    page = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
    base = "https://www.paper.example/s.xml"
    assert read_listing(page.format(usual).encode(), base) == read_listing(page.format(other).encode(), base)
