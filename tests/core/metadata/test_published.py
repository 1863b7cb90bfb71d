from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from newsspider.core.metadata.published import date_of_url, find_dates, urlsplit_host
from newsspider.core.metadata.structured import Structured
from tests.core.metadata.support import RULES, URL, block, body, ld, meta, page

TEXT = body("The ferry is back after a week in the yard.")


def dates(head: str = "", html: str = "", blocks: Any = (), url: str | None = URL, **headers: str) -> tuple[Any, ...]:
    parsed = page(head, html, url=url, **headers)
    found = find_dates(parsed, blocks, Structured(parsed), RULES)
    return (
        found.published.iso if found.published else None,
        found.published_from,
        found.modified.iso if found.modified else None,
    )


@pytest.mark.parametrize(
    ("head", "html", "iso", "origin"),
    [
        (ld(datePublished="2024-03-26T14:30:00+01:00"), "", "2024-03-26T14:30:00+01:00", "json-ld"),
        (ld(datePublished={"@value": "2024-03-26"}), "", "2024-03-26", "json-ld"),
        (ld(datePublished=["", "2024-03-26"]), "", "2024-03-26", "json-ld"),
        (meta(article__published_time="2024-03-26T14:30:00Z"), "", "2024-03-26T14:30:00Z", "meta article:published_time"),
        (meta(date="March 26, 2024"), "", "2024-03-26", "meta date"),
        ("", '<span itemprop="datePublished" content="2024-03-26">today</span>', "2024-03-26", "itemprop"),
        ("", '<time datetime="2024-03-26T14:30:00Z">Tuesday</time>', "2024-03-26T14:30:00Z", "time element"),
        ("", '<time class="updated" datetime="2024-03-28">x</time><time datetime="2024-03-26">y</time>', "2024-03-26", "time element"),
        ("", '<time datetime="2024-03-28">x</time><p class="published"><time datetime="2024-03-26">y</time></p>', "2024-03-26", "time element"),
        (ld(dateCreated="2024-03-26"), "", "2024-03-26", "json-ld dateCreated"),
    ],
    ids=["ld", "ld value", "ld list", "meta", "meta words", "itemprop", "time", "updated passed over", "marked goes first", "created"],
)  # fmt: skip
def test_sources_in_their_order(head: str, html: str, iso: str, origin: str) -> None:
    assert dates(head, html)[:2] == (iso, origin)


@pytest.mark.parametrize(
    "html",
    [
        "<footer>© 2019 The Lake Post</footer>",
        "<p>The hall was opened on 3 May 1998 by the king.</p>",
        '<a href="/n/1">1</a><a href="/n/2">2</a>',
        '<aside><time datetime="2024-03-26">older story</time></aside>',
        '<div class="comments"><time datetime="2024-03-26">a reader</time></div>',
        '<ul><li><time datetime="2024-03-26">teaser</time></li></ul>',
        "<footer><time datetime='2024-03-26'>today</time></footer>",
        '<time datetime="2024-03-26" itemprop="dateModified">changed</time>',
    ],
    ids=["copyright", "prose", "link numbers", "aside", "comments", "teasers", "footer", "modified"],
)
def test_nothing_is_invented(html: str) -> None:
    assert dates("", html)[0] is None


