from __future__ import annotations

import pytest

from newsspider.core.metadata.address import domain_of, find_canonical
from newsspider.core.metadata.structured import Structured
from tests.core.metadata.support import page

STORY = "https://www.lakepost.example.com/news/ferry-returns-48213.html"


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.lakepost.co.uk/a", "lakepost.co.uk"),
        ("https://news.lakepost.com:8443/a", "lakepost.com"),
        ("https://me.github.io/", "github.io"),
        ("http://localhost:8080/a", "localhost:8080"),
        ("http://localhost/a", "localhost"),
        ("http://lakepost.localhost:8080/a", "lakepost.localhost"),
        ("http://www.lakepost.localhost/a", "lakepost.localhost"),
        ("http://127.0.0.1:8080/a", "127.0.0.1:8080"),
        ("http://[::1]:8080/a", "[::1]:8080"),
        ("http://intranet/a", "intranet"),
        ("http://lakepost.com./", "lakepost.com"),
        ("http://[bad", None),
        ("http://lakepost.com:port/", None),
        ("no address", None),
        ("", None),
        (None, None),
    ],
)
def test_domain_of(url: str | None, domain: str | None) -> None:
    assert domain_of(url) == domain


def canonical(href: str, url: str | None = STORY, *, og: bool = False) -> tuple[str | None, str | None, str | None]:
    head = f'<meta property="og:url" content="{href}">' if og else f'<link rel="Canonical" href="{href}">'
    parsed = page(head, url=url)
    return find_canonical(parsed, Structured(parsed))


@pytest.mark.parametrize(
    ("href", "found"),
    [
        (STORY, STORY),
        ("/news/ferry-returns-48213.html", STORY),
        ("//www.lakepost.example.com/news/ferry-returns-48213.html#top", STORY),
        ("https://lakepost.example.com/news/48213", "https://lakepost.example.com/news/48213"),
        ("https://WWW.lakepost.example.com/x/ferry", "https://www.lakepost.example.com/x/ferry"),
    ],
    ids=["same", "path", "no scheme", "other host of the site", "host in capitals"],
)
def test_canonical_of_this_page(href: str, found: str) -> None:
    assert canonical(href) == (found, "link", None)
    assert canonical(href, og=True) == (found, "og:url", None)


@pytest.mark.parametrize(
    ("href", "reason"),
    [
        ("https://wire.example.org/news/ferry-returns-48213.html", "another site"),
        ("https://www.lakepost.example.com/", "the home page"),
        ("https://www.lakepost.example.com", "the home page"),
        ("https://www.lakepost.example.com/news/bridge-falls-99871.html", "another story"),
    ],
)
def test_canonical_of_another_page_is_ignored(href: str, reason: str) -> None:
    address, origin, ignored = canonical(href)
    assert (address, origin) == (None, None)
    assert ignored is not None
    assert ignored.endswith(reason)


def test_a_folder_of_the_page_is_a_section() -> None:
    url = "https://www.lakepost.example.com/news/local/lake/ferry-returns-to-the-lake"
    assert canonical("/news", url)[0] is None
    assert canonical("/news/local/lake/ferry-returns-to-the-lake/", url + "/amp")[0] is not None


@pytest.mark.parametrize(
    "href", ["", "  ", "javascript:alert(1)", "mailto:x@y.example", "http://[bad", "file:///etc/passwd"]
)
def test_what_is_no_address_of_the_web(href: str) -> None:
    assert canonical(href) == (None, None, None)


def test_without_the_pages_own_address_a_canonical_link_stands() -> None:
    assert canonical(STORY, None)[0] == STORY
