from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from newsspider.core.metadata.dates import MAX_CHARS, month_number, parse_date
from tests.core.metadata.support import RULES

CASES = tomllib.loads(Path(__file__).with_name("dates.toml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_stated_dates_are_read_whole_or_not_at_all(case: dict[str, str]) -> None:
    moment = parse_date(case["text"], RULES.months)
    assert (moment.iso if moment else None) == case.get("iso")


def test_the_set_is_as_large_as_promised() -> None:
    assert len(CASES) >= 60
    assert len({case["id"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    "value", [True, None, [], {}, b"2024-03-26", pytest.param(object(), id="object"), 12, -1, 4.5], ids=repr
)
def test_other_types_and_small_numbers_are_no_dates(value: Any) -> None:
    assert parse_date(value, RULES.months) is None


@pytest.mark.parametrize("value", [1711463400, 1711463400000, 1711463400.9], ids=repr)
def test_numbers_are_seconds_or_milliseconds(value: float) -> None:
    moment = parse_date(value, RULES.months)
    assert moment is not None
    assert moment.iso == "2024-03-26T14:30:00+00:00"


def test_order_of_day_and_month_follows_the_page() -> None:
    british = parse_date("03/04/2024", RULES.months)
    american = parse_date("03/04/2024", RULES.months, day_first=False)
    assert british is not None
    assert american is not None
    assert (british.iso, american.iso) == ("2024-04-03", "2024-03-04")


@pytest.mark.parametrize("text", ["9" * 100_000, "a " * 100_000, "26 " * 50_000, "(" * 100_000], ids=len)
def test_long_input_is_cut(text: str) -> None:
    assert len(text) > MAX_CHARS
    assert parse_date(text, RULES.months) is None


@pytest.mark.parametrize(
    ("name", "number"),
    [("MÄRZ", 3), ("Tuesday March", 3), ("huhtikuuta", 4), ("Eylül", 9), ("smarch", None), ("", None)],
)
def test_month_number(name: str, number: int | None) -> None:
    assert month_number(name, RULES.months) == number


@pytest.mark.parametrize("time", ["{}:00:00 +0000", "10:{}:00", "10:00:00 +{}"])
def test_of_a_time_that_no_clock_shows_the_day_is_left(time: str) -> None:
    moment = parse_date("Mon, 02 Mar 2026 " + time.format("9" * 25), RULES.months)
    assert moment is not None
    assert moment.iso == "2026-03-02"