@pytest.mark.parametrize(
    ("blocks", "published", "modified"),
    [
        ([block("headline", "Ferry"), block("date", "26 March 2024"), *TEXT], "2024-03-26", None),
        ([block("date", "Monday, 1 April 2024"), block("headline", "Ferry"), *TEXT], None, None),
        ([block("headline", "Ferry"), *TEXT, block("date", "1 April 2024")], None, None),
        (
            [block("headline", "Ferry"), block("byline", "By Dana Whitlow 26.03.2024, 10:10"), *TEXT],
            "2024-03-26",
            None,
        ),
        (
            [
                block("headline", "Ferry"),
                block("byline", "Von Jette Brandt 26.03.2024 Aktualisiert: 28.03.2024"),
                *TEXT,
            ],
            "2024-03-26",
            "2024-03-28",
        ),
        ([block("headline", "Ferry"), block("date", "Updated 28 March 2024"), *TEXT], None, "2024-03-28"),
        ([block("headline", "Ferry"), block("date", "26 March 2024 " + "x" * 300), *TEXT], None, None),
    ],
    ids=[
        "beside the text",
        "masthead",
        "below the text",
        "in the byline",
        "byline with change",
        "change only",
        "too long",
    ],
)
def test_shown_dates(blocks: Any, published: str | None, modified: str | None) -> None:
    found = dates(blocks=blocks)
    assert (found[0], found[2]) == (published, modified)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2024/03/26/ferry", date(2024, 3, 26)),
        ("https://a.example/2024/3/6/ferry", date(2024, 3, 6)),
        ("https://a.example/news/2024-03-26-ferry.html", date(2024, 3, 26)),
        ("https://a.example/20240326_ferry", date(2024, 3, 26)),
        ("https://a.example/2024/mar/26/ferry", date(2024, 3, 26)),
        ("https://a.example/2024/13/26/ferry", None),
        ("https://a.example/2024/02/31/ferry", None),
        ("https://a.example/story/120240326991", None),
        ("https://a.example/?d=2024-03-26", None),
        ("http://[bad", None),
        (None, None),
    ],
    ids=str,
)
def test_date_of_url(url: str | None, day: date | None) -> None:
    assert date_of_url(url, RULES.months) == day


def test_a_date_in_the_address_is_the_last_resort() -> None:
    url = "https://www.lakepost.example/2024/03/26/ferry"
    assert dates(url=url)[:2] == ("2024-03-26", "url")
    assert dates(ld(datePublished="2024-03-20"), url=url)[:2] == ("2024-03-20", "json-ld")


def test_a_more_exact_source_of_the_same_day_gives_the_time() -> None:
    head = ld(datePublished="2024-03-26") + meta(article__published_time="2024-03-26T14:30:00+01:00")
    assert dates(head)[:2] == ("2024-03-26T14:30:00+01:00", "meta article:published_time")


def test_published_after_the_last_change_gives_way_to_an_earlier_statement() -> None:
    head = ld(datePublished="2024-05-01", dateModified="2024-03-28") + meta(article__published_time="2024-03-26")
    assert dates(head) == ("2024-03-26", "meta article:published_time", "2024-03-28")


def test_contradictions_are_told() -> None:
    parsed = page(ld(datePublished="2024-03-26") + meta(article__published_time="2024-01-02"))
    conflict = find_dates(parsed, [], Structured(parsed), RULES).conflict
    assert conflict == "json-ld says 2024-03-26, meta article:published_time says 2024-01-02"
    parsed = page(ld(datePublished="2024-03-26", dateModified="2024-01-02"))
    found = find_dates(parsed, [], Structured(parsed), RULES)
    assert found.modified is None
    assert found.conflict == "json-ld says published 2024-03-26, json-ld says modified 2024-01-02"


def test_what_lies_beyond_the_response_is_refused() -> None:
    head = ld(datePublished="2031-01-01") + meta(article__published_time="2024-03-26")
    assert dates(head, date="Tue, 26 Mar 2024 18:00:00 GMT")[0] == "2024-03-26"
    assert dates(head)[0] == "2031-01-01"


@pytest.mark.parametrize(
    ("lang", "url", "iso"),
    [
        ("en-US", URL, "2024-03-04"),
        ("en", "https://post.example.co.uk/x", "2024-04-03"),
        ("en-GB", URL, "2024-04-03"),
        ("fr", URL, "2024-04-03"),
    ],
    ids=["American", "British host", "British language", "French"],
)
def test_order_of_numbers(lang: str, url: str, iso: str) -> None:
    parsed = page(meta(date="03/04/2024"), lang=lang, url=url)
    published = find_dates(parsed, [], Structured(parsed), RULES).published
    assert published is not None
    assert published.iso == iso


