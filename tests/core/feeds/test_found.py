from __future__ import annotations

import pytest

from newsspider.core.feeds.found import find_listings, sitemaps_of_robots, usual_paths
from newsspider.core.page import parse_page
from tests.core.feeds.writing import SITE


def found(markup: str, url: str | None = f"{SITE}/") -> list[tuple[str, str, str | None]]:
    return [(f.url.removeprefix(SITE), f.kind, f.title) for f in find_listings(parse_page(markup, url))]


def test_declared_feeds_come_first_and_those_of_comments_last() -> None:
    assert found(
        "<link rel='alternate' type='application/rss+xml' href='/comments/feed/' title='Comments'>"
        "<link rel='alternate' type='application/rss+xml; charset=utf-8' href='/main.php' title='Lake &amp; Post'>"
        "<link rel='alternate' type='application/feed+json' href='https://feeds.example/lp'>"
        "<link rel='sitemap' type='application/xml' href='/map.xml'>"
        "<a href='/town/rss'>Town</a><a href='/news-sitemap.xml'>x</a><a href='/main.php'>again</a>"
    ) == [
        ("/news-sitemap.xml", "news_sitemap", "x"),
        ("/main.php", "feed", "Lake & Post"),
        ("https://feeds.example/lp", "feed", None),
        ("/town/rss", "feed", "Town"),
        ("/map.xml", "sitemap", None),
        ("/comments/feed/", "feed", "Comments"),
    ]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<link rel='alternate' hreflang='de' href='/de/'>", id="translation"),
        pytest.param("<link rel='alternate' type='application/json+oembed' href='/o?format=json'>", id="oembed"),
        pytest.param("<link rel='alternate' type='application/json' href='/wp-json/wp/v2/posts/1'>", id="api"),
        pytest.param("<link rel='alternate' type='application/rss+xml' href='javascript:x'>", id="no-url"),
        pytest.param("<link rel='alternate' type='application/rss+xml' href=''>", id="empty"),
        pytest.param("<a href='https://other.example/feed/'>x</a>", id="another-sites"),
        pytest.param("<a href='/2026/03/how-to-feed-a-family-of-four'>x</a>", id="article-on-feeding"),
        pytest.param("<a href='/stories/atom-smasher-opens.html'>x</a>", id="article-on-atoms"),
        pytest.param("<a href='http://[bad'>x</a><a href='#feed'>y</a>", id="broken"),
    ],
)
def test_other_links_are_no_listings(markup: str) -> None:
    assert found(markup) == []


def test_base_holds_and_a_page_without_url_names_nothing() -> None:
    assert found("<base href='/a/'><link rel='alternate' type='application/atom+xml' href='b'>") == [
        ("/a/b", "feed", None)
    ]
    assert found("<link rel='alternate' type='application/atom+xml' href='b'>", None) == []


def test_many_links_are_bounded() -> None:
    assert len(found("".join(f"<a href='/{n}/feed/'>x</a>" for n in range(500)))) == 200


def test_robots_names_sitemaps_in_any_case_and_form() -> None:
    text = (
        "\ufeffSitemap: https://www.lakepost.example/a.xml\r\nUser-agent: *\rDisallow: /x\n"
        "  SITEMAP : https://www.lakepost.example/news.xml # now\n#Sitemap: https://www.lakepost.example/no.xml\n"
        "Sitemap: /b.xml\nSitemap:\nSitemap: https://www.lakepost.example/a.xml\n"
    )

    with_url = sitemaps_of_robots(text, f"{SITE}/robots.txt")

    assert [(s.url.removeprefix(SITE), s.kind) for s in with_url] == [
        ("/a.xml", "sitemap"),
        ("/news.xml", "news_sitemap"),
        ("/b.xml", "sitemap"),
    ]
    assert [s.url.removeprefix(SITE) for s in sitemaps_of_robots(text)] == ["/a.xml", "/news.xml"]


def test_usual_paths_are_of_the_site_and_each_once() -> None:
    paths = [listing.url for listing in usual_paths(f"{SITE}/some/page?x=1")]

    assert f"{SITE}/feed/" in paths
    assert f"{SITE}/sitemap.xml" in paths
    assert len(set(paths)) == len(paths)
    assert usual_paths("mailto:x") == ()
