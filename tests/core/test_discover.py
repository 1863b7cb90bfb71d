"""The links of a section page, and which of them look like articles."""

from __future__ import annotations

import pytest

from newsspider.core.discover import MAX_LINKS, Link, LinkRules, find_links, link_kind
from newsspider.core.page import parse_page

FRONT = "https://www.paper.com/"
RULES = LinkRules(frozenset({"contact", "kontakt"}), (".pdf", ".jpg"))


def links(body: str, url: str | None = FRONT, rules: LinkRules | None = RULES) -> tuple[Link, ...]:
    return find_links(parse_page(f"<html><body>{body}</body></html>", url), rules)


def urls(body: str, url: str | None = FRONT) -> list[str]:
    return [link.url for link in links(body, url)]


@pytest.mark.parametrize(
    ("url", "text", "kind"),
    [
        pytest.param("https://p.com/2026/03/01/bridge", "", "article", id="date"),
        pytest.param("https://p.com/news/2026-03-01-bridge.html", "", "article", id="date-in-the-name"),
        pytest.param("https://p.com/harbour-bridge-opens-again", "", "article", id="slug"),
        pytest.param("https://p.com/x/harbour_bridge_opens_again.html", "", "article", id="slug-underscores"),
        pytest.param("https://p.com/n/123456", "", "article", id="long-number"),
        pytest.param("https://p.com/story?id=42", "", "article", id="id-parameter"),
        pytest.param("https://p.com/n/1", "Harbour bridge opens again tomorrow", "article", id="headline"),
        pytest.param("https://p.com/n/1", "港口大桥明天重新开放通车", "article", id="headline-cjk"),
        pytest.param("https://p.com/", "Home", "section", id="front"),
        pytest.param("https://p.com/sport", "Sport", "section", id="section"),
        pytest.param("https://p.com/sport/football", "Football", "section", id="subsection"),
        pytest.param("https://p.com/sport?page=3", "3", "section", id="page-parameter"),
        pytest.param("https://p.com/sport/page/3/", "3", "section", id="page-path"),
        pytest.param("https://p.com/a/b/c", "More", "page", id="deep"),
        pytest.param("https://p.com/a1", "More", "page", id="number"),
        pytest.param("https://p.com/search?q=x", "More", "page", id="parameter"),
        pytest.param("https://p.com/contact", "Contact", None, id="utility"),
        pytest.param(
            "https://p.com/de/KONTAKT/x", "Schreiben Sie uns an die Redaktion", None, id="utility-in-the-path"
        ),
        pytest.param("https://p.com/contact-lenses-are-in-short-supply", "", "article", id="utility-only-whole"),
        pytest.param("https://p.com/2026/03/01/plan.PDF", "", None, id="file"),
    ],
)
def test_the_kind_of_a_link(url: str, text: str, kind: str | None) -> None:
    assert link_kind(url, text, RULES) == kind


def test_links_come_in_page_order_and_once() -> None:
    found = links('<a href="/n/2">Two</a><a href="/n/1"> One <b>and</b>\n a half</a><a href="/n/2#x">again</a>')

    assert found == (
        Link("https://www.paper.com/n/2", "page", "Two"),
        Link("https://www.paper.com/n/1", "page", "One and a half"),
    )


def test_only_links_within_the_site_count() -> None:
    body = '<a href="https://m.paper.com/1">m</a><a href="https://other.com/1">o</a><a href="//paper.com/2">p</a>'

    assert urls(body) == ["https://m.paper.com/1", "https://paper.com/2"]


def test_the_page_itself_is_no_link() -> None:
    assert urls('<a href="/">Home</a><a href="">x</a><a href="#top">Top</a><a href="/?utm_source=x">Home</a>') == []


def test_what_is_no_address_is_passed_over_and_the_rest_found() -> None:
    body = "".join(
        f'<a href="{href}">x</a>'
        for href in ("javascript:void(0)", "http://[::1", "mailto:a@b.com", "x" * 1_000_000, "/good/1", "tel:1")
    )

    assert urls(body) == ["https://www.paper.com/good/1"]


@pytest.mark.parametrize(
    ("base", "found"),
    [
        ('<base href="/archive/">', "https://www.paper.com/archive/1"),
        ('<base href="https://m.paper.com/x/">', "https://m.paper.com/x/1"),
        ('<base><base href="/b/">', "https://www.paper.com/b/1"),
        ('<base href="javascript:x">', "https://www.paper.com/1"),
        ('<base href="http://[::1">', "https://www.paper.com/1"),
    ],
)
def test_base_moves_the_links(base: str, found: str) -> None:
    assert urls(f'{base}<a href="1">x</a>') == [found]


def test_image_maps_hold_links_too() -> None:
    assert urls('<map><area href="/n/7" shape="rect"></map>') == ["https://www.paper.com/n/7"]


def test_without_an_address_or_rules() -> None:
    assert links('<a href="https://www.paper.com/1">x</a>', url=None) == ()
    assert [link.kind for link in links('<a href="/contact">x</a>', rules=None)] == ["section"]


def test_links_are_bounded() -> None:
    body = "".join(f'<a href="/n/{n}">{"word " * 100}</a>' for n in range(MAX_LINKS + 500))
    found = links(body)

    assert len(found) == MAX_LINKS
    assert max(len(link.text) for link in found) <= 300
