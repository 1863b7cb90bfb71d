"""The sample newsroom through the real command: every article once, every other page under its reason."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.core.discover import is_pagination
from newsspider.exitcodes import ExitCode
from newsspider.sample.server import SampleServer
from tests.support.commands import last_run, records, run_scrapy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Reached through an article's own links only; a crawl follows the links of section pages.
_FETCHED_STATES = ("stored", "dropped")


class Crawled:
    """A finished crawl of the newsroom, and the newsroom itself."""

    def __init__(self, server: SampleServer, output: Path) -> None:
        self.server = server
        self.output = output
        self.done = self.crawl()
        self.stored = records(output)
        self.run = last_run(output)

    def crawl(self) -> Any:
        return run_scrapy(
            "crawl", "news", "-a", "urls=" + ",".join(self.server.home_urls), output=self.output,
            PRIVATE_HOSTS_ALLOWED=self.server.allowed_hosts, DOWNLOAD_DELAY=0,
        )  # fmt: skip

    def outcomes(self) -> dict[str, tuple[str, str | None]]:
        with sqlite3.connect(self.output / "state.db") as db:
            return {url: (state, reason) for url, state, reason in db.execute("SELECT url, state, reason FROM urls")}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with SampleServer() as server:
        yield Crawled(server, tmp_path_factory.mktemp("newsroom"))


def test_the_crawl_is_done_and_says_so(crawled: Crawled) -> None:
    assert crawled.done.returncode == ExitCode.DONE, crawled.done.stderr
    assert "Traceback" not in crawled.done.stderr
    assert str(crawled.output / "articles") in crawled.done.stdout
    assert not crawled.run["counts"]["failed"]
    assert crawled.run["counts"]["waiting"] == 0


def test_every_article_of_the_newsroom_is_stored_exactly_once(crawled: Crawled) -> None:
    expected = crawled.server.newsroom.expectations(crawled.server.clock.now)
    wanted = {(e.host, e.path) for e in expected.values() if e.kind == "article"}
    got = Counter(_place(crawled, record["url"]) for record in crawled.stored)
    assert [place for place, count in got.items() if count > 1] == []
    assert sorted(wanted - set(got)) == []
    assert sorted(set(got) - wanted) == []


def _place(crawled: Crawled, url: str) -> tuple[str, str]:
    """Return host and path of the page that an address leads to, without tracking parameters."""
    expected = crawled.server.newsroom.expected_for(url, crawled.server.clock.now)
    assert expected is not None, url
    return expected.host, expected.path


def test_every_page_that_is_no_article_is_dropped_under_its_reason(crawled: Crawled) -> None:
    wrong: list[tuple[str, str, str | None, str | None]] = []
    for url, (state, reason) in crawled.outcomes().items():
        expected = crawled.server.newsroom.expected_for(url, crawled.server.clock.now)
        if expected is None or state not in _FETCHED_STATES:
            wrong.append((url, state, reason, "not expected at all"))
        elif (expected.reason is None) != (state == "stored") or (state == "dropped" and reason != expected.reason):
            wrong.append((url, state, reason, expected.reason))
    assert wrong == []


def test_reprints_point_at_a_text_that_was_stored_before(crawled: Crawled) -> None:
    by_id = {record["id"]: (place, record) for place, record in enumerate(crawled.stored)}
    copies = [record for record in crawled.stored if record["dedup"]["relation"] == "copy"]
    assert copies
    for record in copies:
        place, original = by_id[record["dedup"]["of"]]
        assert place < by_id[record["id"]][0]
        assert original["domain"] != record["domain"]
        assert original["dedup"]["cluster"] == record["dedup"]["cluster"]
    clusters: dict[str, set[str]] = {}
    for record in crawled.stored:
        clusters.setdefault(record["dedup"]["text_hash"], set()).add(record["dedup"]["cluster"])
    assert [hash_ for hash_, names in clusters.items() if len(names) > 1] == [], "verbatim reprints share a cluster"


def test_replayed_pages_are_related_as_in_the_crawl(crawled: Crawled, tmp_path: Path) -> None:
    pages = tmp_path / "pages.jsonl"
    with pages.open("w", encoding="utf-8") as file:
        for record in crawled.stored:
            page = crawled.server.newsroom.render(
                *_place(crawled, record["url"]), crawled.server.clock.now, crawled.server.port
            )
            body = gzip.decompress(page.body) if "Content-Encoding" in page.headers else page.body
            html = body.decode(record["extraction"]["charset"])
            file.write(json.dumps({"url": record["url"], "html": html, "fetched_at": record["fetched_at"]}) + "\n")
    done = run_scrapy("crawl", "replay", "-a", f"pages={pages}", output=tmp_path / "output")

    assert done.returncode == ExitCode.DONE, done.stderr
    assert _relations(records(tmp_path / "output")) == _relations(crawled.stored)


def _relations(stored: list[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    return {r["id"]: tuple(r["dedup"][name] for name in ("relation", "of", "similarity", "cluster")) for r in stored}


def test_records_have_all_fields_and_no_empty_text(crawled: Crawled) -> None:
    for record in crawled.stored:
        assert record["text"].strip()
        assert record["words"] == len(record["text"].split())
        assert record["status"] == 200
        assert record["discovery"]["type"] in ("url", "section")
        assert record["fetched_at"].endswith("Z")
        assert record["version"]["n"] == 1
        assert not any(isinstance(v, str) and v in ("None", "null", "") for v in record.values())


def test_nobody_fetches_what_robots_forbids_and_robots_is_read_once_a_host(crawled: Crawled) -> None:
    hits = Counter((hit.host, hit.path) for hit in crawled.server.hits)
    robots = {place: count for place, count in hits.items() if place[1] == "/robots.txt"}
    assert set(robots.values()) == {1}
    for host, path in hits:
        expected = crawled.server.newsroom.expected(host, path, crawled.server.clock.now)
        assert expected is None or expected.reason != "robots_disallowed", path


def not_listed_again(crawled: Crawled) -> list[str]:
    """Return where the articles were found that the last run didn't come by."""
    with sqlite3.connect(crawled.output / "state.db") as db:
        rows = db.execute(
            "SELECT discovery FROM urls WHERE state = 'stored' AND listed_run < (SELECT max(listed_run) FROM urls)"
        ).fetchall()
    return [json.loads(discovery)["url"] for (discovery,) in rows]


