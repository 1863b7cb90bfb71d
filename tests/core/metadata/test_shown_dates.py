from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.core.blocks import Block
from newsspider.core.metadata.dates import parse_date
from newsspider.core.metadata.shown_dates import find_shown, find_stamp
from tests.core.metadata.support import RULES, block, body

if TYPE_CHECKING:
    from newsspider.core.metadata.dates import Moment

TEXT = body("The ferry is back after a week in the yard.", "It sailed at nine.", "It was full.", "It ran late.")
HEAD = Block("Ferry returns", "headline", "h1", "html/body/main/h1", rule="test/rule")


def read(text: str) -> Moment | None:
    return parse_date(text, RULES.months)


def shown(*blocks: Block) -> tuple[str | None, str | None]:
    found = find_shown(blocks, RULES, read)
    published, modified = (moments[0][1].iso if moments else None for moments in found)
    return published, modified


def placed(text: str, path: str, role: str = "other") -> Block:
    return Block(text, role, "p", path, rule="test/rule")


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("Dana Whitlow • Oct 20, 2025", "2025-10-20", None),
        ("Essay - Published: 2025.12.17 | ships | harbours and all that floats on them", "2025-12-17", None),
        ("입력 2026.03.05 09:12 수정 2026.03.07 14:40", "2026-03-05", "2026-03-07"),
        ("14 Kasım 2025 Cuma 10:25", "2025-11-14", None),
        ("Güncelleme: 30 Ocak 2026", None, "2026-01-30"),
        ("Опубликовано 12 октября 2025, обновлено 14 октября 2025", "2025-10-12", "2025-10-14"),
        ("Twelve cars and 20 people", None, None),
    ],
)
def test_lines_under_the_headline(line: str, published: str | None, modified: str | None) -> None:
    assert shown(HEAD, block("other", line), *TEXT) == (published, modified)


@pytest.mark.parametrize(
    ("above", "found"),
    [
        (placed("Dec 12, 2025", "html/body/main/div"), "2025-12-12"),
        (placed("Dec 12, 2025", "html/body/main/div/div", "date"), "2025-12-12"),
        (placed("Dec 12, 2025", "html/body/header/p", "date"), None),
        (placed("Dec 12, 2025", "html/body/nav/p"), None),
    ],
    ids=["same box", "a date of the story's part", "frame", "navigation"],
)
def test_lines_above_the_headline(above: Block, found: str | None) -> None:
    assert shown(above, block("other", "4 min read"), HEAD, *TEXT)[0] == found


def test_a_label_vouches_for_the_line_after_it_below_the_text() -> None:
    assert shown(HEAD, *TEXT, block("other", "Published"), block("date", "May 3, 2024"))[0] == "2024-05-03"
    assert shown(HEAD, *TEXT, block("other", "Related"), block("date", "May 3, 2024"))[0] is None


def test_the_name_of_an_element_vouches_for_its_date() -> None:
    assert shown(HEAD, *TEXT, placed("May 3, 2024", "html/body/div.published-date"))[0] == "2024-05-03"


@pytest.mark.parametrize(
    ("role", "line", "found"),
    [
        ("date", "26 March 2024", "2024-03-26"),
        ("date", "Updated 26 March 2024", None),
        ("date", "The chair of the council, left, on 26 March 2024 in the town hall", None),
        ("date", "03/26/2024 by Ulla Berg, chair of the committee for harbours", "2024-03-26"),
        ("byline", "26 March 2024", "2024-03-26"),
        ("navigation", "March 26, 2024", "2024-03-26"),
        ("other", "26 Mar 2024 • 3 min read", "2024-03-26"),
        ("other", "The regatta of 26 March 2024", None),
        ("other", "Room 12 of 30", None),
    ],
)
def test_stamps(role: str, line: str, found: str | None) -> None:
    stamp = find_stamp([HEAD, block(role, line), *TEXT], RULES, read)
    assert (stamp[0][1].iso if stamp else None) == found


def test_without_headline_there_is_no_stamp() -> None:
    assert find_stamp([block("date", "26 March 2024"), *TEXT], RULES, read) == []


def test_a_line_that_says_published_below_the_text_is_a_stamp() -> None:
    assert find_stamp([HEAD, *TEXT, block("date", "Published 26 March 2024")], RULES, read)[0][1].iso == "2024-03-26"
    assert find_stamp([HEAD, *TEXT, block("date", "26 March 2024")], RULES, read) == []


def test_a_first_rank_heading_above_the_text_stands_for_a_headline_below_it() -> None:
    heading = Block("How ferries find their way", "other", "h1", "html/body/div/h1", rule="test/rule")
    blocks = [heading, block("other", "2024-03-26"), *TEXT, HEAD, block("date", "2020-01-01")]
    assert shown(*blocks)[0] == "2024-03-26"
    assert find_stamp(blocks, RULES, read)[0][1].iso == "2024-03-26"


def test_far_below_the_text_only_a_single_labelled_date_counts() -> None:
    far = [block("related", f"Pier {name}") for name in ("one", "two", "three", "four", "five", "six")]
    labelled = [block("other", "Published"), block("other", "26 March 2024")]
    assert shown(HEAD, *TEXT, *far, *labelled)[0] == "2024-03-26"
    assert shown(HEAD, *TEXT, *far, *labelled, block("other", "Published"), block("other", "1 May 2023"))[0] is None


def test_a_date_under_the_byline_below_the_text() -> None:
    signed = [block("byline", "Written by Ulla Berg"), block("other", "March 26, 2024")]
    assert shown(HEAD, *TEXT, *signed)[0] == "2024-03-26"
    assert shown(HEAD, *TEXT, signed[0], block("other", "12 of 20 cars"))[0] is None
