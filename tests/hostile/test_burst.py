"""More than the crawl can take at once: memory stays bounded, nothing is dropped."""

from __future__ import annotations

import gzip
import sys
from typing import TYPE_CHECKING

import pytest

from newsspider.exitcodes import ExitCode
from tests.hostile.origin import HostileOrigin
from tests.hostile.watched import watched_crawl
from tests.support.origin import Reply, article, front_page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hostile.origin import Page

SITEMAPS, ENTRIES = 4, 25_000
BUDGET = 200
LARGE_PAGES = 150


@pytest.mark.soak
def test_a_hundred_thousand_entries_are_listed_whole_and_wait(tmp_path: Path) -> None:
    def answer(path: str) -> Page:
        if path.startswith("/news/"):
            return Reply(article(int(path[6:-5])))
        if path == "/sitemap.xml":
            rows = "".join(f"<sitemap><loc>{origin.url}part-{n}.xml.gz</loc></sitemap>" for n in range(SITEMAPS))
            return Reply(f"<sitemapindex>{rows}</sitemapindex>", headers={"Content-Type": "application/xml"})
        if path.startswith("/part-"):
            first = int(path[6]) * ENTRIES
            rows = "".join(f"<url><loc>{origin.url}news/{first + n}.html</loc></url>" for n in range(ENTRIES))
            return Reply(
                gzip.compress(f"<urlset>{rows}</urlset>".encode()), headers={"Content-Type": "application/gzip"}
            )
        return Reply("no", 404)

    with HostileOrigin(answer) as origin:
        crawl = watched_crawl(
            f"{origin.url}sitemap.xml", output=tmp_path / "output", seconds=600,
            PRIVATE_HOSTS_ALLOWED=origin.host, CONCURRENT_REQUESTS_PER_DOMAIN=8, SITE_PAGE_BUDGET=BUDGET,
        )  # fmt: skip
    counts = crawl.run["counts"]
    sys.stdout.write(f"{counts['listed']} listed in {crawl.seconds:.0f} s, peak {crawl.peak_mib:.0f} MiB\n")
    assert crawl.code == ExitCode.DONE, crawl.stderr
    assert counts["listed"] == SITEMAPS * ENTRIES + SITEMAPS + 1
    assert counts["stored"] + counts["waiting"] == SITEMAPS * ENTRIES
    assert counts["failed"] == {}
    assert crawl.peak_mib <= 500


@pytest.mark.soak
@pytest.mark.parametrize("slow", [0.0, 0.1], ids=["slow-extractor", "slow-disk"])
def test_pages_that_come_faster_than_they_are_read_or_stored_wait_for_their_turn(tmp_path: Path, slow: float) -> None:
    padding = "<!-- " + "x" * 900_000 + " -->"
    pages: dict[str, Page] = {f"/news/{n}.html": Reply(article(n) + padding) for n in range(LARGE_PAGES)}
    pages["/"] = Reply(front_page(list(pages)))
    with HostileOrigin(lambda path: pages.get(path, Reply("no", 404))) as origin:
        crawl = watched_crawl(
            origin.url, output=tmp_path / "output", seconds=300,
            environment={"NEWSSPIDER_SLOW_DISK": str(slow)} if slow else {},
            PRIVATE_HOSTS_ALLOWED=origin.host, CONCURRENT_REQUESTS_PER_DOMAIN=32, EXTRACT_WORKERS=1,
        )  # fmt: skip
    sys.stdout.write(f"{LARGE_PAGES} pages of 0.9 MB in {crawl.seconds:.0f} s, peak {crawl.peak_mib:.0f} MiB\n")
    assert crawl.code == ExitCode.DONE, crawl.stderr
    assert len(crawl.stored) == LARGE_PAGES
    assert crawl.run["counts"]["waiting"] == 0
    assert crawl.seconds >= LARGE_PAGES * slow
    assert crawl.peak_mib <= 500
