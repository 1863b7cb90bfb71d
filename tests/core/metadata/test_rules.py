from __future__ import annotations

import pickle
from typing import Any

import pytest

from newsspider.core.metadata.rules import (
    PEOPLE_GROUPS,
    PHRASE_GROUPS,
    MetadataRuleError,
    MetadataRules,
    any_of,
    fold,
    parse_metadata_rules,
)

PEOPLE: dict[str, Any] = {group: {"en": ["by"]} for group in PEOPLE_GROUPS}
PHRASES: dict[str, Any] = {group: {"en": ["Page Not Found"]} for group in PHRASE_GROUPS}
MONTHS: dict[str, Any] = {"en": [[f"Month{n}"] for n in range(12)]}
AGENCIES: dict[str, Any] = {"agency": [{"name": "Lake Wire", "codes": ["LW"], "aliases": ["The Lake Wire"]}]}


def test_data_is_folded_and_indexed() -> None:
    rules = parse_metadata_rules(AGENCIES, PEOPLE, MONTHS, PHRASES)
    assert rules.agency_codes == {"LW": "Lake Wire"}
    assert rules.agency_names == {"lake wire": "Lake Wire", "the lake wire": "Lake Wire"}
    assert rules.months["month0"] == 1
    assert rules.has("soft_404", "PAGE  not found")
    assert not rules.has("soft_404", "page")
    assert not rules.has("unknown", "page")
    assert rules.words("by") == ("by",)
    assert rules.words("unknown") == ()


def test_rules_travel_between_processes() -> None:
    rules = parse_metadata_rules(AGENCIES, PEOPLE, MONTHS, PHRASES)
    assert pickle.loads(pickle.dumps(rules)) == rules


@pytest.mark.parametrize(
    ("agencies", "people", "months", "phrases", "message"),
    [
        ({"agency": [{"codes": []}]}, PEOPLE, MONTHS, PHRASES, "agency 1: key 'name'"),
        ({"agency": ["x"]}, PEOPLE, MONTHS, PHRASES, "agency 1: key 'name'"),
        ({"agency": [{"name": "X", "codes": "X"}]}, PEOPLE, MONTHS, PHRASES, "key 'codes' must be a list"),
        ({"agency": [{"name": "X", "code": ["X"]}]}, PEOPLE, MONTHS, PHRASES, "key 'code' is unknown"),
        (AGENCIES, {}, MONTHS, PHRASES, r"people.toml: table \[by\] is missing"),
        (AGENCIES, {**PEOPLE, "by": {"en": "by"}}, MONTHS, PHRASES, r"people.toml: \[by\] en"),
        (AGENCIES, PEOPLE, {"en": [["jan"]]}, PHRASES, "months.toml: en: needs twelve"),
        (AGENCIES, PEOPLE, MONTHS, {**PHRASES, "wall": {"en": [""]}}, r"phrases.toml: \[wall\] en"),
    ],
    ids=["no name", "no table", "codes", "unknown key", "no group", "no list", "months", "empty phrase"],
)
def test_errors_name_file_and_key(agencies: Any, people: Any, months: Any, phrases: Any, message: str) -> None:
    with pytest.raises(MetadataRuleError, match=message):
        parse_metadata_rules(agencies, people, months, phrases)


def test_without_data_nothing_matches() -> None:
    assert not MetadataRules().has("login", "log in")
    assert any_of([]) == r"(?!)"
    assert any_of(["a", "ab."]) == r"ab\.|a"
    assert fold("  L’ÉTÉ İS  ") == "l'été is"
