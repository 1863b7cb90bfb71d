"""When a listing is visited again, and with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.core.schedule import DAY, HOUR, MINUTE
from newsspider.store.listings import Listings, Visit
from newsspider.store.schema import open_state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEED = "https://www.paper.example/feed"
NOW = 1_770_000_000.0


@pytest.fixture
def listings(tmp_path: Path) -> Iterator[Listings]:
    db = open_state(tmp_path / "state.db")
    yield Listings(db)
    db.close()


def test_an_unknown_listing_is_due_and_asked_for_whole(listings: Listings) -> None:
    assert listings.is_due(FEED, NOW)
    assert listings.validators(FEED, NOW) == {}


def test_a_visited_one_rests_and_is_asked_whether_it_changed(listings: Listings) -> None:
    listings.visited(FEED, Visit('"v1"', "Sun, 01 Mar 2026 08:00:00 GMT"), changed=True, now=NOW)
    assert not listings.is_due(FEED, NOW + 5 * MINUTE)
    assert listings.is_due(FEED, NOW + 15 * MINUTE)
    assert listings.validators(FEED, NOW + HOUR) == {
        "If-None-Match": '"v1"',
        "If-Modified-Since": "Sun, 01 Mar 2026 08:00:00 GMT",
    }


def test_not_modified_keeps_the_validators_but_once_a_day_the_whole_is_asked_for(listings: Listings) -> None:
    listings.visited(FEED, Visit('"v1"'), changed=True, now=NOW)
    listings.visited(FEED, Visit(not_modified=True), changed=False, now=NOW + DAY - 1)
    assert listings.validators(FEED, NOW + DAY - 1) == {"If-None-Match": '"v1"'}
    assert listings.validators(FEED, NOW + DAY) == {}


def test_one_that_never_changes_is_visited_once_a_day_at_last(listings: Listings) -> None:
    now = NOW
    for _ in range(20):
        listings.visited(FEED, Visit(), changed=False, now=now)
        now += DAY
    assert not listings.is_due(FEED, now - DAY + 23 * HOUR)
    assert listings.is_due(FEED, now)


def test_a_publisher_may_ask_for_fewer_visits(listings: Listings) -> None:
    listings.visited(FEED, Visit(asked=7 * DAY), changed=True, now=NOW)
    assert not listings.is_due(FEED, NOW + 50 * MINUTE)
    assert listings.is_due(FEED, NOW + HOUR)
