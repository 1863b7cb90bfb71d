"""What changed between two texts: nothing of either is lost, and hostile lengths end soon."""

from __future__ import annotations

import time

import pytest

from newsspider.inspection.changes import MAX_PARAGRAPHS, Change, compare

ONE = "The ferry runs again on Monday."
TWO = "Tickets cost four crowns, as before."
THREE = "Nobody was hurt when it ran aground in March."


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        (f"{ONE}\n\n{TWO}", f"{ONE}\n\n{TWO}", ["same", "same"]),
        (f"{ONE}\n\n{TWO}", f"{ONE}\n\n{THREE}\n\n{TWO}", ["same", "in", "same"]),
        (f"{ONE}\n\n{THREE}\n\n{TWO}", f"{ONE}\n\n{TWO}", ["same", "out", "same"]),
        (ONE, THREE, ["out", "in"]),
        (ONE, ONE.replace("Monday", "Friday"), ["changed"]),
        ("", ONE, ["in"]),
        ("", "", []),
    ],
    ids=["equal", "put-in", "taken-out", "another", "a-word", "from-nothing", "nothing"],
)
def test_paragraphs_are_told_apart(old: str, new: str, kinds: list[str]) -> None:
    changes = compare(old, new)

    assert [change.kind for change in changes] == kinds
    for wanted, text in (("out", old), ("in", new)):
        kept = ["".join(p for kind, p in c.parts if kind in ("same", wanted)) for c in changes]
        assert "\n\n".join(part for part in kept if part) == text


def test_a_changed_word_is_shown_alone() -> None:
    assert compare(ONE, ONE.replace("Monday", "Friday")) == (
        Change("changed", (("same", "The ferry runs again on "), ("out", "Monday."), ("in", "Friday."))),
    )


@pytest.mark.parametrize(
    "text",
    ["a\n\n" * 20_000, "word " * 200_000, "\n\n".join(f"p{n}" for n in range(20_000))],
    ids=["many-alike", "one-long", "many"],
)
def test_long_texts_are_bounded(text: str) -> None:
    started = time.process_time()
    changes = compare(text, text.replace("a", "b").replace("word", "work").replace("p", "q"))

    assert time.process_time() - started < 10
    assert len(changes) <= 2 * MAX_PARAGRAPHS + 2
