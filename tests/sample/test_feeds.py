"""Feeds and sitemaps: well-formed, complete, and rolling over with the clock."""

from __future__ import annotations

import gzip
import json
import urllib.robotparser
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from newsspider.sample.clock import DEFAULT_MOMENT, EPOCH
from newsspider.sample.feeds import feed_pages
from newsspider.sample.links import host_of, path_of
from newsspider.sample.sitemaps import NEWS_WINDOW, sitemap_paths
from tests.sample.pages import NEWSROOM, PORT

if TYPE_CHECKING:
    from newsspider.sample.model import FeedSettings, Site

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
FEEDS = [(site, feed) for site in NEWSROOM.sites for feed in site.feeds]
MAPPED = [site for site in NEWSROOM.sites if site.sitemap]


def name(value: object) -> str:
    return str(getattr(value, "path", None) or getattr(value, "key", value))


def fetch(site: Site, path: str, moment: datetime = DEFAULT_MOMENT) -> bytes:
    response = NEWSROOM.render(site.host, path, moment, PORT)
    assert response.status == 200
    return gzip.decompress(response.body) if path.endswith(".gz") else response.body


def entries(site: Site, feed: FeedSettings, moment: datetime) -> list[tuple[str, str, datetime]]:
    """Return address, title and date of every entry."""
    body = fetch(site, feed.path, moment)
    if feed.kind == "json":
        items = json.loads(body)["items"]
        return [(i["url"], i["title"], datetime.fromisoformat(i["date_published"])) for i in items]
    root = ElementTree.fromstring(body)
    if feed.kind == "rss":
        return [
            (i.findtext("link", ""), i.findtext("title", ""), parsedate_to_datetime(i.findtext("pubDate", "")))
            for i in root.iter("item")
        ]
    return [
        (
            entry.find(f"{ATOM}link").attrib["href"],  # type: ignore[union-attr]
            entry.findtext(f"{ATOM}title", ""),
            datetime.fromisoformat(entry.findtext(f"{ATOM}published", "")),
        )
        for entry in root.iter(f"{ATOM}entry")
    ]


@pytest.mark.parametrize(("site", "feed"), FEEDS, ids=name)
@pytest.mark.parametrize("day", [0, 3, 8, 14])
def test_feed_lists_the_last_stories(site: Site, feed: FeedSettings, day: int) -> None:
    moment = EPOCH + timedelta(days=day, hours=6)
    found = entries(site, feed, moment)
    pages = feed_pages(site, feed, moment)
    assert len(found) <= feed.last
    assert [path_of(url) for url, _, _ in found] == [page.path for page in pages]
    assert [date for _, _, date in found] == [page.published for page in pages]
    for url, title, _ in found:
        expected = NEWSROOM.expected_for(url, moment)
        assert expected is not None
        assert expected.title == title


@pytest.mark.parametrize(("site", "feed"), FEEDS, ids=name)
def test_feed_rolls_over(site: Site, feed: FeedSettings) -> None:
    early = {url for url, _, _ in entries(site, feed, EPOCH + timedelta(days=4))}
    late = {url for url, _, _ in entries(site, feed, DEFAULT_MOMENT)}
    assert early
    assert early - late


@pytest.mark.parametrize(("site", "feed"), FEEDS, ids=name)
def test_feed_validators_change_only_with_its_stories(site: Site, feed: FeedSettings) -> None:
    quiet = datetime.fromisoformat("2026-03-15T23:00:00+00:00")
    one, two = (NEWSROOM.render(site.host, feed.path, moment, PORT) for moment in (quiet, DEFAULT_MOMENT))
    assert one.headers["ETag"] == two.headers["ETag"]
    assert one.headers["Last-Modified"] == two.headers["Last-Modified"]
    early = NEWSROOM.render(site.host, feed.path, EPOCH + timedelta(days=3), PORT)
    assert early.headers["ETag"] != one.headers["ETag"]


