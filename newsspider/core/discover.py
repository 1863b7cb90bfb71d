"""Stage 1 of 8, discover: the links of a section page, and which of them look like articles.

Decided by the form of the URL and the length of the link's text; `LinkRules` only names what is never news.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from newsspider.core.urls import normal_url, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsspider.core.page import Page

MAX_LINKS = 5_000  # of one page; the largest front page of the data sets has about 900

_DATE_IN_PATH = re.compile(r"/(19|20)\d\d[-/_]?(0?[1-9]|1[0-2])([-/_]?(0?[1-9]|[12]\d|3[01]))?(?=[-/_.])")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_SLUG_WORDS = 4  # words in a last segment from which it reads as a headline
_HEADLINE_WORDS = 5  # words in a link's text from which it reads as a headline
_HEADLINE_CHARS_CJK = 10
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_PAGINATION = re.compile(
    # a long number behind a single p is an article's
    r"(^|[/?&])((page|pagina|seite|pg|paged|offset|start)[=/-]?\d{1,6}|p[=/-]?\d{1,2})/?$",
    re.IGNORECASE,
)
_ID_PARAMETERS = frozenset({"id", "p", "aid", "nid", "sid", "story", "article", "newsid", "articleid", "item", "no"})


@dataclass(frozen=True, slots=True)
class LinkRules:
    """What is never news: path segments (lower case) and file endings (lower case, with the dot)."""

    utility_segments: frozenset[str] = frozenset()
    file_endings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another page of the site; ``kind`` is article, section or page (can't tell)."""

    url: str
    kind: str
    text: str = ""


def find_links(page: Page, rules: LinkRules | None = None) -> tuple[Link, ...]:
    """Return the links of a page that are worth fetching, in page order, each URL once.

    Same site only, in normal form; the page itself, utility pages and files are left out. Empty where the
    page's URL isn't known or isn't one. Links that aren't HTTP or can't be read are passed over.
    """
    own = normal_url(page.url) if page.url else None
    if own is None or page.url is None:
        return ()
    site = site_of(own)
    found: dict[str, Link] = {}
    for href, text in _anchors(page):
        url = normal_url(href, page.url)
        if url is None or url == own or url in found or site_of(url) != site:
            continue
        kind = link_kind(url, text, rules or LinkRules())
        if kind:
            found[url] = Link(url, kind, text[:300])
        if len(found) >= MAX_LINKS:
            break
    return tuple(found.values())


def _anchors(page: Page) -> Iterator[tuple[str, str]]:
    """Yield (href, text) of the page's links, made relative to <base> where there is one."""
    base = next((b.get("href") for b in page.tree.iter("base") if b.get("href")), None)
    base = normal_url(base, page.url) if base else None
    for anchor in page.tree.iter("a", "area"):
        href = anchor.get("href")
        if not href or href.startswith("#"):
            continue
        if base:
            href = normal_url(href, base) or ""
        yield href, " ".join("".join(anchor.itertext()).split())


def is_pagination(url: str) -> bool:
    """Whether a URL is that of a further page of a list."""
    parts = urlsplit(url)
    return bool(_PAGINATION.search(parts.path + ("?" + parts.query if parts.query else "")))


def link_kind(url: str, text: str, rules: LinkRules) -> str | None:
    """Return article, section or page by the URL's form and the link's text, None for what is never news."""
    parts = urlsplit(url)
    path = unquote(parts.path).lower()
    segments = [s for s in path.split("/") if s]
    if path.endswith(rules.file_endings) or any(s in rules.utility_segments for s in segments):
        return None
    if is_pagination(url):
        return "section"
    last = segments[-1].rsplit(".", 1)[0] if segments else ""
    slug_words = [w for w in re.split(r"[-_+ ]", last) if w]
    if (
        _DATE_IN_PATH.search(path)
        or len(slug_words) >= _SLUG_WORDS
        or _LONG_NUMBER.search(last)
        or any(
            name.lower() in _ID_PARAMETERS and any(c.isdigit() for c in value)
            for name, value in parse_qsl(parts.query)
        )
        or _reads_like_headline(text)
    ):
        return "article"
    if len(segments) <= 2 and not parts.query and not any(c.isdigit() for c in path):
        return "section"
    return "page"


def _reads_like_headline(text: str) -> bool:
    """Whether a link's text is long enough for a headline rather than a menu entry."""
    return len(text.split()) >= _HEADLINE_WORDS or len(_CJK.findall(text)) >= _HEADLINE_CHARS_CJK
