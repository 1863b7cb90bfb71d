"""Rules as data: what they match."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.core.support import rule, rules

if TYPE_CHECKING:
    from newsspider.core.rules import Rule


def names(found: tuple[Rule, ...]) -> list[str]:
    return [item.name for item in found]


@pytest.mark.parametrize("text", ["Advertisement", "ADVERTISEMENT:", "— advertisement —"])
def test_whole_ignores_case_and_edges(text: str) -> None:
    assert names(rules(rule()).match(text)) == ["ad/marker"]


def test_whole_wants_the_whole_block() -> None:
    assert rules(rule()).match("Advertisement sales fell") == ()


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        pytest.param("See also our map", True, id="start"),
        pytest.param("You see also our map", False, id="not at the start"),
        pytest.param("See alsoran horses", False, id="front of a longer word"),
        pytest.param("See also " + "x" * 300, False, id="too long"),
    ],
)
def test_start(text: str, holds: bool) -> None:
    found = rules(rule(match="start", phrases={"en": ["see also"]}, max_chars=100)).match(text)
    assert bool(found) is holds


def test_start_needs_no_word_end_in_scripts_without_spaces() -> None:
    assert rules(rule(match="start", phrases={"ja": ["関連記事"]})).match("関連記事はこちら")


@pytest.mark.parametrize("phrase", ["all rights", "版权所有", "@"], ids=["words", "characters", "sign"])
def test_anywhere(phrase: str) -> None:
    found = rules(rule(match="anywhere", phrases={"und": [phrase]}))
    assert found.match(f"So {phrase} here")
    assert not found.match("So nothing here")


@pytest.mark.parametrize(("pattern", "text"), [("^by \\w+", "By Ann"), ("(19|20)\\d\\d", "in 1999")])
def test_pattern_matches_folded_text(pattern: str, text: str) -> None:
    found = rules(rule(match="pattern", phrases={"und": [pattern]}))
    assert names(found.match(text)) == ["ad/marker"]
    assert found.match("nothing") == ()


def test_free_pattern_waits_for_its_hint() -> None:
    hinted = rules(rule(match="pattern", phrases={"und": ["s+old"]}, hints=["Bread"]))
    assert hinted.match("Bread sold here")
    assert not hinted.match("Cheese sold here")


def test_curly_apostrophes_are_folded() -> None:
    assert rules(rule(phrases={"en": ["don't miss"]})).match("Don’t miss")


def test_rules_come_in_file_order() -> None:
    both = rules(rule(name="b/b", match="start"), rule(name="a/a"))
    assert names(both.match("Advertisement")) == ["b/b", "a/a"]


def test_texts_matched_together_match_as_each_alone() -> None:
    texts = ["All rights reserved.", "Bread sold here", "Nothing of the kind"]
    wide = rules(
        rule(match="anywhere", phrases={"en": ["all rights", "reproduction"]}),
        rule(name="a/b", match="pattern", phrases={"und": ["s+old"]}, hints=["bread"]),
        rule(name="a/c", match="pattern", phrases={"und": ["k+ind"]}, hints=["cheese"]),
    )
    assert wide.match_all(texts) == [wide.match(text) for text in texts]
    assert [names(found) for found in wide.match_all(texts)] == [["ad/marker"], ["a/b"], []]
    assert wide.match_all(()) == []
