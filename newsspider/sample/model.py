"""What the newsroom is made of: sites, sections, pages with their versions, and what each page must yield."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone  # noqa: TC003  (dataclass fields are read by tools at run time)
from typing import Any, Literal

Value = str | tuple[str, ...]
"""A value that a page prints: a text, or a list such as tags."""

DropReason = Literal[
    "section_page",
    "gallery",
    "video",
    "soft_404",
    "login_page",
    "too_short",
    "no_text",
    "not_html",
    "robots_disallowed",
    "http_404",
    "http_410",
    "utility_page",
]
"""Why a page yields no article."""


@dataclass(frozen=True, slots=True)
class Relation:
    """That a text repeats another page's: `of` is host and path of the original, without a port.

    `of_version` counts the original's versions from 1: a crawl that never saw that one can't know of the relation.
    """

    kind: Literal["copy", "version"]
    of: str
    of_version: int = 1


@dataclass(frozen=True, slots=True)
class Expected:
    """What a page must yield at a moment; None and empty stand for what the page doesn't state."""

    host: str
    path: str
    kind: Literal["article", "drop"]
    reason: DropReason | None = None
    title: str | None = None
    kicker: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    date_published: str | None = None
    date_modified: str | None = None
    dateline: str | None = None
    agency: str | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    type: str | None = None
    publisher: str | None = None
    is_accessible_for_free: bool | None = None
    truncated: bool = False
    copyright_holder: str | None = None
    text: str | None = None
    gone: tuple[str, ...] = ()
    relation: Relation | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text's blocks in page order; empty for a drop."""
        return tuple((self.text or "").split("\n\n")) if self.text else ()


@dataclass(frozen=True, slots=True)
class Version:
    """A page as it stands from a moment on: what it prints and what it must yield."""

    since: datetime
    values: dict[str, Value]
    head: dict[str, Any]
    body: str
    expected: Expected


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a site through its life; a moment outside it has no such page."""

    host: str
    slug: str
    path: str
    versions: tuple[Version, ...]
    sections: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    withdrawn: datetime | None = None
    withdrawn_status: int = 410
    layout: str = "article"
    status: int = 200
    listed: bool = True
    following: str | None = None
    encoding: str | None = None
    header_charset: bool | None = None
    gzip: bool = False
    document: str | None = None

    @property
    def published(self) -> datetime:
        """The moment from which the page exists."""
        return self.versions[0].since

    def is_up(self, moment: datetime) -> bool:
        """Tell whether the page is published and not withdrawn."""
        return self.published <= moment and (self.withdrawn is None or moment < self.withdrawn)

    def version_at(self, moment: datetime) -> Version:
        """Return the version that stands at the moment; the first one for a moment before publication."""
        standing = [version for version in self.versions if version.since <= moment]
        return standing[-1] if standing else self.versions[0]

    @property
    def is_story(self) -> bool:
        """Tell whether feeds and sitemaps list the page."""
        return self.listed and self.status == 200 and self.versions[0].expected.kind == "article"


@dataclass(frozen=True, slots=True)
class Section:
    """A section page: the stories that name it, newest first."""

    name: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """A feed of a site: its format, place, length and, where it isn't for the whole site, its section.

    From ``down_from`` until ``down_until`` it answers 500.
    """

    kind: Literal["rss", "atom", "json"]
    path: str
    last: int
    section: str | None = None
    down_from: datetime | None = None
    down_until: datetime | None = None

    def is_down(self, moment: datetime) -> bool:
        """Tell whether the feed is out of order."""
        return bool(self.down_from and self.down_until and self.down_from <= moment < self.down_until)


@dataclass(frozen=True, slots=True)
class Site:
    """A news site: its settings, its layout's parts and its pages."""

    key: str
    host: str
    name: str
    language: str
    zone: timezone
    date_format: str
    today_format: str
    sections: tuple[Section, ...]
    parts: dict[str, str]
    pages: tuple[Page, ...]
    footer: tuple[tuple[str, str], ...] = ()
    feeds: tuple[FeedSettings, ...] = ()
    tickers: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()
    """Pieces of HTML that every story ends with, and (``repeats_amid``) has after its second paragraph, if asked for."""
    repeats_amid: tuple[str, ...] = ()
    robots: str = ""
    sitemap: str | None = None
    sitemap_gzip: bool = False
    sitemap_names_now: bool = False
    home_items: int = 10
    page_size: int = 0
    box_query: str = ""
    encoding: str = "utf-8"
    header_charset: bool = True
    head: dict[str, Any] = field(default_factory=dict)

    def page(self, slug: str) -> Page:
        """Return the page of that slug.

        Raises:
            KeyError: the site has no such page.
        """
        for page in self.pages:
            if page.slug == slug:
                return page
        raise KeyError(slug)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of the newsroom: status, headers and body as sent over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes
