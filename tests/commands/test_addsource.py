"""scrapy addsource: what a site has is found, shown and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.exitcodes import ExitCode
from newsspider.sources.config import Source, read_sources
from newsspider.sources.probe import Finding, choose, to_toml
from tests.support.commands import run_scrapy
from tests.support.origin import Origin, Reply, article, front_page

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

XML = {"Content-Type": "application/xml"}
SITE = "https://a.example/"
FEED = Finding(f"{SITE}feed", "rss", 20)
NEWS = Finding(f"{SITE}news.xml", "news_sitemap", 90)
MAP = Finding(f"{SITE}map.xml", "sitemap_index", 9)
FRONT = Finding(SITE, "section", 30)


@pytest.mark.parametrize(
    ("findings", "source"),
    [
        ([FRONT, MAP, FEED, NEWS], Source(SITE, (FEED.url,), (NEWS.url,))),
        ([FRONT, MAP], Source(SITE, sitemaps=(MAP.url,))),
        ([FRONT, Finding(MAP.url, "sitemap", cause="http_404")], Source(SITE, sections=(SITE,))),
        ([FRONT, Finding(FEED.url, "rss", 0)], Source(SITE, sections=(SITE,))),
    ],
    ids=["feeds", "sitemaps", "sections", "an-empty-feed"],
)
def test_what_lists_most_with_least_is_read(findings: list[Finding], source: Source) -> None:
    assert choose(SITE, findings) == source


def test_an_entry_reads_back_as_it_was(tmp_path: Path) -> None:
    source = Source(SITE, (f"{SITE}feed?a=%22b%22",), (f"{SITE}m.xml", f"{SITE}n.xml"))
    (tmp_path / "s.toml").write_text(to_toml(source))
    assert read_sources(tmp_path / "s.toml") == (source,)


def addsource(origin: Origin, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return run_scrapy(
        "addsource", origin.url, "--file", str(folder / "sources.toml"), *more,
        output=folder / "out", PRIVATE_HOSTS_ALLOWED=origin.host, DOWNLOAD_DELAY=0,
    )  # fmt: skip


def test_a_sites_feeds_and_sitemaps_are_found_and_written(tmp_path: Path) -> None:
    paths = [f"/news/the-long-headline-of-story-{number}" for number in range(4)]
    pages = {path: Reply(article(number)) for number, path in enumerate(paths)}
    with Origin(pages) as origin:
        host = origin.host
        link = "<link rel=alternate type=application/rss+xml href=/feed title='All news'>"
        pages["/"] = Reply(front_page(paths).replace("</head>", f"{link}</head>"))
        pages["/robots.txt"] = Reply(
            f"User-agent: *\nSitemap: http://{host}/map.xml\n", headers={"Content-Type": "text/plain"}
        )
        items = "".join(f"<item><link>http://{host}{path}</link></item>" for path in paths)
        pages["/feed"] = Reply(f"<rss version='2.0'><channel>{items}</channel></rss>", headers=XML)
        pages["/map.xml"] = Reply(f"<urlset><url><loc>http://{host}{paths[0]}</loc></url></urlset>", headers=XML)

        shown = addsource(origin, tmp_path, "--show")
        assert shown.returncode == ExitCode.DONE, shown.stderr
        assert not (tmp_path / "sources.toml").exists()
        added = addsource(origin, tmp_path)
        again = addsource(origin, tmp_path)

    assert added.returncode == ExitCode.DONE, added.stderr
    assert read_sources(tmp_path / "sources.toml") == (Source(f"http://{host}/", (f"http://{host}/feed",)),)
    assert f"http://{host}/map.xml" in added.stdout
    assert again.returncode == ExitCode.WRONG_USAGE
    assert "already" in again.stderr
    assert not (tmp_path / "out").exists()


def test_a_site_without_any_gives_its_sections(tmp_path: Path) -> None:
    paths = [f"/harbour/the-long-headline-of-story-{number}" for number in range(4)]
    with Origin({"/": Reply(front_page(paths))}) as origin:
        done = addsource(origin, tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    (source,) = read_sources(tmp_path / "sources.toml")
    assert source.sections == (f"http://{origin.host}/",)


def test_a_site_that_does_not_answer_is_not_added(tmp_path: Path) -> None:
    with Origin({"/": Reply("no", status=500)}) as origin:
        done = addsource(origin, tmp_path)
    assert done.returncode == ExitCode.ALL_SOURCES_FAILED
    assert "http_500" in done.stderr
    assert not (tmp_path / "sources.toml").exists()


def test_a_wrong_address_is_refused(tmp_path: Path) -> None:
    done = run_scrapy("addsource", "ftp://files.example", "--file", str(tmp_path / "s.toml"), output=tmp_path / "out")
    assert done.returncode == ExitCode.WRONG_USAGE
    assert "give one address" in done.stderr
