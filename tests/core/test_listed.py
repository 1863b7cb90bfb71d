"""Which entries of a listing are pages to fetch."""

from __future__ import annotations

import pytest

from newsspider.core.feeds.model import Child, Entry, Listing
from newsspider.core.listed import MAX_CHILDREN, listed_pages

FEED = "https://www.lakepost.example/feed"
SITE = "lakepost.example"


def entry(url: str, **said: str) -> Entry:
    return Entry(url=url, kind="feed", **said)  # type: ignore[arg-type]


def test_what_an_entry_says_goes_with_its_page() -> None:
    said = {"title": "Ferry back", "date": "2026-03-01T08:00:00+01:00", "language": "en", "section": "Harbour"}
    (page,), old = listed_pages(Listing("rss", (entry("https://www.lakepost.example/1", **said),)), FEED, SITE)
    assert (page.url, page.kind, old) == ("https://www.lakepost.example/1", "article", 0)
    assert page.discovery == {"type": "feed", "url": FEED, **said}


def test_pages_of_other_sites_are_told_apart() -> None:
    listing = Listing(
        "rss", (*(entry(f"https://www.lakepost.example/{n}") for n in range(3)), entry("https://ads.com/x"))
    )
    pages, _ = listed_pages(listing, FEED, SITE)
    assert [page.kind for page in pages] == ["article"] * 3 + ["elsewhere"]


def test_a_feed_that_stands_elsewhere_belongs_to_the_site_of_its_entries() -> None:
    listing = Listing("rss", (*(entry(f"https://lakepost.example/{n}") for n in range(3)), entry("https://ads.com/x")))
    pages, _ = listed_pages(listing, "https://feeds.example.org/lake", "example.org")
    assert [page.kind for page in pages] == ["article"] * 3 + ["elsewhere"]


def test_entries_before_the_oldest_day_are_left_out() -> None:
    dated = [entry(f"https://{SITE}/{day}", date=f"2026-02-{day:02}") for day in (1, 2, 3)]
    updated = entry(f"https://{SITE}/u", date="2026-01-01", modified="2026-02-09T00:00:00Z")
    pages, old = listed_pages(
        Listing("sitemap", (*dated, updated, entry(f"https://{SITE}/n"))), FEED, SITE, "2026-02-02"
    )
    assert [page.url[-1] for page in pages] == ["2", "3", "u", "n"]
    assert old == 1


def test_an_index_gives_its_latest_sitemaps() -> None:
    days = [f"2025-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    children = tuple(Child(f"https://{SITE}/{day}.xml", day) for day in days)
    pages, old = listed_pages(Listing("sitemap_index", children=children), FEED, SITE)
    assert [page.url for page in pages] == [f"https://{SITE}/{day}.xml" for day in reversed(days)][:MAX_CHILDREN]
    assert {page.kind for page in pages} == {"listing"}
    assert listed_pages(Listing("sitemap_index", children=children), FEED, SITE, "2025-12-28")[1] == len(days) - 1
    assert old == 0


@pytest.mark.parametrize(
    ("modified", "believed"),
    [
        (["2026-03-01T08:00:01Z", "2026-03-01T08:00:02Z", "2026-03-01T08:00:59Z"], False),
        (["2026-03-01T08:00:00Z", "2026-03-01T08:00:00Z", "2026-02-28T08:00:00Z"], True),
        (["2026-03-01T08:00:00Z", "2026-03-01T08:00:00Z", None], True),
        (["2026-03-01T08:00:00Z", "2026-03-01T08:00:00Z"], True),
        (["2026-03-01", "2026-03-01", "2026-03-01"], True),
    ],
    ids=["all-at-once", "one-earlier", "one-unknown", "two", "days"],
)
def test_a_listing_that_names_one_moment_for_all_is_not_believed(modified: list[str | None], believed: bool) -> None:
    entries = tuple(
        Entry(f"https://{SITE}/{number}", "sitemap", modified=said) for number, said in enumerate(modified)
    )
    pages, _ = listed_pages(Listing("sitemap", entries), FEED, SITE)
    assert [page.discovery.get("modified") for page in pages] == (modified if believed else [None] * len(modified))
