"""What is kept of a text."""

from __future__ import annotations

import zlib

import pytest

from newsspider.core.dedupe.prints import MAX_HASH, SKETCH_HASHES, hours_of, pack, print_of, sketch_of, unpack
from tests.core.dedupe.wire import headline, story, templated


def test_a_print_comes_back_as_it_was() -> None:
    before = print_of(story(1), headline(1), hours=12.5, source="paper.example", agency="Wire", original=True)
    after = unpack(pack(before))

    assert (after.words == before.words).all()
    assert (after.title == before.title).all()
    assert (after.hours, after.source, after.agency, after.original) == (12.5, "paper.example", "Wire", True)
    assert (after.unspaced, after.weight) == (False, before.weight)


def test_a_print_takes_two_bytes_a_word() -> None:
    print_ = print_of(story(1, 20), headline(1))

    assert len(print_.words) > 1000
    assert len(pack(print_)) < 2 * (len(print_.words) + len(print_.title)) + 50


def test_a_print_that_an_earlier_release_compressed_is_read() -> None:
    print_ = print_of(story(1), headline(1), source="paper.example")
    read = unpack(zlib.compress(pack(print_), 6))

    assert (read.words == print_.words).all()
    assert (read.title == print_.title).all()
    assert read.source == "paper.example"


def test_a_sketch_is_the_same_on_every_machine() -> None:
    assert sketch_of(print_of("Ferries to Istra stop at noon, the harbour says.")).whole[:2] == (452523885, 763776559)


def test_a_brief_has_the_hashes_of_its_story_up_to_the_storys_limit() -> None:
    whole = sketch_of(print_of(story(1, 12)))
    brief = sketch_of(print_of("\n\n".join(story(1, 12).split("\n\n")[3:9])))

    assert len(whole.whole) == SKETCH_HASHES
    assert {h for h in brief.whole if h <= whole.limit} <= set(whole.whole)


@pytest.mark.parametrize(("text", "hashes"), [("", 0), ("Fire!", 1), ("Harbour closed until noon", 1)])
def test_a_short_text_has_one_hash(text: str, hashes: int) -> None:
    sketch = sketch_of(print_of(text))

    assert (len(sketch.whole), sketch.limit) == (hashes, MAX_HASH)


def test_letters_of_chinese_weigh_half_a_word() -> None:
    print_ = print_of(templated("chinese", 1)[1])

    assert print_.weight == len(print_.words) // 2


@pytest.mark.parametrize(
    ("date", "hours"),
    [
        pytest.param("1970-01-02T00:00:00Z", 24.0, id="utc"),
        pytest.param("1970-01-02T02:30:00+02:00", 24.5, id="offset"),
        pytest.param("1970-01-02T00:00:00", 24.0, id="no-offset"),
        pytest.param("1970-01-02", 36.0, id="day"),
        pytest.param("yesterday", None, id="no-date"),
        pytest.param("2026-13-45", None, id="no-such-day"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="none"),
    ],
)
def test_dates_in_hours(date: str | None, hours: float | None) -> None:
    assert hours_of(date) == hours
