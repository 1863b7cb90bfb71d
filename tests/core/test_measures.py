"""The numbers that the model weighs, and the layout they come from."""

from __future__ import annotations

import pytest

from newsspider.core.evidence import Facts, look_at, squash
from newsspider.core.layout import Layout
from newsspider.core.markup import NameReader
from newsspider.core.measures import FEATURES, Measurer
from newsspider.core.page import parse_page
from newsspider.core.rule_tables import parse_rules
from newsspider.core.segment import segment_tree
from newsspider.rules import bundled_rules

ONE = "The mill by the river grinds again, for the first time since the flood took its old wheel away in the spring of last year."
TWO = "“It sounds as it did when I was a child,” said the miller, who had not thought that he would hear it."
THREE = "Flour is sold at the door on Saturdays, and children may look at the stones from behind the wooden rail."
PAGE = f"""<html><body><h1>The mill grinds again</h1><div class="story"><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>
<h3>Related stories</h3><p>Mill</p></div><div class="comments"><p>I like it.</p></div></body></html>"""


def measured(markup: str = PAGE, facts: Facts | None = None) -> dict[str, dict[str, float]]:
    segments, nodes = segment_tree(parse_page(markup).tree)
    found = look_at(segments, nodes, facts or Facts(), bundled_rules(), NameReader(bundled_rules()))
    Measurer(segments, found, facts or Facts()).measure()
    return {
        segment.text: dict(zip(FEATURES, evidence.values, strict=True))
        for segment, evidence in zip(segments, found, strict=True)
        if evidence.candidate
    }


def layout(markup: str = PAGE) -> tuple[Layout, list[str]]:
    facts = Facts(titles=(squash("The mill grinds again"),))
    segments, nodes = segment_tree(parse_page(markup).tree)
    found = look_at(segments, nodes, facts, bundled_rules(), NameReader(bundled_rules()))
    return Layout(segments, found), [segment.text for segment in segments]


def test_features_have_one_name_each() -> None:
    assert len(set(FEATURES)) == len(FEATURES)


@pytest.mark.parametrize(
    ("text", "feature", "value"),
    [
        (ONE, "ends", 2.0),
        (TWO, "ends", 2.0),
        ("Mill", "ends", 0.0),
        (TWO, "starts_quote", 1.0),
        ("The mill grinds again", "heading", 1.0),
        (ONE, "named_article", 7.0),
        ("I like it.", "named_comments", 7.0),
        (ONE, "named_comments", 0.0),
        ("Related stories", "ruled_related", 2.0),
        ("Mill", "under_ruled", 2.0),
        (ONE, "under_ruled", 0.0),
        (ONE, "after_headline", 1.0),
        (THREE, "kin_is_lead", 1.0),
        ("I like it.", "kin_is_lead", 0.0),
        (TWO, "previous_kin", 2.0),
        (ONE, "focus_up", 1.0),
        (ONE, "focus_down", 0.0),
        ("I like it.", "focus_down", 1.0),
        ("Mill", "repeats", 1.0),
        (ONE, "stated_body", 0.0),
        (ONE, "stated_share", -1.0),
    ],
)
def test_value(text: str, feature: str, value: float) -> None:
    assert measured()[text][feature] == value


def test_stated_body_is_compared_by_letters() -> None:
    found = measured(facts=Facts(body=squash(ONE + TWO)))
    assert [found[text]["stated_body"] for text in (ONE, TWO, THREE)] == [1.0, 1.0, -1.0]
    assert found[ONE]["stated_share"] == pytest.approx(1.0)


def test_echoes_count_other_places_only() -> None:
    found = measured(
        PAGE.replace("</div>", "<blockquote>It sounds as it did when I was a child</blockquote></div>", 1)
    )
    assert found["It sounds as it did when I was a child"]["echoes"] == 1.0
    assert found[ONE]["echoes"] == 0.0


def test_headline_is_the_stated_title() -> None:
    found, texts = layout(PAGE.replace("<h1>", "<h1>The River Post</h1><h1>"))
    assert texts[found.headline] == "The mill grinds again"


def test_page_without_prose_has_no_places() -> None:
    found, _ = layout("<html><body><p>Short.</p></body></html>")
    assert found.headline == -1
    assert (found.first, found.last, found.lead_key) == (0, 0, ())


def test_first_and_last_prose_of_the_body() -> None:
    found, texts = layout()
    assert (texts[found.first], texts[found.last]) == (ONE, THREE)


def test_roles_that_the_model_never_saw_count_for_nothing() -> None:
    rule = {"name": "x/y", "role": "other", "match": "whole", "phrases": {"en": ["Mill"]}}
    own = parse_rules([("mine.toml", {"rule": [rule], "markup": [{"role": "table", "words": ["story"]}]})])
    segments, nodes = segment_tree(parse_page(PAGE).tree)
    found = look_at(segments, nodes, Facts(), own, NameReader(own))
    Measurer(segments, found, Facts()).measure()
    assert all(len(evidence.values) == len(FEATURES) for evidence in found if evidence.candidate)