@pytest.mark.parametrize("site", MAPPED, ids=name)
def test_sitemap_index_leads_to_every_story(site: Site) -> None:
    index = ElementTree.fromstring(fetch(site, site.sitemap or ""))
    children = [loc.text or "" for loc in index.iter(f"{MAP}loc")]
    assert len(children) == 3
    listed: set[str] = set()
    for url in children:
        assert host_of(url) == site.host
        root = ElementTree.fromstring(fetch(site, path_of(url)))
        listed |= {path_of(loc.text or "") for loc in root.iter(f"{MAP}loc")}
    stories = {p.path for p in site.pages if p.is_story and p.is_up(DEFAULT_MOMENT)}
    assert stories <= listed
    assert all(NEWSROOM.expected(site.host, path, DEFAULT_MOMENT) for path in listed)


@pytest.mark.parametrize("site", MAPPED, ids=name)
def test_news_sitemap_holds_two_days_with_all_fields(site: Site) -> None:
    moment = datetime.fromisoformat("2026-03-12T12:00:00+00:00")
    root = ElementTree.fromstring(fetch(site, sitemap_paths(site)["news"], moment))
    rows = root.findall(f"{MAP}url")
    assert rows
    for row in rows:
        news = row.find(f"{NEWS}news")
        assert news is not None
        expected = NEWSROOM.expected_for(row.findtext(f"{MAP}loc", ""), moment)
        assert expected is not None
        assert news.findtext(f"{NEWS}title") == expected.title
        assert news.findtext(f"{NEWS}publication/{NEWS}name") == site.name
        assert news.findtext(f"{NEWS}publication/{NEWS}language") == expected.language
        assert news.findtext(f"{NEWS}keywords")
        date = datetime.fromisoformat(news.findtext(f"{NEWS}publication_date", ""))
        assert moment - NEWS_WINDOW <= date <= moment


def test_news_sitemaps_use_the_rarer_fields_too() -> None:
    moments = [EPOCH + timedelta(days=day) for day in range(1, 15)]
    text = "".join(fetch(site, sitemap_paths(site)["news"], m).decode() for site in MAPPED for m in moments)
    for field in ("access", "genres", "geo_locations", "stock_tickers"):
        assert f"<news:{field}>" in text


@pytest.mark.parametrize("site", NEWSROOM.sites, ids=name)
def test_robots_txt_forbids_what_the_truth_says(site: Site) -> None:
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(fetch(site, "/robots.txt").decode().splitlines())
    for page in site.pages:
        expected = page.versions[0].expected
        assert robots.can_fetch("newsspider", page.path) == (expected.reason != "robots_disallowed"), page.path
    for section in site.sections:
        assert robots.can_fetch("newsspider", section.path)


def test_robots_txt_names_pace_and_sitemaps() -> None:
    nnp = NEWSROOM.site("nnp.localhost")
    assert nnp is not None
    text = fetch(nnp, "/robots.txt").decode()
    assert "Crawl-delay: 0.2" in text
    assert f"Sitemap: http://nnp.localhost:{PORT}/sitemap.xml" in text


def test_one_feed_breaks_and_comes_back() -> None:
    harbour = NEWSROOM.site("harbourpost.localhost")
    assert harbour is not None
    days = [EPOCH + timedelta(days=day) for day in range(1, 15)]
    answers = [NEWSROOM.render(harbour.host, harbour.feeds[0].path, day, PORT).status for day in days]
    assert answers == [200] * 4 + [500] * 3 + [200] * 7


def test_one_sitemap_names_the_present_moment_for_all() -> None:
    mirador = NEWSROOM.site("elmirador.localhost")
    assert mirador is not None
    root = ElementTree.fromstring(fetch(mirador, sitemap_paths(mirador)["articles"]))
    said = {datetime.fromisoformat(found.text or "") for found in root.iter(f"{MAP}lastmod")}
    assert said == {DEFAULT_MOMENT}
