"""What a site says of all its pages is asked for once a host, and a failure costs nothing."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from twisted.python.failure import Failure

from newsspider.core.metadata.tdmrep import parse_tdmrep
from newsspider.extensions import rights as module
from newsspider.extensions.rights import MAX_PAUSE_SECONDS, RightsExtension
from newsspider.rules.metadata import bundled_ai_agents
from newsspider.scheduler import FrontierScheduler
from tests.extensions.support import Signals

PAGE = "https://www.paper.example/news/1"
FILE = b'[{"location": "/news/", "tdm-reservation": 1, "tdm-policy": "/p.json"}]'
ROBOTS = b"User-agent: GPTBot\nUser-agent: PerplexityBot\nDisallow: /\n\nUser-agent: CCBot\nDisallow: /archive/\n"


class Engine:
    """Answers what it is told to fetch, after a turn of the loop; not at all where there is no answer."""

    def __init__(self, answer: Response | Exception | None) -> None:
        self._answer = answer
        self.asked: list[str] = []
        self.running = True
        self._slot = SimpleNamespace(closing=None)
        self.scheduler: Any = None
        self.scraper: Any = SimpleNamespace(slot=None)

    async def download_async(self, request: Request) -> Response:
        self.asked.append(request.url)
        assert isinstance(self._answer, Response)
        return self._answer

    def crawl(self, request: Request) -> None:
        self.asked.append(request.url)
        assert request.callback
        assert request.errback
        if isinstance(self._answer, RuntimeError):
            raise self._answer
        loop = asyncio.get_running_loop()
        if isinstance(self._answer, Exception):
            loop.call_soon(request.errback, Failure(self._answer))  # type: ignore[no-untyped-call]
        elif self._answer:
            loop.call_soon(request.callback, self._answer)


class Paused(FrontierScheduler):
    """A scheduler whose hosts are all left alone."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def paused_for(self, host: str) -> float:
        assert host == "www.paper.example"
        return self._seconds


class Crawler:
    """Holds what the extension looks at."""

    def __init__(self, answer: Response | Exception | None) -> None:
        self.engine = Engine(answer)
        self.signals = Signals()


def extension(answer: Response | Exception | None) -> tuple[RightsExtension, Engine]:
    crawler: Any = Crawler(answer)
    return RightsExtension.from_crawler(crawler), crawler.engine


def reply(status: int = 200, body: bytes = FILE) -> Response:
    return Response("https://www.paper.example/.well-known/tdmrep.json", status=status, body=body)


def test_a_host_is_asked_once() -> None:
    rights, engine = extension(reply())

    async def ask() -> list[Any]:
        addresses = (PAGE, f"{PAGE}2", "https://www.paper.example/sport/1", "https://m.paper.example/news/1")
        return await asyncio.gather(*(rights.reservation(address) for address in addresses))

    found = [rule for rule, _ in asyncio.run(ask())]

    assert [rule.policy if rule else None for rule in found] == [
        "https://www.paper.example/p.json",
        "https://www.paper.example/p.json",
        None,
        "https://m.paper.example/p.json",
    ]
    assert engine.asked == [f"https://{host}.paper.example/.well-known/tdmrep.json" for host in ("www", "m")]


@pytest.mark.parametrize(
    "answer",
    [reply(404), reply(500), reply(200, b"<html>"), DownloadTimeoutError("slow"), RuntimeError("no spider")],
    ids=["missing", "broken", "a page", "timeout", "closing"],
)
def test_without_a_file_nothing_is_said(answer: Response | Exception) -> None:
    rights, _ = extension(answer)
    rule, when = asyncio.run(rights.reservation(PAGE))
    assert rule is None
    assert when.endswith(("Z", "+00:00"))


@pytest.mark.parametrize("reason", ["stopped", "closing", "paused"])
def test_a_file_that_will_not_come_soon_is_not_waited_for(reason: str) -> None:
    rights, engine = extension(None)
    if reason == "stopped":
        engine.running = False
    elif reason == "closing":
        engine._slot.closing = object()
    else:
        engine.scheduler = Paused(MAX_PAUSE_SECONDS + 1)

    rule, _ = asyncio.run(asyncio.wait_for(rights.reservation(PAGE), 5))
    assert rule is None
    assert len(engine.asked) == 1, "it may still come for later pages"


class Full(FrontierScheduler):
    """A scheduler that hands out nothing."""

    def __init__(self) -> None:
        self.withdrawn: list[Request] = []

    def paused_for(self, host: str) -> float:
        return 0.0

    def withdraw(self, request: Request) -> bool:
        self.withdrawn.append(request)
        return len(self.withdrawn) == 1


def test_a_file_is_asked_for_past_a_scheduler_that_hands_out_nothing() -> None:
    rights, engine = extension(None)
    engine.scheduler = Full()
    engine.scraper.slot = SimpleNamespace(needs_backout=lambda: True)

    async def asked() -> Any:
        asking = asyncio.ensure_future(rights.reservation(PAGE))
        engine._answer = reply(200, FILE)
        await asyncio.sleep(0)
        return await asking

    engine.crawl = lambda request: engine.asked.append("queued")  # type: ignore[method-assign]
    rule, _ = asyncio.run(asked())
    assert rule.reserved
    assert engine.asked == ["queued", "https://www.paper.example/.well-known/tdmrep.json"]


def test_a_file_is_waited_for_while_its_host_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)
    rights, engine = extension(None)
    engine.scheduler = Paused(MAX_PAUSE_SECONDS)

    async def answered_late() -> tuple[bool, Any]:
        asking = asyncio.ensure_future(rights.reservation(PAGE))
        await asyncio.sleep(0.05)
        waiting = not asking.done()
        rights._files["www.paper.example"].set_result((parse_tdmrep(FILE), "2026-03-01T00:00:00Z"))
        return waiting, await asking

    waiting, (rule, when) = asyncio.run(answered_late())
    assert waiting
    assert rule is not None
    assert rule.reserved
    assert when == "2026-03-01T00:00:00Z"


def robots(body: bytes) -> RightsExtension:
    rights, _ = extension(reply())
    parser: Any = ProtegoRobotParser(body, None)
    rights.robots_parsed(parser, Request(PAGE))
    return rights


def test_barred_agents_are_named_by_group() -> None:
    barred = robots(ROBOTS).barred_agents(PAGE)
    assert barred is not None
    assert barred[0] == {"training": ("GPTBot",), "search": ("PerplexityBot",)}
    archived = robots(ROBOTS).barred_agents("https://www.paper.example/archive/1")
    assert archived is not None
    assert archived[0]["training"] == ("CCBot", "GPTBot")


def test_a_file_that_bars_nobody_was_still_seen() -> None:
    barred = robots(b"").barred_agents(PAGE)
    assert barred is not None
    assert barred[0] == {}


def test_a_host_whose_file_was_not_seen_says_nothing() -> None:
    assert robots(ROBOTS).barred_agents("https://m.paper.example/news/1") is None


def test_the_agents_are_listed_once() -> None:
    names = [agent.lower() for agents in bundled_ai_agents().values() for agent in agents]
    assert len(names) == len(set(names)) >= 30
