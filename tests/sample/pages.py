"""Look at the newsroom's answers the way a test does: decoded, as text, with all white space folded."""

from __future__ import annotations

import gzip
import html
import re
from functools import cache
from typing import TYPE_CHECKING

from newsspider.sample.newsroom import Newsroom, load

if TYPE_CHECKING:
    from datetime import datetime

    from newsspider.sample.model import Page, Response, Version

NEWSROOM = load()
PORT = 8800


def every_version(newsroom: Newsroom = NEWSROOM) -> list[tuple[Page, Version]]:
    """Return every version of every page, with its page."""
    return [(page, version) for site in newsroom.sites for page in site.pages for version in page.versions]


def every_story_version(newsroom: Newsroom = NEWSROOM) -> list[tuple[Page, Version]]:
    """Return every version of every page that must yield an article."""
    return [(page, version) for page, version in every_version(newsroom) if version.expected.kind == "article"]


def name_of(value: object) -> str:
    """Name a page or version in a test's id."""
    return getattr(value, "slug", "") or str(getattr(value, "since", ""))[:16]


def html_of(response: Response, encoding: str = "utf-8") -> str:
    """Return the page's HTML, unpacked and decoded."""
    body = gzip.decompress(response.body) if response.headers.get("Content-Encoding") == "gzip" else response.body
    return body.decode(encoding)


@cache
def _rendered(host: str, path: str, since: datetime, encoding: str) -> str:
    return html_of(NEWSROOM.render(host, path, since, PORT), encoding)


def page_html(page: Page, version: Version) -> str:
    """Return a page's HTML at the moment from which a version stands."""
    site = NEWSROOM.site(page.host)
    assert site is not None
    return _rendered(page.host, page.path, version.since, page.encoding or site.encoding)


def visible_text(source: str) -> str:
    """Return what a reader sees of the HTML, without any white space, which inline elements may add or swallow."""
    source = re.sub(r"(?s)<(script|style)\b.*?</\1>|<head>.*?</head>", " ", source)
    return folded(html.unescape(re.sub(r"<[^>]+>", " ", source)))


def folded(text: str) -> str:
    """Return the text without white space."""
    return re.sub(r"\s+", "", text)
