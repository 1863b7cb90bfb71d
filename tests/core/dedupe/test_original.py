"""Which of several copies is the original."""

from __future__ import annotations

import pytest

from newsspider.core.dedupe.original import Match, best_match, is_agency, takes_over
from newsspider.core.dedupe.prints import print_of
from newsspider.core.dedupe.relate import Relation
from tests.core.dedupe.wire import story


def match(text: int, *, anchor: bool = True, kind: str = "copy", share: float = 1.0, original: bool = False) -> Match:
    print_ = print_of(story(1, 2), original=original)
    return Match(text, text, anchor, print_, Relation(kind, share, share, share, ""))


@pytest.mark.parametrize(
    "better",
    [
        pytest.param({"original": True}, id="the-agencys-own"),
        pytest.param({"share": 1.0}, id="more-in-common"),
    ],
)
def test_the_better_match_is_named(better: dict[str, bool]) -> None:
    found = best_match([match(1, share=0.8), match(2, **{"share": 0.8, **better})])  # type: ignore[arg-type]

    assert found is not None
    assert found.text == 2


def test_an_original_goes_before_a_copy_and_a_copy_before_a_version() -> None:
    choice = [match(1, anchor=False), match(2, kind="version"), match(3, share=0.5), match(4, share=0.5)]

    assert best_match(choice).text == 3  # type: ignore[union-attr]
    assert best_match(choice[:2]).text == 2  # type: ignore[union-attr]
    assert best_match([]) is None


def test_the_agency_and_the_more_complete_text_take_over() -> None:
    longer = print_of(story(1, 4))

    assert takes_over(longer, match(1))
    assert not takes_over(print_of(story(1, 2)), match(1))
    assert not takes_over(longer, match(1, share=0.5))
    assert not takes_over(longer, match(1, original=True))
    assert takes_over(print_of(story(1, 1), original=True), match(1))


@pytest.mark.parametrize(
    ("publisher", "domain", "own"),
    [
        pytest.param("AP News", "apnews.com", True, id="code-and-news"),
        pytest.param("The Associated Press", None, True, id="name"),
        pytest.param(None, "ap.org", True, id="domain"),
        pytest.param("The Daily Courier", "courier.example", False, id="a-paper"),
        pytest.param("Maple Press", "maplepress.example", False, id="part-of-a-word"),
        pytest.param(None, None, False, id="unknown"),
    ],
)
def test_whether_an_outlet_is_the_agency(publisher: str | None, domain: str | None, own: bool) -> None:
    assert is_agency(publisher, domain, "Associated Press", {"AP", "The Associated Press"}) is own
    assert is_agency(publisher, domain, None, ()) is False
