"""Small feeds and sitemaps for the tests, from the parts that a test is about."""

from __future__ import annotations

from newsspider.core.feeds.read import read_listing

SITE = "https://www.lakepost.example"
FEED = f"{SITE}/feed.xml"
NEWS_SPACE = "http://www.google.com/schemas/sitemap-news/0.9"
SITEMAP_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def rss(*items: str, head: str = "", root: str = 'version="2.0"', prolog: str = "") -> bytes:
    """Return an RSS feed of the items' inner markup."""
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f"{prolog}<rss {root}><channel><title>Lake Post</title>{head}{inner}</channel></rss>".encode()


def story(number: int, more: str = "") -> str:
    """Return the inner markup of an RSS item with a title and a link."""
    return f"<title>Story {number}</title><link>{SITE}/{number}</link>{more}"


def atom(*entries: str, head: str = "", root: str = 'xmlns="http://www.w3.org/2005/Atom"') -> bytes:
    """Return an Atom feed of the entries' inner markup."""
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f"<feed {root}><title>Lake Post</title>{head}{inner}</feed>".encode()


def urlset(*urls: str, root: str = f'xmlns="{SITEMAP_SPACE}" xmlns:news="{NEWS_SPACE}"', prolog: str = "") -> bytes:
    """Return a sitemap of the urls' inner markup."""
    inner = "".join(f"<url>{url}</url>" for url in urls)
    return f"{prolog}<urlset {root}>{inner}</urlset>".encode()


def urls_of(data: bytes, url: str = FEED, content_type: str | None = None) -> list[str]:
    """Return the paths that a listing names; whole URLs where they are another site's."""
    found = read_listing(data, url, content_type=content_type)
    assert found is not None
    return [entry.url.removeprefix(SITE) for entry in found.entries]
