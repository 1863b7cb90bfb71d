"""Rule files: what they say, and what a wrong one is told."""

from __future__ import annotations

from typing import Any

import pytest

from newsspider.core.rule_tables import parse_rules
from newsspider.core.rules import RuleError
from tests.core.support import rule, rules


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
        pytest.param({"region": [{"region": "attic", "pieces": ["x"]}]}, id="region"),
        pytest.param({"region": [{"region": "factbox", "pieces": ["Fact-Box"]}]}, id="region pieces"),
        pytest.param({"region": [{"region": "factbox", "pieces": ["x"], "more": 1}]}, id="region key"),
    ],
)
def test_wrong_table_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match=r"test\.toml"):
        parse_rules([("test.toml", table)])


def test_pieces_of_a_region_are_put_together() -> None:
    tables = [
        ("a.toml", {"region": [{"region": "factbox", "pieces": ["factbox"]}]}),
        ("b.toml", {"region": [{"region": "factbox", "pieces": ["faktaruta", "factbox"]}]}),
    ]
    assert parse_rules(tables).apart == {"factbox": ("factbox", "faktaruta")}


def test_markup_words_and_pairs() -> None:
    parsed = parse_rules([("m.toml", {"markup": [{"role": "related", "words": ["More", "read+next"]}]})])
    assert parsed.markup == {"more": ("related",)}
    assert parsed.pairs == {("read", "next"): ("related",)}
