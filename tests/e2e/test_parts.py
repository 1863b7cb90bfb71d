"""Two processes over one sources file: every host is asked by one of them only, and nothing is left out."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from newsspider.exitcodes import ExitCode
from tests.support.commands import last_run, records, run_scrapy, start_scrapy
from tests.support.origin import Origin, site_of_articles

if TYPE_CHECKING:
    from pathlib import Path

HOSTS, PAGES = 6, 2
AGENTS = ("newsspider-first", "newsspider-second")


def test_two_processes_share_the_hosts_of_a_sources_file(tmp_path: Path) -> None:
    sources = tmp_path / "sources.toml"
    with ExitStack() as stack:
        pages = site_of_articles(PAGES)
        origins = [stack.enter_context(Origin(pages, f"127.0.0.{n + 2}")) for n in range(HOSTS)]
        sources.write_text("".join(f'[[source]]\nurl = "{origin.url}"\n' for origin in origins), encoding="utf-8")
        settings: dict[str, Any] = {"PRIVATE_HOSTS_ALLOWED": ",".join(o.host for o in origins), "DOWNLOAD_DELAY": 0}
        crawls = [
            start_scrapy(
                "crawl", "news", "-a", f"sources={sources}", "-a", f"part={part}/2",
                output=tmp_path / str(part), USER_AGENT=AGENTS[part - 1], **settings,
            )
            for part in (1, 2)
        ]  # fmt: skip
        assert [crawl.wait(120) for crawl in crawls] == [ExitCode.DONE] * 2

    asked_by = [{agent for _, _, agent in origin.asked} for origin in origins]
    assert all(len(agents) == 1 for agents in asked_by)
    assert set().union(*asked_by) == set(AGENTS)
    stored = [{record["url"] for record in records(tmp_path / part)} for part in ("1", "2")]
    assert not stored[0] & stored[1]
    assert len(stored[0] | stored[1]) == HOSTS * PAGES


def test_a_part_without_sources_is_done_at_once(tmp_path: Path) -> None:
    sources = tmp_path / "sources.toml"
    sources.write_text('[[source]]\nurl = "https://www.paper-5.example"\n', encoding="utf-8")
    done = run_scrapy("crawl", "news", "-a", f"sources={sources}", "-a", "part=1/8", output=tmp_path / "out")
    assert done.returncode == ExitCode.DONE, done.stderr
    assert last_run(tmp_path / "out")["sources"] == []


def test_a_wrong_part_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    part = "3/2"  # tests/sources/test_parts.py has the others
    done = run_scrapy("crawl", "news", "-a", "urls=https://a.example", "-a", f"part={part}", output=tmp_path / "out")
    assert done.returncode == ExitCode.WRONG_USAGE
    assert f"newsspider: -a part={part} isn't a part" in done.stderr
    assert not list((tmp_path / "out").glob("articles/*"))
