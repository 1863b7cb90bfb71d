"""What fills a record's gaps."""

from __future__ import annotations

from typing import Any

import pytest

from newsspider.pipelines.complete import complete_record
from newsspider.sources.config import Source

EMPTY: dict[str, Any] = {
    "title": None, "date_published": None, "date_modified": None, "language": None, "section": None,
    "extraction": {"version": "1", "origins": {"image": "og"}},
}  # fmt: skip
FOUND = {"type": "feed", "title": "Ferry back", "date": "2026-03-01T08:00:00Z", "language": "en", "section": "Harbour"}


def test_a_feed_fills_what_the_page_left_open_and_says_so() -> None:
    filled = complete_record(EMPTY, FOUND, None)
    assert (filled["title"], filled["date_published"]) == ("Ferry back", "2026-03-01T08:00:00Z")
    assert (filled["language"], filled["section"]) == ("en", "Harbour")
    assert filled["extraction"]["origins"] == {
        "image": "og", "title": "feed", "date_published": "feed", "language": "feed", "section": "feed",
    }  # fmt: skip
    assert EMPTY["extraction"]["origins"] == {"image": "og"}


def test_what_the_page_says_stays() -> None:
    page = EMPTY | {"title": "The ferry is back", "date_published": "2026-02-28", "language": "de", "section": "Sea"}
    assert complete_record(page, FOUND, Source("https://a.example/", language="fr")) == page


def test_a_section_page_says_nothing_of_the_content() -> None:
    assert complete_record(EMPTY, {"type": "section", "title": "More"}, None) == EMPTY


@pytest.mark.parametrize(
    ("moment", "completed"),
    [
        ("2026-07-01T08:00:00", "2026-07-01T08:00:00+02:00"),
        ("2026-01-01T08:00", "2026-01-01T08:00:00+01:00"),
        ("2026-07-01T08:00:00Z", "2026-07-01T08:00:00Z"),
        ("2026-07-01", "2026-07-01"),
        (None, None),
    ],
)
def test_the_time_zone_of_a_source_counts_for_local_times(moment: str | None, completed: str | None) -> None:
    source = Source("https://a.example/", language="de", time_zone="Europe/Berlin")
    filled = complete_record(EMPTY | {"date_published": moment, "date_modified": moment}, {}, source)
    assert (filled["date_published"], filled["date_modified"]) == (completed, completed)
    assert filled["language"] == "de"
