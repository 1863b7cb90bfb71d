"""Fourteen simulated days of the sample newsroom: what is new once, each change a version, and hardly more requests."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.exitcodes import ExitCode
from newsspider.sample.clock import EPOCH, Clock
from newsspider.sample.server import SampleServer
from newsspider.sample.sitemaps import sitemap_paths
from tests.support.commands import last_run, records, run_scrapy, start_scrapy, twice

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newsspider.sample.model import Page, Site
    from newsspider.sample.server import Hit

pytestmark = pytest.mark.soak

DAYS = [EPOCH + timedelta(days=day, hours=6) for day in range(1, 15)]
OUTAGE = DAYS[4:7]  # of harbour's feed
MOST_REQUESTS = 1.5  # for articles, per new article
MACHINE_FILES = ("/robots.txt", "/.well-known/tdmrep.json")


def source(site: Site, origin: str) -> str:
    """Return a site's entry: all its feeds, and its sitemap index or the one of articles; else its sections."""
    feeds = [origin + feed.path for feed in site.feeds]
    which = "index" if site.key in ("nnp", "mirador") else "articles"
    sitemaps = [origin + path for name, path in sitemap_paths(site).items() if name == which]
    sections = [] if feeds or sitemaps else [origin + section.path for section in site.sections]
    lines = [
        "[[source]]",
        f'url = "{origin}/"',
        f"feeds = {feeds}",
        f"sitemaps = {sitemaps}",
        f"sections = {sections}",
    ]
    return "\n".join([*lines, "pace = 0.01", ""])


@dataclass(frozen=True)
class Run:
    """A finished crawl: the newsroom's moment, the exit code, the requests, and what runs/ says."""

    moment: datetime
    code: int
    hits: list[Hit]
    record: dict[str, Any]


class Subscriber:
    """Someone who crawls the newsroom now and then."""

    def __init__(self, server: SampleServer, folder: Path) -> None:
        self.server = server
        self.output = folder / "output"
        self.runs: list[Run] = []
        self.ends: list[tuple[Any, Any]] = []
        self._sources = folder / "sources.toml"
        newsroom = server.newsroom
        entries = [source(site, newsroom.origin(site.key, server.port)) for site in newsroom.sites]
        self._sources.write_text("\n".join(entries), encoding="utf-8")

    def arguments(self, moment: datetime) -> tuple[tuple[str, ...], dict[str, Any]]:
        self.server.clock.now = moment
        return ("crawl", "news", "-a", f"sources={self._sources}"), {
            "PRIVATE_HOSTS_ALLOWED": self.server.allowed_hosts,
            "DOWNLOAD_DELAY": 0,
            "RETRY_TIMES": 0,
            "EXTRACT_WORKERS": 1,
            "CLOCK_OFFSET_SECONDS": moment.timestamp() - time.time(),
        }

    def crawl(self, moment: datetime) -> Run:
        arguments, settings = self.arguments(moment)
        before = len(self.server.hits)
        done = run_scrapy(*arguments, output=self.output, **settings)
        assert "Traceback" not in done.stderr, done.stderr
        run = Run(moment, done.returncode, self.server.hits[before:], last_run(self.output))
        self.runs.append(run)
        return run

    def kind_of(self, hit: Hit, moment: datetime) -> str:
        """Return what was asked for: article (also a withdrawn one), listing, machine file or another page."""
        if hit.path in MACHINE_FILES:
            return "machine"
        site = self.server.newsroom.site(hit.host)
        assert site is not None
        if hit.path in {feed.path for feed in site.feeds} | set(sitemap_paths(site).values()):
            return "listing"
        expected = self.server.newsroom.expected(hit.host, hit.path, moment)
        assert expected is not None, hit
        if expected.reason == "section_page":
            return "listing"
        return "article" if any(page.is_story and page.path == expected.path for page in site.pages) else "page"

    def states(self) -> dict[tuple[str, str], tuple[str, str | None]]:
        """Return state and reason by host and path.

        Of a feed or sitemap only whether it was read: whether it is to be had whole once more goes by the second.
        """
        newsroom, moment = self.server.newsroom, self.server.clock.now
        found = {}
        with sqlite3.connect(self.output / "state.db") as db:
            for url, state, reason in db.execute("SELECT url, state, reason FROM urls"):
                expected = newsroom.expected_for(url, moment)
                assert expected is not None, url
                is_read = reason in ("feed", "sitemap", "not_modified")
                found[expected.host, expected.path] = ("read", None) if is_read else (state, reason)
        return found

    def versions(self) -> dict[tuple[str, str], list[tuple[int, str, str]]]:
        """Return number, title and text of the stored versions by host and path."""
        stored = records(self.output)
        assert twice([record["id"] for record in stored]) == []
        found: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
        for record in stored:
            page = self.server.newsroom.expected_for(record["url"], datetime.fromisoformat(record["fetched_at"]))
            assert page is not None, record["url"]
            said = (record["version"]["n"], record["title"], record["text"])
            found.setdefault((page.host, page.path), []).append(said)
        return found


def seen_versions(page: Page, moments: Sequence[datetime]) -> list[str | None]:
    """Return the titles and texts that stand at the moments, each change once."""
    standing = [page.version_at(moment).expected for moment in moments if page.is_up(moment)]
    texts = [f"{expected.title}\n{expected.text}" for expected in standing]
    return [text for number, text in enumerate(texts) if number == 0 or text != texts[number - 1]]


def published(server: SampleServer, moments: Sequence[datetime]) -> dict[tuple[str, str], list[str | None]]:
    """Return, for every story that stands at one of the moments, its versions."""
    pages = [page for site in server.newsroom.sites for page in site.pages if page.is_story]
    found = {(page.host, page.path): seen_versions(page, moments) for page in pages}
    return {place: versions for place, versions in found.items() if versions}


