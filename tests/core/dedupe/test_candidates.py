"""Which texts are looked at more closely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from newsspider.core.dedupe.candidates import MAX_CANDIDATES, MAX_DOUBTFUL, Postings, most_promising, promises
from newsspider.core.dedupe.prints import Sketch, print_of, sketch_of
from tests.core.dedupe.wire import story

if TYPE_CHECKING:
    from collections.abc import Iterable


def postings(texts: int, shared: Iterable[int], extent: int) -> Postings:
    """So many texts of one extent, each with the same hashes."""
    hashes = list(shared)
    return Postings(
        hashes,
        [texts] * len(hashes),
        np.tile(np.arange(texts, dtype=np.uint32), len(hashes)),
        np.full(texts * len(hashes), extent, np.uint32),
    )


def promised(a: str, b: str) -> float:
    one, other = sketch_of(print_of(a)), sketch_of(print_of(b))
    likely: list[float] = promises(one, postings(1, one.hashes & other.hashes, other.extent)).likely.tolist()
    return max(likely, default=0.0)


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
    whole, some, one = sketch.hashes, sketch.whole[:6], sketch.whole[:1]

    assert most_promising(sketch, postings(30, whole, sketch.extent)) == list(range(MAX_CANDIDATES))
    assert len(most_promising(sketch, postings(30, some, sketch.extent))) == MAX_DOUBTFUL
    assert most_promising(sketch, postings(30, one, sketch.extent)) == []
    assert most_promising(sketch, postings(30, [], sketch.extent)) == []


def test_the_better_promise_comes_first() -> None:
    sketch = sketch_of(print_of(story(1)))
    few, many = postings(2, sketch.whole[:8], sketch.extent), postings(1, sketch.whole[8:20], sketch.extent)
    both = Postings(
        [*few.hashes, *many.hashes],
        [*few.sizes, *many.sizes],
        np.concatenate((few.texts, many.texts + np.uint32(9))),
        np.concatenate((few.extents, many.extents)),
    )

    assert most_promising(sketch, both) == [9, 0, 1]


def test_a_shared_lead_is_enough() -> None:
    sketch = Sketch(tuple(range(100, 124)), tuple(range(200, 208)))

    assert most_promising(sketch, postings(1, [200, 201, 202], 900)) == [0]
    assert most_promising(sketch, postings(1, [200, 201], 900)) == []


def test_what_few_have_goes_before_what_a_template_gives_to_many() -> None:
    sketch = sketch_of(print_of(story(1)))
    template, own = postings(30, sketch.whole[:12], sketch.extent), postings(1, sketch.whole[12:18], sketch.extent)
    both = Postings(
        [*template.hashes, *own.hashes],
        [*template.sizes, *own.sizes],
        np.concatenate((template.texts, own.texts + np.uint32(99))),
        np.concatenate((template.extents, own.extents)),
    )

    assert most_promising(sketch, both)[0] == 99
