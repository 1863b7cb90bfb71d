"""The clock, and what it does to pages: publish, update, withdraw."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from newsspider.sample.clock import DEFAULT_MOMENT, EPOCH, Clock, day_number, in_utc
from tests.sample.pages import NEWSROOM, PORT, html_of

if TYPE_CHECKING:
    from newsspider.sample.model import Page

SECOND = timedelta(seconds=1)


def page_of(host: str, slug: str) -> Page:
    site = NEWSROOM.site(host)
    assert site is not None
    return site.page(slug)


def status(page: Page, moment: datetime) -> int:
    return NEWSROOM.render(page.host, page.path, moment, PORT).status


def test_clock_is_set_and_advanced() -> None:
    clock = Clock(EPOCH)
    assert clock.now == EPOCH
    assert clock.advance(timedelta(days=2)) == datetime(2026, 3, 4, tzinfo=UTC)
    clock.now = datetime(2026, 3, 5, 1, tzinfo=timezone(timedelta(hours=1)))
    assert clock.now.isoformat() == "2026-03-05T00:00:00+00:00"
    assert Clock().now == DEFAULT_MOMENT


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match=r"write 2026-03-04T00:00:00\+00:00"):
        in_utc(datetime(2026, 3, 4))


@pytest.mark.parametrize(("hours", "day"), [(0, 0), (23, 0), (24, 1), (-1, -1)])
def test_day_number(hours: int, day: int) -> None:
    assert day_number(EPOCH + timedelta(hours=hours)) == day


def test_a_page_appears_when_it_is_published() -> None:
    page = page_of("nnp.localhost", "cod-quota")
    before, after = page.published - SECOND, page.published
    assert status(page, before) == 404
    assert NEWSROOM.expected(page.host, page.path, before) is None
    assert status(page, after) == 200
    for path in ("/", "/latest", "/business"):
        assert page.path not in html_of(NEWSROOM.render(page.host, path, before, PORT))
        assert page.path in html_of(NEWSROOM.render(page.host, path, after, PORT))


def test_an_update_changes_page_and_truth() -> None:
    page = page_of("nnp.localhost", "storm-edda")
    titles = []
    for version in page.versions:
        expected = NEWSROOM.expected(page.host, page.path, version.since)
        assert expected is version.expected
        shown = html_of(NEWSROOM.render(page.host, page.path, version.since, PORT))
        assert str(version.values["title"]) in shown
        titles.append(expected.title)
    assert len(set(titles)) == 3
    earlier = NEWSROOM.expected(page.host, page.path, page.versions[1].since - SECOND)
    assert earlier is page.versions[0].expected


@pytest.mark.parametrize(
    ("host", "slug", "gone"),
    [
        ("nnp.localhost", "census-withdrawn", 410),
        ("harbourpost.localhost", "eel-withdrawn", 410),
        ("garrisonwire.localhost", "phantom-fleet", 404),
    ],
)
def test_a_withdrawn_page_is_gone_from_then_on(host: str, slug: str, gone: int) -> None:
    page = page_of(host, slug)
    assert page.withdrawn is not None
    assert status(page, page.withdrawn - SECOND) == 200
    assert status(page, page.withdrawn) == gone
    expected = NEWSROOM.expected(host, page.path, page.withdrawn)
    assert expected is not None
    assert expected.reason == f"http_{gone}"
    assert page.path not in html_of(NEWSROOM.render(host, "/", page.withdrawn, PORT), "windows-1252")


def test_pages_at_grows_and_shrinks() -> None:
    counts = [len(NEWSROOM.pages_at(EPOCH + timedelta(days=day))) for day in range(15)]
    assert counts == sorted(counts)
    later = len(NEWSROOM.pages_at(DEFAULT_MOMENT + timedelta(days=7)))
    assert later > len(NEWSROOM.pages_at(DEFAULT_MOMENT))
