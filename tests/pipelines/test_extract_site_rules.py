"""SITE_RULES reaches the workers, and a rule that fails is counted and told once."""

from __future__ import annotations

import asyncio
import logging
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector

from newsspider import settings as ours
from newsspider.commands.crawl import prepare_settings
from newsspider.errors import UsageError
from newsspider.items import FetchedPage
from newsspider.pipelines.extract import ExtractPipeline
from newsspider.workers.job import PageJob, PageResult, read
from tests.store.support import candidate

if TYPE_CHECKING:
    from pathlib import Path

RULE = """written_for = "https://lake.example/ferry"
[[strip]]
name = "dues"
selectors = ["p.dues"]
"""
PAGE = (
    b"<html lang=en><title>Ferry</title><body><h1>The ferry is back on the lake</h1>"
    b"<p>The night ferry returned to Port Ansel on Monday after eleven months in dry dock, with a new engine.</p>"
    b"<p class=dues>Its captain, who has crossed the lake four thousand times, said that it had cost twice the plan.</p>"
    b"<p>Passengers who had waited since dawn were given tea and the first crossing for nothing, as promised.</p>"
)


class Pool:
    """Reads pages in this process."""

    def __init__(self) -> None:
        self.jobs: list[PageJob] = []

    async def read(self, job: PageJob) -> PageResult:
        self.jobs.append(job)
        return PageResult(read(job).record, None, ())

    def close(self) -> None:
        pass


def pipeline(rules: str) -> tuple[ExtractPipeline, Pool, MemoryStatsCollector]:
    """Return the step with its rules, over a pool without processes."""
    names = {name: value for name, value in vars(ours).items() if name.isupper()}
    run = SimpleNamespace(configs={})
    crawler: Any = SimpleNamespace(
        settings=Settings(names | {"SITE_RULES": rules, "SITE_MEMORY": "off"}), get_extension=lambda _: run
    )
    crawler.settings.set("STATS_DUMP", value=False)
    crawler.stats = MemoryStatsCollector(crawler)
    step = ExtractPipeline.from_crawler(crawler)
    step.close_spider()
    pool = Pool()
    step._pool = pool  # type: ignore[assignment]
    return step, pool, crawler.stats


def extract(step: ExtractPipeline, url: str) -> dict[str, Any]:
    """Return the record of the page under an address."""
    page = FetchedPage(candidate(1), url, 200, {"content-type": "text/html"}, PAGE, fetched_at="now")
    record: dict[str, Any] = asyncio.run(step.process_item(page))
    return record


def test_a_page_is_read_by_its_sites_rule(tmp_path: Path) -> None:
    (tmp_path / "lake.example.toml").write_text(RULE, encoding="utf-8")
    step, pool, stats = pipeline(f" {tmp_path} ,")
    record = extract(step, "https://lake.example/ferry")

    assert pool.jobs[0].site_rules == (str(tmp_path),)
    assert "captain" not in record["text"]
    assert "site/lake.example/dues" in {removed["rule"] for removed in record["extraction"]["removed"]}
    assert "captain" in extract(step, "https://hill.example/ferry")["text"]
    assert stats.get_value("newsspider/extract/site_rule_failed") is None


def test_a_rule_that_fails_is_counted_for_each_page_and_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "lake.example.toml").write_text(f'body = "div.of-last-year"\n{RULE}', encoding="utf-8")
    step, _, stats = pipeline(str(tmp_path))
    with caplog.at_level(logging.WARNING):
        records = [extract(step, f"https://lake.example/{number}") for number in range(3)]

    told = "lake.example.toml: body finds nothing"
    assert {record["extraction"]["evidence"]["site_rule"] for record in records} == {told}
    assert stats.get_value("newsspider/extract/site_rule_failed") == 3
    assert [record.getMessage() for record in caplog.records] == [f"site rule {told}, first on https://lake.example/0"]


def test_rules_that_cannot_be_used_end_a_run_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / "lake.example.toml").write_text("body = 1", encoding="utf-8")
    names = {name: value for name, value in vars(ours).items() if name.isupper()}
    with pytest.raises(UsageError, match=r"SITE_RULES: .*lake\.example\.toml"):
        prepare_settings(Settings(names | {"SITE_RULES": str(tmp_path)}))
