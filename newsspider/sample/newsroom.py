"""The newsroom: what each address answers at a moment, and what each page must yield then."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import dataclass, replace
from email.utils import format_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from newsspider.sample.clock import EPOCH, in_utc
from newsspider.sample.feeds import CONTENT_TYPES, feed_body, feed_pages, last_change
from newsspider.sample.links import host_of, page_links, path_of, plain_path
from newsspider.sample.loading import load_sites
from newsspider.sample.model import Expected, Page, Response, Section, Site
from newsspider.sample.rendering import Renderer, numbered
from newsspider.sample.sitemaps import sitemap_body, sitemap_paths

if TYPE_CHECKING:
    from datetime import datetime

_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAMLCwgAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==")
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@lru_cache(maxsize=1)
def load() -> Newsroom:
    """Read the bundled newsroom; the same one for every caller, since nothing in it changes.

    Raises:
        SampleDataError: a data file is wrong; the message names the file and the key.
    """
    return Newsroom(load_sites())


@dataclass(frozen=True)
class Newsroom:
    """The sample sites and what they answer.

    With ``repeats`` each story shows what its site has under all of them, which nothing on a single page gives away.
    """

    sites: tuple[Site, ...]
    repeats: bool = False

    def site(self, host: str) -> Site | None:
        """Return the site of a host name, with or without a port; None for a host that isn't ours."""
        name = host.rpartition(":")[0] if ":" in host else host
        return next((site for site in self.sites if site.host == name.lower()), None)

    def pages_at(self, moment: datetime) -> list[Page]:
        """Return the pages that are published and not withdrawn at the moment, site by site, oldest first."""
        pages = [page for site in self.sites for page in site.pages if page.is_up(in_utc(moment))]
        return sorted(pages, key=lambda page: (page.host, page.published, page.slug))

    def render(self, host: str, path: str, moment: datetime, port: int) -> Response:
        """Answer a request for a host and a path with its query, as the newsroom stands at the moment."""
        site = self.site(host)
        if site is None:
            return _text_response(404, "no such host in the newsroom\n")
        moment = in_utc(moment)
        path = plain_path(path)
        renderer = Renderer(site, moment, lambda key: self.origin(key, port), self.repeats)
        return (
            _machine_file(site, path, moment, renderer.origin)
            or _listing(site, path, renderer)
            or _page_response(site, path, renderer)
        )

    def origin(self, key: str, port: int) -> str:
        """Return scheme, host and port of a site by its key, as its pages link to it.

        Raises:
            KeyError: no site has that key.
        """
        for site in self.sites:
            if site.key == key:
                return f"http://{site.host}" + ("" if port == 80 else f":{port}")
        raise KeyError(key)

    def expected(self, host: str, path: str, moment: datetime) -> Expected | None:
        """Return what a page must yield at the moment; None for an address that the newsroom doesn't know then.

        Tracking parameters make no difference, and an alias gives the page that it leads to.
        """
        site = self.site(host)
        if site is None:
            return None
        moment, path = in_utc(moment), plain_path(path)
        if _section_of(site, path) is not None or path == "/":
            return Expected(site.host, path, "drop", "section_page")
        if path in {feed.path for feed in site.feeds} or path in sitemap_paths(site).values():
            return Expected(site.host, path, "drop", "not_html")
        page = _page_of(site, path)
        if page is None or page.published > moment:
            return None
        if page.is_up(moment):
            return page.version_at(moment).expected
        return Expected(site.host, page.path, "drop", "http_404" if page.withdrawn_status == 404 else "http_410")

    def expected_for(self, url: str, moment: datetime) -> Expected | None:
        """Return what the page of a crawled address must yield at the moment; the port doesn't matter."""
        return self.expected(host_of(url), path_of(url), moment)

    def expectations(self, moment: datetime) -> dict[tuple[str, str], Expected]:
        """Return what every page that links lead to from the front pages must yield, by host and path.

        Pages that robots.txt forbids are listed, but their links aren't followed.
        """
        found: dict[tuple[str, str], Expected] = {}
        waiting = [(site.host, "/") for site in self.sites]
        seen = set(waiting)
        while waiting:
            host, path = waiting.pop()
            expected = self.expected(host, path, moment)
            if expected is None:
                raise LookupError(f"a page links to {host}{path}, which the newsroom doesn't know at {moment}")
            key = (expected.host, expected.path)
            if key in found:
                continue
            found[key] = expected
            if expected.reason not in ("robots_disallowed", "not_html"):
                fresh = set(self.links(*key, moment)) - seen
                seen |= fresh
                waiting += fresh
        return dict(sorted(found.items()))

    def links(self, host: str, path: str, moment: datetime, port: int = 80) -> list[tuple[str, str]]:
        """Return host and path of every link on a page that stays in the newsroom, in page order."""
        response = self.render(host, path, moment, port)
        body = gzip.decompress(response.body) if "Content-Encoding" in response.headers else response.body
        site = self.site(host)
        html = body.decode(_encoding(site, _page_of(site, path)) if site else "utf-8")
        urls = page_links(html, f"http://{host}{path}")
        return [(host_of(url), path_of(url)) for url in urls if self.site(host_of(url)) is not None]


