"""The page of ``scrapy report``: every figure of the JSON on it, nothing of a stranger's text as markup, for everybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from newsspider.report.charts import bar_chart, last_days, nice_top
from newsspider.report.counting import count_records
from newsspider.report.figures import gather
from newsspider.report.overview import report_page
from newsspider.report.tables import ROWS_SHOWN
from tests.report.corpus import make, run_record, write_runs
from tests.support.browser import look_at, needs_browser

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("corpus")
    make(found)
    write_runs(found, run_record(1), run_record(2))
    return found


@pytest.fixture(scope="module")
def figures(folder: Path) -> dict[str, Any]:
    return gather(folder, count_records(folder, workers=1), "2026-03-21T00:00:00Z")


def rows(page: str, label: str) -> list[list[str]]:
    """Return the cells of the table with that name."""
    tree: Any = html.fromstring(page)
    found = tree.xpath("//div[@role='region'][@aria-label=$label]//tbody/tr", label=label)
    return [[cell.text_content().strip() for cell in row.xpath("td")] for row in found]


def test_the_page_shows_the_figures(figures: dict[str, Any]) -> None:
    page = report_page(figures)
    articles = {row[0]: row[2] for row in rows(page, "Articles by site")}
    assert articles == {site["site"]: f"{site['records']:,}" for site in figures["sites"]}
    coverage = {row[0]: row[1] for row in rows(page, "Coverage of fields by site")}
    assert coverage == {s["site"]: f"{s['coverage']['title'] / s['records']:.0%}" for s in figures["sites"]}
    languages = {row[0]: int(row[2]) for row in rows(page, "Languages")}
    assert languages == figures["language"]
    assert {tuple(row) for row in rows(page, "Reasons")} == {
        ("dropped", "too_short", "2"),
        ("failed", "http_500", "3"),
    }
    outcomes = rows(page, "Outcomes by site")[0]
    assert outcomes == ["all sites", "20", "12", "3", "2", "3", "0"]
    assert rows(page, "Runs")[0][-5:] == ["0", "10.0", "2.5", "90", "210"]
    agencies = {(row[0], row[1]): int(row[2]) for row in rows(page, "Agencies")}
    assert agencies == {(p["agency"], p["site"]): p["records"] for p in figures["printed"]}
    bars = re.findall(r"<title>(\d{4}-\d\d-\d\d): ([\d,]+)</title>", page)
    assert {day: int(count.replace(",", "")) for day, count in bars} == figures["days"]


def test_what_is_not_well_comes_first_with_its_reason_and_without_secrets(figures: dict[str, Any]) -> None:
    page = report_page(figures)
    first, *_ = rows(page, "Sources")
    assert first[1] == "broken"
    assert "stored 0 of 9" in first[2]
    assert "word@" not in page
    assert "1 of 2 sources not well" in page


def test_strangers_texts_stay_texts(figures: dict[str, Any]) -> None:
    tree: Any = html.fromstring(report_page(figures))
    assert tree.xpath("//script | //img | //iframe | //b | //@onerror") == []
    assert {str(href).partition(":")[0] for href in tree.xpath("//a/@href") if not str(href).startswith("#")} == {
        "https"
    }
    policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert tree.xpath("//@style") == []


def test_long_tables_end_and_say_so(figures: dict[str, Any]) -> None:
    site = figures["sites"][0]
    many = [site | {"site": f"site{number}.example"} for number in range(ROWS_SHOWN + 30)]
    page = report_page(figures | {"sites": many})
    assert len(rows(page, "Articles by site")) == ROWS_SHOWN
    assert "30 more: scrapy report --json has all." in page


def test_an_empty_folder_has_a_page(tmp_path: Path) -> None:
    page = report_page(gather(tmp_path, count_records(tmp_path, workers=1), "2026-03-21T00:00:00Z"))
    assert "No run is recorded" in page
    assert "No days to show" in page


@pytest.mark.parametrize(
    ("most", "top"), [(1, 4), (4, 4), (5, 8), (82, 120), (200, 200), (201, 400), (999_999, 1_200_000)]
)
def test_an_axis_ends_at_a_round_number(most: int, top: int) -> None:
    assert nice_top(most) == top
    assert top % 4 == 0


def test_days_without_articles_are_shown_and_bad_dates_are_not() -> None:
    assert last_days({"2026-03-01": 2, "2026-03-04": 1, "x": 9}) == [
        ("2026-03-01", 2), ("2026-03-02", 0), ("2026-03-03", 0), ("2026-03-04", 1),
    ]  # fmt: skip
    assert last_days({"2020-01-01": 1, "2026-03-04": 1}, 3)[0] == ("2026-03-02", 0)
    assert last_days({"": 4}) == []


def test_a_chart_says_its_figures_in_words() -> None:
    chart = bar_chart("x", "Articles", [("2026-03-01", 2), ("2026-03-02", 1200)])
    assert "2 days from 2026-03-01 to 2026-03-02; 1,202 in all, the most on 2026-03-02: 1,200." in chart
    assert 'aria-labelledby="x-title x-desc"' in chart


@needs_browser
@pytest.mark.parametrize(("width", "scheme"), [(1300, "light"), (400, "dark"), (400, "light"), (1300, "dark")])
def test_nothing_is_loaded_run_cut_off_or_hard_to_read(
    tmp_path: Path, figures: dict[str, Any], width: int, scheme: str
) -> None:
    path = tmp_path / "report.html"
    path.write_text(report_page(figures), encoding="utf-8")
    looked = look_at(path, width=width, scheme=scheme, tabs=3)
    assert (looked.console, looked.requests, looked.axe) == ([], [], [])
    assert looked.overflow <= 0
    assert looked.reached[0] == "a Skip to the sources"
