"""A crawl sees what a site reserves, asks for it once, and does as RIGHTS_POLICY says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.exitcodes import ExitCode
from tests.support.commands import crawl_site, last_run, records
from tests.support.origin import Origin, Reply, site_of_articles

if TYPE_CHECKING:
    from pathlib import Path

TDMREP = "/.well-known/tdmrep.json"


def reserving_site() -> dict[str, Reply]:
    """Return a site that bars an AI crawler and reserves two of its three articles."""
    return {
        **site_of_articles(3),
        "/robots.txt": Reply("User-agent: PerplexityBot\nDisallow: /", headers={"Content-Type": "text/plain"}),
        TDMREP: Reply(
            '[{"location": "/", "tdm-reservation": 1, "tdm-policy": "/policy"}, {"location": "/news/1", "tdm-reservation": 0}]',
            headers={"Content-Type": "application/json"},
        ),
    }


def test_signals_of_the_site_are_recorded_and_asked_for_once(tmp_path: Path) -> None:
    with Origin(reserving_site()) as origin:
        crawl_site(origin, tmp_path)
        host = origin.url
    assert [path for path, _, _ in origin.asked].count(TDMREP) == 1
    rights = {record["url"].removeprefix(host): record["rights"] for record in records(tmp_path)}
    assert {path: found["tdm_reservation"] for path, found in rights.items()} == {
        "news/0.html": True,
        "news/1.html": False,
        "news/2.html": True,
    }
    assert rights["news/0.html"]["tdm_policy"] == f"{host}policy"
    assert {found["robots_ai"] for found in rights.values()} == {"search"}


def test_reserved_pages_can_be_dropped(tmp_path: Path) -> None:
    with Origin(reserving_site()) as origin:
        done = crawl_site(origin, tmp_path, RIGHTS_POLICY="drop")
    assert done.returncode == ExitCode.DONE
    assert len(records(tmp_path)) == 1
    assert last_run(tmp_path)["counts"]["dropped"]["rights_reserved"] == 2


def test_pages_that_fill_scrapys_memory_budget_do_not_wait_for_the_file_for_ever(tmp_path: Path) -> None:
    pages = site_of_articles(3)
    filler = "<!--" + "x" * 6_000_000 + "-->"
    with Origin(
        {path: Reply(f"{reply.body!s}{filler}" if path != "/" else reply.body) for path, reply in pages.items()}
    ) as origin:
        done = crawl_site(origin, tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert len(records(tmp_path)) == 3
