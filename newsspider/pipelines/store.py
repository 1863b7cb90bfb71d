"""Step 300: the record and its URL's state, both or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.core.dedupe.exact import text_hash
from newsspider.core.urls import site_of
from newsspider.errors import StoreFailed
from newsspider.extensions.run import RunExtension
from newsspider.items import (
    CANDIDATE_KEY,
    LEARNED_KEY,
    PAGES_KEY,
    VARIANTS_KEY,
    PageDropped,
    PageLeftWaiting,
    PageUnchanged,
    record_of,
)
from newsspider.pipelines.dedupe import DECISION_KEY
from newsspider.store.finished import finish_record

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler


class StorePipeline:
    """Stores records; other items pass through."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build; the store itself is the run's."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Store a record and return it without the keys of the steps.

        Raises:
            PageLeftWaiting: nothing can be stored any more; the URL waits for the next run.
            PageUnchanged, PageDropped: a page stored since step 200 holds the same text.
        """
        if not isinstance(item, dict) or CANDIDATE_KEY not in item:
            return item
        run = RunExtension.of(self._crawler)
        record = record_of(item)
        site = site_of(record["url"])
        # A step between 200 and 300 may have changed the text, or waited while another page was stored: what holds
        # is this text, and what is stored now.
        record["dedup"] = {**record["dedup"], "text_hash": text_hash(record["text"])}
        decision = run.decide(record, site, item.get(LEARNED_KEY))
        if decision.unchanged_id:
            raise PageUnchanged("unchanged", decision.unchanged_id)
        if decision.duplicate_of:
            raise PageDropped("duplicate_text", decision.duplicate_of)
        if decision.last_of:
            raise PageDropped("too_many_versions", decision.last_of)
        if decision != item.get(DECISION_KEY):
            record = finish_record(record, decision)
        try:
            run.keep(record["id"], item.get(PAGES_KEY) or [])  # first: a record never points at a torn page
            known = item.get(VARIANTS_KEY, ()), item.get(LEARNED_KEY)
            run.put(item[CANDIDATE_KEY], record, decision, site, *known)
        except StoreFailed as exc:
            raise PageLeftWaiting(str(exc)) from exc
        return record
