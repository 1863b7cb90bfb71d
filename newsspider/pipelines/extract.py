"""Step 100: a fetched page becomes a record, in a worker process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter

from newsspider.core.urls import host_of, site_of
from newsspider.items import CANDIDATE_KEY, FetchedPage, PageDropped, PageFailed
from newsspider.store.frontier import Candidate
from newsspider.workers.job import PageJob
from newsspider.workers.pool import ExtractFailed, ExtractPool

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from newsspider.core.discover import Link


class ExtractPipeline:
    """Runs stages 3 to 5 on every `FetchedPage`; other items pass through untouched."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        settings = crawler.settings
        self._max_depth = settings.getint("MAX_DEPTH")
        self._with_removed_text = settings.getbool("REMOVED_TEXT")
        self._pool = ExtractPool(
            workers=max(1, settings.getint("EXTRACT_WORKERS")),
            seconds=settings.getfloat("EXTRACT_TIMEOUT_SECONDS"),
            memory_mib=settings.getint("EXTRACT_MEMORY_MIB"),
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the EXTRACT_ settings, MAX_DEPTH and REMOVED_TEXT."""
        return cls(crawler)

    def close_spider(self) -> None:
        """End the worker processes."""
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
        job = PageJob(adapter["url"], adapter["body"], adapter["text"], adapter["headers"], self._with_removed_text)
        try:
            result = await self._pool.read(job)
        except ExtractFailed as exc:
            raise PageFailed(exc.reason, exc.detail) from exc
        if result.verdict is not None:
            raise PageDropped(result.verdict, links=self._candidates(result.links, item.candidate))
        return self._record(item, result.record)

    def _record(self, page: FetchedPage, record: dict[str, Any]) -> dict[str, Any]:
        """Return the extracted record with what only the crawl knows."""
        candidate = page.candidate
        known = {
            "requested_url": candidate.url,
            "url": page.url,
            "status": page.status,
            "fetched_at": page.fetched_at,
            "discovery": {**record["discovery"], **candidate.discovery},
            "title": record["title"] or page.title,
        }
        return {**record, **known, CANDIDATE_KEY: candidate}

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
