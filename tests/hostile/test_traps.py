"""Sites without end: the crawl ends by itself after few pages of the trap, and the real articles are stored."""

from __future__ import annotations

import itertools
import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

import pytest

from newsspider.exitcodes import ExitCode
from tests.hostile.watched import Watched, watched_crawl
from tests.support.origin import Origin, Reply, article, front_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ARTICLES = 5
BUDGET = 300
XML = {"Content-Type": "application/xml"}


def listing(*stories: str, more: Iterable[str] = (), links: str = "") -> Reply:
    """Return a page that names stories by their headlines and other pages by a short word each."""
    words = "".join(f"<a href='{path}'>View {number}</a> " for number, path in enumerate(more))
    return Reply(front_page(list(stories)).replace("</ul>", f"</ul><div>{words}{links}</div>"))


def news(first: int) -> list[str]:
    return [f"/news/{first + n}.html" for n in range(ARTICLES)]


def real(first: int, path: str) -> Reply | None:
    """Return the site's front page links, or one of its articles; None for any other path."""
    found = re.fullmatch(r"/news/(\d+)\.html", path.partition("?")[0])
    return Reply(article(int(found[1]))) if found and first <= int(found[1]) < first + ARTICLES else None


def calendar(path: str) -> Reply:
    found = re.fullmatch(r"/calendar/(\d+)/(\d+)", path)
    if not found:
        return real(1000, path) or listing(*news(1000), links="<a href=/calendar/2026/11>Calendar of all events</a>")
    month = int(found[1]) * 12 + int(found[2]) - 1
    others = [f"/calendar/{m // 12}/{m % 12 + 1}" for m in (month - 1, month + 1, month + 12)]
    days = [f"/calendar/{found[1]}/{found[2]}/{day}" for day in range(1, 29)]
    return listing(more=[*others, *days])


def query_calendar(path: str) -> Reply:
    found = re.fullmatch(r"/events\?date=(\d+)", path)
    if not found:
        return real(1100, path) or listing(
            *news(1100), links="<a href='/events?date=9000'>Events of the coming days</a>"
        )
    return listing(more=(f"/events?date={int(found[1]) + n}" for n in (-1, 1, 7, 30)))


def sessions() -> Callable[[str], Reply]:
    numbers = itertools.count()

    def answer(path: str) -> Reply:
        story = real(1200, path)
        if story:
            return story
        visit = next(numbers)
        sections = [f"/{name}?s={visit}x" for name in ("town", "sport", "culture", "weather", "letters")]
        return listing(*(f"{p}?s={visit}x" for p in news(1200)), more=sections)

    return answer


def deeper(path: str) -> Reply:
    """Answer any path with links one step further down, as a mistaken relative link does."""
    base = path.rstrip("/")
    return real(1300, path) or listing(*news(1300), more=[f"{base}/archive/", f"{base}/more/", f"{base}/all/"])


def scroll(path: str) -> Reply:
    """Answer with the next page of a list that never ends, without anything new on it."""
    found = re.fullmatch(r"/(?:list\?page=(\d+))?", path)
    if not found:
        return real(1400, path) or Reply("no", 404)
    number = int(found[1] or 1)
    return listing(*news(1400), links=f"<a rel=next href='/list?page={number + 1}'>Older stories of the paper</a>")


def facets(path: str) -> Reply:
    """Answer with filters that may be combined without end."""
    story = real(1500, path)
    if story:
        return story
    chosen = sorted(set(path.partition("?")[2].split("&")) - {""})
    more = [
        f"/list?{'&'.join([*chosen, f'f{n}={v}'])}" for n in range(6) for v in range(4) if f"f{n}={v}" not in chosen
    ]
    return listing(*news(1500), more=more)


def sitemap_tree(path: str) -> Reply:
    """Answer with an index of five more sitemaps, and itself."""
    story = real(1600, path)
    if story:
        return story
    if not path.startswith("/sitemap"):
        return listing(*news(1600))
    stem = path.removesuffix(".xml")
    children = "".join(f"<sitemap><loc>http://HOST{stem}-{n}.xml</loc></sitemap>" for n in range(5))
    itself = f"<sitemap><loc>http://HOST{path}</loc></sitemap>"
    return Reply(f"<?xml version='1.0'?><sitemapindex>{children}{itself}</sitemapindex>", headers=XML)


TRAPS: dict[str, tuple[Callable[[], Callable[[str], Reply]], str, int, int]] = {
    "calendar": (lambda: calendar, "", 1000, 60),
    "query-calendar": (lambda: query_calendar, "", 1100, 60),
    "sessions": (sessions, "", 1200, BUDGET),
    "deeper": (lambda: deeper, "", 1300, 30),
    "scroll": (lambda: scroll, "", 1400, 20),
    "facets": (lambda: facets, "", 1500, BUDGET),
    "sitemaps": (lambda: sitemap_tree, "sitemap.xml", 1600, 50),
}


class Crawled(NamedTuple):
    crawl: Watched
    origins: dict[str, Origin]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """Crawl all traps at once, each on a host of its own."""
    with ExitStack() as stack:
        origins = {}
        for number, (name, (make, _, _, _)) in enumerate(TRAPS.items()):
            origins[name] = stack.enter_context(hosted(make(), f"127.0.1.{number + 1}"))
        urls = [origin.url + TRAPS[name][1] for name, origin in origins.items()]
        crawl = watched_crawl(
            *urls, origins["sitemaps"].url,
            output=tmp_path_factory.mktemp("traps") / "output",
            PRIVATE_HOSTS_ALLOWED=",".join(o.host for o in origins.values()),
            SITE_PAGE_BUDGET=BUDGET,
            CONCURRENT_REQUESTS_PER_DOMAIN=4,
        )  # fmt: skip
        yield Crawled(crawl, origins)


def hosted(answer: Callable[[str], Reply], address: str) -> Origin:
    """Return an origin whose pages know its host."""
    origins: list[Origin] = []

    def pages(path: str) -> Reply:
        if path in {"/robots.txt", "/.well-known/tdmrep.json"}:
            return Reply("no", 404)
        reply = answer(path)
        body = reply.body if isinstance(reply.body, str) else reply.body.decode()
        return Reply(body.replace("HOST", origins[0].host), reply.status, reply.headers)

    origins.append(Origin(pages, address))
    return origins[0]


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_costs_few_pages_and_no_article(crawled: Crawled, trap: str) -> None:
    _, _, first, most = TRAPS[trap]
    origin = crawled.origins[trap]
    stored = [r for r in crawled.crawl.stored if r["url"].startswith(origin.url)]
    for number in range(first, first + ARTICLES):
        assert sum(f"Bay number {number} drew" in r["text"] for r in stored) == 1
    assert len(stored) == ARTICLES
    assert len(origin.paths()) <= most


def test_the_crawl_ends_by_itself(crawled: Crawled) -> None:
    assert crawled.crawl.code == ExitCode.DONE, crawled.crawl.stderr
    assert crawled.crawl.peak_mib <= 500
