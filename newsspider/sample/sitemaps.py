"""A site's sitemaps as they stand at a moment: an index over articles, sections and the news of two days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from newsspider.sample.dates import iso

if TYPE_CHECKING:
    from datetime import datetime

    from newsspider.sample.model import Page, Site

NEWS_WINDOW = timedelta(hours=48)
"""How far back a news sitemap goes."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_HEADER = '<?xml version="1.0" encoding="UTF-8"?>'


def sitemap_paths(site: Site) -> dict[str, str]:
    """Return the paths of the site's sitemaps by what they hold; empty for a site without sitemaps."""
    if site.sitemap is None:
        return {}
    articles = "/sitemaps/articles.xml" + (".gz" if site.sitemap_gzip else "")
    return {
        "index": site.sitemap,
        "articles": articles,
        "sections": "/sitemaps/sections.xml",
        "news": "/sitemaps/news.xml",
    }


def sitemap_body(site: Site, which: str, moment: datetime, origin: str) -> str:
    """Print one of the site's sitemaps: index, articles, sections or news."""
    if which == "index":
        children = [path for name, path in sitemap_paths(site).items() if name != "index"]
        rows = [f"<sitemap><loc>{origin}{path}</loc></sitemap>" for path in children]
        return "\n".join([_HEADER, f'<sitemapindex xmlns="{_SITEMAP}">', *rows, "</sitemapindex>"])
    if which == "sections":
        rows = [f"<url><loc>{origin}{path}</loc></url>" for path in ["/", *(s.path for s in site.sections)]]
        return "\n".join([_HEADER, f'<urlset xmlns="{_SITEMAP}">', *rows, "</urlset>"])
    pages = [page for page in site.pages if page.is_story and page.is_up(moment)]
    pages.sort(key=lambda page: (page.published, page.slug), reverse=True)
    if which == "articles":
        rows = [_article_row(site, page, moment, origin) for page in pages]
        return "\n".join([_HEADER, f'<urlset xmlns="{_SITEMAP}">', *rows, "</urlset>"])
    rows = [_news_row(site, page, moment, origin) for page in pages if moment - page.published <= NEWS_WINDOW]
    return "\n".join([_HEADER, f'<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">', *rows, "</urlset>"])


def _article_row(site: Site, page: Page, moment: datetime, origin: str) -> str:
    changed = iso(moment if site.sitemap_names_now else page.version_at(moment).since, site.zone)
    return f"<url><loc>{escape(origin + page.path)}</loc><lastmod>{changed}</lastmod></url>"


def _news_row(site: Site, page: Page, moment: datetime, origin: str) -> str:
    version = page.version_at(moment)
    name, language = escape(site.name), site.language
    publication = f"<news:name>{name}</news:name><news:language>{language}</news:language>"
    fields = [f"<news:publication>{publication}</news:publication>"]
    if version.head.get("free") is False:
        fields.append("<news:access>Subscription</news:access>")
    if version.head.get("type") == "OpinionNewsArticle":
        fields.append("<news:genres>Opinion, OpEd</news:genres>")
    fields.append(f"<news:publication_date>{iso(page.published, site.zone)}</news:publication_date>")
    fields.append(f"<news:title>{escape(str(version.values['title']))}</news:title>")
    keywords = version.head.get("keywords", list(page.sections))
    fields.append(f"<news:keywords>{escape(', '.join(keywords))}</news:keywords>")
    if version.expected.dateline:
        fields.append(f"<news:geo_locations>{escape(version.expected.dateline.title())}</news:geo_locations>")
    if "business" in page.sections:
        fields.append("<news:stock_tickers>NSX:HDGR</news:stock_tickers>")
    return f"<url><loc>{escape(origin + page.path)}</loc><news:news>{''.join(fields)}</news:news></url>"
