"""The peer of benchmarks/crawl_speed.py: Scrapy and trafilatura glued together, as people do today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import scrapy
import trafilatura

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response


class NaiveSpider(scrapy.Spider):
    """Extracts in the callback, hence in the reactor thread."""

    name = "naive"

    async def start(self) -> AsyncIterator[Any]:
        """Ask for all URLs."""
        for url in self.urls.split(" "):  # type: ignore[attr-defined]
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """Extract right here."""
        document: Any = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        if document:
            yield {"url": response.url, "title": document.title, "text": document.text, "date": document.date}
