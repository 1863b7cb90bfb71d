"""An answer is handed on unpacked and whole, asked for again, or refused by name."""

from __future__ import annotations

import gzip
import zlib
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings
from scrapy.statscollectors import StatsCollector

from newsspider.middlewares.errors import Refused
from newsspider.middlewares.whole import WholeBodyMiddleware

URL = "https://www.paper.example/1"
PAGE = b"<html><body><p>The bridge is open.</p></body></html>"
TRIES = 2


def middleware(maxsize: int = 100_000) -> WholeBodyMiddleware:
    settings = Settings(
        {"DOWNLOAD_MAXSIZE": maxsize, "RETRY_TIMES": TRIES, "RETRY_PRIORITY_ADJUST": -1, "RETRY_ENABLED": True}
    )
    crawler: Any = SimpleNamespace(settings=settings, signals=SimpleNamespace(connect=lambda *_, **__: None))
    crawler.stats = StatsCollector(SimpleNamespace(settings=settings))  # type: ignore[arg-type]
    crawler.spider = SimpleNamespace(name="news", crawler=crawler)
    return WholeBodyMiddleware.from_crawler(crawler)


def answer(body: bytes, *encodings: str, flags: list[str] | None = None, **headers: str) -> Response:
    named: dict[str, Any] = {"Content-Type": "text/html; charset=utf-8", **headers}
    if encodings:
        named["Content-Encoding"] = list(encodings)
    return Response(URL, body=body, headers=named, flags=flags)


@pytest.mark.parametrize(
    ("body", "encodings"),
    [
        pytest.param(PAGE, (), id="plain"),
        pytest.param(PAGE, ("identity",), id="identity"),
        pytest.param(gzip.compress(PAGE), ("gzip",), id="gzip"),
        pytest.param(zlib.compress(PAGE), ("deflate",), id="deflate"),
        pytest.param(gzip.compress(PAGE), (" GZip , identity",), id="as-some-write-it"),
        pytest.param(gzip.compress(zlib.compress(PAGE)), ("deflate, gzip",), id="twice"),
        pytest.param(gzip.compress(zlib.compress(PAGE)), ("deflate", "gzip"), id="in-two-headers"),
        pytest.param(b"", ("gzip",), id="empty"),
    ],
)
def test_a_whole_body_is_handed_on_unpacked(body: bytes, encodings: tuple[str, ...]) -> None:
    found = middleware().process_response(Request(URL), answer(body, *encodings))

    assert isinstance(found, Response)
    assert found.body == (PAGE if body else b"")
    assert found.url == URL


def test_what_is_unpacked_has_its_type_and_names_no_encoding() -> None:
    found = middleware().process_response(Request(URL), answer(gzip.compress(PAGE), "gzip", ETag="x"))

    assert isinstance(found, HtmlResponse)
    assert "Content-Encoding" not in found.headers
    assert found.headers[b"ETag"] == b"x"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(gzip.compress(PAGE)[:-20], "cut", id="cut"),
        pytest.param(gzip.compress(PAGE)[:-8] + bytes(8), "damaged", id="wrong-sum"),
        pytest.param(PAGE, "not packed", id="not-packed"),
    ],
)
def test_a_damaged_body_is_asked_for_again_and_then_fails(body: bytes, reason: str) -> None:
    whole = middleware()
    request: Any = Request(URL)
    for number in range(1, TRIES + 1):
        request = whole.process_response(request, answer(body, "gzip"))
        assert isinstance(request, Request), reason
        assert request.meta["retry_times"] == number
        assert request.dont_filter
    with pytest.raises(Refused) as raised:
        whole.process_response(request, answer(body, "gzip"))
    assert (raised.value.state, raised.value.reason) == ("failed", "cut_off")
    assert raised.value.detail


def test_a_request_that_wants_no_second_try_gets_none() -> None:
    with pytest.raises(Refused, match="cut_off"):
        middleware().process_response(Request(URL, meta={"dont_retry": True}), answer(PAGE, "gzip"))


@pytest.mark.parametrize("encoding", ["compress", "gzip, rot13", "x" * 300])
def test_an_encoding_that_nobody_knows_is_refused_by_name(encoding: str) -> None:
    with pytest.raises(Refused) as raised:
        middleware().process_response(Request(URL), answer(PAGE, encoding))
    assert raised.value.reason == "unknown_encoding"
    assert raised.value.detail
    assert len(raised.value.detail) <= 100


@pytest.mark.parametrize(
    ("setting", "meta"), [(1_000, {}), (100_000, {"download_maxsize": 1_000})], ids=["set", "meta"]
)
def test_a_body_that_swells_is_refused_at_once(setting: int, meta: dict[str, Any]) -> None:
    with pytest.raises(Refused) as raised:
        middleware(setting).process_response(Request(URL, meta=meta), answer(gzip.compress(bytes(50_000)), "gzip"))
    assert raised.value.reason == "too_large"


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        pytest.param(PAGE, True, id="page"),
        pytest.param(PAGE[:30], False, id="cut-page"),
        pytest.param(PAGE[:-7], True, id="without-html-end"),
        pytest.param(b"<p>A fragment.</p>", True, id="fragment"),
        pytest.param(PAGE.upper(), True, id="upper-case"),
        pytest.param(PAGE + b"<script>" + b"x" * 3_000 + b"</script>", True, id="scripts-behind"),
        pytest.param(PAGE[:-14] + b"x" * 9_000, False, id="long-cut-page"),
        pytest.param(b"", True, id="empty"),
    ],
)
def test_where_no_length_is_stated_a_page_must_end(body: bytes, whole: bool) -> None:
    found = middleware().process_response(Request(URL), answer(body, flags=["partial"]))

    assert isinstance(found, Response if whole else Request)


def test_a_stated_length_needs_no_end_tag() -> None:
    assert isinstance(middleware().process_response(Request(URL), answer(PAGE[:30])), Response)
