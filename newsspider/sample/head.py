"""What stands in a page's <head>: title, meta tags, canonical link, Open Graph and JSON-LD, as each page has them."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsspider.sample.dates import iso

if TYPE_CHECKING:
    from datetime import datetime

    from newsspider.sample.model import Page, Site, Version


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the head says of a page: its site, version and addresses."""

    site: Site
    page: Page
    version: Version
    origin: str

    @property
    def url(self) -> str:
        """The page's canonical URL."""
        return self.origin + self.page.path

    @property
    def settings(self) -> dict[str, Any]:
        """The site's head settings, overridden by the page's."""
        return self.site.head | self.version.head

    @property
    def title(self) -> str:
        """The headline in the metadata."""
        return str(self.version.values.get("title", self.page.slug))

    @property
    def description(self) -> str:
        """The meta description: the page's own, else its standfirst, else empty."""
        value = self.settings.get("description", True)
        if isinstance(value, str):
            return value
        return str(self.version.values.get("standfirst", "")) if value else ""

    @property
    def modified(self) -> datetime:
        """The moment of the last change that the metadata admit."""
        return self.version.since

    @property
    def image(self) -> str | None:
        """The main image's URL, or None for a page without one."""
        return f"{self.origin}/img/{self.page.slug}.jpg" if self.settings.get("image", True) else None

    def stamp(self, moment: datetime) -> str:
        """Print a moment as the site's metadata do; empty where they give no dates."""
        style = self.settings.get("dates", "offset")
        return "" if style == "none" else iso(moment, self.site.zone, style)


def head_html(facts: PageFacts) -> str:
    """Return the head's elements of an article page, a line each."""
    settings = facts.settings
    title = settings.get("title", "{title}").format(title=facts.title, site=facts.site.name)
    lines = [f"<title>{html.escape(title, quote=False)}</title>"]
    if facts.description:
        lines.append(_meta("name", "description", facts.description))
    if settings.get("robots"):
        lines.append(_meta("name", "robots", settings["robots"]))
    if settings.get("canonical", True):
        lines.append(f'<link rel="canonical" href="{facts.url}">')
    if settings.get("og", True):
        lines += _open_graph(facts)
    flavour = settings.get("jsonld", "article")
    if flavour != "none":
        lines.append(f'<script type="application/ld+json">{json_ld(facts, flavour)}</script>')
    return "\n".join(lines + feed_links(facts.site, facts.origin))


def plain_head(site: Site, title: str, origin: str) -> str:
    """Return the head's elements of a page that is no article."""
    pattern = site.head.get("title", "{title}")
    lines = [f"<title>{html.escape(pattern.format(title=title, site=site.name), quote=False)}</title>"]
    return "\n".join(lines + feed_links(site, origin))


def feed_links(site: Site, origin: str) -> list[str]:
    """Return a link element for each feed."""
    types = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
    return [f'<link rel="alternate" type="{types[feed.kind]}" href="{origin}{feed.path}">' for feed in site.feeds]


def _meta(attribute: str, name: str, content: str) -> str:
    return f'<meta {attribute}="{name}" content="{html.escape(content)}">'


def _open_graph(facts: PageFacts) -> list[str]:
    settings = facts.settings
    lines = [_meta("property", "og:type", "article"), _meta("property", "og:title", facts.title)]
    lines += [_meta("property", "og:url", facts.url)]
    if settings.get("site_name", True):
        lines.append(_meta("property", "og:site_name", facts.site.name))
    if facts.description:
        lines.append(_meta("property", "og:description", facts.description))
    if facts.image:
        lines.append(_meta("property", "og:image", facts.image))
    if settings.get("dates", "offset") != "none":
        lines.append(_meta("property", "article:published_time", facts.stamp(facts.page.published)))
        if facts.modified != facts.page.published:
            lines.append(_meta("property", "article:modified_time", facts.stamp(facts.modified)))
    if settings.get("section"):
        lines.append(_meta("property", "article:section", settings["section"]))
    lines += [_meta("property", "article:tag", tag) for tag in settings.get("keywords", [])]
    lines += [_meta("name", "author", author) for author in settings.get("authors", [])]
    return lines


def json_ld(facts: PageFacts, flavour: str) -> str:
    """Return the page's JSON-LD: `article`, `graph` (among other nodes) or `broken` (not JSON any more)."""
    node = _article_node(facts)
    if flavour == "graph":
        site = {"@type": "WebSite", "@id": f"{facts.origin}/#site", "name": facts.site.name, "url": f"{facts.origin}/"}
        crumbs = {"@type": "BreadcrumbList", "itemListElement": _crumbs(facts)}
        return _dump({"@context": "https://schema.org", "@graph": [site, crumbs, node]})
    text = _dump({"@context": "https://schema.org", **node})
    if flavour == "broken":
        return text.removesuffix("}") + ',\n  "wordCount": ,\n}}'
    return text


def _dump(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1).replace("</", "<\\/")


def _crumbs(facts: PageFacts) -> list[dict[str, Any]]:
    named = [(section.title, section.path) for section in facts.site.sections if section.name in facts.page.sections]
    trail = [(facts.site.name, "/"), *named[:1]]
    return [
        {"@type": "ListItem", "position": number, "name": name, "item": facts.origin + path}
        for number, (name, path) in enumerate(trail, 1)
    ]


def _article_node(facts: PageFacts) -> dict[str, Any]:
    settings = facts.settings
    node: dict[str, Any] = {"@type": settings.get("type", "NewsArticle"), "headline": facts.title}
    node["mainEntityOfPage"] = {"@type": "WebPage", "@id": facts.url}
    if facts.description:
        node["description"] = facts.description
    if settings.get("dates", "offset") != "none":
        node["datePublished"] = facts.stamp(facts.page.published)
        if facts.modified != facts.page.published or settings.get("updated"):
            node["dateModified"] = facts.stamp(facts.modified)
    if facts.image:
        node["image"] = [facts.image]
    node["author"] = [{"@type": "Person", "name": name} for name in settings.get("authors", [])]
    node["publisher"] = {"@type": "NewsMediaOrganization", "name": facts.site.name, "url": f"{facts.origin}/"}
    node["inLanguage"] = facts.site.language
    for key, name in (("section", "articleSection"), ("keywords", "keywords"), ("body", "articleBody")):
        if settings.get(key):
            node[name] = settings[key]
    if settings.get("source"):
        node["sourceOrganization"] = {"@type": "NewsMediaOrganization", "name": settings["source"]}
    if settings.get("credit"):
        node["creditText"] = settings["credit"]
    if settings.get("holder"):
        node["copyrightHolder"] = {"@type": "Organization", "name": settings["holder"]}
    if settings.get("free") is not None:
        node["isAccessibleForFree"] = settings["free"]
        if not settings["free"]:
            node["hasPart"] = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".locked"}
    return {key: value for key, value in node.items() if value != []}
