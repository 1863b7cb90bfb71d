"""One page, fetched once and as politely as a crawl fetches it; nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider

from newsspider.spiders.news import KEPT_HEADERS, header, looks_like_html
from newsspider.spiders.outcomes import outcome_of, outcome_of_status
from newsspider.spiders.unstored import UNSTORED
from newsspider.store.kept import KeptPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from twisted.python.failure import Failure


class InspectSpider(Spider):
    """Fetches one page; ``page`` is there when it closes, or ``cause`` says why not."""

    name = "inspect"
    custom_settings: dict[str, Any] | None = UNSTORED

    def __init__(self, url: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url = url
        self.page: KeptPage | None = None
        self.status: int | None = None
        self.cause: str | None = "not fetched"

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the page."""
        yield Request(self.url, self.fetched, errback=self.not_fetched, dont_filter=True)

    def fetched(self, response: Response) -> None:
        """Take the page, or say what came instead."""
        self.status = response.status
        headers = {name: value for name in KEPT_HEADERS if (value := header(response, name))}
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if not 200 <= response.status < 300:
            outcome = outcome_of_status(response)
            self.cause = outcome.reason
        elif not looks_like_html(response.body, kind):
            self.cause = f"not_html: {kind or 'no Content-Type'}"
        else:
            self.page, self.cause = KeptPage(response.url, response.body, "bytes", headers), None

    def not_fetched(self, failure: Failure) -> None:
        """Say why it couldn't be had."""
        error: Any = failure.value
        outcome = outcome_of(error, self.url)
        self.cause = f"{outcome.reason}: {outcome.detail}" if outcome.detail else outcome.reason
