"""Step 100: a fetched page becomes a record, in a worker process."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter

from newsspider import clock
from newsspider.core.urls import host_of, site_of
from newsspider.extensions.run import RunExtension
from newsspider.health.memory import note_worker_peak
from newsspider.items import (
    CANDIDATE_KEY,
    FETCHED_KEY,
    LEARNED_KEY,
    PAGES_KEY,
    VARIANTS_KEY,
    FetchedPage,
    PageDropped,
    PageFailed,
)
from newsspider.pipelines.complete import complete_record
from newsspider.pipelines.further import join_pages
from newsspider.printable import printable
from newsspider.rules.sites import rule_directories
from newsspider.store.frontier import LISTS_PAGES, Candidate
from newsspider.store.kept import KeptPage
from newsspider.store.listings import Visit
from newsspider.store.memory import Learned, memory_site
from newsspider.workers.job import PageJob, PageResult
from newsspider.workers.pool import ExtractFailed, ExtractPool

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsspider.core.discover import Link
    from newsspider.core.listed import Listed
    from newsspider.core.sitememory import MemoryView
    from newsspider.sources.config import Source

logger = logging.getLogger(__name__)


class ExtractPipeline:
    """Runs stages 3 to 5 on every `FetchedPage`; other items pass through untouched."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        settings = crawler.settings
        self._max_depth = settings.getint("MAX_DEPTH")
        self._max_entry_age_days = settings.getint("MAX_ENTRY_AGE_DAYS")
        self._with_removed_text = settings.getbool("REMOVED_TEXT")
        self._keeps_pages = settings.getint("KEEP_PAGES") > 0
        self._keeps_failed = settings.getint("FAILED_PAGES_MIB") > 0
        self._site_rules = rule_directories(settings.getlist("SITE_RULES"))
        self._remembers = settings["SITE_MEMORY"] == "on"
        self._failing_rules: set[str] = set()
        self._pool = ExtractPool(
            workers=max(1, settings.getint("EXTRACT_WORKERS")),
            seconds=settings.getfloat("EXTRACT_TIMEOUT_SECONDS"),
            memory_mib=settings.getint("EXTRACT_MEMORY_MIB"),
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the EXTRACT_ settings, MAX_DEPTH, REMOVED_TEXT and SITE_RULES."""
        return cls(crawler)

    def close_spider(self) -> None:
        """End the worker processes."""
        note_worker_peak(self._crawler.stats)
        self._pool.close()

    async def process_item(self, item: Any) -> Any:
        """Return the page's record.

        Raises:
            PageFailed: the page couldn't be read.
            PageDropped: it holds no article; the links of a section page come with it.
        """
        if not isinstance(item, FetchedPage):
            return item
        adapter = ItemAdapter(item)
        job = PageJob(
            adapter["url"],
            adapter["body"],
            adapter["text"],
            adapter["headers"],
            self._with_removed_text,
            item.candidate.site,
            item.maybe_listing,
            self._oldest(),
            self._site_rules,
            memory=self._memory_for(item),
        )
        try:
            result = await self._pool.read(job)
        except ExtractFailed as exc:
            raise PageFailed(exc.reason, exc.detail) from exc
        finally:
            if item.replayed is not None:
                await item.replayed.turn.wait()
        if item.replayed is not None and item.replayed.first_pass:
            self._crawler.spider.learn(item, result)  # type: ignore[union-attr]
        if result.verdict is not None:
            links = self._candidates(result.links, item.candidate) + self._listed(result.listed, item.candidate)
            raise PageDropped(result.verdict, result.detail, links, _visit(item.headers, result))
        self._report_rule(result.record, item.url)
        record = result.record
        kept = [KeptPage.of(item.url, job.body, job.text, item.headers)] if self._keeps_pages else []
        if (result.next_page or result.single_page) and item.candidate.kind != "replay":
            meta = RunExtension.of(self._crawler).browser_meta(item.candidate)
            read = partial(self._read_further, job, kept)
            record = await join_pages(self._crawler, item.url, result, read, meta)
        learned = None
        if result.look is not None:
            holds = item.replayed is None or not item.replayed.second_pass
            learned = Learned(memory_site(item.url), result.look, result.plain_hash, holds=holds)
        fetched = item if self._keeps_failed and item.replayed is None else None
        carried = {PAGES_KEY: kept, FETCHED_KEY: fetched, VARIANTS_KEY: result.variants, LEARNED_KEY: learned}
        return {**self._record(item, record), **{key: value for key, value in carried.items() if value}}

    def _memory_for(self, page: FetchedPage) -> MemoryView | None:
        """Return what the page's site repeats, None where the memory is off."""
        if not self._remembers or page.maybe_listing:
            return None
        if page.replayed is not None:
            return page.replayed.memory
        return RunExtension.of(self._crawler).store.memories.view(memory_site(page.url))

    async def _read_further(self, first: PageJob, kept: list[KeptPage], response: Response) -> PageResult:
        """Read another page of the same article; where its first is kept, so is this one."""
        headers = {"content-type": (response.headers.get(b"Content-Type") or b"").decode("latin-1")}
        if kept:
            kept.append(KeptPage.of(response.url, response.body, None, headers))
        return await self._pool.read(replace(first, url=response.url, body=response.body, headers=headers))

    def _report_rule(self, record: dict[str, Any], url: str) -> None:
        """Count an article on which its site's rule fails; log it once for each rule."""
        note: str | None = record["extraction"].get("evidence", {}).get("site_rule")
        if note is None:
            return
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value("newsspider/extract/site_rule_failed")
        rule = note.partition(":")[0]
        if rule not in self._failing_rules:
            self._failing_rules.add(rule)
            logger.warning("site rule %s, first on %s", printable(note), printable(url))

    def _record(self, page: FetchedPage, record: dict[str, Any]) -> dict[str, Any]:
        """Return the extracted record with what only the crawl knows."""
        candidate, found = page.candidate, page.candidate.discovery
        known = {
            "requested_url": candidate.url,
            "url": page.url,
            "status": page.status,
            "fetched_at": page.fetched_at,
            "discovery": {key: found.get(key, value) for key, value in record["discovery"].items()},
            "title": record["title"] or page.title,
        }
        if page.rendered:
            evidence = {**record["extraction"]["evidence"], "rendered": "built by a browser (js = true)"}
            known["extraction"] = {**record["extraction"], "evidence": evidence}
        if page.replayed is not None and page.replayed.second_pass:
            known["extraction"] = {**record["extraction"], "pass": 2}
        source = self._run_configs().get(candidate.source)
        return {**complete_record({**record, **known}, found, source), CANDIDATE_KEY: candidate}

    def _run_configs(self) -> dict[str, Source]:
        """Return what sources.toml says of the run's sources."""
        return RunExtension.of(self._crawler).configs

    def _oldest(self) -> str | None:
        """Return the earliest date of an entry that is listed."""
        days = self._max_entry_age_days
        return (clock.utc_moment() - timedelta(days=days)).date().isoformat() if days else None

    def _listed(self, pages: tuple[Listed, ...], parent: Candidate) -> tuple[Candidate, ...]:
        """Return the pages of a feed or sitemap as candidates."""
        depth = parent.depth + 1
        if depth > self._max_depth or parent.kind == "replay":
            return ()
        return tuple(
            Candidate(
                page.url,
                host_of(page.url),
                parent.site if page.kind == "elsewhere" else site_of(page.url),
                page.kind,
                depth,
                parent.source,
                page.discovery,
            )
            for page in pages
        )

    def _candidates(self, links: tuple[Link, ...], parent: Candidate) -> tuple[Candidate, ...]:
        """Return the links as candidates, one step further from the given URL; none beyond MAX_DEPTH."""
        depth = parent.depth + 1
        if depth > self._max_depth or parent.kind == "replay":
            return ()
        return tuple(
            Candidate(
                link.url,
                host_of(link.url),
                site_of(link.url),
                link.kind,
                depth,
                parent.source,
                {"type": "section", "url": parent.url, "title": link.text or None},
            )
            for link in links
        )


def _visit(headers: dict[str, str], result: PageResult) -> Visit | None:
    """Return what to remember of a page that lists others; None for any other page."""
    if result.verdict not in LISTS_PAGES:
        return None
    return Visit(headers.get("etag"), headers.get("last-modified"), result.asked)