def test_second_run_stores_nothing_and_asks_for_no_article(crawled: Crawled) -> None:
    before = len(crawled.server.hits)
    again = crawled.crawl()
    assert again.returncode == ExitCode.DONE
    run = last_run(crawled.output)
    assert run["counts"]["stored"] == 0
    missed = not_listed_again(crawled)
    assert missed, "the newsroom has a list of several pages"
    assert all(is_pagination(page) for page in missed), "a run that finds nothing new leaves only older pages alone"
    assert run["counts"]["unchanged"] == len(crawled.stored) - len(missed)
    assert len(records(crawled.output)) == len(crawled.stored)
    articles = {_place(crawled, record["url"]) for record in crawled.stored}
    assert not [hit for hit in crawled.server.hits[before:] if is_pagination(f"https://{hit.host}{hit.path}")]
    asked = {(hit.host.partition(":")[0], hit.path.partition("?")[0]) for hit in crawled.server.hits[before:]}
    assert not {place for place in asked if place in articles and "?" not in place[1]}


def test_what_was_removed_is_kept_with_its_text_when_asked_for(tmp_path: Path) -> None:
    with SampleServer() as server:
        done = run_scrapy(
            "crawl", "news", "-a", "urls=" + server.home_urls[0], output=tmp_path,
            PRIVATE_HOSTS_ALLOWED=server.allowed_hosts, DOWNLOAD_DELAY=0, REMOVED_TEXT="true",
        )  # fmt: skip
    assert done.returncode == ExitCode.DONE, done.stderr
    stored = {record["id"]: record for record in records(tmp_path)}
    kept = [json.loads(line) for file in (tmp_path / "removed").iterdir() for line in file.read_text().splitlines()]
    assert {entry["id"] for entry in kept} == {
        key for key, record in stored.items() if record["extraction"]["removed"]
    }
    for entry in kept:
        logged = stored[entry["id"]]["extraction"]["removed"]
        assert [{key: cut[key] for key in ("role", "rule", "chars")} for cut in entry["removed"]] == logged
        assert all(len(cut["text"].replace("\n", "")) == cut["chars"] for cut in entry["removed"])
