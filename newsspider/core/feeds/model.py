"""Stage 1 of 8, discover: the entries of feeds and sitemaps as values, and what was wrong where they were read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_SITEMAP_ENTRIES = 50_000
"""Of one sitemap, as sitemaps.org has it."""

MAX_FEED_ENTRIES = 10_000
"""Of one feed: a hundred times what a large one lists."""

FLAWS = (
    "bad_date", "bad_url", "broken_entry", "cut", "duplicate_entry", "entities_declared", "entry_without_url", "gz_bomb",
    "gz_damaged", "relative_url", "too_large", "too_many_entries", "unbelieved_charset",
)  # fmt: skip
"""All that can be wrong: ``cut`` is an end that is missing, ``broken_entry`` one that needed mending or was lost."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed or sitemap says about one page; what it doesn't say is None or empty.

    ``url`` is in normal form. ``date`` and ``modified`` are ISO 8601 as the record has them: with the offset that is
    stated, else a bare date. ``kind`` is feed, news_sitemap or sitemap. ``language`` is the entry's own or the whole
    listing's, as a primary subtag. ``access`` is Subscription or Registration, from a news sitemap.
    """

    url: str
    kind: str
    title: str | None = None
    date: str | None = None
    modified: str | None = None
    language: str | None = None
    section: str | None = None
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    description: str | None = None
    guid: str | None = None
    image: str | None = None
    publication: str | None = None
    access: str | None = None
    genres: tuple[str, ...] = ()
    stock_tickers: tuple[str, ...] = ()
    geo_locations: str | None = None
    changefreq: str | None = None
    priority: float | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that an index names."""

    url: str
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A feed or sitemap that was read.

    ``kind`` is rss, atom, json_feed, sitemap, news_sitemap, sitemap_index or text_sitemap. ``flaws`` counts by the names
    in `FLAWS`. ``interval_seconds`` is how often the publisher asks to be visited, ``next_page`` where older entries
    are, ``hub`` where WebSub subscriptions go.
    """

    kind: str
    entries: tuple[Entry, ...] = ()
    children: tuple[Child, ...] = ()
    flaws: Mapping[str, int] = field(default_factory=dict)
    title: str | None = None
    language: str | None = None
    link: str | None = None
    interval_seconds: int | None = None
    next_page: str | None = None
    hub: str | None = None
