"""The newsroom's answers: links, fronts, furniture, metadata, and the way from an address to its expectation."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from newsspider.sample.clock import DEFAULT_MOMENT, EPOCH
from newsspider.sample.links import page_links, plain_path
from newsspider.sample.newsroom import load
from tests.sample.pages import NEWSROOM, PORT, every_story_version, html_of, page_html, visible_text

FOUND = NEWSROOM.expectations(DEFAULT_MOMENT)
WESTMERE = "westmere-standard.localhost"
GIVEN = """
site_name lang today day ticker counter most_read latest head content nav footer body url path slug published updated
comment_count related following title summary date image section_title teasers pager number label value iso kicker
"""
STATUSES = {"http_404": 404, "http_410": 410}


@pytest.mark.parametrize(("host", "path"), sorted(FOUND), ids=lambda value: str(value)[:60])
def test_every_linked_page_answers_as_expected(host: str, path: str) -> None:
    expected = FOUND[host, path]
    response = NEWSROOM.render(f"{host}:{PORT}", path, DEFAULT_MOMENT, PORT)
    assert response.status == STATUSES.get(expected.reason or "", 200)
    is_html = response.headers["Content-Type"].startswith("text/html")
    assert is_html == (expected.reason != "not_html")


@pytest.mark.parametrize("day", [-1, 0, 1, 2, 3, 5, 7, 9, 11, 14, 19])
def test_links_lead_somewhere_on_every_day(day: int) -> None:
    found = NEWSROOM.expectations(EPOCH + timedelta(days=day, hours=12))
    assert len(found) >= 40


def test_every_page_that_is_up_is_linked_from_the_fronts() -> None:
    up = {(page.host, page.path) for page in NEWSROOM.pages_at(DEFAULT_MOMENT)}
    assert up <= set(FOUND)


def test_withdrawn_pages_are_still_linked() -> None:
    withdrawn = {(p.host, p.path) for s in NEWSROOM.sites for p in s.pages if p.withdrawn}
    assert len(withdrawn & set(FOUND)) == 3


def test_an_address_with_tracking_parameters_has_the_pages_expectation() -> None:
    path = "/2026/03/13/otter-rides-number-six-bus"
    url = f"http://{WESTMERE}:8800{path}?utm_source=standard&utm_campaign=most-read&fbclid=x91#comments"
    expected = NEWSROOM.expected_for(url, DEFAULT_MOMENT)
    assert expected is FOUND[WESTMERE, path]


def test_fronts_link_to_articles_with_tracking_parameters() -> None:
    front = html_of(NEWSROOM.render(WESTMERE, "/", DEFAULT_MOMENT, PORT))
    assert any("utm_source=" in url for url in page_links(front, f"http://{WESTMERE}/"))


def test_an_alias_redirects_to_the_page() -> None:
    response = NEWSROOM.render("elmirador.localhost", "/n/771320", DEFAULT_MOMENT, PORT)
    assert response.status == 301
    target = response.headers["Location"]
    assert NEWSROOM.expected_for(target, DEFAULT_MOMENT) is NEWSROOM.expected(
        "elmirador.localhost", "/n/771320", DEFAULT_MOMENT
    )


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/a?utm_source=x&id=3", "/a?id=3"),
        ("/a?id=1", "/a?id=1"),
        ("/a?fbclid=1#top", "/a"),
        ("", "/"),
        ("/a?wt_ref=m&xtor=r", "/a"),
    ],
)
def test_plain_path(path: str, plain: str) -> None:
    assert plain_path(path) == plain


@pytest.mark.parametrize("host", ["unknown.localhost:8800", "localhost", "127.0.0.1:8800", ""])
def test_an_unknown_host_is_404(host: str) -> None:
    assert NEWSROOM.render(host, "/", DEFAULT_MOMENT, PORT).status == 404
    assert NEWSROOM.expected(host, "/", DEFAULT_MOMENT) is None


@pytest.mark.parametrize(
    "path", ["/no/such/page", "/latest/page/99", "/latest/page/0", "/latest/page/01", "/latest/page/x"]
)
def test_an_unknown_path_is_404(path: str) -> None:
    assert NEWSROOM.render("nnp.localhost", path, DEFAULT_MOMENT, PORT).status == 404


def test_pagination_lists_every_story_once() -> None:
    links: list[str] = []
    for path in ("/latest", "/latest/page/2", "/latest/page/3"):
        source = html_of(NEWSROOM.render("nnp.localhost", path, DEFAULT_MOMENT, PORT))
        links += re.findall(r'<article class="teaser"><h2><a href="([^"]+)"', source)
    stories = [page for page in NEWSROOM.pages_at(DEFAULT_MOMENT) if page.host == "nnp.localhost" and page.sections]
    assert len(links) == len(set(links))
    assert set(links) == {page.path for page in stories if "latest" in page.sections}


def test_section_lists_newest_first() -> None:
    source = html_of(NEWSROOM.render("harbourpost.localhost", "/topic/port", DEFAULT_MOMENT, PORT))
    slugs = re.findall(r'class="css-tl" href="/story/([^"?]+)', source)
    site = NEWSROOM.site("harbourpost.localhost")
    assert site is not None
    published = {page.path.removeprefix("/story/"): page.published for page in site.pages}
    moments = [published[slug] for slug in slugs]
    assert len(moments) >= 6
    assert moments == sorted(moments, reverse=True)


def test_furniture_changes_from_day_to_day_and_the_body_does_not() -> None:
    site = NEWSROOM.site("garrisonwire.localhost")
    assert site is not None
    page = site.page("coastal-radar")
    version = page.versions[0]
    first = page_html(page, version)
    days = [EPOCH + timedelta(days=day) for day in (5, 9, 13)]
    later = [html_of(NEWSROOM.render(page.host, page.path, day, PORT), site.encoding) for day in days]
    assert len({first, *later}) == 4
    assert all(version.body in source for source in [first, *later])


def test_a_second_article_stands_below_the_first() -> None:
    source = html_of(
        NEWSROOM.render("harbourpost.localhost", "/story/trams-come-back-after-68-years-e3b25c", DEFAULT_MOMENT, PORT)
    )
    assert source.count('data-testid="story-view"') == 2


def test_no_placeholder_is_left_on_any_page() -> None:
    for page, version in every_story_version():
        source = page_html(page, version)
        assert "{host:" not in source
        assert not re.search(r"\$[a-z_]+\b", visible_text(source)), page.slug


def json_ld(host: str, path: str) -> str:
    source = html_of(NEWSROOM.render(host, path, DEFAULT_MOMENT, PORT))
    found = re.search(r'(?s)<script type="application/ld\+json">(.*?)</script>', source)
    assert found is not None
    return found[1]


def test_json_ld_of_the_agency_is_a_graph() -> None:
    graph = json.loads(json_ld("nnp.localhost", "/article/1205518"))["@graph"]
    assert [node["@type"] for node in graph] == ["WebSite", "BreadcrumbList", "LiveBlogPosting"]
    assert graph[2]["sourceOrganization"]["name"] == "Norland News Pool"


def test_json_ld_of_a_paywalled_page_says_so() -> None:
    node = json.loads(json_ld(WESTMERE, "/2026/03/12/inside-the-last-weeks-of-the-shipyard"))
    assert node["isAccessibleForFree"] is False
    assert node["hasPart"]["cssSelector"] == ".locked"


def test_one_page_has_broken_json_ld() -> None:
    text = json_ld("harbourpost.localhost", "/story/bakery-that-floats-a88d10")
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)


def test_layouts_ask_only_for_what_the_renderer_gives() -> None:
    known = set(GIVEN.split())
    for site in NEWSROOM.sites:
        keys = {key.removesuffix("_html") for page in site.pages for v in page.versions for key in v.values}
        for name, part in site.parts.items():
            asked = set(re.findall(r"(?<!\$)\$([a-z_]+)", part))
            allowed = known | keys | {"byline", "comments", "tags", "standfirst", "crumb", "label", "bio", "credit"}
            assert asked <= allowed, (site.key, name, asked - allowed)


def test_load_gives_the_same_newsroom() -> None:
    assert load() is load()
