"""What an agency sends again is found, and what only looks like it isn't: on items of many templates."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from newsspider.core.dedupe.prints import Print, print_of
from newsspider.core.dedupe.relate import relate
from newsspider.corpus.rows import print_of_row
from tests.core.dedupe.agency_corpus import BUILT_ON, corpus
from tests.core.dedupe.agency_event import coverage
from tests.core.dedupe.agency_more import HELD_OUT_ITEMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.core.dedupe.agency_corpus import Template

LEAST_FOUND = 0.97
MOST_WRONG = 0.005
"""Of the look-alikes: an item whose single figure differs is also what a correction looks like."""


@pytest.mark.parametrize("fields", ["full", "title", "bare"])
@pytest.mark.parametrize("made_by", [pytest.param(BUILT_ON, id="built-on"), pytest.param(HELD_OUT_ITEMS, id="others")])
def test_what_is_sent_again_is_told_from_look_alikes(made_by: Mapping[str, Template], fields: str) -> None:
    sent = corpus(5, 8, made_by)
    prints = {name: print_of_row(one.row(name, fields)) for name, one in sent.items()}
    counts: Counter[tuple[bool, bool]] = Counter()
    for name, one in sent.items():
        if one.base:
            is_same = one.story == sent[one.base].story
            counts[is_same, relate(prints[one.base], prints[name]) is not None] += 1

    found, missed, wrong, apart = (counts[key] for key in ((True, True), (True, False), (False, True), (False, False)))
    assert found + missed > 300
    assert wrong + apart > 150
    assert found >= LEAST_FOUND * (found + missed)
    assert wrong <= MOST_WRONG * (wrong + apart)


def prints_of_a_day(seed: int) -> dict[str, tuple[str, Print]]:
    """Return story and print of a day's texts by id, with nothing known but the texts."""
    return {name: (one.story, print_of(one.text)) for name, one in coverage(seed, 40).items()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_papers_own_stories_of_one_event_stay_apart(seed: int) -> None:
    texts = prints_of_a_day(seed)
    agency = texts["agency"][1]
    related = {name: relate(agency, found) is not None for name, (_, found) in texts.items()}

    copies = [related[name] for name, (story, _) in texts.items() if story == "wire"]
    own = [related[name] for name, (story, _) in texts.items() if story != "wire"]
    assert sum(copies) >= 0.9 * len(copies)
    assert len(own) == 20
    assert sum(own) <= 1
