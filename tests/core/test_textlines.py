"""Text input: roles from line shapes alone, on pages in our own words."""

from __future__ import annotations

import pytest

from newsspider.core.textlines import MAX_LINES, text_blocks
from newsspider.rules import bundled_rules

PORTAL = """Harbour Watch - All Ships, All Seas
Dredgers leave the northern basin a month early
Port Ellery, May 4 (NNS) May 4, 2025
The last two dredgers left the northern basin on Sunday, a month before their contract ran out.

The harbour office said that the silt had been "much softer than the survey of last year had promised".

"We are done," its director said.


ADVERTISEMENT



Sea News from the Coast Desk
Ferry line orders three battery boats
Lighthouse keeper retires after forty winters
Crab season opens with record prices

Weather Routes
Storm warnings move to a new radio channel
Buoy network grows by a dozen stations



All rights reserved. Copyright Northern News Service. Nothing on this page may be copied or passed on.
"""

DAILY = """ date 2025-02-11 MILLBROOK -- The county council voted Monday to keep both of its libraries open through winter.

Members had heard from forty readers before the vote, most of them older than the buildings themselves.

Information for this article was contributed by Dana Whitlow of The Millbrook Ledger.
"""


def kept(text: str) -> list[str]:
    return [block.text for block in text_blocks(text, bundled_rules()) if block.kept]


def roles(text: str) -> list[tuple[str, str]]:
    return [(block.role, block.text.split()[0]) for block in text_blocks(text, bundled_rules())]


def test_portal_page_keeps_its_sentences_only() -> None:
    assert [text.split()[0] for text in kept(PORTAL)] == ["The", "The", '"We']


def test_portal_page_names_what_surrounds_them() -> None:
    found = roles(PORTAL)
    assert found[:3] == [("other", "Harbour"), ("headline", "Dredgers"), ("date", "Port")]
    assert [role for role, _ in found[6:]] == ["ad", *["related"] * 7, "legal"]


def test_date_stamp_goes_and_dateline_stays() -> None:
    blocks = text_blocks(DAILY, bundled_rules())
    assert (blocks[0].role, blocks[0].text, blocks[0].kept) == ("date", "date 2025-02-11", False)
    assert blocks[1].text.startswith("MILLBROOK -- The county council")
    assert blocks[1].kept


def test_closing_credit_line_is_told_as_contributors() -> None:
    last = text_blocks(DAILY, bundled_rules())[-1]
    assert (last.role, last.rule) == ("contributors", "contributors/line")


@pytest.mark.parametrize(
    ("line", "role"),
    [
        pytest.param("What the council wants", "subheading", id="unpunctuated line between sentences"),
        pytest.param("- a second reading room", "list_item", id="bullet"),
        pytest.param("2. a longer lending time", "list_item", id="number"),
        pytest.param('"Never again."', "paragraph", id="short sentence"),
    ],
)
def test_lines_between_sentences_stay(line: str, role: str) -> None:
    sentence = "The members of the council met for the third time in a week to talk about it."
    blocks = text_blocks(f"{sentence}\n{line}\n{sentence}", bundled_rules())
    assert blocks[1].kept
    assert blocks[1].role == role


def test_unpunctuated_tail_goes() -> None:
    sentence = "The members of the council met for the third time in a week to talk about it."
    last = text_blocks(f"{sentence}\n\nPhotos of the week", bundled_rules())[-1]
    assert last.rule == "text/after_body"


def test_text_without_a_long_sentence_stays_whole() -> None:
    assert kept("Short.\nShorter.") == ["Short.", "Shorter."]


def test_empty_text_gives_no_blocks() -> None:
    assert text_blocks(" \n\n\t", bundled_rules()) == ()


def test_lines_are_bounded() -> None:
    assert len(text_blocks("a\n" * (MAX_LINES + 5), bundled_rules())) == MAX_LINES


def test_japanese_sentences_count_as_prose() -> None:
    text = "市議会は月曜日に図書館を冬のあいだも開けておくことを決めたと発表しました。\n写真\n動画\n一覧"
    assert kept(text)[0].startswith("市議会")
