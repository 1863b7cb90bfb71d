"""The sample newsroom for longer than its fortnight and with more stories a day, and faults of its sites on demand."""

from __future__ import annotations

import html as markup
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from newsspider.sample.clock import EPOCH
from newsspider.sample.model import Page, Response, Site, Version
from newsspider.sample.newsroom import Newsroom, load

FORTNIGHT = timedelta(days=14)
_TEXT = re.compile(r">([^<>{}]{40,})<")
_KEPT_WORDS = 6  # of a paragraph: a dateline stays a dateline
_CLASS = re.compile(r'(?<=class=")[^"]+')
_PATH_END = re.compile(r"(/|\.\w+)?$")


def long_newsroom(copies: int = 3, fortnights: int = 3) -> Newsroom:
    """Return the newsroom whose stories come again in other words, ``copies`` a time; its feeds never break."""
    return Newsroom(tuple(_long_site(site, copies, fortnights) for site in load().sites))


def _long_site(site: Site, copies: int, fortnights: int) -> Site:
    stories = [
        page for page in site.pages if page.is_story and not page.withdrawn and page.published < EPOCH + FORTNIGHT
    ]
    pages = list(site.pages)
    for turn in range(1, copies * fortnights):
        pages += [_again(page, turn, _shift(page, turn, copies)) for page in stories]
    feeds = tuple(replace(feed, down_from=None, down_until=None) for feed in site.feeds)
    return replace(site, pages=tuple(pages), feeds=feeds)


