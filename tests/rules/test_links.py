"""The link rules that ship, and what a wrong file is told."""

from __future__ import annotations

import pytest

from newsspider.core.discover import LinkRules
from newsspider.errors import UsageError
from newsspider.rules.links import bundled_link_rules, parse_link_rules


def test_the_bundled_rules_are_read_once() -> None:
    rules = bundled_link_rules()

    assert rules is bundled_link_rules()
    assert {"contact", "impressum", "mentions-legales"} <= rules.utility_segments
    assert {".pdf", ".jpg"} <= set(rules.file_endings)


def test_the_bundled_rules_name_whole_segments_and_endings() -> None:
    rules = bundled_link_rules()

    assert all("/" not in segment for segment in rules.utility_segments)
    assert all(ending.startswith(".") for ending in rules.file_endings)
    assert len(rules.file_endings) == len(set(rules.file_endings))


def test_languages_are_put_together() -> None:
    toml = '[utility_segments]\nen = ["about"]\nde = ["impressum", "about"]\n[files]\nendings = [".pdf"]\n'

    assert parse_link_rules(toml, "x.toml") == LinkRules(frozenset({"about", "impressum"}), (".pdf",))
    assert parse_link_rules("", "x.toml") == LinkRules()


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        pytest.param("[utility_segments", "Expected", id="no-toml"),
        pytest.param("[utility]\n", "unknown key 'utility'", id="unknown-key"),
        pytest.param('[utility_segments]\nen = "about"', "utility_segments.en must be a list", id="string"),
        pytest.param('[utility_segments]\nen = ["About"]', "lower-case", id="upper-case"),
        pytest.param('[utility_segments]\nen = [""]', "utility_segments.en", id="empty-string"),
        pytest.param("[utility_segments]\nen = [1]", "utility_segments.en", id="number"),
        pytest.param("utility_segments = [1]", "utility_segments", id="list-for-a-table"),
        pytest.param("files = 3", "files", id="number-for-a-table"),
        pytest.param('[files]\nendings = [".PDF"]', "files.endings", id="upper-case-ending"),
        pytest.param('[files]\nending = [".pdf"]', "ending", id="misspelt"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(toml: str, said: str) -> None:
    with pytest.raises(UsageError, match=r"^x\.toml") as raised:
        parse_link_rules(toml, "x.toml")

    assert said in str(raised.value)
