"""A site's memory through the real command: replays in one pass and two, with one worker and several, and off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.core.memory_support import paragraph
from tests.support.commands import records, run_scrapy

if TYPE_CHECKING:
    from pathlib import Path

APP = "Read our app for the latest from the newsroom."
SITES = ("www.lake.example", "www.mill.example")
PAGES = 9


def html(number: int) -> str:
    body = "".join(f"<p>{paragraph(number, index)}</p>" for index in range(5))
    title = f"Story number {number} of the lake"
    return f"<html lang=en><title>{title}</title><body><article><h1>{title}</h1>{body}<p>{APP}</p></article></body></html>"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the pages of two sites, one without markup, taking turns; one page stands there twice."""
    file = tmp_path_factory.mktemp("pages") / "pages.jsonl"
    rows: list[dict[str, Any]] = []
    for number in [*range(PAGES), 2]:
        day = f"2026-11-{1 + number:02}T08:00:00Z"
        text = "\n\n".join([f"Story {number}", *(paragraph(number + 50, index) for index in range(5)), APP])
        rows.append({"url": f"https://{SITES[0]}/{number}", "html": html(number), "fetched_at": day})
        rows.append(
            {"url": f"https://{SITES[1]}/{number}", "text": text, "fetched_at": day, "title": f"Story {number}"}
        )
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def replay(pages: Path, output: Path, **settings: Any) -> list[dict[str, Any]]:
    done = run_scrapy("crawl", "replay", "-a", f"pages={pages}", output=output, **settings)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return records(output)


def test_furniture_goes_in_one_pass_and_the_first_pages_are_cleaned_again(pages: Path, tmp_path: Path) -> None:
    stored = replay(pages, tmp_path / "one", EXTRACT_WORKERS=1)
    assert len(stored) == 2 * PAGES
    assert len({record["id"] for record in stored}) == 2 * PAGES
    assert [record["url"] for record in stored if APP in record["text"]] == []
    passes = {record["url"]: record["extraction"]["pass"] for record in stored}
    for site in SITES:
        assert [passes[f"https://{site}/{number}"] for number in range(PAGES)] == [2] * 3 + [1] * (PAGES - 3)
    last = next(record for record in stored if record["url"] == f"https://{SITES[0]}/8")
    removed = [entry for entry in last["extraction"]["removed"] if entry["rule"] == "repeats/text"]
    assert removed == [
        {"role": "other", "rule": "repeats/text", "chars": len(APP), "detail": "on 6 of 6 pages since 2026-11-01"}
    ]
    again = replay(pages, tmp_path / "three", EXTRACT_WORKERS=3)
    assert _without_sources(again) == _without_sources(stored), "the order of the rows decides, not the workers"


def test_two_passes_know_everything_from_the_first_page_on(pages: Path, tmp_path: Path) -> None:
    stored = replay(pages, tmp_path, TWO_PASS=1)
    assert len(stored) == 2 * PAGES
    assert not any(APP in record["text"] for record in stored)
    assert {record["extraction"]["pass"] for record in stored} == {2}
    details = [entry.get("detail") for record in stored for entry in record["extraction"]["removed"]]
    assert details.count(f"on {PAGES} of {PAGES} pages since 2026-11-01") == 2 * PAGES


def test_off_leaves_the_memory_out(pages: Path, tmp_path: Path) -> None:
    stored = replay(pages, tmp_path, SITE_MEMORY="off")
    assert len(stored) == 2 * PAGES
    assert all(record["text"].endswith(APP) for record in stored)
    assert (
        run_scrapy(
            "crawl", "replay", "-a", f"pages={pages}", output=tmp_path, SITE_MEMORY="off", TWO_PASS=1
        ).returncode
        == 2
    )


def _without_sources(stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in record.items() if key != "discovery"} for record in stored]
