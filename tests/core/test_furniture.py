"""Furniture goes from the fourth page on; what merely recurs stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.core.furniture import PINNED, without_furniture
from newsspider.core.looks import EXAMPLE_CHARS
from newsspider.core.sitememory import SiteMemory
from newsspider.core.siterules.model import SiteRule
from tests.core.memory_support import BODY_PATH, block, gone, paragraph, story

if TYPE_CHECKING:
    from newsspider.core.blocks import Block

MONTHS = frozenset(("march", "april", "may", "june", "mars", "avril"))
BOX = "html/body/main/article/div.story/div.note/p"
BACKGROUND = (
    "The dispute over the northern canal began nine years ago, when the two counties withdrew from a treaty that had"
    " shared its water since the war, and four rounds of talks have ended without a result, according to officials"
    " on both banks."
)


def all_gone(pages: list[list[Block]]) -> list[list[str]]:
    """Return what goes of each page, in order of reading."""
    memory = SiteMemory()
    return [[text for text, _ in gone(memory, page, MONTHS)] for page in pages]


FURNITURE = {
    "app_line_at_the_end": [block("Read our app for the latest from the newsroom.")] * 6,
    "in_a_box_amid_the_body": [block("Get the weekly letter from our harbour desk.", BOX)] * 6,
    "with_a_number": [
        block(f"Join {number} readers who support this paper.") for number in (41_200, 980, 7, 55, 6, 8)
    ],
    "with_a_date": [
        block(f"This page was printed in Port Ansel on {day}.")
        for day in (
            "Monday 3 March 2026",
            "Sunday 12 April 2026",
            "Friday 1 May 2026",
            "Tuesday 2 June 2026",
            "Sunday 3 May 2026",
        )
    ],
    "with_a_link": [block("Something to tell us? Write to the desk in confidence.", links=0.3)] * 6,
    "in_french": [block("Retrouvez toute l'actualité du port dans notre lettre du soir.")] * 6,
    "in_japanese": [block("この記事は港湾新聞の取材班が現地で取材して書いたものです。")] * 6,
    "doubted_by_the_model": [block("The Lakeside Courier is owned by its readers and printed on the lake.", score=0.6)]
    * 6,
}


@pytest.mark.parametrize("notes", FURNITURE.values(), ids=FURNITURE.keys())
def test_furniture_goes_from_the_fourth_page_on(notes: list[Block]) -> None:
    name = "before_3" if notes[0].path == BOX else "last"
    pages = [story(number, 6, **{name: note}) for number, note in enumerate(notes)]
    assert all_gone(pages) == [[]] * 3 + [[note.text] for note in notes[3:]]


def test_the_reason_says_on_how_many_pages_since_when() -> None:
    memory = SiteMemory()
    note = block("Read our app for the latest from the newsroom.")
    for number in range(5):
        gone(memory, story(number))
    for number in range(5, 15):
        last = gone(memory, story(number, last=note))
    assert last == [(note.text, "on 9 of 9 pages since 2026-11-06")]


def poison_pages(name: str) -> list[list[Block]]:
    """Return twelve pages on which something recurs that belongs to the texts."""
    wire = block(BACKGROUND)
    quote = block('"We will be back on the lake before the ice," the captain said.', BODY_PATH)
    intro = block(
        "This is part of our series on the people who live from the lake, told by themselves over one winter."
    )
    summary = [
        block(f"What we know so far: {what}.") for what in ("the dam holds", "all are safe", "the road is shut")
    ]
    told = story(0, 8)
    return {
        "wire_paragraph_amid_many_stories": [
            story(n, before_3=wire) if n % 5 < 3 else story(n) for n in range(12)
        ],
        "wire_paragraph_at_the_end_of_a_running_story": [
            story(n, last=wire) if n in (4, 5, 6, 7) else story(n) for n in range(12)
        ],
        "wire_paragraph_on_the_first_three_pages": [story(n, last=wire) for n in range(4)],
        "quote_on_all_of_the_first_pages": [story(n, before_3=quote) for n in range(5)],
        "intro_of_a_series": [story(n, before_0=intro) if n % 2 else story(n) for n in range(12)],
        "series_only_five_pages_known": [story(n, before_0=intro) for n in range(5)],
        "live_blog_that_repeats_its_summary": [
            [*summary, *story(0, 6), *[block(paragraph(n, 9)) for n in range(1, update + 1)]] for update in range(12)
        ],
        "every_page_is_one_story": [[*told, block(paragraph(n, 8))] for n in range(12)],
        "one_story_under_many_addresses": [told] * 12,
        "no_more_than_three_pages": [story(n, last=block("Read our app for the latest news.")) for n in range(3)],
        "subheadings_of_one_word": [story(n, before_2=block("Background", BODY_PATH)) for n in range(12)],
        "weather_with_other_numbers": [
            [block(paragraph(n, i)) for i in range(3)]
            + [block(f"On {day} the wind will turn west at {n + 3} knots, and it will be {n + i} degrees by noon.")
               for i, day in enumerate(("the coast", "the plain", "the hills"))]
            if n % 2 else story(n)
            for n in range(12)
        ],
    }[name]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "wire_paragraph_amid_many_stories", "wire_paragraph_at_the_end_of_a_running_story",
        "wire_paragraph_on_the_first_three_pages", "quote_on_all_of_the_first_pages", "intro_of_a_series",
        "series_only_five_pages_known", "live_blog_that_repeats_its_summary", "every_page_is_one_story",
        "one_story_under_many_addresses", "no_more_than_three_pages", "subheadings_of_one_word",
        "weather_with_other_numbers",
    ],
)  # fmt: skip
def test_what_belongs_to_the_texts_stays(name: str) -> None:
    pages = poison_pages(name)
    assert all_gone(pages) == [[]] * len(pages)


def test_what_other_pages_alone_have_dropped_goes() -> None:
    memory = SiteMemory()
    line = "The Courier's lake desk can be reached at all hours by those who have something to say to it."
    for number in range(4):
        rule = "score/not_body" if number % 2 else None
        gone(memory, story(number, last=block(line, score=0.52 - 0.1 * (number % 2), rule=rule)))
    assert [text for text, _ in gone(memory, story(9, last=block(line, score=0.52)))] == [line]


def test_a_text_is_never_left_with_less_than_half_for_long_furniture() -> None:
    memory = SiteMemory()
    notes = {f"last__{n}": block(f"{paragraph(500 + n, n)} Tell the desk.", BOX, score=0.55) for n in range(8)}
    for number in range(5):
        gone(memory, story(number, 12, **notes))
    assert len(gone(memory, story(7, 12, **notes))) == 8
    assert gone(memory, story(8, 3, **notes)) == []


def test_the_remembered_beginning_of_a_long_text_is_enough_for_a_veto() -> None:
    long = BACKGROUND[:200]
    rule = SiteRule("www.lake.example", "www.lake.example.toml", memory_veto=(long[:EXAMPLE_CHARS],))
    memory = SiteMemory()
    for number in range(14):
        gone(memory, story(number, last=block(long)))
    page = story(20, last=block(long))
    assert without_furniture(page, memory.view())[0][-1].rule == "repeats/text"
    assert without_furniture(page, memory.view(), (), rule)[0][-1].kept


def test_a_person_vetoes_and_pins() -> None:
    app, flood = "Read our app for the latest from the newsroom.", "Send us your pictures of the flood of 2026."
    rule = SiteRule("www.lake.example", "www.lake.example.toml", memory_pin=(flood,), memory_veto=(app,))
    memory = SiteMemory()
    pinned = story(0, last=block("Send us your pictures of the flood of 2031."))
    cleaned, _ = without_furniture(pinned, memory.view(), (), rule)
    assert (cleaned[-1].rule, cleaned[-1].detail) == ("repeats/text", PINNED)
    for number in range(5):
        gone(memory, story(number, last=block(app)))
    assert not without_furniture(story(8, last=block(app)), memory.view(), (), rule)[0][-1].rule
    assert without_furniture(story(8, last=block(app)), memory.view())[0][-1].rule == "repeats/text"