def _shift(page: Page, turn: int, copies: int) -> timedelta:
    """Return how much later a story comes again; the copies of one fortnight on different days."""
    into = (page.published - EPOCH + timedelta(days=5, hours=3) * (turn % copies)) % FORTNIGHT
    return EPOCH + FORTNIGHT * (turn // copies) + into - page.published


def _again(page: Page, turn: int, shift: timedelta) -> Page:
    """Return a story at another time in other words."""
    path = _PATH_END.sub(lambda end: f"{turn}{end[0]}", page.path, count=1)
    versions = tuple(_version_again(version, turn, shift) for version in page.versions)
    return replace(page, slug=f"{page.slug}-{turn}", path=path, versions=versions, aliases=(), following=None)


def _version_again(version: Version, turn: int, shift: timedelta) -> Version:
    values: dict[str, Any] = {
        key: _shuffled(value, turn) if key in ("title", "standfirst") and isinstance(value, str) else value
        for key, value in version.values.items()
        if key not in ("related", "teaser")
    }
    body = _TEXT.sub(lambda text: f">{_shuffled(text[1], turn)}<", version.body)
    return replace(version, since=version.since + shift, values=values, body=body)


def _shuffled(text: str, turn: int) -> str:
    """Return the words of a text in another order, the first ones where they were; the same for the same text."""
    words = text.split()
    rest = words[_KEPT_WORDS:] if len(words) > 2 * _KEPT_WORDS else words[1:]
    Random(f"{turn}:{text}").shuffle(rest)
    return " ".join([*words[: len(words) - len(rest)], *rest])


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: ``page`` is the story, None for anything else."""

    newsroom: Newsroom
    site: Site
    path: str
    page: Page | None
    moment: datetime
    port: int


Fault = Callable[[Request, Response], Response]


@dataclass
class FaultyNewsroom:
    """A newsroom whose sites, by key, have a fault from a moment on."""

    inner: Newsroom
    faults: dict[str, Fault] = field(default_factory=dict)
    since: datetime | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def render(self, host: str, path: str, moment: datetime, port: int) -> Response:
        response = self.inner.render(host, path, moment, port)
        site = self.inner.site(host)
        fault = self.faults.get(site.key) if site else None
        if site is None or fault is None or self.since is None or moment < self.since:
            return response
        page = next((page for page in site.pages if page.is_story and page.path == path), None)
        return fault(Request(self.inner, site, path, page, moment, port), response)


def _html(body: str) -> Response:
    return Response(200, {"Content-Type": "text/html; charset=utf-8"}, body.encode())


def on_stories(html: Callable[[Request, str], str]) -> Fault:
    """Return a fault that changes the stories' pages."""

    def fault(request: Request, response: Response) -> Response:
        if request.page is None or response.status != 200 or "Content-Encoding" in response.headers:
            return response
        encoding = request.page.encoding or request.site.encoding
        return _html(html(request, response.body.decode(encoding)).replace(f"charset={encoding}", "charset=utf-8"))

    return fault


def lose_body(request: Request, page: str) -> str:
    """The text is built by a script."""
    return _TEXT.sub("><", page)


def cut_body(request: Request, page: str) -> str:
    """A wall: hardly more than the first lines."""
    assert request.page is not None
    found = _TEXT.search(request.page.version_at(request.moment).body)
    kept = found[1] if found else ""
    return _TEXT.sub(lambda text: text[0] if text[1] in kept else "><", page)


def same_text(request: Request, page: str) -> str:
    """Each address shows the first story."""
    first = next(p for p in request.site.pages if p.is_story)
    assert request.page is not None
    standing = request.page.version_at(request.moment)
    return page.replace(standing.body, first.versions[0].body)


def consent(request: Request, page: str) -> str:
    """Each address shows a question first."""
    return (
        "<!DOCTYPE html><html><head><title>Before you go on</title></head><body><h1>Before you go on</h1>"
        "<p>We and our 812 partners store cookies on your device.</p><button>Accept all</button><a href='/privacy'>More</a></body></html>"
    )


def without_people(request: Request, page: str) -> str:
    """No byline and no author in the metadata."""
    assert request.page is not None
    versions = tuple(
        replace(v, head={k: value for k, value in v.head.items() if k != "authors"},
                values={k: value for k, value in v.values.items() if not k.startswith(("byline", "desk", "credit"))})
        for v in request.page.versions
    )  # fmt: skip
    plain = replace(request.page, versions=versions)
    pages = tuple(plain if p is request.page else p for p in request.site.pages)
    room = Newsroom(tuple(replace(s, pages=pages) if s is request.site else s for s in request.newsroom.sites))
    return room.render(request.site.host, request.path, request.moment, request.port).body.decode(
        request.site.encoding
    )


def same_title(request: Request, page: str) -> str:
    """The template has lost its headline: each story is called like the front page."""
    assert request.page is not None
    title = str(request.page.version_at(request.moment).values["title"])
    for written in {title, markup.escape(title), markup.escape(title, quote=False), json.dumps(title)[1:-1]}:
        page = page.replace(written, "The latest from our newsroom")
    return page


def other_layout(request: Request, page: str) -> str:
    """A redesign that keeps the text: other elements, other class names."""
    page = page.replace("<article", "<section").replace("</article", "</section")
    return _CLASS.sub(lambda names: " ".join(f"fresh-{name}" for name in names[0].split()), page)


def on_listings(change: Callable[[Request, Response], Response]) -> Fault:
    """Return a fault that changes fronts, sections, feeds and sitemaps."""

    def fault(request: Request, response: Response) -> Response:
        expected = request.newsroom.expected(request.site.host, request.path, request.moment)
        listing = expected is not None and expected.reason in ("section_page", "not_html") and request.page is None
        return change(request, response) if listing and response.status == 200 else response

    return fault


@on_listings
def link_nothing(request: Request, response: Response) -> Response:
    return _html("<!DOCTYPE html><html><head><title>News</title></head><body><div id='root'></div></body></html>")


@on_listings
def page_instead(request: Request, response: Response) -> Response:
    return _html(consent(request, ""))


@on_listings
def not_there(request: Request, response: Response) -> Response:
    return Response(404, {"Content-Type": "text/plain"}, b"gone\n")


def frozen_since(moment: datetime) -> Fault:
    """Return a fault by which listings stand still."""
    return on_listings(
        lambda request, _: request.newsroom.render(request.site.host, request.path, moment, request.port)
    )


def all_500(request: Request, response: Response) -> Response:
    return Response(500, {"Content-Type": "text/plain"}, b"broken\n") if request.page else response


def all_403(request: Request, response: Response) -> Response:
    return Response(403, {"Content-Type": "text/plain"}, b"not you\n") if request.page else response


def forbid(request: Request, response: Response) -> Response:
    if request.path == "/robots.txt":
        return Response(200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /\n")
    return response
