"""Rules as data: what they match, and what a wrong file is told."""

from __future__ import annotations

from typing import Any

import pytest

from newsspider.core.rule_tables import parse_rules
from newsspider.core.rules import Rule, RuleError, Rules


def rule(**changes: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": "ad/marker", "role": "ad", "match": "whole", "phrases": {"en": ["Advertisement"]}}
    entry.update(changes)
    return entry


def rules(*entries: dict[str, Any]) -> Rules:
    return parse_rules([("test.toml", {"rule": list(entries)})])


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


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"name": "Ad"}, "'name'", id="name"),
        pytest.param({"name": 3}, "'name'", id="name of wrong type"),
        pytest.param({"role": "banner"}, "'role'", id="role"),
        pytest.param({"match": "fuzzy"}, "'match'", id="match"),
        pytest.param({"max_chars": "9"}, "'max_chars'", id="max_chars"),
        pytest.param({"max_chars": True}, "'max_chars'", id="max_chars a boolean"),
        pytest.param({"soft": "yes"}, "'soft'", id="soft"),
        pytest.param({"below": 2}, "'below'", id="below"),
        pytest.param({"below": True}, "'below'", id="below a boolean"),
        pytest.param({"hints": "x"}, "'hints'", id="hints"),
        pytest.param({"phrases": {}}, "'phrases'", id="no phrases"),
        pytest.param({"phrases": {"English": ["x"]}}, "'phrases.English'", id="language"),
        pytest.param({"phrases": {"en": [" "]}}, "'phrases.en'", id="empty phrase"),
        pytest.param({"phrases": {"en": "x"}}, "'phrases.en'", id="phrases not a list"),
        pytest.param({"match": "pattern", "phrases": {"en": ["("]}}, "regular expression", id="pattern"),
        pytest.param({"colour": 1}, "'colour'", id="unknown key"),
    ],
)
def test_wrong_rule_names_file_rule_and_key(change: dict[str, Any], said: str) -> None:
    with pytest.raises(RuleError, match=r"test\.toml") as caught:
        rules(rule(**change))
    assert said in str(caught.value)


def test_name_used_twice_is_refused() -> None:
    with pytest.raises(RuleError, match="twice"):
        rules(rule(), rule())


@pytest.mark.parametrize(
    "table",
    [
        pytest.param({"rules": []}, id="unknown table"),
        pytest.param({"rule": {"name": "x"}}, id="not an array"),
        pytest.param({"markup": [{"role": "banner", "words": ["x"]}]}, id="markup role"),
        pytest.param({"markup": [{"role": "ad", "words": "x"}]}, id="markup words"),
        pytest.param({"markup": [{"role": "ad", "words": ["x"], "more": 1}]}, id="markup key"),
    ],
)
def test_wrong_table_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match=r"test\.toml"):
        parse_rules([("test.toml", table)])


def test_markup_words_and_pairs() -> None:
    parsed = parse_rules([("m.toml", {"markup": [{"role": "related", "words": ["More", "read+next"]}]})])
    assert parsed.markup == {"more": ("related",)}
    assert parsed.pairs == {("read", "next"): ("related",)}


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
