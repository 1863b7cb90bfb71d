"""Step 200: is the text new, a version, a copy, or there already?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.core.dedupe.exact import text_hash
from newsspider.core.urls import site_of
from newsspider.errors import UsageError
from newsspider.extensions.run import RunExtension
from newsspider.items import CANDIDATE_KEY, LEARNED_KEY, PageDropped, PageUnchanged, record_of
from newsspider.rules.metadata import bundled_metadata_rules
from newsspider.store.finished import finish_record

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

DECISION_KEY = "_decision"


class DedupePipeline:
    """Gives every record its id, version and relation; what is stored already goes no further."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._drop = crawler.settings["DUPLICATES"] == "drop"
        if crawler.settings["DUPLICATES"] not in ("mark", "drop"):
            raise UsageError(f"DUPLICATES is {crawler.settings['DUPLICATES']!r}; it must be mark or drop")
        RunExtension.of(crawler).store.archive.agencies = agency_names()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from DUPLICATES."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Return the record, identified.

        Raises:
            PageUnchanged: this URL's stored text is the same.
            PageDropped: the site has the same text under another URL, or another site has and DUPLICATES is drop,
                or the story has `MAX_VERSIONS` versions.
        """
        if not isinstance(item, dict) or CANDIDATE_KEY not in item:
            return item
        record = record_of(item)
        record["dedup"] = {**record["dedup"], "text_hash": text_hash(record["text"])}
        decision = RunExtension.of(self._crawler).decide(record, site_of(record["url"]), item.get(LEARNED_KEY))
        if decision.unchanged_id:
            raise PageUnchanged("unchanged", decision.unchanged_id)
        if decision.duplicate_of:
            raise PageDropped("duplicate_text", decision.duplicate_of)
        if decision.last_of:
            raise PageDropped("too_many_versions", decision.last_of)
        if decision.copy_of and self._drop:
            raise PageDropped("copy_of_other_site", decision.copy_of)
        return {**item, **finish_record(record, decision), DECISION_KEY: decision}


def agency_names() -> dict[str, set[str]]:
    """Return the names and codes of the agencies that come with the package, by the name that records give."""
    rules = bundled_metadata_rules()
    names: dict[str, set[str]] = {}
    for written, agency in (*rules.agency_codes.items(), *rules.agency_names.items()):
        names.setdefault(agency, set()).add(written)
    return names
