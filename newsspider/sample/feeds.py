"""A site's feeds as they stand at a moment: RSS 2.0, Atom and JSON Feed, the last N stories of each."""

from __future__ import annotations

import json
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from newsspider.sample.dates import iso

if TYPE_CHECKING:
    from datetime import datetime

    from newsspider.sample.model import FeedSettings, Page, Site, Version

CONTENT_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


def feed_pages(site: Site, feed: FeedSettings, moment: datetime) -> list[Page]:
    """Return the stories that a feed lists at the moment, newest first."""
    pages = [page for page in site.pages if page.is_story and page.is_up(moment)]
    if feed.section is not None:
        pages = [page for page in pages if feed.section in page.sections]
    return sorted(pages, key=lambda page: (page.published, page.slug), reverse=True)[: feed.last]


def last_change(pages: list[Page], moment: datetime) -> datetime | None:
    """Return when one of the pages last changed, or None for no pages."""
    return max((page.version_at(moment).since for page in pages), default=None)


def feed_body(site: Site, feed: FeedSettings, moment: datetime, origin: str) -> str:
    """Print a feed."""
    items = [(page, page.version_at(moment)) for page in feed_pages(site, feed, moment)]
    if feed.kind == "json":
        return _json_feed(site, feed, items, origin)
    return _rss(site, feed, items, origin) if feed.kind == "rss" else _atom(site, feed, items, origin)


def _text(version: Version, key: str) -> str:
    value = version.values.get(key, "")
    return value if isinstance(value, str) else ", ".join(value)


def _authors(version: Version) -> list[str]:
    return list(version.head.get("authors", []))


def _rss(site: Site, feed: FeedSettings, items: list[tuple[Page, Version]], origin: str) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">',
        f"<channel><title>{escape(site.name)}</title><link>{origin}/</link>",
        f"<description>{escape(site.name)}</description><language>{site.language}</language>",
        f'<atom:link href="{origin}{feed.path}" rel="self" type="application/rss+xml"/>',
    ]
    for page, version in items:
        lines.append(
            f"<item><title>{escape(_text(version, 'title'))}</title><link>{escape(origin + page.path)}</link>"
        )
        lines.append(f'<guid isPermaLink="false">{page.host}:{page.slug}</guid>')
        lines.append(f"<pubDate>{format_datetime(page.published.astimezone(site.zone))}</pubDate>")
        if _text(version, "standfirst"):
            lines.append(f"<description>{escape(_text(version, 'standfirst'))}</description>")
        lines += [f"<dc:creator>{escape(author)}</dc:creator>" for author in _authors(version)]
        lines += [f"<category>{escape(name)}</category>" for name in page.sections]
        lines.append("</item>")
    return "\n".join([*lines, "</channel></rss>"])


def _atom(site: Site, feed: FeedSettings, items: list[tuple[Page, Version]], origin: str) -> str:
    newest = max((version.since for _, version in items), default=None)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{site.language}"><title>{escape(site.name)}</title>',
        f'<id>{origin}{feed.path}</id><link rel="self" href="{origin}{feed.path}"/><link href="{origin}/"/>',
        f"<updated>{iso(newest, site.zone) if newest else '2026-03-02T00:00:00Z'}</updated>",
    ]
    for page, version in items:
        lines.append(
            f"<entry><title>{escape(_text(version, 'title'))}</title><id>tag:{page.host},2026:{page.slug}</id>"
        )
        lines.append(f'<link rel="alternate" type="text/html" href="{escape(origin + page.path)}"/>')
        lines.append(f"<published>{iso(page.published, site.zone)}</published>")
        lines.append(f"<updated>{iso(version.since, site.zone)}</updated>")
        names = _authors(version) or [site.name]
        lines += [f"<author><name>{escape(name)}</name></author>" for name in names]
        if _text(version, "standfirst"):
            lines.append(f"<summary>{escape(_text(version, 'standfirst'))}</summary>")
        lines += [f'<category term="{escape(name)}"/>' for name in page.sections]
        lines.append("</entry>")
    return "\n".join([*lines, "</feed>"])


def _json_feed(site: Site, feed: FeedSettings, items: list[tuple[Page, Version]], origin: str) -> str:
    entries = [
        {
            "id": f"{page.host}/{page.slug}",
            "url": origin + page.path,
            "title": _text(version, "title"),
            "summary": _text(version, "standfirst"),
            "date_published": iso(page.published, site.zone),
            "date_modified": iso(version.since, site.zone),
            "authors": [{"name": name} for name in _authors(version)],
            "tags": list(page.sections),
        }
        for page, version in items
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": site.name, "language": site.language}
    links = {"home_page_url": f"{origin}/", "feed_url": origin + feed.path}
    return json.dumps(head | links | {"items": entries}, ensure_ascii=False, indent=1)
