"""What a site's memory learns, forgets and bounds."""

from __future__ import annotations

import json

import pytest

from newsspider.core.looks import MAX_PATHS, keys_of, look_of, place_key, stable_path, text_key
from newsspider.core.sitememory import FORGET_ONCE, MAX_PLACES, MAX_TEXTS, SiteMemory
from tests.core.memory_support import block, gone, paragraph, story

MONTHS = frozenset(("march", "may", "avril"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Read our app.", "READ our app"),
        ("Join 41,200 readers", "Join 7 readers"),
        ("Printed on Monday, 3 March 2026 in Ansel", "Printed on Sunday, 12 May 2027 in Ansel"),
        ("Imprimé le 3/4/2026 à Ansel.", "Imprimé le 12/05/26 à Ansel."),
        ("Score: 3-2 after 90 minutes", "Score: 1-0 after 120 minutes"),
        ("全 12 記事", "全 340 記事"),
    ],
    ids=["case", "number", "date", "short_date", "result", "no_spaces"],
)
def test_texts_that_differ_in_numbers_and_dates_are_one(one: str, other: str) -> None:
    assert text_key(one, MONTHS) == text_key(other, MONTHS)


def test_other_words_are_other_texts() -> None:
    assert text_key("You may read our app", MONTHS) != text_key("You read our app", MONTHS)
    assert text_key("Read our app") != text_key("Read our paper")


@pytest.mark.parametrize(
    ("path", "stable"),
    [
        ("html/body/div.post-10432/p", "html/body/div.post-0/p"),
        ("html/body/div.css-1x9ab2c/p", "html/body/div/p"),
        ("html/body.page2/p", "html/body.page0/p"),
        ("div.story-body/p", "div.story-body/p"),
    ],
    ids=["number", "built_name", "single_number", "plain"],
)
def test_places_leave_out_what_changes_from_page_to_page(path: str, stable: str) -> None:
    assert stable_path(path) == stable
    assert place_key(stable_path(path)) == place_key(stable)


def test_a_second_telling_of_a_story_teaches_nothing() -> None:
    memory = SiteMemory()
    gone(memory, story(1))
    for _ in range(4):
        gone(memory, story(1))
    gone(memory, [*story(1), block(paragraph(1, 8))])
    assert memory.stories == 1
    assert {text.stories for text in memory.texts.values()} == {1}


def test_short_stories_with_much_furniture_are_stories_all_the_same() -> None:
    memory = SiteMemory()
    notes = {f"last__{n}": block(paragraph(900, n)) for n in range(2)}
    for number in range(4):
        gone(memory, story(number, 2, **notes))
    assert memory.stories == 4


def test_what_is_rare_and_old_fades_and_the_rest_is_bounded() -> None:
    memory = SiteMemory()
    for number in range(FORGET_ONCE * 2):
        places = [
            block(paragraph(number, 11), f"html/body/div.p{chr(97 + number % 26)}x{chr(97 + i)}/p") for i in range(12)
        ]
        gone(memory, [*story(number, 60), *places])
        assert len(memory.texts) <= MAX_TEXTS
        assert len(memory.places) <= MAX_PLACES
    assert min(text.last for text in memory.texts.values()) >= memory.stories - FORGET_ONCE


def test_a_text_of_old_that_stopped_is_no_longer_expected() -> None:
    memory = SiteMemory()
    note = block("Read our app for the latest from the newsroom.")
    for number in range(6):
        gone(memory, story(number, last=note))
    assert memory.view().texts
    for number in range(6, 12):
        gone(memory, story(number))
    assert not memory.view().texts


def test_learning_says_what_changed() -> None:
    memory = SiteMemory()
    blocks = story(1)
    look = look_of(blocks, keys_of(blocks))
    changes = memory.learn(look, "2026-11-02")
    assert changes.texts == set(memory.texts)
    assert changes.places == set(memory.places)
    assert changes.new_story
    again = memory.learn(look, "2026-11-03")
    assert not again.new_story
    assert not again.texts
    assert memory.since == "2026-11-02"


def test_the_same_stories_give_the_same_memory() -> None:
    pages = [story(n, last=block("Read our app for the latest.")) for n in range(9)]
    one, other = SiteMemory(), SiteMemory()
    assert [gone(one, page) for page in pages] == [gone(other, page) for page in pages]
    assert (one.texts, one.places) == (other.texts, other.places)


def test_a_page_of_endless_places_stays_bounded() -> None:
    blocks = [
        block(paragraph(1, index), f"{'div.deep/' * 200}p.x{chr(97 + index % 26) * (index // 26 + 1)}")
        for index in range(3_000)
    ]
    keys = keys_of(blocks)
    assert len(set(keys.places)) <= MAX_PATHS + 1
    look = look_of(blocks, keys)
    assert len(look.texts) <= 400
    assert len(look.places) <= 80
    memory = SiteMemory()
    gone(memory, blocks)
    assert len(memory.places) <= MAX_PLACES
    assert len(json.dumps(memory.layout.to_dict())) < 20_000
