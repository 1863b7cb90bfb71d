"""Step 150: a record carries what its site reserves, and RIGHTS_POLICY decides what that does."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from newsspider.core.metadata.tdmrep import Reservation
from newsspider.errors import UsageError
from newsspider.items import CANDIDATE_KEY, PageDropped
from newsspider.pipelines.rights import RightsPipeline

SEEN = "2026-11-22T05:00:00+00:00"


class Site:
    """Says what a test has it say."""

    def __init__(self, rule: Reservation | None = None, barred: dict[str, tuple[str, ...]] | None = None) -> None:
        self._rule = rule
        self._barred = barred
        self.asked = 0

    async def reservation(self, url: str) -> tuple[Reservation | None, str]:
        self.asked += 1
        return self._rule, SEEN

    def barred_agents(self, url: str) -> tuple[dict[str, tuple[str, ...]], str] | None:
        return None if self._barred is None else (self._barred, SEEN)


def record(kind: str = "article", **rights: Any) -> dict[str, Any]:
    known = {"tdm_reservation": None, "tdm_policy": None, "robots_ai": None, "meta_robots": None} | rights
    origins = {f"rights.{name}": "meta" for name, value in rights.items() if value}
    return {
        "url": "https://www.paper.example/news/1",
        "rights": known,
        "extraction": {"origins": origins, "evidence": {}},
        CANDIDATE_KEY: SimpleNamespace(kind=kind),
    }


def run(item: Any, site: Site | None = None, policy: str = "record") -> Any:
    crawler: Any = SimpleNamespace(settings={"RIGHTS_POLICY": policy}, get_extension=lambda kind: site)
    return asyncio.run(RightsPipeline.from_crawler(crawler).process_item(item))


def test_the_sites_file_fills_what_the_page_leaves_open() -> None:
    found = run(record(), Site(Reservation("/", reserved=True, policy="https://www.paper.example/p.json"), {}))
    assert found["rights"]["tdm_reservation"] is True
    assert found["rights"]["tdm_policy"] == "https://www.paper.example/p.json"
    assert found["rights"]["robots_ai"] == "none"
    assert found["extraction"]["origins"]["rights.tdm_reservation"] == f"tdmrep.json at {SEEN}"
    assert found["extraction"]["origins"]["rights.robots_ai"] == f"robots.txt at {SEEN}"


def test_the_pages_own_word_goes_first() -> None:
    site = Site(Reservation("/", reserved=True))
    found = run(record(tdm_reservation=False), site)
    assert found["rights"]["tdm_reservation"] is False
    assert site.asked == 0


def test_barred_agents_are_named() -> None:
    found = run(record(), Site(barred={"training": ("CCBot", "GPTBot"), "search": ("YouBot",)}))
    assert found["rights"]["robots_ai"] == "search, training"
    assert found["extraction"]["evidence"]["robots_ai"] == "training: CCBot, GPTBot; search: YouBot"


def test_replayed_pages_ask_nobody() -> None:
    site = Site(Reservation("/", reserved=True), {"training": ("CCBot",)})
    found = run(record("replay"), site)
    assert (found["rights"]["tdm_reservation"], found["rights"]["robots_ai"], site.asked) == (None, None, 0)


RESERVED = [
    pytest.param(record(tdm_reservation=True), None, "tdm-reservation (meta)", id="tdm"),
    pytest.param(record(meta_robots="index, noai"), None, "noai (meta)", id="noai"),
    pytest.param(record(meta_robots="otherbot: noai"), None, "noai (meta)", id="noai to one"),
    pytest.param(record(), Site(barred={"training": ("CCBot",)}), "robots.txt bars agents", id="robots"),
]


@pytest.mark.parametrize(("item", "site", "said"), RESERVED)
def test_a_reservation_is_noted_flagged_or_dropped(item: dict[str, Any], site: Site | None, said: str) -> None:
    assert "rights_reserved" not in run(item, site)["extraction"]["evidence"]
    assert said in run(item, site, "flag")["extraction"]["evidence"]["rights_reserved"]
    with pytest.raises(PageDropped) as dropped:
        run(item, site, "drop")
    assert dropped.value.reason == "rights_reserved"
    assert said in (dropped.value.detail or "")


@pytest.mark.parametrize("meta", [None, "index, follow", "noarchive", "noimageai"])
def test_what_is_no_reservation_stays(meta: str | None) -> None:
    item = record(meta_robots=meta, tdm_reservation=False)
    assert run(item, Site(barred={"search": ("YouBot",)}), "drop")["url"] == item["url"]


def test_the_given_record_is_left_as_it_was() -> None:
    item = record(tdm_reservation=True)
    run(item, Site(barred={"training": ("CCBot",)}), "flag")
    assert item == record(tdm_reservation=True) | {CANDIDATE_KEY: item[CANDIDATE_KEY]}


def test_items_of_others_pass_through() -> None:
    item = {"url": "x"}
    assert run(item) is item


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(UsageError, match="RIGHTS_POLICY"):
        run({}, policy="maybe")