def _section_of(site: Site, path: str) -> tuple[Section, int] | None:
    for section in site.sections:
        if path == section.path:
            return section, 1
        front, _, number = path.rpartition("/page/")
        if site.page_size and number.isdecimal() and path == numbered(section, int(number)) and front:
            return section, int(number)
    return None


def _page_of(site: Site, path: str) -> Page | None:
    return next((page for page in site.pages if path == page.path or path in page.aliases), None)


def _encoding(site: Site, page: Page | None) -> str:
    return (page.encoding if page else None) or site.encoding


def _text_response(status: int, text: str, content_type: str = "text/plain; charset=utf-8") -> Response:
    return Response(status, {"Content-Type": content_type}, text.encode())


def _machine_file(site: Site, path: str, moment: datetime, origin: str) -> Response | None:
    """Answer for robots.txt, feeds, sitemaps and images."""
    if path == "/robots.txt" and site.robots:
        return _text_response(200, site.robots.replace("{origin}", origin))
    for feed in site.feeds:
        if path == feed.path and feed.is_down(moment):
            return _text_response(500, "the feed is out of order\n")
        if path == feed.path:
            changed = last_change(feed_pages(site, feed, moment), moment) or EPOCH
            response = _text_response(200, feed_body(site, feed, moment, origin), CONTENT_TYPES[feed.kind])
            return _with_validators(response, changed)
    for which, place in sitemap_paths(site).items():
        if path == place:
            response = _text_response(200, sitemap_body(site, which, moment, origin), "application/xml")
            if place.endswith(".gz"):
                body = gzip.compress(response.body, mtime=0)
                return replace(response, headers={"Content-Type": "application/gzip"}, body=body)
            return response
    if path.startswith("/img/"):
        return Response(200, {"Content-Type": "image/gif"}, _PIXEL)
    return None


def _with_validators(response: Response, changed: datetime) -> Response:
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:20]}"'
    stamp = format_datetime(changed, usegmt=True)
    return replace(response, headers=response.headers | {"ETag": tag, "Last-Modified": stamp})


def _listing(site: Site, path: str, renderer: Renderer) -> Response | None:
    if path == "/":
        return _html_response(site, None, 200, renderer.front())
    found = _section_of(site, path)
    html = renderer.section(*found) if found else None
    return None if html is None else _html_response(site, None, 200, html)


def _page_response(site: Site, path: str, renderer: Renderer) -> Response:
    page = _page_of(site, path)
    if page is None or page.published > renderer.moment:
        return _html_response(site, None, 404, renderer.missing())
    if not page.is_up(renderer.moment):
        return _html_response(site, None, page.withdrawn_status, renderer.missing())
    if path in page.aliases:
        return Response(301, {"Location": renderer.origin + page.path, "Content-Type": "text/plain"}, b"")
    if page.document == "pdf":
        return Response(200, {"Content-Type": "application/pdf"}, _PDF)
    if page.status != 200:
        return _html_response(site, page, page.status, renderer.missing())
    return _html_response(site, page, 200, renderer.page(page))


def _html_response(site: Site, page: Page | None, status: int, html: str) -> Response:
    encoding = _encoding(site, page)
    named = site.header_charset if page is None or page.header_charset is None else page.header_charset
    headers = {"Content-Type": f"text/html; charset={encoding}" if named else "text/html"}
    body = html.encode(encoding)
    if page is not None and page.gzip:
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, mtime=0)
    return Response(status, headers, body)
