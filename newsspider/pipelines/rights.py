"""Step 150: what the site reserves goes into the record, and RIGHTS_POLICY decides what a reservation does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.errors import UsageError
from newsspider.extensions.rights import RightsExtension
from newsspider.items import CANDIDATE_KEY, PageDropped

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

POLICIES = ("record", "flag", "drop")
# Directives of meta robots and X-Robots-Tag against use by AI; noimageai is about pictures, noarchive about copies.
_AGAINST_AI = frozenset(("noai",))
_TRAINING = "training"


class RightsPipeline:
    """Adds what robots.txt and tdmrep.json say to a record; other items pass through untouched."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._policy = crawler.settings["RIGHTS_POLICY"]
        if self._policy not in POLICIES:
            raise UsageError(f"RIGHTS_POLICY is {self._policy!r}; it must be one of {', '.join(POLICIES)}")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from RIGHTS_POLICY."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Return the record with its site's signals.

        Raises:
            PageDropped: the page is reserved, and RIGHTS_POLICY is drop.
        """
        if not isinstance(item, dict) or CANDIDATE_KEY not in item:
            return item
        record = {**item, "rights": {**item["rights"]}, "extraction": {**item["extraction"]}}
        for key in ("origins", "evidence"):
            record["extraction"][key] = {**record["extraction"][key]}
        site = self._crawler.get_extension(RightsExtension)
        if site is not None and item[CANDIDATE_KEY].kind != "replay":
            await _add_site(record, site)
        reserved = reservations(record)
        if reserved and self._policy == "drop":
            raise PageDropped("rights_reserved", "; ".join(reserved))
        if reserved and self._policy == "flag":
            record["extraction"]["evidence"]["rights_reserved"] = "; ".join(reserved)
        return record


async def _add_site(record: dict[str, Any], site: RightsExtension) -> None:
    """Add what the site says of the page: the page's own word goes before it."""
    rights, origins = record["rights"], record["extraction"]["origins"]
    evidence = record["extraction"]["evidence"]
    if (barred := site.barred_agents(record["url"])) is not None:
        agents, when = barred
        rights["robots_ai"] = ", ".join(sorted(agents)) or "none"
        origins["rights.robots_ai"] = f"robots.txt at {when}"
        if agents:
            evidence["robots_ai"] = "; ".join(f"{group}: {', '.join(names)}" for group, names in agents.items())
    if rights["tdm_reservation"] is None:
        rule, when = await site.reservation(record["url"])
        if rule is not None:
            rights["tdm_reservation"] = rule.reserved
            origins["rights.tdm_reservation"] = f"tdmrep.json at {when}"
            if rights["tdm_policy"] is None and rule.policy:
                rights["tdm_policy"] = rule.policy
                origins["rights.tdm_policy"] = f"tdmrep.json at {when}"


def reservations(record: dict[str, Any]) -> list[str]:
    """Return by which signals a page is reserved against use for AI."""
    rights, origins = record["rights"], record["extraction"]["origins"]
    found = []
    if rights["tdm_reservation"]:
        found.append(f"tdm-reservation ({origins.get('rights.tdm_reservation', 'stated')})")
    if _AGAINST_AI.intersection(
        word.strip().rpartition(":")[2].strip() for word in (rights["meta_robots"] or "").split(",")
    ):
        found.append(f"noai ({origins.get('rights.meta_robots', 'stated')})")
    if _TRAINING in (rights["robots_ai"] or ""):
        found.append("robots.txt bars agents that gather for training")
    return found
