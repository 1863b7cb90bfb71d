from __future__ import annotations

import json
from typing import Any

import pytest

from newsspider.core.feeds.model import Entry, Listing
from newsspider.core.feeds.read import read_listing
from tests.core.feeds.writing import FEED, SITE

VERSION = "https://jsonfeed.org/version/1.1"


def read(*items: Any, **head: Any) -> Listing:
    found = read_listing(json.dumps({"version": VERSION, "title": "Lake Post", **head, "items": items}).encode(), FEED)
    assert found is not None
    return found


def test_every_field_of_an_item_is_kept() -> None:
    found = read(
        {
            "id": "lp-1", "url": "/1", "title": "Pier &amp; lake", "content_html": "<p>No</p>", "summary": "Soon",
            "date_published": "2026-03-03T08:00:00+01:00", "date_modified": "2026-03-03T09:00:00Z", "tags": ["Town", 3],
            "authors": [{"name": "Ada Birk"}, "x"], "author": {"name": "Tom Oar"}, "language": "fr", "image": "/p.png",
        },
        language="de-AT", next_url="/feed.json?p=2", hubs=[{"type": "WebSub", "url": "https://hub.example/"}],
        home_page_url=SITE,
    )  # fmt: skip

    assert (found.kind, found.title, found.language, found.link) == ("json_feed", "Lake Post", "de", f"{SITE}/")
    assert (found.next_page, found.hub) == (f"{SITE}/feed.json?p=2", "https://hub.example/")
    assert found.entries == (
        Entry(
            url=f"{SITE}/1",
            kind="feed",
            title="Pier & lake",
            date="2026-03-03T08:00:00+01:00",
            modified="2026-03-03T09:00:00Z",
            language="fr",
            categories=("Town",),
            authors=("Ada Birk", "Tom Oar"),
            description="Soon",
            guid="lp-1",
            image=f"{SITE}/p.png",
        ),
    )


def test_items_of_wrong_types_cost_only_themselves() -> None:
    found = read(3, None, {"url": 5}, {"url": ["x"]}, {"id": f"{SITE}/1", "title": ["x"], "authors": 3, "tags": "a"})

    assert [entry.url for entry in found.entries] == [f"{SITE}/1"]
    assert found.flaws == {"broken_entry": 2, "entry_without_url": 2}


def test_a_broken_item_costs_no_other_and_a_cut_one_is_left_out() -> None:
    items = ['{"url": "/1"}', '{"url": "/2",, }', '{"url": "/3"}', '{"url": "/4-an']
    text = f'{{"version": "{VERSION}", "title": "Lake Post", "items": [{", ".join(items)}'
    found = read_listing(text.encode(), FEED)

    assert found is not None
    assert (found.title, [entry.url for entry in found.entries]) == ("Lake Post", [f"{SITE}/1", f"{SITE}/3"])
    assert found.flaws["broken_entry"] == 1
    assert found.flaws["cut"] == 1


@pytest.mark.parametrize("date", ["soon", 5, None, "", {}], ids=repr)
def test_no_date_is_invented(date: object) -> None:
    assert read({"url": "/1", "date_published": date}).entries[0].date is None


def test_an_id_may_be_a_number() -> None:
    assert read({"id": 15, "url": "/1"}).entries[0].guid == "15"
