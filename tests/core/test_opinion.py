"""When trafilatura is asked, and what its answer does."""

from __future__ import annotations

import pytest

from newsspider.core.evidence import Evidence, squash
from newsspider.core.opinion import is_undecided, second_opinion
from newsspider.core.page import parse_page, text_page

STORY = [
    "The night train to the coast runs again, the railway said on Friday, after a break of almost nine years.",
    "It leaves the capital at ten in the evening and reaches the sea at seven, with a stop at every second town.",
    "Beds cost forty crowns, seats half of that. “We have sold out until Easter,” a woman at the counter said.",
    "Critics of the plan had said that nobody would want to sleep on rails any more. They were not on the platform.",
]


def evidence(mass: float = 200.0, text: str = "") -> Evidence:
    return Evidence(mass=mass, candidate=True, prose=mass > 70, squashed=squash(text))


@pytest.mark.parametrize(
    ("scores", "undecided"),
    [
        pytest.param([0.9, 0.9, 0.9], False, id="sure"),
        pytest.param([0.9, 0.1, 0.1], True, id="next to nothing kept"),
        pytest.param([0.9, 0.6, 0.6], True, id="doubtful"),
        pytest.param([0.9, 0.9, 0.6], False, id="a little doubt"),
    ],
)
def test_undecided(scores: list[float], undecided: bool) -> None:
    assert is_undecided([evidence() for _ in scores], scores) is undecided


@pytest.mark.parametrize(
    "found",
    [
        pytest.param([], id="nothing"),
        pytest.param([evidence(200_000.0)], id="too large"),
        pytest.param([evidence(1.0) for _ in range(2_000)], id="too many"),
    ],
)
def test_never_asked(found: list[Evidence]) -> None:
    assert not is_undecided(found, [0.5] * len(found))


def test_scores_move_towards_its_choice() -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in STORY)
    page = parse_page(f"<html><body><article><h1>Night train</h1>{paragraphs}</article><div>Menu</div></body></html>")
    found = [evidence(text=STORY[0]), evidence(text="Something that is nowhere on the page"), Evidence()]
    kept, dropped, untouched = second_opinion(page, found, [0.5, 0.5, 0.5])
    assert kept > 0.5
    assert dropped < 0.5
    assert untouched == 0.5


def test_the_tree_is_left_as_it_was() -> None:
    page = parse_page(f"<html><body><p>{STORY[0]}</p><script>x</script></body></html>")
    before = sum(1 for _ in page.tree.iter())
    second_opinion(page, [evidence(text=STORY[0])], [0.5])
    assert sum(1 for _ in page.tree.iter()) == before


def test_without_an_answer_the_scores_stay() -> None:
    assert second_opinion(text_page(), [evidence(text="x")], [0.4]) == [0.4]


@pytest.mark.parametrize(
    "more",
    ["<i>x</i>" * 9_000, "<table><tr>" + "<td>x</td>" * 9_000, ("<div>" * 150 + "x" + "</div>" * 150) * 20],
    ids=["many", "a-wide-row", "deep"],
)
def test_a_page_too_large_for_it_keeps_its_scores(more: str) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in STORY)
    page = parse_page(f"<html><body><article><h1>Night train</h1>{paragraphs}</article>{more}</body></html>")
    found = [evidence(text=STORY[0]), evidence(text="Something that is nowhere on the page")]
    assert second_opinion(page, found, [0.5, 0.5]) == [0.5, 0.5]
