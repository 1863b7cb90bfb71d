"""``scrapy inspect``: an address, a file and an id show the same page alike, and wrong calls are told what to mend."""

from __future__ import annotations

import argparse
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.utils.project import get_project_settings

from newsspider.commands.inspect import Command
from newsspider.exitcodes import ExitCode
from tests.e2e.test_pages import STORY, part
from tests.support.commands import crawl_site, records, run_scrapy
from tests.support.origin import Origin, Reply, article, front_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLAIN = "/news/the-long-headline-of-a-story-on-one-page"


class Crawled:
    """A finished crawl with its pages kept, and its site, which still answers."""

    def __init__(self, origin: Origin, output: Path) -> None:
        self.origin = origin
        self.output = output
        stored = records(output)
        self.plain = next(record for record in stored if record["url"].endswith(PLAIN))
        self.parts = next(record for record in stored if record["url"].endswith(STORY))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    pages = {
        "/": Reply(front_page([STORY, PLAIN])), PLAIN: Reply(article(7)), STORY: part(1, 2), f"{STORY}/2": part(2, None),
        "/robots.txt": Reply("User-agent: *\nDisallow: /private", headers={"Content-Type": "text/plain"}),
    }  # fmt: skip
    with Origin(pages) as origin:
        output = tmp_path_factory.mktemp("inspect") / "output"
        done = crawl_site(origin, output, KEEP_PAGES=2, REMOVED_TEXT=True)
        assert done.returncode == ExitCode.DONE, done.stderr
        yield Crawled(origin, output)


def inspected(output: Path, *arguments: str) -> Command:
    """Run the command in this process, as Scrapy's command line does."""
    command = Command()
    command.settings = get_project_settings()
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    options, rest = parser.parse_known_args([*arguments, "-s", f"OUTPUT_DIR={output}"])
    command.process_options(rest, options)
    command.run(rest, options)
    return command