def test_broken_addresses_have_no_host() -> None:
    assert urlsplit_host("http://[bad") is None
    assert urlsplit_host(None) is None


def test_a_stamp_by_the_headline_beats_a_page_stamped_anew() -> None:
    anew = ld(datePublished="2025-06-24", dateModified="2025-06-24")
    stamp = [block("headline", "Ferry"), block("date", "25 August 2024"), *TEXT]
    assert dates(anew, blocks=stamp)[:2] == ("2024-08-25", "date block")
    changed = ld(datePublished="2024-08-25", dateModified="2025-06-24")
    later = [block("headline", "Ferry"), block("date", "24 June 2025"), *TEXT]
    assert dates(changed, blocks=later)[:2] == ("2024-08-25", "json-ld")


def test_the_address_proves_the_order_of_day_and_month() -> None:
    url = "https://www.lakepost.example/2023/october/03/ferry"
    stamp = [block("headline", "Ferry"), block("date", "03/10/2023"), *TEXT]
    assert dates(blocks=stamp, url=url)[0] == "2023-10-03"


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/news/A2026012914320005196", date(2026, 1, 29)),
        ("/news/A2026012999990005196", None),
        ("/news/A202601291432", None),
        ("/n/77202601291432000519677", None),
    ],
    ids=["stamp", "no time of day", "too short", "within a longer number"],
)
def test_numbers_in_an_address(path: str, day: date | None) -> None:
    assert date_of_url(f"https://www.lakepost.example{path}", RULES.months) == day


@pytest.mark.parametrize(
    ("stated", "shown", "iso"),
    [
        pytest.param("2024-03-27T02:30:00Z", "March 26, 2024", "2024-03-27T02:30:00Z", id="the day before may be the zone's"),
        pytest.param("2024-03-27T22:30:00Z", "March 26, 2024", "2024-03-26", id="nowhere on earth the day before"),
        pytest.param("2024-03-27", "March 26, 2024", "2024-03-26", id="a day without a zone"),
        pytest.param("2024-03-27T22:30:00Z", "March 29, 2024", "2024-03-27T22:30:00Z", id="a later one is a change"),
    ],
)  # fmt: skip
def test_no_page_shows_a_day_before_its_publication(stated: str, shown: str, iso: str) -> None:
    blocks = [block("headline", "Ferry returns"), block("other", shown), *TEXT]
    assert dates(ld(datePublished=stated), "", blocks)[0] == iso


@pytest.mark.parametrize(
    ("stated", "element", "iso"),
    [
        ("2024-03-27T02:30:00Z", "2024-03-26T19:30:20-07:00", "2024-03-26T19:30:20-07:00"),
        ("2024-03-27T02:30:00+01:00", "2024-03-26T18:30:00-07:00", "2024-03-27T02:30:00+01:00"),
        ("2024-03-27T02:30:00Z", "2024-03-26T19:45:00-07:00", "2024-03-27T02:30:00Z"),
        ("2024-03-27T02:30:00Z", "soon", "2024-03-27T02:30:00Z"),
    ],
    ids=["same instant", "not in UTC", "another instant", "no date"],
)
def test_the_outlets_own_clock_goes_before_utc(stated: str, element: str, iso: str) -> None:
    assert dates(ld(datePublished=stated), f'<time datetime="{element}">then</time>')[0] == iso


def test_an_unmarked_time_element_gives_way_to_the_line_by_the_headline() -> None:
    blocks = [block("headline", "Ferry returns"), block("date", "03/26/2024"), *TEXT]
    html = '<div><time datetime="2025-01-31">31 January</time></div>'
    assert dates("", html, blocks)[:2] == ("2024-03-26", "date block")
    # the element itself shows the day of the line, and states another one
    assert dates("", html.replace("31 January", "03/26/2024"), blocks)[0] == "2025-01-31"
