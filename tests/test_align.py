"""Labels for training: which of a page's texts stand in its hand-checked text."""

from __future__ import annotations

import pytest

from benchmarks.align import align

FIRST = "The ferry to the northern islands will run again from Monday, said the harbour office."
SECOND = "It had been laid up since autumn, when a storm broke the ramp on which the cars drive off."
GOLD = f"{FIRST}\n\nWhat it costs\n\n{SECOND}"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param([FIRST, "What it costs", SECOND], [True, True, True], id="in order"),
        pytest.param([FIRST, "Read this as well", SECOND], [True, False, True], id="another short text"),
        pytest.param(
            ["What it costs", FIRST, "What it costs", SECOND], [False, True, True, True], id="contents first"
        ),
        pytest.param(
            ["a storm broke the ramp on which", FIRST, SECOND],
            [False, True, True],
            id="pull quote before its paragraph",
        ),
        pytest.param([FIRST, SECOND, FIRST], [True, True, False], id="shown twice"),
        pytest.param(["", "Something else is told in these many words"], [False, False], id="nothing of it"),
    ],
)
def test_align(texts: list[str], expected: list[bool]) -> None:
    assert align(texts, GOLD) == expected


def test_nothing_stands_in_an_empty_gold() -> None:
    assert align([FIRST], "") == [False]
