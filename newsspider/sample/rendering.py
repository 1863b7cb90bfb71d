"""Print a site's pages as they stand at a moment: front, sections, articles and the rest."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING

from newsspider.sample.clock import day_number
from newsspider.sample.dates import format_moment, iso
from newsspider.sample.head import PageFacts, head_html, plain_head
from newsspider.sample.templates import fill, wrap, wrap_values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from newsspider.sample.model import Page, Section, Site, Version

_BOX_ITEMS = 5
_TEASER_CHARS = 160
_AMID = 2
_HOST_MARK = re.compile(r"\{host:([a-z-]+)\}")


@dataclass(frozen=True, slots=True)
class Renderer:
    """Prints one site at one moment; `origin_of` gives the scheme, host and port of a site by its key."""

    site: Site
    moment: datetime
    origin_of: Callable[[str], str]
    repeats: bool = False
    """Whether stories show what their site repeats."""

    @property
    def origin(self) -> str:
        """Scheme, host and port of the site."""
        return self.origin_of(self.site.key)

    def stories(self, section: str | None = None) -> list[Page]:
        """Return the pages that the fronts list at the moment, newest first."""
        shown = [page for page in self.site.pages if page.sections and page.is_up(self.moment)]
        if section is not None:
            shown = [page for page in shown if section in page.sections]
        return sorted(shown, key=lambda page: (page.published, page.slug), reverse=True)

    def front(self) -> str:
        """Print the front page."""
        content = self._listing(self.site.name, self.stories()[: self.site.home_items], "")
        return self._page(plain_head(self.site, self.site.name, self.origin), content)

    def section(self, section: Section, number: int = 1) -> str | None:
        """Print a section page, or None where it has no page of that number."""
        pages = self.stories(section.name)
        size = self.site.page_size or max(1, len(pages))
        count = max(1, -(-len(pages) // size))
        if not 1 <= number <= count:
            return None
        pager = ""
        if count > 1:
            pager = "".join(self._pager_item(section, n, n == number) for n in range(1, count + 1))
            pager = wrap(self.site.parts, "pager", pager)
        content = self._listing(section.title, pages[(number - 1) * size : number * size], pager)
        return self._page(plain_head(self.site, section.title, self.origin), content)

    def page(self, page: Page) -> str:
        """Print a page in the version that stands at the moment."""
        version = page.version_at(self.moment)
        values = self._values(page, version)
        if page.following:
            after = self.site.page(page.following)
            values["following"] = fill(
                self.site.parts, "following", self._values(after, after.version_at(self.moment)) | {"url": after.path}
            )
        if self.repeats and page.is_story:
            values["body"] = self._with_repeats(values["body"], page, values)
        content = fill(self.site.parts, page.layout, values)
        if page.layout == "article":
            head = head_html(PageFacts(self.site, page, version, self.origin))
        else:
            head = plain_head(self.site, str(version.values.get("title", "")), self.origin)
        return self._page(head, content)

    def _with_repeats(self, body: str, page: Page, values: dict[str, str]) -> str:
        """Return a story's body with what its site repeats."""
        site = self.site
        day = format_moment(page.published, site.zone, site.today_format, site.language)
        end, amid = (
            "\n".join(Template(piece).safe_substitute(values, date=day) for piece in pieces)
            for pieces in (site.repeats, site.repeats_amid)
        )
        paragraphs = body.split("</p>", 2)
        if len(paragraphs) > _AMID and amid:
            body = f"{'</p>'.join(paragraphs[:_AMID])}</p>{amid}{paragraphs[_AMID]}"
        return f"{body}\n{end}"

    def missing(self) -> str:
        """Print the page for an address that doesn't exist, or not any more."""
        content = fill(self.site.parts, "plain", {"title": "404", "body": "<p>404</p>"})
        return self._page(plain_head(self.site, "404", self.origin), content)

    def _values(self, page: Page, version: Version) -> dict[str, str]:
        parts = self.site.parts
        title = html.escape(str(version.values.get("title", "")), quote=False)
        values = self._common() | {
            "body": _HOST_MARK.sub(lambda match: self.origin_of(match[1]), version.body),
            "url": self.origin + page.path,
            "path": page.path,
            "slug": page.slug,
            "published": self._date("published", page.published),
            "published_iso": iso(page.published, self.site.zone),
            "comment_count": str(3 + day_number(self.moment) * 2 + len(page.slug) % 7),
        }
        if version.since != page.published:
            values["updated"] = self._date("updated", version.since)
        values |= wrap_values(parts, {key: value for key, value in version.values.items() if key != "related"})
        related = version.values.get("related", ())
        values["related"] = wrap(parts, "related", "".join(self._related(slug) for slug in related))
        return values | {"title": title}

    def _date(self, part: str, moment: datetime) -> str:
        text = format_moment(moment, self.site.zone, self.site.date_format, self.site.language)
        return wrap(self.site.parts, part, text, iso=iso(moment, self.site.zone))

    def _related(self, slug: str) -> str:
        page = self.site.page(slug)
        if page.published > self.moment:
            return ""
        return self._item("related_item", page)

    def _item(self, part: str, page: Page, query: str = "") -> str:
        version = page.version_at(self.moment)
        summary = str(version.values.get("standfirst", ""))
        values = {
            "url": page.path + ("&amp;" if "?" in page.path and query else "?" if query else "") + query,
            "title": html.escape(str(version.values.get("teaser") or version.values.get("title")), quote=False),
            "summary": html.escape(summary[:_TEASER_CHARS], quote=False),
            "kicker": html.escape(str(version.values.get("kicker", "")), quote=False),
            "date": format_moment(page.published, self.site.zone, self.site.date_format, self.site.language),
            "image": f"/img/{page.slug}.jpg",
        }
        return fill(self.site.parts, part, values)

    def _listing(self, title: str, pages: Sequence[Page], pager: str) -> str:
        teasers = "\n".join(self._item("teaser", page) for page in pages)
        values = {"section_title": html.escape(title, quote=False), "teasers": teasers, "pager": pager}
        return fill(self.site.parts, "section", self._common() | values)

    def _pager_item(self, section: Section, number: int, current: bool) -> str:
        path = section.path if number == 1 else numbered(section, number)
        return fill(
            self.site.parts, "pager_current" if current else "pager_item", {"url": path, "number": str(number)}
        )

    def _common(self) -> dict[str, str]:
        """Return what every page of the site shows; it turns over from day to day."""
        day = day_number(self.moment)
        site = self.site
        local_day = format_moment(self.moment, site.zone, site.today_format, site.language)
        return {
            "site_name": site.name,
            "lang": site.language,
            "today": local_day,
            "day": str(day),
            "ticker": site.tickers[day % len(site.tickers)] if site.tickers else "",
            "counter": str(41_200 + 317 * day),
            "most_read": self._box(day),
            "latest": self._box(None),
        }

    def _box(self, day: int | None) -> str:
        """Return box items: the newest stories, or five that a day picks."""
        pages = [page for page in self.stories() if page.is_story]
        if day is not None and pages:
            start = day * 3 % len(pages)
            pages = (pages + pages)[start : start + min(_BOX_ITEMS, len(pages))]
        return "\n".join(self._item("box_item", page, self.site.box_query) for page in pages[:_BOX_ITEMS])

    def _page(self, head: str, content: str) -> str:
        parts = self.site.parts
        nav = "\n".join(fill(parts, "nav_item", {"url": s.path, "title": s.title}) for s in self.site.sections)
        footer = "\n".join(
            fill(parts, "footer_item", {"label": label, "url": _HOST_MARK.sub(lambda m: self.origin_of(m[1]), href)})
            for label, href in self.site.footer
        )
        return fill(parts, "page", self._common() | {"head": head, "content": content, "nav": nav, "footer": footer})


def numbered(section: Section, number: int) -> str:
    """Return the path of a later page of a section."""
    return f"{section.path.rstrip('/')}/page/{number}"
