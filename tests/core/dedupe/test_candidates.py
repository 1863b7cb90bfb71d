"""Which texts are looked at more closely."""

from __future__ import annotations

import pytest

from newsspider.core.dedupe.candidates import MAX_CANDIDATES, MAX_DOUBTFUL, Known, most_promising, promise
from newsspider.core.dedupe.prints import Sketch, print_of, sketch_of
from tests.core.dedupe.wire import story


def known(text: int, sketch: Sketch) -> Known:
    return Known(text, len(sketch.whole), sketch.limit)


def promised(a: str, b: str) -> float:
    one, other = sketch_of(print_of(a)), sketch_of(print_of(b))
    return promise(one, one.hashes & other.hashes, known(1, other))


@pytest.mark.parametrize("paragraphs", [1, 2, 4, 8])
def test_a_part_promises_to_be_a_whole(paragraphs: int) -> None:
    part = "\n\n".join(story(1).split("\n\n")[:paragraphs])

    assert promised(part, story(1)) == 1.0
    assert promised(story(1), part) > 0.9


def test_others_promise_nothing() -> None:
    assert promised(story(1), story(2)) == 0.0


def test_half_a_story_promises_about_half() -> None:
    mixed = "\n\n".join(story(1).split("\n\n")[:4] + story(2).split("\n\n")[:4])

    assert 0.3 < promised(mixed, story(1)) < 0.8


def test_only_the_best_are_looked_at() -> None:
    sketch = sketch_of(print_of(story(1)))
    whole, some = sketch.hashes, frozenset(sketch.whole[:6])
    copies = [Known(n, 24, sketch.limit) for n in range(30)]

    assert most_promising(sketch, dict.fromkeys(range(30), whole), copies) == list(range(MAX_CANDIDATES))
    assert len(most_promising(sketch, dict.fromkeys(range(30), some), copies)) == MAX_DOUBTFUL
    assert most_promising(sketch, dict.fromkeys(range(30), frozenset(sketch.whole[:1])), copies) == []


def test_a_shared_lead_is_enough() -> None:
    sketch = Sketch(tuple(range(100, 124)), (1, 2, 3, 4, 5, 6, 7, 8))

    assert most_promising(sketch, {9: {1, 2, 3}}, [Known(9, 24, 90)]) == [9]
