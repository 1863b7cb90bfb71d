"""What a page may load while it is built."""

from __future__ import annotations

import pytest
from scrapy.http import TextResponse

from newsspider.browser.parts import KeptScripts, answer_headers, forwarded_headers, is_loaded

DATA = "https://www.example.com/api/story.json"


@pytest.mark.parametrize(
    ("method", "kind", "url", "loaded"),
    [
        pytest.param("GET", "script", "https://static.example.net/app.js", True, id="script"),
        pytest.param("GET", "fetch", DATA, True, id="data"),
        pytest.param("GET", "xhr", DATA, True, id="older data"),
        pytest.param("POST", "fetch", DATA, False, id="a crawl changes nothing"),
        pytest.param("GET", "image", "https://www.example.com/a.png", False, id="picture"),
        pytest.param("GET", "media", "https://www.example.com/a.mp4", False, id="film"),
        pytest.param("GET", "font", "https://www.example.com/a.woff2", False, id="font"),
        pytest.param("GET", "eventsource", "https://www.example.com/live", False, id="stream"),
        pytest.param("GET", "ping", "https://www.example.com/beacon", False, id="beacon"),
        pytest.param("GET", "script", "https://www.googletagmanager.com/gtm.js", False, id="tracker"),
        pytest.param("GET", "fetch", "file:///etc/passwd", False, id="file"),
        pytest.param("GET", "fetch", "ftp://www.example.com/a", False, id="ftp"),
        pytest.param("GET", "fetch", "http://[broken/a", False, id="no address"),
    ],
)
def test_only_scripts_and_data_are_loaded(method: str, kind: str, url: str, loaded: bool) -> None:
    assert is_loaded(method, kind, url) is loaded


def test_headers_of_the_script_go_on_and_those_of_the_browser_do_not() -> None:
    given = {"accept": "application/json", "x-edition": "en", "origin": "https://www.example.com"}
    own = {"sec-ch-ua": "x", "user-agent": "x", "cookie": "a=1", "referer": DATA, "accept-language": "en"}
    assert forwarded_headers({**given, **own}) == given


def test_an_unpacked_body_is_not_called_packed() -> None:
    headers = {
        "Content-Type": "text/javascript",
        "Content-Encoding": "gzip",
        "Set-Cookie": "a=1",
        "Content-Length": "9",
    }
    assert answer_headers(TextResponse(DATA, headers=headers)) == {"Content-Type": "text/javascript"}


def test_scripts_are_kept_as_far_as_there_is_room() -> None:
    kept = KeptScripts(most_bytes=10)
    first, second = (
        TextResponse("https://a.example/1.js", body=b"12345"),
        TextResponse("https://a.example/2.js", body=b"12345"),
    )
    kept.keep(first.url, first)
    kept.keep(second.url, second)
    assert kept.get(first.url) is first  # used last, so the second goes first
    third = TextResponse("https://a.example/3.js", body=b"1")
    kept.keep(third.url, third)
    assert kept.get(second.url) is None
    assert (kept.get(first.url), kept.get(third.url)) == (first, third)
    kept.keep("https://a.example/4.js", TextResponse("https://a.example/4.js", body=b"x" * 11))
    assert kept.get("https://a.example/4.js") is None
