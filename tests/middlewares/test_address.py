"""What is never fetched is refused before a connection, each hop of a redirect included."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.settings import Settings

from newsspider.middlewares.address import AddressMiddleware
from newsspider.middlewares.errors import Refused


def middleware(allowed: str = "") -> AddressMiddleware:
    crawler: Any = SimpleNamespace(settings=Settings({"PRIVATE_HOSTS_ALLOWED": allowed}))
    return AddressMiddleware.from_crawler(crawler)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("http://127.0.0.1/", "private_address", id="loopback"),
        pytest.param("http://169.254.169.254/latest/meta-data/", "private_address", id="metadata"),
        pytest.param("http://2130706433/", "private_address", id="decimal"),
        pytest.param("http://0x7f000001/", "private_address", id="hex"),
        pytest.param("http://127.1:8080/", "private_address", id="short"),
        pytest.param("http://[::1]/", "private_address", id="v6"),
        pytest.param("http://[::ffff:10.0.0.1]/", "private_address", id="mapped"),
        pytest.param("http://①②⑦.0.0.1/", "private_address", id="circled-digits"),
        pytest.param("file:///etc/passwd", "unsupported_scheme", id="file"),
        pytest.param("data:text/html,x", "unsupported_scheme", id="data"),
        pytest.param("ftp://www.paper.example/", "unsupported_scheme", id="ftp"),
        pytest.param("s3://bucket/key", "unsupported_scheme", id="s3"),
    ],
)
def test_a_forbidden_address_is_refused_by_name(url: str, reason: str) -> None:
    with pytest.raises(Refused) as raised:
        middleware("127.0.0.1:8800").process_request(Request(url))

    assert (raised.value.state, raised.value.reason) == ("failed", reason)
    assert raised.value.detail


@pytest.mark.parametrize(
    "url",
    [
        "https://www.paper.example/",
        "http://8.8.8.8:8080/",
        "http://127.0.0.1:8800/x",
        "http://localhost/",
        "https://[2606:4700::1]/",
    ],
)
def test_others_pass(url: str) -> None:
    middleware("127.0.0.1:8800").process_request(Request(url))  # names are checked after resolution


@pytest.mark.parametrize("url", ["http://www.paper.example:99999/", "http://[::1"])
def test_an_address_that_scrapy_let_through_unread_is_refused(url: str) -> None:
    request: Any = SimpleNamespace(url=url)
    with pytest.raises(Refused, match="bad_url"):
        middleware().process_request(request)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://ann:hush@www.paper.example/x?y#z", "http://www.paper.example/x?y#z"),
        ("https://ann@www.paper.example:8443/", "https://www.paper.example:8443/"),
    ],
)
def test_user_name_and_password_never_leave(url: str, asked: str) -> None:
    replaced = middleware().process_request(Request(url))
    assert replaced is not None
    assert replaced.url == asked


@pytest.mark.parametrize("port", [0, 22, 25, 6667, 10080])
def test_ports_of_other_services_are_refused(port: int) -> None:
    with pytest.raises(Refused, match="blocked_port"):
        middleware().process_request(Request(f"http://www.paper.example:{port}/"))
    middleware(f"www.paper.example:{port}").process_request(Request(f"http://www.paper.example:{port}/"))
