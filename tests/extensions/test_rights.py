"""What a site says of all its pages is asked for once a host, and a failure costs nothing."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from twisted.python.failure import Failure

from newsspider import clock
from newsspider.core.metadata.tdmrep import parse_tdmrep
from newsspider.extensions import rights as module
from newsspider.extensions.rights import MAX_PAUSE_SECONDS, RightsExtension
from newsspider.rules.metadata import bundled_ai_agents
from newsspider.scheduler import FrontierScheduler
from newsspider.store.schema import open_state
from newsspider.store.sitefiles import SiteFiles
from tests.extensions.support import Signals

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

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
        self.run: Any = None

    def get_extension(self, _: object) -> Any:
        return self.run


class Run:
    """What earlier runs remember, as the run hands it out."""

    def __init__(self, db: sqlite3.Connection, root: Path) -> None:
        self.store = SimpleNamespace(site_files=SiteFiles(db, root))

    def keep_file(self, url: str, body: bytes) -> None:
        self.store.site_files.keep(url, body, clock.utc_now())


def extension(answer: Response | Exception | None, run: Run | None = None) -> tuple[RightsExtension, Engine]:
    crawler: Any = Crawler(answer)
    crawler.run = run
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


@pytest.mark.parametrize(
    ("answer", "hours", "asked"),
    [
        pytest.param(reply(), 23, 0, id="there"),
        pytest.param(reply(404), 23, 0, id="missing"),
        pytest.param(reply(), 25, 1, id="too long ago"),
        pytest.param(reply(), -1, 1, id="clock went back"),
        pytest.param(reply(503), 1, 1, id="busy"),
        pytest.param(DownloadTimeoutError("slow"), 1, 1, id="timeout"),
    ],
)
def test_a_later_run_of_the_day_knows_the_file(
    answer: Response | Exception, hours: int, asked: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = open_state(tmp_path / "state.db")
    first, _ = extension(answer, Run(db, tmp_path))
    rule, when = asyncio.run(first.reservation(PAGE))
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + hours * 3600)
    later, engine = extension(reply(404), Run(db, tmp_path))
    known, then = asyncio.run(later.reservation(PAGE))
    assert len(engine.asked) == asked
    if not asked:
        assert (known, then) == (rule, when)
    db.close()


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
