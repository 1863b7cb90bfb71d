"""robots.txt: 4xx allows, 5xx and silence don't, and every refusal has its name."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, NotConfigured
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newsspider.middlewares.errors import Refused
from newsspider.middlewares.robots import RobotsMiddleware

PAGE = "https://www.paper.example/news/1"
RULES = b"User-agent: *\nDisallow: /intern/\n\nUser-agent: newsspider\nDisallow: /news/\nAllow: /news/free/\n"


class Engine:
    """Answers the request for robots.txt."""

    def __init__(self, answer: Response | Exception) -> None:
        self._answer = answer
        self.asked: list[str] = []

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def middleware(answer: Response | Exception, **settings: Any) -> tuple[RobotsMiddleware, Engine]:
    made = get_crawler(
        settings_dict={
            "ROBOTSTXT_OBEY": True,
            "ROBOTSTXT_USER_AGENT": "newsspider",
            "USER_AGENT": "newsspider/1",
            "TWISTED_REACTOR_ENABLED": False,
        }
        | settings
    )
    engine = Engine(answer)
    made.engine = engine  # type: ignore[assignment]
    return RobotsMiddleware(made), engine


def robots(status: int = 200, body: bytes = RULES) -> Response:
    return Response("https://www.paper.example/robots.txt", status=status, body=body)


def ask(stage: RobotsMiddleware, url: str) -> Refused | None:
    """Return how a request is refused, None where it passes."""
    try:
        asyncio.run(stage.process_request(Request(url)))
    except Refused as refused:
        return refused
    return None


@pytest.mark.parametrize(
    ("url", "passes"),
    [
        (PAGE, False),
        ("https://www.paper.example/news/free/1", True),
        ("https://www.paper.example/intern/1", True),
        ("https://www.paper.example/", True),
    ],
    ids=["forbidden-to-us", "allowed-within", "forbidden-to-others", "not-named"],
)
def test_our_own_group_of_rules_counts(url: str, passes: bool) -> None:
    refused = ask(middleware(robots())[0], url)

    assert (refused is None) is passes
    if refused:
        assert (refused.state, refused.reason) == ("dropped", "robots_disallowed")


def test_the_file_is_fetched_once_for_a_host() -> None:
    stage, engine = middleware(robots())
    for path in ("1", "2", "3"):
        ask(stage, f"https://www.paper.example/{path}")
    ask(stage, "http://www.paper.example:8080/")

    assert engine.asked == ["https://www.paper.example/robots.txt", "http://www.paper.example:8080/robots.txt"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_an_answer_of_4xx_allows_all_whatever_it_says(status: int) -> None:
    assert ask(middleware(robots(status))[0], PAGE) is None


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_an_answer_of_5xx_allows_nothing_for_now(status: int) -> None:
    stage, engine = middleware(robots(status, b""))

    for _ in range(2):
        refused = ask(stage, PAGE)
        assert refused is not None
        assert (refused.state, refused.reason) == ("failed", "robots_unreachable")
        assert str(status) in (refused.detail or "")
    assert len(engine.asked) == 1


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        pytest.param(DownloadTimeoutError("took too long"), "timeout", id="timeout"),
        pytest.param(CannotResolveHostError("no such host"), "host_not_found", id="no-host"),
        pytest.param(Refused("failed", "private_address", "10.0.0.1"), "private_address", id="private"),
    ],
)
def test_no_answer_allows_nothing_for_now_and_says_why(
    error: Exception, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    refused = ask(middleware(error)[0], PAGE)

    assert refused is not None
    assert (refused.state, refused.reason) == ("failed", reason)
    assert "/robots.txt" in (refused.detail or "")


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\0garbage" * 100, b"<html>not here</html>", b"Disallow: /\n"],
    ids=["empty", "noise", "html", "no-group"],
)
def test_a_file_without_rules_allows_all(body: bytes) -> None:
    assert ask(middleware(robots(200, body))[0], PAGE) is None


def test_it_can_be_switched_off() -> None:
    with pytest.raises(NotConfigured):
        middleware(robots(), ROBOTSTXT_OBEY=False)


def test_of_an_endless_file_the_first_half_megabyte_counts(caplog: pytest.LogCaptureFixture) -> None:
    ours = b"User-agent: *\nDisallow: /news/\n"
    stage, _ = middleware(robots(body=ours + b"Disallow: /x*y\n" * 40_000 + b"Disallow: /\n"))
    refused = ask(stage, PAGE)
    assert refused is not None
    assert refused.reason == "robots_disallowed"
    assert ask(stage, "https://www.paper.example/sport/1") is None
    assert "the first" in caplog.text
