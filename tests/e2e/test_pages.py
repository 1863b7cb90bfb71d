"""Articles on several pages through the real command: one record, whole or said to be short."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newsspider.exitcodes import ExitCode
from tests.support.commands import crawl_site, last_run, records
from tests.support.origin import Origin, Reply, article, front_page

if TYPE_CHECKING:
    from pathlib import Path

STORY = "/news/the-long-headline-of-a-story-in-parts"


def part(number: int, following: int | None) -> Reply:
    """Return one page of the story: its own paragraphs under the story's headline."""
    markup = article(number)
    title = re.search(r"<h1>(.*?)</h1>", article(1))
    assert title
    markup = re.sub(r"<h1>.*?</h1>", title[0], markup)
    link = f"<a rel=next href='{STORY}/{following}'>Go on</a>" if following else ""
    return Reply(markup.replace("</article>", f"</article>{link}"))


def crawled(pages: dict[str, Reply], output: Path) -> dict[str, Any]:
    pages = {"/": Reply(front_page([STORY])), **pages}
    with Origin(pages) as origin:
        done = crawl_site(origin, output, RETRY_TIMES=0)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert last_run(output)["counts"]["stored"] == 1
    (record,) = records(output)
    return record


def test_the_pages_of_a_story_become_one_record(tmp_path: Path) -> None:
    record = crawled({STORY: part(1, 2), f"{STORY}/2": part(2, 3), f"{STORY}/3": part(3, None)}, tmp_path)
    for number in (1, 2, 3):
        assert f"Bay number {number} drew" in record["text"]
    assert record["url"].endswith(STORY)
    assert record["words"] == len(record["text"].split())
    assert record["extraction"]["evidence"]["pages"] == "3"
    assert not record["truncated"]


def test_a_page_that_is_missing_leaves_the_text_short_and_says_so(tmp_path: Path) -> None:
    record = crawled({STORY: part(1, 2), f"{STORY}/2": Reply("no", status=500)}, tmp_path)
    assert "Bay number 1 drew" in record["text"]
    assert record["truncated"] is True
    assert record["extraction"]["evidence"]["truncated"].startswith("page 2 is missing, ")


def test_pages_that_point_at_each_other_end(tmp_path: Path) -> None:
    record = crawled({STORY: part(1, 2), f"{STORY}/2": part(2, 3), f"{STORY}/3": part(3, 2)}, tmp_path)
    assert record["extraction"]["evidence"]["pages"] == "3"
