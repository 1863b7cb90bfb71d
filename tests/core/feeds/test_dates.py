from __future__ import annotations

import pytest

from newsspider.core.feeds.dates import entry_date, plain_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Thu, 28 Jul 2022 10:05:09 +0200", "2022-07-28T10:05:09+02:00", id="as-it-should-be"),
        pytest.param("28 Jul 2022 10:05 GMT", "2022-07-28T10:05:00+00:00", id="without-weekday-and-seconds"),
        pytest.param("Mon, 28 Jul 2022 10:05:09 GMT", "2022-07-28T10:05:09+00:00", id="wrong-weekday"),
        pytest.param("Thu,28 Jul 2022 4:5:9 GMT+9", "2022-07-28T04:05:09+09:00", id="single-digits-and-gmt-plus"),
        pytest.param("28 Jul 22 10:05 EST", "2022-07-28T10:05:00-05:00", id="two-digit-year"),
        pytest.param("28 Jul 98 10:05 Z", "1998-07-28T10:05:00+00:00", id="two-digit-year-of-last-century"),
        pytest.param("Thu, 28 July 2022 10:05:09 PM PDT", "2022-07-28T22:05:09-07:00", id="full-month-and-half-day"),
        pytest.param("Thu, 28 Sept 2022 12:05 AM UT", "2022-09-28T00:05:00+00:00", id="midnight-by-halves"),
        pytest.param("Thu, 28 Jul 2022 10:05:09 CST", "2022-07-28T10:05:09-06:00", id="zone-of-rfc-822"),
        pytest.param("Thu, 28 Jul 2022 10:05:09 CEST (summer)", "2022-07-28T10:05:09+02:00", id="zone-and-comment"),
        pytest.param("Thursday, 28-Jul-2022 10:05:09 +05:30", "2022-07-28T10:05:09+05:30", id="hyphens"),
        pytest.param("Thu, 28 Jul 2022 10:05:09 XQZ", "2022-07-28", id="unknown-zone-leaves-the-day"),
        pytest.param("Thu, 28 Jul 2022 10:05:09", "2022-07-28", id="no-zone-leaves-the-day"),
        pytest.param("Thu, 28 Jul 2022 25:05:09 GMT", "2022-07-28", id="no-such-hour-leaves-the-day"),
        pytest.param("2022-07-28T10:05:09.25Z", "2022-07-28T10:05:09Z", id="iso"),
        pytest.param("2022-07-28T10:05+0200", "2022-07-28T10:05:00+02:00", id="iso-without-colon"),
        pytest.param("2022-07-28 10:05:09 EST", "2022-07-28T10:05:09-05:00", id="iso-with-a-zones-name"),
        pytest.param("  2022-07-28\n", "2022-07-28", id="iso-day"),
        pytest.param("July 28, 2022 10:05 AM EST", "2022-07-28T10:05:00-05:00", id="month-first"),
        pytest.param("28/07/2022", "2022-07-28", id="numbers-in-one-possible-order"),
    ],
)
def test_a_date_keeps_its_day_and_offset(text: str, expected: str) -> None:
    assert entry_date(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", " ", "12:30", "May", "5", "Friday", "2022", "2022-07", "03/04/2022", "31 Feb 2022 10:00 GMT", "28 Qux 2022",
     "0000-00-00", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "tomorrow", "9" * 5000, "28 Jul 2022 " * 500],
    ids=lambda text: text[:20] or "empty",
)  # fmt: skip
def test_what_is_no_whole_date_is_none(text: str) -> None:
    assert entry_date(text) is None


def test_no_text_is_no_date() -> None:
    assert entry_date(None) is None


def test_months_of_other_languages_are_known_when_given() -> None:
    assert entry_date("jeu., 28 juil. 2022 10:05:09 +0200") is None
    assert entry_date("jeu., 28 juil. 2022 10:05:09 +0200", {"juil": 7}) == "2022-07-28T10:05:09+02:00"


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01", "2026-03-01T08:00:00Z", "2026-03-01T08:00:00+01:00", "2026-03-01T23:59:59-09:30", "2000-02-29",
        "2026-03-01T08:00:00+13:45",
    ],
)  # fmt: skip
def test_a_plain_date_is_what_any_date_becomes(text: str) -> None:
    assert plain_date(text) == entry_date(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-02-30", "2026-13-01", "2026-03-01T24:00:00Z", "2026-03-01T08:00:00", "2026-03-01T08:00Z", "1970-01-01",
        "2026-03-01T08:00:00+00:00", "2026-03-01T08:00:00+14:30", "9999-12-31", "2026-03-01T08:00:00.5Z", "2026-03-01\n",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_reader(text: str) -> None:
    assert plain_date(text) is None