def wait_for(server: SampleServer, process: subprocess.Popen[bytes], hits: int) -> None:
    """Wait until the newsroom has had so many requests, or the crawl is over."""
    end = time.monotonic() + 60
    while len(server.hits) < hits and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)


@pytest.fixture(scope="module")
def fortnight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subscriber]:
    with SampleServer(clock=Clock(DAYS[0])) as server:
        subscriber = Subscriber(server, tmp_path_factory.mktemp("fortnight"))
        for day in DAYS:
            subscriber.crawl(day)
            subscriber.ends.append((subscriber.states(), subscriber.versions()))
        yield subscriber


def test_a_broken_feed_is_reported_until_it_is_back(fortnight: Subscriber) -> None:
    codes = {run.moment: run.code for run in fortnight.runs}
    assert codes == {day: ExitCode.SOME_SOURCES_FAILED if day in OUTAGE else ExitCode.DONE for day in DAYS}
    for run in fortnight.runs:
        assert run.record["counts"]["failed"] == ({"http_500": 1} if run.moment in OUTAGE else {})
        assert run.record["counts"]["waiting"] == 0


def test_every_article_is_stored_once_and_every_change_of_text_is_a_version(fortnight: Subscriber) -> None:
    wanted, got = published(fortnight.server, DAYS), fortnight.versions()
    assert {place: len(versions) for place, versions in got.items()} == {
        place: len(versions) for place, versions in wanted.items()
    }
    for versions in got.values():
        assert [n for n, _, _ in versions] == list(range(1, len(versions) + 1))
        assert len({(title, text) for _, title, text in versions}) == len(versions)
    assert sum(len(versions) > 1 for versions in got.values()) >= 7


def test_what_is_withdrawn_is_gone(fortnight: Subscriber) -> None:
    pages = [page for site in fortnight.server.newsroom.sites for page in site.pages]
    withdrawn = {(page.host, page.path) for page in pages if page.is_story and page.withdrawn}
    gone = {place for place, outcome in fortnight.states().items() if outcome == ("dropped", "gone")}
    assert gone == withdrawn
    assert gone <= fortnight.versions().keys()


def test_hardly_more_requests_than_new_articles(fortnight: Subscriber) -> None:
    asked = Counter(fortnight.kind_of(hit, run.moment) for run in fortnight.runs for hit in run.hits)
    versions = fortnight.versions()
    stored = sum(map(len, versions.values()))
    share = asked["article"] / len(versions)
    said = f"{len(versions)} articles, {stored} versions; requests: {dict(asked)}; {share:.2f} per new article\n"
    sys.stdout.write(said)
    assert share <= MOST_REQUESTS
    assert asked["article"] >= stored + 20, "what changed in its furniture only was looked at again"


def test_who_comes_twice_a_day_sees_every_version_and_asks_for_little_more(tmp_path: Path) -> None:
    moments = [moment for day in DAYS for moment in (day, day + timedelta(hours=12))]
    with SampleServer(clock=Clock(moments[0])) as server:
        subscriber = Subscriber(server, tmp_path)
        for moment in moments:
            subscriber.crawl(moment)
        got, wanted = subscriber.versions(), published(server, moments)
        runs = subscriber.runs
        asked = Counter(subscriber.kind_of(hit, run.moment) for run in runs for hit in run.hits)
    share = asked["article"] / len(got)
    sys.stdout.write(
        f"twice a day: {sum(map(len, got.values()))} versions; {dict(asked)}; {share:.2f} per new article\n"
    )
    assert {place: len(versions) for place, versions in got.items()} == {
        place: len(versions) for place, versions in wanted.items()
    }
    assert share <= MOST_REQUESTS


def test_a_run_with_nothing_new_asks_for_no_article_and_stores_nothing(fortnight: Subscriber) -> None:
    before = fortnight.versions()
    run = fortnight.crawl(DAYS[-1] + timedelta(hours=1))
    assert run.code == ExitCode.DONE
    kinds = Counter(fortnight.kind_of(hit, run.moment) for hit in run.hits)
    assert kinds["listing"] > 0
    assert (kinds["article"], kinds["page"]) == (0, 0)
    assert run.record["counts"]["stored"] == 0
    assert fortnight.versions() == before


def test_kills_on_several_days_cost_nothing(fortnight: Subscriber, tmp_path: Path) -> None:
    days = DAYS[:8]
    kills = {days[0]: 40, days[1]: 20, days[4]: 20, days[6]: 5}  # requests into the run; an update comes on the second
    with SampleServer(clock=Clock(days[0])) as server:
        subscriber = Subscriber(server, tmp_path)
        for day, end in zip(days, fortnight.ends, strict=False):
            if day in kills:
                arguments, settings = subscriber.arguments(day)
                before = len(server.hits)
                process = start_scrapy(*arguments, output=subscriber.output, **settings)
                wait_for(server, process, before + kills[day])
                assert process.poll() is None, "the crawl was over before the kill"
                process.kill()
                process.wait()
            # later than the killed run, whose listings would be due again for a clock that went back
            assert subscriber.crawl(day + timedelta(minutes=1)).code in (ExitCode.DONE, ExitCode.SOME_SOURCES_FAILED)
            assert (subscriber.states(), subscriber.versions()) == end, day
    assert max(map(len, end[1].values())) >= 2
    killed = [path for path in (subscriber.output / "runs").glob("*.json") if '"killed"' in path.read_text()]
    assert len(killed) == len(kills)
