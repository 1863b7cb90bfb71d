"""One host never gets more than its pace, and its own word on it counts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from newsspider.exitcodes import ExitCode
from tests.support.commands import crawl_site, last_run, records, run_scrapy
from tests.support.origin import Origin, Reply, article, site_of_articles

if TYPE_CHECKING:
    from pathlib import Path

TOLERANCE_SECONDS = 0.25  # between sending and the origin's noting it, on a busy machine


def _gaps(origin: Origin) -> list[float]:
    return [later - earlier for (_, earlier, _), (_, later, _) in pairwise(origin.asked)]


def test_download_delay_is_a_minimum_robots_included_and_the_agent_says_who_asks(tmp_path: Path) -> None:
    with Origin(site_of_articles(5)) as origin:
        crawl_site(origin, tmp_path, DOWNLOAD_DELAY=0.8, CONTACT="desk@corpus.example")
    assert len(origin.asked) == 8, "a front page, five articles, robots.txt and tdmrep.json"
    assert min(_gaps(origin)) >= 0.8 - TOLERANCE_SECONDS
    (agent,) = {agent for _, _, agent in origin.asked}
    assert "newsspider/" in agent
    assert "desk@corpus.example)" in agent


def test_crawl_delay_of_robots_slows_the_host_down(tmp_path: Path) -> None:
    pages = site_of_articles(4)
    pages["/robots.txt"] = Reply(
        "User-agent: *\nCrawl-delay: 0.8\nDisallow: /news/3", headers={"Content-Type": "text/plain"}
    )
    with Origin(pages) as origin:
        crawl_site(origin, tmp_path)
    assert origin.paths() == ["/", "/news/0.html", "/news/1.html", "/news/2.html"]
    assert min(_gaps(origin)[1:]) >= 0.8 - TOLERANCE_SECONDS
    assert last_run(tmp_path)["counts"]["dropped"]["robots_disallowed"] == 1


def test_retry_after_is_waited_for_and_nothing_is_lost(tmp_path: Path) -> None:
    refused: list[str] = []

    def answer(path: str) -> Reply:
        if path == "/news/2.html" and len(refused) < 2:
            refused.append(path)
            return Reply("slow down", 429, {"Retry-After": "2", "Content-Type": "text/plain"})
        pages = site_of_articles(5)
        return pages.get(path, Reply("not here", 404))

    with Origin(answer) as origin:
        done = crawl_site(origin, tmp_path)
    assert done.returncode == ExitCode.DONE
    assert len(records(tmp_path)) == 5
    assert len(origin.paths()) == 6 + len(refused)
    for index, (path, moment, _) in enumerate(origin.asked[:-1]):
        if path in refused and refused.count(path):
            refused.remove(path)
            assert origin.asked[index + 1][1] - moment >= 2 - TOLERANCE_SECONDS


def test_a_host_that_is_busy_for_long_is_left_to_the_next_run(tmp_path: Path) -> None:
    busy = True

    def answer(path: str) -> Reply:
        if path == "/robots.txt":
            return Reply("", headers={"Content-Type": "text/plain"})
        return Reply("busy", 503, {"Retry-After": "4000"}) if busy else Reply(article(1))

    with Origin(answer) as origin:
        url = f"{origin.url}news/1.html"
        settings: dict[str, Any] = {"PRIVATE_HOSTS_ALLOWED": origin.host, "DOWNLOAD_DELAY": 0}
        first = run_scrapy("crawl", "news", "-a", f"urls={url}", output=tmp_path, **settings)
        assert first.returncode == ExitCode.ALL_SOURCES_FAILED
        assert last_run(tmp_path)["counts"]["waiting"] == 1
        busy = False
        asked = len(origin.asked)
        run_scrapy("crawl", "news", "-a", f"urls={url}", output=tmp_path, **settings)
        assert len(origin.asked) == asked, "the host had asked to be left alone for longer than that"
