"""A host's own word on its pace: Retry-After and Crawl-delay."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings

from newsspider.middlewares.errors import HostBusy
from newsspider.middlewares.pace import (
    FIRST_BACK_OFF_SECONDS,
    MAX_CRAWL_DELAY_SECONDS,
    MAX_RETRY_AFTER_SECONDS,
    PaceMiddleware,
    retry_after_seconds,
)
from newsspider.scheduler import FrontierScheduler

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
URL = "https://www.paper.example/1"
HOST = "www.paper.example"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        pytest.param(b"120", 120.0, id="seconds"),
        pytest.param(b" 1.5 ", 1.5, id="fraction"),
        pytest.param(b"0", 1.0, id="zero"),
        pytest.param(b"-30", 1.0, id="negative"),
        pytest.param(b"Sun, 01 Mar 2026 12:00:30 GMT", 30.0, id="date"),
        pytest.param(b"Sun, 01 Mar 2026 13:00:30 +0100", 30.0, id="date-with-offset"),
        pytest.param(b"Sun, 01 Mar 2026 12:00:30", 30.0, id="date-without-zone"),
        pytest.param(b"Sun, 01 Mar 2020 12:00:30 GMT", 1.0, id="past-date"),
        pytest.param(b"Fri, 31 Dec 9999 23:59:59 -2359", None, id="last-date"),
        pytest.param(b"Mon, 01 Jan 0001 00:00:00 +2359", 1.0, id="first-date"),
        pytest.param(b"604800", MAX_RETRY_AFTER_SECONDS, id="a-week"),
        pytest.param(b"604801", None, id="longer-than-a-week"),
        pytest.param(b"99999999999", None, id="absurd"),
        pytest.param(b"1e999", None, id="infinite"),
        pytest.param(b"9" * 5000, None, id="long"),
        pytest.param(b"nan", None, id="not-a-number"),
        pytest.param(b"soon", None, id="word"),
        pytest.param(b"Thu, 01 Jan 99999999999999 00:00:30 GMT", None, id="year-too-large"),
        pytest.param(b"Thu, 01 Jan 2026 00:00:30 +99999999999", None, id="offset-too-large"),
        pytest.param(b"\xff\xfe", None, id="no-ascii"),
        pytest.param(b"", None, id="empty"),
        pytest.param(None, None, id="missing"),
    ],
)
def test_what_retry_after_asks_for(value: bytes | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, NOW) == seconds


class Paused(FrontierScheduler):
    """A scheduler that notes which hosts it is told to leave alone."""

    def __init__(self) -> None:
        self.pauses: list[tuple[str, float]] = []

    def pause(self, host: str, seconds: float) -> None:
        self.pauses.append((host, seconds))


def crawler(delay: float = 1.0, **settings: Any) -> Any:
    """Return what the middleware sees of a crawler."""
    downloader = SimpleNamespace(get_slot_key=lambda _: HOST, slots={}, per_slot_settings={})
    return SimpleNamespace(
        settings=Settings({"DOWNLOAD_DELAY": delay, "USER_AGENT": "newsspider/1 (+https://x.example)"} | settings),
        engine=SimpleNamespace(downloader=downloader, scheduler=Paused()),
        signals=SimpleNamespace(connect=lambda *_, **__: None),
    )


def answer(status: int, retry_after: str | None = None) -> Response:
    return Response(URL, status=status, headers={"Retry-After": retry_after} if retry_after else {})


def refused(middleware: PaceMiddleware, response: Response) -> float:
    """Return the seconds that a page's request is put off for."""
    request = Request(URL, meta={"candidate": object(), "download_slot": HOST})
    with pytest.raises(HostBusy) as raised:
        asyncio.run(middleware.process_response(request, response))
    assert raised.value.status == response.status
    return raised.value.seconds


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_put_off_for_what_it_asks(status: int) -> None:
    made = crawler()

    assert refused(PaceMiddleware.from_crawler(made), answer(status, "90")) == 90
    assert made.engine.scheduler.pauses == [(HOST, 90)]


def test_without_a_word_the_wait_doubles_until_an_answer_comes() -> None:
    middleware = PaceMiddleware.from_crawler(crawler())

    assert [refused(middleware, answer(503)) / FIRST_BACK_OFF_SECONDS for _ in range(4)] == [1, 2, 4, 8]
    good = answer(200)
    request = Request(URL, meta={"candidate": object(), "download_slot": HOST})
    assert asyncio.run(middleware.process_response(request, good)) is good
    assert refused(middleware, answer(503)) == FIRST_BACK_OFF_SECONDS


def test_the_wait_without_a_word_is_bounded() -> None:
    middleware = PaceMiddleware.from_crawler(crawler())

    assert max(refused(middleware, answer(503)) for _ in range(2000)) <= FIRST_BACK_OFF_SECONDS * 256


def test_robots_is_asked_again_a_few_times_and_then_answered_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    made = crawler()
    middleware = PaceMiddleware.from_crawler(made)
    result: Request | Response = Request("https://www.paper.example/robots.txt", meta={"download_slot": HOST})
    while isinstance(result, Request):
        assert len(slept) < 10
        result = asyncio.run(middleware.process_response(result, answer(503, "2")))

    assert result.status == 503
    assert slept == [2, 2, 2]
    assert made.engine.scheduler.pauses == [(HOST, 2)] * 4, "nothing else goes to the host meanwhile"


def test_robots_is_not_waited_for_long() -> None:
    response = answer(503, "3600")
    request = Request("https://www.paper.example/robots.txt", meta={"download_slot": HOST})

    assert asyncio.run(PaceMiddleware.from_crawler(crawler()).process_response(request, response)) is response


class Robots:
    """A parsed robots.txt that asks for a delay."""

    def __init__(self, delay: float | None) -> None:
        self._delay = delay

    def crawl_delay(self, agent: str) -> float | None:
        assert agent.startswith("newsspider")
        return self._delay


@pytest.mark.parametrize(
    ("asked", "delay"),
    [(5.0, 5.0), (None, None), (0.5, None), (1_000_000.0, MAX_CRAWL_DELAY_SECONDS), (-3.0, None)],
    ids=["longer", "none", "shorter-than-ours", "absurd", "negative"],
)
def test_a_crawl_delay_only_ever_slows_down(asked: float | None, delay: float | None) -> None:
    made = crawler(delay=1.0)
    slot = SimpleNamespace(delay=1.0, concurrency=8)
    made.engine.downloader.slots[HOST] = slot
    robots: Any = Robots(asked)

    PaceMiddleware.from_crawler(made).robots_parsed(robots, Request(URL))

    assert slot.delay == (delay or 1.0)
    assert slot.concurrency == (1 if delay else 8)
    assert made.engine.downloader.per_slot_settings == ({HOST: {"delay": delay, "concurrency": 1}} if delay else {})


def test_the_users_own_slot_wins() -> None:
    made = crawler(DOWNLOAD_SLOTS={HOST: {"delay": 2.0}})
    robots: Any = Robots(60.0)

    PaceMiddleware.from_crawler(made).robots_parsed(robots, Request(URL))

    assert made.engine.downloader.per_slot_settings == {}
