"""A machine whose clock is six years behind, and then right: dates as published, nothing fetched twice, nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.exitcodes import ExitCode
from tests.support.commands import crawl_site, last_run, records
from tests.support.origin import Origin, Reply, site_of_articles

if TYPE_CHECKING:
    from pathlib import Path

SIX_YEARS = 6 * 365 * 86_400
PUBLISHED = "2026-03-01T08:00:00+01:00"


def test_a_clock_six_years_behind_costs_no_date_and_no_second_fetch(tmp_path: Path) -> None:
    pages = site_of_articles(3)
    dated = f"<meta property='article:published_time' content='{PUBLISHED}'></head>"
    pages["/news/1.html"] = Reply(str(pages["/news/1.html"].body).replace("</head>", dated))
    with Origin(pages) as origin:
        behind = crawl_site(origin, tmp_path, CLOCK_OFFSET_SECONDS=-SIX_YEARS)
        asked = origin.paths()
        right = crawl_site(origin, tmp_path)
        again = origin.paths()[len(asked) :]
    assert (behind.returncode, right.returncode) == (ExitCode.DONE, ExitCode.DONE)
    stored = {r["url"].removeprefix(origin.url): r for r in records(tmp_path)}
    assert len(stored) == len(records(tmp_path)) == 3
    assert stored["news/1.html"]["date_published"] == PUBLISHED
    assert stored["news/2.html"]["date_published"] is None
    assert len(asked) == len(set(asked)) == 4
    assert len(again) <= 4, "each page once more at most"
    assert last_run(tmp_path)["counts"]["waiting"] == 0
