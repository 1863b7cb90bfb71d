"""One normal form of a URL, its site and its host."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.core import urls
from newsspider.core.urls import MAX_URL_CHARS, _normal_url, host_of, normal_url, registrable_domain, site_of


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        pytest.param("HTTPS://WWW.Paper.EXAMPLE/News", "https://www.paper.example/News", id="case-of-the-host"),
        pytest.param("https://paper.example", "https://paper.example/", id="empty-path"),
        pytest.param("https://paper.example.:443/x", "https://paper.example/x", id="default-port-and-dot"),
        pytest.param("http://paper.example:80/", "http://paper.example/", id="default-port-http"),
        pytest.param("https://paper.example:8443/", "https://paper.example:8443/", id="other-port"),
        pytest.param("https://paper.example/x#part", "https://paper.example/x", id="fragment"),
        pytest.param("  https://paper.example/x\n", "https://paper.example/x", id="space-around"),
        pytest.param("https://paper.example/a b", "https://paper.example/a%20b", id="space-within"),
        pytest.param("https://user:secret@paper.example/", "https://paper.example/", id="no-credentials"),
        pytest.param("https://zürich.example/ü", "https://xn--zrich-kva.example/%C3%BC", id="umlauts"),
        pytest.param("http://①②⑦.0.0.1/", "http://127.0.0.1/", id="circled-digits"),
        pytest.param("http://[::1]:8080/", "http://[::1]:8080/", id="v6"),
        pytest.param("https://paper.example/?b=2&a=1", "https://paper.example/?b=2&a=1", id="order-of-parameters"),
        pytest.param("https://paper.example/?id=7&utm_source=x", "https://paper.example/?id=7", id="tracking"),
        pytest.param("https://paper.example/?utm_source=x&fbclid=y", "https://paper.example/", id="only-tracking"),
        pytest.param("https://paper.example/?UTM_Source=x&id=7", "https://paper.example/?id=7", id="tracking-case"),
        pytest.param("https://paper.example/?q=%E9&utm_id=1", "https://paper.example/?q=%E9", id="latin-1-stays"),
        pytest.param("https://paper.example/?a&gclid=1&b=1;2", "https://paper.example/?a&b=1;2", id="others-stay"),
        pytest.param("https://paper.example/?utmost=1", "https://paper.example/?utmost=1", id="not-tracking"),
    ],
)
def test_the_normal_form(url: str, normal: str) -> None:
    assert normal_url(url) == normal
    assert normal_url(normal) == normal


@pytest.mark.parametrize(
    "url",
    [
        "javascript:void(0)", "mailto:desk@paper.example", "tel:+100", "data:text/html,x", "file:///etc/passwd",
        "ftp://paper.example/", "//paper.example/x", "/news/1", "", "#", "?", "https://", "http:///x",
        "https://[::1", "https://[/x]", "https://paper.example:99999/", "https://paper.example:x/",
        "https://a..example/", f"https://{'a' * 64}.example/", "http://exa mple.com/", "https://pap,er.example/",
        f"https://paper.example/{'a' * MAX_URL_CHARS}", f"https://paper.example/{'ü' * 2000}", "x" * 1_000_000,
        "https://paper.example\ud800/", "\0",
    ],
    ids=lambda url: ascii(url[:30]),
)  # fmt: skip
def test_what_cannot_be_fetched_has_none(url: str) -> None:
    assert normal_url(url) is None


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("2", "https://paper.example/news/2"),
        ("/2", "https://paper.example/2"),
        ("?page=2", "https://paper.example/news/1?page=2"),
        ("//other.example/2", "https://other.example/2"),
        ("../../../2", "https://paper.example/2"),
        ("https://other.example", "https://other.example/"),
        ("javascript:x", None),
        ("http://[::1", None),
    ],
)
def test_a_link_is_read_from_its_page(link: str, url: str | None) -> None:
    assert normal_url(link, "https://paper.example/news/1") == url


@settings(max_examples=300, deadline=None, database=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.tuples(
            st.sampled_from(["http://", "https://", "HTTP://u:p@", "//", ""]),
            st.text("abcü.:[]0129@%-_ ", max_size=20),
            st.text("/?#&=%a1;ü \\", max_size=40),
        ).map("".join),
    )
)
def test_any_text_has_a_stable_form_or_none(text: str) -> None:
    normal = normal_url(text, "https://paper.example/news/1")

    if normal is not None:
        assert normal_url(normal) == normal
        assert normal.isascii()
        assert not set(normal) & set(' \n\t\r<>"')
        assert len(normal) <= MAX_URL_CHARS
        assert host_of(normal)
        assert site_of(normal)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.paper.example.co.uk", "example.co.uk"),
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("www.paper.com", "paper.com"),
        ("co.uk", None),
        ("localhost", None),
        ("herald.localhost", "herald.localhost"),
        ("www.herald.localhost", "herald.localhost"),
        ("127.0.0.1", None),
        ("[::1]", None),
        ("", None),
    ],
)
def test_the_registrable_domain(host: str, domain: str | None) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    ("url", "site", "host"),
    [
        ("https://www.paper.com/x", "paper.com", "www.paper.com"),
        ("https://m.paper.com:8443/x", "paper.com", "m.paper.com"),
        ("http://127.0.0.1:8800/x", "127.0.0.1:8800", "127.0.0.1"),
        ("http://[::1]:8800/x", "[::1]:8800", "::1"),
        ("http://user@intranet:80/x", "intranet:80", "intranet"),
        ("http://a.localhost:8800/x", "a.localhost", "a.localhost"),
    ],
)
def test_site_and_host_of_a_url(url: str, site: str, host: str) -> None:
    assert site_of(url) == site
    assert host_of(url) == host


@settings(max_examples=500)
@given(
    st.builds(
        "{}://{}{}".format,
        st.sampled_from(["http", "https"]),
        st.lists(st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True), min_size=1, max_size=4).map(".".join),
        st.lists(st.from_regex(r"[A-Za-z0-9._~-]{0,9}", fullmatch=True), max_size=5).map(lambda s: "/" + "/".join(s)),
    )
)
def test_the_short_way_for_plain_urls_ends_where_the_long_one_does(url: str) -> None:
    assert normal_url(url) == urls._normal_url(url, None)
    assert normal_url(url, "https://base.example/a/b") == urls._normal_url(url, "https://base.example/a/b")


@pytest.mark.parametrize("start", ["http://", "https://"])
@pytest.mark.parametrize(
    "host", ["a.example", "a.example:8443", "127.0.0.1:8800", "10.0.0.1", "a.example:80", "a.example:443", "a.example:080",
             "a.example:99999", "a.example:0", "a.1.2", "0127.1.1.1", "xn--a.example", "a.xn--b:81", "a.example:"],
)  # fmt: skip
def test_the_short_way_for_plain_addresses_gives_what_the_long_one_does(start: str, host: str) -> None:
    url = f"{start}{host}/news/1.html"
    assert normal_url(url) == _normal_url(url, None)
    found = normal_url(url)
    if found is not None:
        parts = urlsplit(found)
        assert host_of(found) == parts.hostname
        assert site_of(found) == (registrable_domain(parts.hostname or "") or parts.netloc)