def seen(capsys: pytest.CaptureFixture[str], output: Path, *arguments: str) -> dict[str, Any]:
    inspected(output, *arguments, "--json")
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_page_shows_alike_by_its_address_as_a_file_and_by_its_id(
    crawled: Crawled, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_id = seen(capsys, crawled.output, crawled.plain["id"])
    assert by_id["record"] == crawled.plain
    assert by_id["notes"] == []
    assert "\n\n".join(b["text"] for b in by_id["blocks"] if b["kept"]) == crawled.plain["text"]
    assert all(b["rule"] and b["role"] for b in by_id["blocks"] if not b["kept"])

    (tmp_path / "page.html").write_text(article(7), encoding="utf-8")
    by_file = seen(capsys, crawled.output, str(tmp_path / "page.html"), "--url", crawled.plain["url"])
    row = {"url": crawled.plain["url"], "html": article(7)}
    (tmp_path / "pages.jsonl").write_text(f"{{torn\n{json.dumps(row)}\n", encoding="utf-8")
    by_row = seen(capsys, crawled.output, str(tmp_path / "pages.jsonl"), "--row", "2")
    assert by_file["blocks"] == by_row["blocks"] == by_id["blocks"]
    assert [relation["kind"] for relation in by_file["relations"]] == ["stored of this address"]
    assert by_file["relations"][0]["changes"] == []

    before = len(crawled.origin.asked)
    done = run_scrapy(
        "inspect", crawled.plain["url"], "--json", output=tmp_path / "none", PRIVATE_HOSTS_ALLOWED=crawled.origin.host
    )
    assert done.returncode == ExitCode.DONE, done.stderr
    assert json.loads(done.stdout)["blocks"] == by_id["blocks"]
    assert [path for path, _, _ in crawled.origin.asked[before:]] == ["/robots.txt", PLAIN]
    assert not (tmp_path / "none").exists()


def test_an_article_on_several_pages_shows_the_blocks_of_each(
    crawled: Crawled, capsys: pytest.CaptureFixture[str]
) -> None:
    found = seen(capsys, crawled.output, crawled.parts["id"])

    assert {block["page"] for block in found["blocks"]} == {1, 2}
    assert found["notes"] == []
    assert found["relations"] == []


def test_without_its_page_a_record_shows_what_it_knows(
    crawled: Crawled, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "output"
    shutil.copytree(crawled.output, output, ignore=shutil.ignore_patterns("pages"))
    found = seen(capsys, output, crawled.plain["id"])
    assert found["how"] == "the record alone"
    removed = [block for block in found["blocks"] if not block["kept"]]
    assert sum(block["chars"] for block in removed) == sum(
        cut["chars"] for cut in crawled.plain["extraction"]["removed"]
    )
    assert all(block["text"] for block in removed)

    shutil.rmtree(output / "removed")
    inspected(output, crawled.plain["id"])
    plain = capsys.readouterr().out
    assert crawled.plain["title"] in plain
    assert "characters]" in plain
    day = next((output / "articles").iterdir())
    assert seen(capsys, output / "elsewhere", str(day))["record"]["id"] == records(output)[0]["id"]


def test_a_damaged_page_is_said_and_the_record_shown(
    crawled: Crawled, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "output"
    shutil.copytree(crawled.output, output)
    (page,) = (output / "pages").rglob(f"{crawled.plain['id']}.zst")
    page.write_bytes(page.read_bytes()[:-9])

    found = seen(capsys, output, crawled.plain["id"])
    assert found["how"] == "the record alone"
    assert "damaged" in found["notes"][0]


def test_the_page_for_the_browser_is_written(
    crawled: Crawled, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inspected(crawled.output, crawled.plain["id"], "--html", str(tmp_path / "page.html"))

    assert capsys.readouterr().out == ""
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert all(part in page for part in ("<del>", "Content-Security-Policy", crawled.plain["id"]))


def test_what_a_site_repeats_is_shown_and_told(
    crawled: Crawled, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = f"SITE_RULES={tmp_path / 'rules'}"
    found = seen(capsys, crawled.output, "--site", crawled.origin.host, "--pin", "Read our app.", "-s", rules)
    assert found["stories"] == 2
    assert (tmp_path / "rules" / "127.0.0.1.toml").is_file()
    inspected(crawled.output, "--site", crawled.origin.host, "-s", rules)
    assert "What 127.0.0.1 repeats: learned from 2 stories" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--site", "a.example"], "nothing is known of a.example"),
        (["--site", "not a host"], "is no host"),
        (["--site", "a.example", "page.html"], "stands alone"),
        (["--veto", "text"], "give --site HOST and -s SITE_RULES=rules"),
        ([], "give one address, file or id"),
        (["a.example", "b.example"], "give one address, file or id"),
        (["a.example", "--jsn"], "there is no option --jsn; did you mean --json?"),
        (["0123456789abcdef0123-1"], "no record 0123456789abcdef0123-1"),
        (["none.html"], "no file that is there"),
        (["ftp://files.example/x"], "no web address"),
        ([__file__, "--row", "0"], "counts from 1"),
    ],
    ids=["site", "host", "site-and-page", "veto", "nothing", "two", "option", "id", "file", "scheme", "row"],
)
def test_a_wrong_call_is_told_what_to_mend(tmp_path: Path, arguments: list[str], said: str) -> None:
    with pytest.raises(ScrapyUsageError, match=said.replace("?", r"\?")):
        inspected(tmp_path, *arguments)


@pytest.mark.parametrize(
    ("content", "row", "said"),
    [("{torn\n", 1, "isn't JSON"), ('{"url": "https://a.example/", "html": "x"}\n', 2, "has no row 2")],
    ids=["torn", "behind-the-end"],
)
def test_a_row_that_holds_no_page_is_named(tmp_path: Path, content: str, row: int, said: str) -> None:
    (tmp_path / "pages.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(ScrapyUsageError, match=said):
        inspected(tmp_path, str(tmp_path / "pages.jsonl"), "--row", str(row))


@pytest.mark.parametrize(
    ("path", "allowed", "said"),
    [("private/x", True, "robots_disallowed"), ("none", True, "http_404"), ("none", False, "private_address")],
    ids=["robots", "status", "private"],
)
def test_a_page_that_cannot_be_had_is_said(
    crawled: Crawled, tmp_path: Path, path: str, allowed: bool, said: str
) -> None:
    host = crawled.origin.host if allowed else ""
    done = run_scrapy("inspect", f"{crawled.origin.url}{path}", output=tmp_path, PRIVATE_HOSTS_ALLOWED=host)

    assert done.returncode == ExitCode.ALL_SOURCES_FAILED, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
