"""Keeps aside the pages that the extraction or a step failed on, until their URLs are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import signals

from newsspider.extensions.run import RunExtension
from newsspider.items import CANDIDATE_KEY, FETCHED_KEY, FetchedPage, PageFailed, PageUnchanged
from newsspider.store.failed import FailedPages

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

_MIB = 1024 * 1024
_PIPELINE_ERROR = "pipeline_error"


class FailedPagesExtension:
    """Hears of every page's end, as the run does. Feeds and sitemaps, and what is replayed, aren't kept aside."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.pages: FailedPages

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build, and listen to what becomes of the pages."""
        extension = cls(crawler)
        crawler.signals.connect(extension._opened, signal=signals.spider_opened)
        crawler.signals.connect(extension._scraped, signal=signals.item_scraped)
        crawler.signals.connect(extension._dropped, signal=signals.item_dropped)
        crawler.signals.connect(extension._broke, signal=signals.item_error)
        return extension

    def _opened(self) -> None:
        """Open the run's folder, within FAILED_PAGES_MIB."""
        folder = RunExtension.of(self._crawler).store.root / "failed"
        self.pages = FailedPages(folder, self._crawler.settings.getint("FAILED_PAGES_MIB") * _MIB)

    def _scraped(self, item: Any) -> None:
        if isinstance(item, dict):
            for url in {item.get("url"), item.get("requested_url")}:
                if isinstance(url, str):
                    self.pages.drop(url)

    def _dropped(self, item: Any, exception: BaseException) -> None:
        page = _page_of(item)
        if page is not None and isinstance(exception, PageFailed):
            self._keep(page, exception.reason, exception.detail)
        elif page is not None and isinstance(exception, PageUnchanged):
            self.pages.drop(page.url)

    def _broke(self, item: Any, failure: Failure) -> None:
        page = _page_of(item)
        if page is not None:
            self._keep(page, _PIPELINE_ERROR, f"{type(failure.value).__name__}: {failure.value}")

    def _keep(self, page: FetchedPage, reason: str, detail: str | None) -> None:
        if page.candidate.kind == "replay" or page.maybe_listing:
            return
        self.pages.put(
            page.url,
            page.body,
            reason,
            detail=(detail or "")[:300],
            fetched_at=page.fetched_at,
            status=page.status,
            headers=dict(page.headers),
        )


def _page_of(item: Any) -> FetchedPage | None:
    """Return the page as it was fetched: the item itself, or what its record carries."""
    if isinstance(item, FetchedPage):
        return item
    page = item.get(FETCHED_KEY) if isinstance(item, dict) and CANDIDATE_KEY in item else None
    return page if isinstance(page, FetchedPage) else None
