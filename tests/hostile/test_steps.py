"""kill -9 at every step between fetch, commit and append: what is stored in the end is what a quiet run stores."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from newsspider.exitcodes import ExitCode
from tests.hostile.killing import CRAWL_STEPS, STORE_STEPS
from tests.store.support import lines
from tests.support.commands import PROJECT, crawl_site, last_run, records, scrapy_command, twice
from tests.support.origin import Origin, Reply, front_page, site_of_articles

if TYPE_CHECKING:
    from pathlib import Path

MORE_THAN_A_SYNC = 70
ARTICLES = 70
PASSED_SELDOM = {
    "not-fetched", "settled", "before-sync", "files-synced", "outbox-emptied", "before-the-runs-file", "runs-file-written", "recovered",
}  # fmt: skip


def _nth(step: str) -> int:
    """Return at which passing to kill: in the middle of the records, or at once where a run passes only now and then."""
    return 1 if step in PASSED_SELDOM else 3


def run_killed(step: str, nth: int, *command: str) -> int:
    """Run a program that is killed at a step; returns its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.killing", step, str(nth), *command],
        cwd=PROJECT,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done.returncode


@pytest.mark.parametrize("step", STORE_STEPS)
def test_the_store_goes_on_after_a_kill_at(step: str, tmp_path: Path) -> None:
    store = ("store", str(tmp_path), str(MORE_THAN_A_SYNC))
    assert run_killed(step, _nth(step), *store) == -signal.SIGKILL
    assert run_killed(step, 0, *store) == 0
    found = lines(tmp_path)
    assert sorted(r["text"] for r in found) == sorted(f"text {n} " * 50 for n in range(MORE_THAN_A_SYNC))
    assert not twice([r["id"] for r in found])
    assert not list((tmp_path / "articles").glob("*.torn"))
    run = last_run(tmp_path)
    assert run["status"] == "done"


@pytest.mark.soak
def test_a_crawl_killed_at_every_step_ends_like_a_quiet_one(tmp_path: Path) -> None:
    pages = site_of_articles(ARTICLES)
    pages["/"] = Reply(front_page(["/news/broken.html", *(path for path in pages if path != "/")]))
    pages["/news/broken.html"] = Reply("broken", 500)
    with Origin(pages) as origin:
        settings = {"PRIVATE_HOSTS_ALLOWED": origin.host, "DOWNLOAD_DELAY": 0, "RETRY_TIMES": 0}
        command = scrapy_command("crawl", "news", "-a", f"urls={origin.url}", output=tmp_path / "killed", **settings)
        killed = [step for step in CRAWL_STEPS if run_killed(step, _nth(step), *command[2:]) == -signal.SIGKILL]
        done = crawl_site(origin, tmp_path / "killed")
        assert done.returncode == ExitCode.DONE, done.stderr
        assert crawl_site(origin, tmp_path / "quiet").returncode == ExitCode.DONE
    sys.stdout.write(f"killed at {len(killed)} of {len(CRAWL_STEPS)} steps: {', '.join(killed)}\n")
    assert set(killed) >= CRAWL_STEPS.keys() - PASSED_SELDOM
    after, quiet = ({r["url"]: r["text"] for r in records(tmp_path / name)} for name in ("killed", "quiet"))
    assert after == quiet
    assert len(records(tmp_path / "killed")) == ARTICLES
    assert last_run(tmp_path / "killed")["counts"]["waiting"] == 0
