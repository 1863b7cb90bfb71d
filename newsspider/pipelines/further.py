"""The further pages of an article that stands on several, fetched and joined to its record."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from newsspider.core.siterules.pages import MAX_PAGES, join_texts
from newsspider.core.urls import site_of
from newsspider.core.verdict import count_words
from newsspider.printable import printable
from newsspider.spiders.outcomes import FETCH_ERRORS, outcome_of
from newsspider.workers.pool import ExtractFailed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsspider.workers.job import PageResult

logger = logging.getLogger(__name__)

_FAILURES: tuple[type[Exception], ...] = (*FETCH_ERRORS, ExtractFailed)


async def join_pages(
    crawler: Crawler,
    url: str,
    first: PageResult,
    read: Callable[[Response], Awaitable[PageResult]],
    meta: Mapping[str, Any],
) -> dict[str, Any]:
    """Return an article's record with the text of all its pages.

    Where the site shows it whole on one page, that one's text counts. What can't be fetched leaves the text short:
    then ``truncated`` is true, and extraction.evidence says why. ``meta`` goes with each request.
    """
    record, texts, seen = first.record, [first.record["text"]], {url}
    removed = list(record["extraction"]["removed"])
    address, missing = first.single_page or first.next_page, None
    while address and address not in seen and len(texts) < MAX_PAGES:
        seen.add(address)
        try:
            response = await _fetched(crawler, address, meta)
            page = await read(response)
        except _FAILURES as exc:
            missing = f"{address}: {outcome_of(exc, address).reason}"
            logger.info("a further page of %s can't be had: %s", printable(url), printable(missing))
            break
        if page.verdict is not None or site_of(response.url) != site_of(url):
            missing = f"{address}: {page.verdict or 'left_the_site'}"
            break
        removed += page.record["extraction"]["removed"]
        if address == first.single_page:
            texts = [max(texts[0], page.record["text"], key=len)]
            break
        texts.append(page.record["text"])
        address = page.next_page
    text = join_texts(texts)
    evidence = {**record["extraction"]["evidence"], "pages": str(len(texts))}
    if missing is not None:
        evidence["truncated"] = f"page {len(texts) + 1} is missing, {missing}"[:300]
    extraction = {**record["extraction"], "removed": removed, "evidence": evidence}
    truncated = True if missing is not None else record["truncated"]
    return {**record, "text": text, "words": count_words(text), "truncated": truncated, "extraction": extraction}


async def _fetched(crawler: Crawler, address: str, meta: Mapping[str, Any]) -> Response:
    """Fetch through the downloader, so that addresses, robots.txt and the host's pace count.

    Raises:
        OSError: the answer isn't a page.
    """
    engine = crawler.engine
    assert engine
    response = await engine.download_async(Request(address, callback=NO_CALLBACK, meta=dict(meta), dont_filter=True))
    if response.status != 200:
        raise OSError(f"status {response.status}")
    return response
