"""What is seen of a segment: its weight, the elements around it, the statements it equals."""

from __future__ import annotations

import pytest

from newsspider.core.evidence import Evidence, Facts, look_at, mass_of, squash
from newsspider.core.markup import NameReader
from newsspider.core.page import parse_page
from newsspider.core.segment import segment_tree
from newsspider.rules import bundled_rules

SENTENCE = "The harbour office counted forty boats on Monday, four more than on the same day of the year before."
OTHER = "The ferry will run once more in the evening, since so many people from the island work in the town now."


def look(markup: str, facts: Facts | None = None) -> dict[str, Evidence]:
    segments, nodes = segment_tree(parse_page(f"<html><body>{markup}</body></html>").tree)
    found = look_at(segments, nodes, facts or Facts(), bundled_rules(), NameReader(bundled_rules()))
    return {segment.text: evidence for segment, evidence in zip(segments, found, strict=True)}


def test_squash_leaves_letters_and_digits() -> None:
    assert squash("It’s 4 o'clock — über_all!") == "its4oclocküberall"


def test_wide_characters_weigh_more() -> None:
    assert mass_of("abcd") == 4
    assert mass_of("市議会は") == 10


def test_prose_is_long_and_not_linked() -> None:
    found = look(f"<p>{SENTENCE}</p><p><a href=x>{OTHER}</a></p><p>Short.</p><p hidden>{SENTENCE} Yes.</p>")
    assert [evidence.prose for evidence in found.values()] == [True, False, False, False]


@pytest.mark.parametrize(
    ("markup", "candidate"),
    [
        pytest.param("<div><a href=x>News</a></div>", False, id="short link"),
        pytest.param("<p><a href=x>News</a></p>", True, id="linked paragraph"),
        pytest.param("<div>News</div>", True, id="no link"),
        pytest.param("<nav>News</nav>", False, id="navigation"),
        pytest.param("<footer>News</footer>", False, id="footer"),
    ],
)
def test_candidates(markup: str, candidate: bool) -> None:
    assert look(f"<p>{SENTENCE}</p>{markup}")["News"].candidate is candidate


def test_distances_to_names_and_tags() -> None:
    evidence = look(f"<p>{SENTENCE}</p><aside class='related'><ul><li>One</li></ul></aside>")["One"]
    assert (evidence.away("related"), evidence.away("promo")) == (2, 99)
    assert (evidence.tag_away("li"), evidence.tag_away("aside"), evidence.tag_away("main")) == (0, 2, 99)


def test_name_of_an_element_with_most_prose_is_no_aside() -> None:
    evidence = look(f"<div class='related article-body'><p>{SENTENCE}</p><p>{OTHER}</p></div>")[SENTENCE]
    assert evidence.away("related") == 99
    assert evidence.away("body") == 1


def test_name_of_leading_inline_element() -> None:
    assert look(f"<p>{SENTENCE}</p><p><span class='caption'>Boats</span></p>")["Boats"].away("caption") == 0


@pytest.mark.parametrize(
    ("text", "title", "description"),
    [
        pytest.param("Forty boats in the harbour", True, False, id="same"),
        pytest.param("Harbour: Forty boats in the harbour", True, False, id="with kicker"),
        pytest.param("Forty boats", False, False, id="part"),
        pytest.param(
            "More boats than ever came to the harbour on Monday, the office said.", False, True, id="description"
        ),
        pytest.param("boats", False, False, id="too short"),
    ],
)
def test_statements(text: str, title: bool, description: bool) -> None:
    facts = Facts(
        titles=(squash("Forty boats in the harbour"),),
        descriptions=(squash("More boats than ever came to the harbour on Monday, the office said."),),
    )
    evidence = look(f"<p>{text}</p>", facts)[text]
    assert (evidence.is_title, evidence.is_description) == (title, description)


def test_shorter_rendering_is_set_aside_wherever_it_stands() -> None:
    short, full = (
        f"<div><p>{SENTENCE}</p><p>{OTHER}</p></div>",
        f"<div><p>{SENTENCE}</p><p>{OTHER}</p><p>{SENTENCE} More.</p></div>",
    )
    for markup in (short + full, full + short):
        segments, nodes = segment_tree(parse_page(markup).tree)
        found = look_at(segments, nodes, Facts(), bundled_rules(), NameReader(bundled_rules()))
        copies = [index for index, evidence in enumerate(found) if evidence.copy]
        assert copies == ([0, 1] if markup.startswith(short) and markup != full + short else [3, 4])


def test_one_echo_is_no_second_rendering() -> None:
    segments, nodes = segment_tree(parse_page(f"<div><p>{SENTENCE}</p><p>{OTHER}</p><p>{SENTENCE}</p></div>").tree)
    found = look_at(segments, nodes, Facts(), bundled_rules(), NameReader(bundled_rules()))
    assert not any(evidence.copy for evidence in found)
