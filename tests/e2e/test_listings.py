"""Feeds and sitemaps through the real command: only what is new, and nobody asked twice for nothing."""

from __future__ import annotations

import gzip
import sqlite3
from typing import TYPE_CHECKING, Any

from newsspider.clock import utc_now
from newsspider.exitcodes import ExitCode
from tests.support.commands import last_run, records, run_scrapy
from tests.support.origin import Origin, Reply, article

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

XML = {"Content-Type": "application/xml"}
STORIES = [f"/news/{number}.html" for number in range(5)]


def rss(host: str, paths: list[str], *more: str) -> str:
    items = "".join(
        f"<item><title>Entry {path}</title><link>http://{host}{path}</link><category>Harbour</category></item>"
        for path in paths
    )
    return f'<rss version="2.0"><channel><title>The Bay Paper</title>{items}{"".join(more)}</channel></rss>'


def urlset(host: str, paths: list[str]) -> str:
    urls = "".join(f"<url><loc>http://{host}{path}</loc></url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def site(count: int = 5) -> dict[str, Reply]:
    return {path: Reply(article(number)) for number, path in enumerate(STORIES[:count])}


def crawl(origin: Origin, output: Path, *arguments: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    settings = {"PRIVATE_HOSTS_ALLOWED": origin.host, "DOWNLOAD_DELAY": 0, **settings}
    return run_scrapy("crawl", "news", *arguments, output=output, **settings)


def asked(origin: Origin) -> list[str]:
    """Return the paths asked for since the last call, without robots.txt."""
    paths = [path for path, _, _ in origin.asked if path not in ("/robots.txt", "/.well-known/tdmrep.json")]
    origin.asked.clear()
    return sorted(paths)


def test_amp_print_and_mobile_forms_are_fetched_once_and_stored_once(tmp_path: Path) -> None:
    pages = site(3)
    named = article(1).replace("<head>", "<head><link rel=amphtml href='/lite/one'>")
    with Origin(pages) as origin:
        plain = f"http://{origin.host}{STORIES[2]}"
        pages[STORIES[1]] = Reply(named)
        pages[f"{STORIES[2]}/amp"] = Reply(article(2).replace("<head>", f"<head><link rel=canonical href='{plain}'>"))
        forms = [f"{STORIES[0]}/amp", STORIES[0], f"{STORIES[0]}?print=1", STORIES[1], f"{STORIES[2]}/amp"]
        pages["/feed"] = Reply(rss(origin.host, forms), headers=XML)
        pages["/map.xml"] = Reply(urlset(origin.host, ["/lite/one", STORIES[2]]), headers=XML)

        done = crawl(origin, tmp_path, "-a", f"urls=http://{origin.host}/feed")
        assert done.returncode == ExitCode.DONE, done.stderr
        assert asked(origin) == ["/feed", *STORIES[:2], f"{STORIES[2]}/amp"]
        crawl(origin, tmp_path, "-a", f"urls=http://{origin.host}/map.xml")
        assert asked(origin) == ["/map.xml"]
    assert len(records(tmp_path)) == 3


def test_a_feed_gives_its_entries_once_and_then_only_the_new_ones(tmp_path: Path) -> None:
    pages = site()
    with Origin(pages) as origin:
        ad = "<item><title>Sofas</title><link>https://sofas.example/sale</link></item>"
        pages["/feed"] = Reply(rss(origin.host, STORIES[:3], ad), headers=XML | {"ETag": '"v1"'})
        feed = f"urls=http://{origin.host}/feed"

        done = crawl(origin, tmp_path, "-a", feed)
        assert done.returncode == ExitCode.DONE, done.stderr
        assert asked(origin) == ["/feed", *STORIES[:3]]
        counts = last_run(tmp_path)["counts"]
        assert (counts["stored"], counts["dropped"]) == (3, {"feed": 1, "other_site": 1})
        first = records(tmp_path)[0]
        assert first["discovery"]["type"] == "feed"
        assert first["discovery"]["url"].endswith("/feed")
        assert first["section"] == "Harbour"
        assert first["extraction"]["origins"]["section"] == "feed"

        done = crawl(origin, tmp_path, "-a", feed)
        assert done.returncode == ExitCode.DONE, done.stderr
        assert asked(origin) == ["/feed"]
        assert origin.not_modified == ["/feed"]
        assert last_run(tmp_path)["counts"]["stored"] == 0

        pages["/feed"] = Reply(rss(origin.host, STORIES[1:5]), headers=XML | {"ETag": '"v2"'})
        crawl(origin, tmp_path, "-a", feed)
        assert asked(origin) == ["/feed", *STORIES[3:5]]
    assert len(records(tmp_path)) == 5


def test_a_sitemap_index_is_read_to_its_leaves_and_may_point_at_itself(tmp_path: Path) -> None:
    pages = site()
    with Origin(pages) as origin:
        host = origin.host
        names = ["/map.xml.gz", "/index.xml", "/broken.xml"]
        index = "".join(f"<sitemap><loc>http://{host}{name}</loc></sitemap>" for name in names)
        pages["/index.xml"] = Reply(f"<sitemapindex>{index}</sitemapindex>", headers=XML)
        packed = gzip.compress(urlset(host, STORIES[:2]).encode())
        pages["/map.xml.gz"] = Reply(packed, headers={"Content-Type": "application/x-gzip"})
        pages["/broken.xml"] = Reply(urlset(host, STORIES[2:5]).partition("3.html")[0], headers=XML)

        done = crawl(origin, tmp_path, "-a", f"urls=http://{host}/index.xml")
        assert done.returncode == ExitCode.DONE, done.stderr
        assert asked(origin) == sorted([*names, *STORIES[:3]])
    counts = last_run(tmp_path)["counts"]
    assert (counts["stored"], counts["dropped"]) == (3, {"sitemap": 3})


def test_sources_are_visited_when_they_are_due(tmp_path: Path) -> None:
    pages = site()
    sources = tmp_path / "sources.toml"
    output = tmp_path / "out"
    with Origin(pages) as origin:
        host = origin.host
        pages["/feed"] = Reply(rss(host, STORIES[:3]), headers=XML)
        sources.write_text(
            f'[[source]]\nurl = "http://{host}"\nfeeds = ["http://{host}/feed", "http://{host}/gone"]\n'
        )

        done = crawl(origin, output, "-a", f"sources={sources}")
        assert done.returncode == ExitCode.DONE, done.stderr
        assert asked(origin) == ["/feed", "/gone", *STORIES[:3]]
        (source,) = last_run(output)["sources"]
        assert source["failed"] is None
        assert source["entries_failed"] == {f"http://{host}/gone": "http_404"}

        done = crawl(origin, output, "-a", f"sources={sources}")
        assert done.returncode == ExitCode.DONE, done.stderr
        assert asked(origin) == ["/gone"], "the feed was read just now"
        with sqlite3.connect(output / "state.db") as db:
            db.execute("UPDATE listings SET polled = polled - 3600")
        crawl(origin, output, "-a", f"sources={sources}")
        assert asked(origin) == ["/feed", "/gone"]


def test_a_stored_page_that_its_site_takes_away_is_gone(tmp_path: Path) -> None:
    pages = site(1)
    with Origin(pages) as origin:

        def feed(modified: str) -> Reply:
            entry = f"<entry><link href='http://{origin.host}{STORIES[0]}'/><updated>{modified}</updated></entry>"
            return Reply(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>", headers=XML)

        pages["/feed"] = feed("2026-01-01T00:00:00Z")
        crawl(origin, tmp_path, "-a", f"urls=http://{origin.host}/feed", MAX_ENTRY_AGE_DAYS=0)
        assert last_run(tmp_path)["counts"]["stored"] == 1

        del pages[STORIES[0]]
        pages["/feed"] = feed(utc_now())
        with sqlite3.connect(tmp_path / "state.db") as db:
            db.execute("UPDATE urls SET changed = '2026-01-02T00:00:00Z' WHERE state = 'stored'")
        crawl(origin, tmp_path, "-a", f"urls=http://{origin.host}/feed", MAX_ENTRY_AGE_DAYS=0)
    assert last_run(tmp_path)["counts"]["dropped"] == {"feed": 1, "gone": 1}


def test_an_updated_story_is_a_version_and_an_unchanged_one_is_none(tmp_path: Path) -> None:
    pages = site(2)
    with Origin(pages) as origin:
        entries = "".join(
            f"<url><loc>http://{origin.host}{path}</loc><lastmod>{utc_now()}</lastmod></url>" for path in STORIES[:2]
        )
        pages["/map.xml"] = Reply(f"<urlset>{entries}</urlset>", headers=XML)
        crawl(origin, tmp_path, "-a", f"urls=http://{origin.host}/map.xml")
        pages[STORIES[0]] = Reply(article(0, paragraphs=7))
        with sqlite3.connect(tmp_path / "state.db") as db:
            db.execute("UPDATE urls SET changed = '2026-01-02T00:00:00Z' WHERE state = 'stored'")
        crawl(origin, tmp_path, "-a", f"urls=http://{origin.host}/map.xml")

    counts = last_run(tmp_path)["counts"]
    assert (counts["stored"], counts["unchanged"]) == (1, 1)
    story = [record for record in records(tmp_path) if record["url"].endswith(STORIES[0])]
    assert [record["version"]["n"] for record in story] == [1, 2]
    assert story[1]["version"]["previous"] == story[0]["id"]


def test_what_is_neither_page_nor_listing_fails_its_source(tmp_path: Path) -> None:
    with Origin({"/data": Reply("\x89PNG\r\n\x1a\n", headers={"Content-Type": "image/png"})}) as origin:
        done = crawl(origin, tmp_path, "-a", f"urls=http://{origin.host}/data")
    assert done.returncode == ExitCode.ALL_SOURCES_FAILED
    assert last_run(tmp_path)["counts"]["dropped"] == {"not_html": 1}
