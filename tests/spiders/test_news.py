"""What the news spider makes of its arguments and of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from scrapy.http import Response

from newsspider.errors import UsageError
from newsspider.spiders.news import NewsSpider, checked_url, header, looks_like_html, site_of_refused, split_urls

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("given", "urls"),
    [
        pytest.param("https://a.example", ["https://a.example"], id="one"),
        pytest.param("https://a.example,https://b.example", ["https://a.example", "https://b.example"], id="two"),
        pytest.param("a.example,www.b.example/x", ["a.example", "www.b.example/x"], id="without-scheme"),
        pytest.param("https://a.example/x,y,z", ["https://a.example/x,y,z"], id="commas-in-the-address"),
        pytest.param(
            "https://a.example/1,2,3.html,http://b.example/",
            ["https://a.example/1,2,3.html", "http://b.example/"],
            id="commas-and-a-dot",
        ),
        pytest.param(",https://a.example,,", ["https://a.example"], id="commas-around"),
        pytest.param("https://a.example,b.example", ["https://a.example", "b.example"], id="mixed"),
        pytest.param(
            " https://a.example ,\n https://b.example ", ["https://a.example", "https://b.example"], id="space"
        ),
        pytest.param("https://a.example,b.example,https://a.example", ["https://a.example", "b.example"], id="twice"),
        pytest.param("a," * 100_000, ["a"], id="very-often"),
        pytest.param("", [], id="empty"),
        pytest.param(" , ,", [], id="only-commas"),
    ],
)
def test_addresses_are_split_where_a_new_one_begins(given: str, urls: list[str]) -> None:
    assert split_urls(given) == urls


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("www.Paper.example", "https://www.paper.example/"),
        ("http://paper.example/a?utm_source=x#top", "http://paper.example/a"),
        ("paper.example:8080/x", "https://paper.example:8080/x"),
        ("ftp://paper.example/", None),
        ("file:///etc/passwd", None),
        ("https://[::1", None),
        ("https://", None),
        ("", None),
    ],
)
def test_a_given_address_is_brought_to_normal_form(given: str, url: str | None) -> None:
    assert checked_url(given) == url


@pytest.mark.parametrize(
    ("given", "site"),
    [("ftp://paper.example/x", "paper.example"), ("https://[/x]", "https://[/x]"), ("x" * 500, "x" * 100), ("", "")],
    ids=["scheme", "broken", "long", "empty"],
)
def test_a_refused_address_is_counted_under_a_name(given: str, site: str) -> None:
    assert site_of_refused(given) == site


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({"urls": ""}, "-a urls= is empty", id="empty"),
        pytest.param({"urls": " , "}, "-a urls= is empty", id="only-commas"),
        pytest.param({"urls": "gopher://old.example"}, "can't crawl 'gopher://old.example'", id="scheme"),
        pytest.param({"urls": "a.example", "sources": "s.toml"}, "not both", id="both"),
        pytest.param({"sources": "none.toml"}, "there is no none.toml", id="no-file"),
        pytest.param({"url": "a.example"}, "did you mean -a urls", id="unknown"),
    ],
)
def test_wrong_arguments_are_refused(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        NewsSpider(**arguments)


def test_one_good_address_is_enough(tmp_path: Path) -> None:
    NewsSpider(urls="gopher://old.example,https://a.example")
    sources = tmp_path / "s.toml"
    sources.write_text('[[source]]\nurl = "a.example"\n', encoding="utf-8")
    NewsSpider(sources=str(sources))


PAGE = b"<!DOCTYPE html><html><body><p>x</p></body></html>"


@pytest.mark.parametrize(
    ("body", "kind", "is_page"),
    [
        pytest.param(PAGE, "text/html", True, id="html"),
        pytest.param(PAGE, "application/xhtml+xml", True, id="xhtml"),
        pytest.param(b"<p>no frame</p>", "text/html", True, id="fragment"),
        pytest.param(PAGE, "", True, id="undeclared"),
        pytest.param(b"\xef\xbb\xbf \n" + PAGE, "text/plain", True, id="bom"),
        pytest.param(b'<?xml version="1.0"?><html xmlns="x">', "application/xhtml+xml", True, id="xml-declaration"),
        pytest.param(b"hello", "", False, id="undeclared-text"),
        pytest.param(b"%PDF-1.7", "text/html", False, id="pdf-as-html"),
        pytest.param(b'{"a": 1}', "text/html", False, id="json-as-html"),
        pytest.param(b'<?xml version="1.0"?><rss>', "text/html", False, id="feed-as-html"),
        pytest.param(b"\x89PNG\r\n", "text/html", False, id="png-as-html"),
        pytest.param(PAGE, "application/pdf", False, id="declared-pdf"),
        pytest.param(PAGE, "image/png", False, id="declared-image"),
        pytest.param(b"", "text/html", True, id="empty-is-another-reason"),
    ],
)
def test_a_page_is_told_from_other_files(body: bytes, kind: str, is_page: bool) -> None:
    assert looks_like_html(body, kind) is is_page


@pytest.mark.parametrize(("headers", "value"), [({"Link": "<x>"}, "<x>"), ({}, ""), ({"Link": b"\xe9"}, "é")])
def test_a_header_is_text(headers: dict[str, Any], value: str) -> None:
    assert header(Response("https://a.example", headers=headers), "link") == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("x-robots-tag", "noai, noarchive", id="a list is joined"),
        pytest.param("content-type", "noarchive", id="one value: the last"),
    ],
)
def test_a_header_sent_twice(name: str, value: str) -> None:
    assert header(Response("https://a.example", headers={name: ["noai", "noarchive"]}), name) == value
