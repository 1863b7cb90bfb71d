"""KEEP_PAGES under kill -9: no record points at a page that isn't there whole."""

from __future__ import annotations

import signal
import sqlite3
import time
from typing import TYPE_CHECKING

from newsspider.exitcodes import ExitCode
from newsspider.store.kept import KeptPages
from tests.support.commands import crawl_site, records, start_scrapy
from tests.support.origin import Origin, site_of_articles

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = 40


def stored_ids(output: Path) -> set[str]:
    """Return the ids of all records that are committed, written out or not."""
    with sqlite3.connect(output / "state.db") as db:
        return {row[0] for row in db.execute("SELECT id FROM articles")}


def test_a_kill_leaves_no_record_without_its_page(tmp_path: Path) -> None:
    output = tmp_path / "output"
    with Origin(site_of_articles(ARTICLES)) as origin:
        settings = {"PRIVATE_HOSTS_ALLOWED": origin.host, "DOWNLOAD_DELAY": 0.02, "KEEP_PAGES": 3}
        run = start_scrapy("crawl", "news", "-a", f"urls={origin.url}", output=output, **settings)
        deadline = time.monotonic() + 100
        while len(list(output.glob("pages/*/*.zst"))) < 8:
            assert run.poll() is None, "the crawl ended before it was killed"
            assert time.monotonic() < deadline
            time.sleep(0.02)
        run.send_signal(signal.SIGKILL)
        run.wait()

        killed = stored_ids(output)
        kept = KeptPages(output / "pages")
        assert killed
        assert [record_id for record_id in killed if kept.get(record_id) is None] == []

        done = crawl_site(origin, output, KEEP_PAGES=3)
        assert done.returncode == ExitCode.DONE, done.stderr
    everything = {record["id"]: record for record in records(output)}
    assert len(everything) == ARTICLES
    assert killed < set(everything)
    for record_id, record in everything.items():
        (page,) = kept.get(record_id) or ()
        assert page.url == record["url"]
