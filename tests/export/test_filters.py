"""Filters leave out what they name, by what the record says."""

from __future__ import annotations

from typing import Any

import pytest

from newsspider.export.filters import Filters, is_reserved
from tests.export.support import a_record


@pytest.mark.parametrize(
    ("filters", "change", "refusal"),
    [
        (Filters(), {}, None),
        (Filters(since="2026-03-10", until="2026-03-10"), {}, None),
        (Filters(since="2026-03-11"), {}, "date"),
        (Filters(until="2026-03-09"), {}, "date"),
        (Filters(since="2026-03-11", by="fetched"), {}, None),
        (Filters(since="2026-03-01"), {"date_published": None}, "date"),
        (Filters(since="2026-03-01"), {"date_published": "2026-03-05"}, None),
        (Filters(sources=("paper.example",)), {}, None),
        (Filters(sources=("www.paper.example",)), {}, None),
        (Filters(sources=("aper.example",)), {}, "source"),
        (Filters(sources=("example.org", "paper.example")), {}, None),
        (Filters(sources=("news.localhost",)), {"url": "http://news.localhost:8800/1", "domain": None}, None),
        (Filters(sources=("a.example",)), {"url": "http://[bad", "domain": None}, "source"),
        (Filters(languages=("en",)), {}, None),
        (Filters(languages=("en-gb",)), {}, None),
        (Filters(languages=("en-us", "de")), {}, "language"),
        (Filters(languages=("e",)), {}, "language"),
        (Filters(agencies=("associated press",)), {"agency": "Associated Press"}, None),
        (Filters(agencies=("any",)), {}, "agency"),
        (Filters(agencies=("none",)), {}, None),
        (Filters(agencies=("none",)), {"agency": "Reuters"}, "agency"),
        (Filters(copies=False), {"dedup": {"relation": "copy"}}, "copies"),
        (Filters(copies=False), {"dedup": {"relation": "version"}}, None),
        (Filters(rights="unreserved"), {}, None),
        (Filters(rights="unreserved"), {"rights": {"tdm_reservation": True}}, "rights"),
        (Filters(rights="reserved"), {"rights": {"meta_robots": "noai, noindex"}}, None),
        (Filters(rights="reserved"), {"rights": {"robots_ai": "training"}}, None),
        (Filters(rights="reserved"), {"rights": {"meta_robots": "noarchive"}}, "rights"),
    ],
)
def test_a_filter(filters: Filters, change: dict[str, Any], refusal: str | None) -> None:
    assert filters.refusal(a_record(1, "text", **change)) == refusal


@pytest.mark.parametrize("rights", [None, 3, {}, {"meta_robots": 7, "robots_ai": []}])
def test_rights_that_are_not_ours_reserve_nothing(rights: Any) -> None:
    assert not is_reserved({"rights": rights})
