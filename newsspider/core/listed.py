"""Stage 1 of 8, discover: which of a feed's or sitemap's entries are pages of the site, and new enough to fetch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsspider.core.urls import site_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.feeds.model import Entry, Listing

MAX_CHILDREN = 100
"""Sitemaps read of one index, the latest first: archives have one for each day since the site began."""

# A feed that stands at another site than its stories names that site in most entries; advertisers have a few.
_HOME_SHARE = 0.5

# Many listings name the moment they are made, or the one when the site was last built, for all that they list.
_LEAST_ENTRIES_AT_ONCE = 3
_MINUTE_CHARS = len("2026-01-31T08:00")


@dataclass(frozen=True, slots=True)
class Listed:
    """A page that a listing names.

    ``kind`` is article, listing (a sitemap of an index), or elsewhere: another site's, sold or syndicated, which isn't
    fetched.
    """

    url: str
    kind: str
    discovery: dict[str, Any] = field(default_factory=dict)


def listed_pages(listing: Listing, url: str, site: str, oldest: str | None = None) -> tuple[tuple[Listed, ...], int]:
    """Return the pages that a listing names, and how many more are older than ``oldest``.

    Args:
        listing: as read.
        url: where it was found.
        site: whose source it is.
        oldest: a date in ISO 8601; entries with an earlier one are left out, those without any stay.
    """
    pages: list[Listed] = []
    children = sorted(listing.children, key=lambda child: child.modified or "", reverse=True)
    recent = [child for child in children if not _is_older(child.modified, oldest)]
    pages += [Listed(child.url, "listing", {"type": "sitemap", "url": url}) for child in recent[:MAX_CHILDREN]]
    sites = [site_of(entry.url) for entry in listing.entries]
    homes = _homes(sites, url, site)
    old = len(children) - len(recent)
    believed = not _names_one_moment(listing)
    for entry, its_site in zip(listing.entries, sites, strict=True):
        if _is_older(entry.modified or entry.date, oldest):
            old += 1
        else:
            kind = "article" if its_site in homes else "elsewhere"
            pages.append(Listed(entry.url, kind, _discovery(entry, url, dated=believed)))
    return tuple(pages), old


def _homes(sites: Sequence[str], url: str, site: str) -> set[str]:
    """Return the sites whose pages the listing is there for."""
    homes = {site, site_of(url)}
    if sites:
        most, count = Counter(sites).most_common(1)[0]
        if count > _HOME_SHARE * len(sites):
            homes.add(most)
    return homes


def _is_older(date: str | None, oldest: str | None) -> bool:
    """Compare by day: offsets move a date by less than the patience of anyone who sets a limit."""
    return bool(date and oldest and date[:10] < oldest[:10])


def _names_one_moment(listing: Listing) -> bool:
    """Tell whether all entries are said to be modified in the same minute, which says nothing of any of them."""
    if len(listing.entries) < _LEAST_ENTRIES_AT_ONCE:
        return False
    minutes = {(entry.modified or "")[:_MINUTE_CHARS] for entry in listing.entries}
    return len(minutes) == 1 and len(minutes.pop()) == _MINUTE_CHARS


def _discovery(entry: Entry, url: str, *, dated: bool) -> dict[str, Any]:
    said = {
        "type": entry.kind,
        "url": url,
        "title": entry.title,
        "date": entry.date,
        "modified": entry.modified if dated else None,
        "language": entry.language,
        "section": entry.section or (entry.categories[0] if len(entry.categories) == 1 else None),
    }
    return {key: value for key, value in said.items() if value}
