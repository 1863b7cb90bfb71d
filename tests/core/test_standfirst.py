"""Standfirsts: told by how they are shown."""

from __future__ import annotations

import pytest

from newsspider.core.extract import find_blocks
from newsspider.core.page import parse_page
from newsspider.rules import bundled_rules

LEAD = "After two years of building, the library by the market opens its doors again, with a roof that is a garden."
BODY = [
    "On Saturday at ten the mayor will turn the key. There will be music on the steps, and soup for all who come.",
    "The new house has room for ninety thousand books, twice as many as before, and for a workshop in the cellar.",
    "“People asked us for quiet, and they asked us for noise,” said the librarian. “So we have built a room for each.”",
    "The garden on the roof can be reached by a stair of its own, and stays open in the evening until the sun is down.",
]
TITLE = "Library opens with a garden on its roof"


def page(between: str, head: str = "", first: str = "") -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY)
    return f"""<html><head><title>{TITLE} | Hill Courier</title>{head}</head><body><main><article>
    <header><h1>{TITLE}</h1>{between}</header><div class="article-body">{first}{paragraphs}</div></article></main></body></html>"""


def standfirst(markup: str) -> list[str]:
    return [b.text for b in find_blocks(parse_page(markup), bundled_rules()) if b.role == "standfirst"]


DESCRIBED = f'<meta name="description" content="{LEAD}">'


@pytest.mark.parametrize(
    ("between", "head"),
    [
        pytest.param(f'<p class="standfirst">{LEAD}</p>', "", id="named"),
        pytest.param(f"<h2>{LEAD}</h2>", "", id="heading"),
        pytest.param(f"<p>{LEAD}</p>", DESCRIBED, id="in the header, equal to the description"),
        pytest.param(f'<div class="article-lead"><p>{LEAD}</p></div>', "", id="named element around it"),
    ],
)
def test_shown_as_standfirst(between: str, head: str) -> None:
    assert standfirst(page(between, head)) == [LEAD]


@pytest.mark.parametrize(
    ("below", "expected"),
    [pytest.param('<p class="byline">By Ann Example</p>', [LEAD], id="byline"), pytest.param("", [], id="nothing")],
)
def test_what_equals_the_description_is_told_by_the_byline_below_it(below: str, expected: list[str]) -> None:
    plain = page("", DESCRIBED).replace("<header>", f"<h1>{TITLE}</h1><p>{LEAD}</p>{below}<header hidden>")
    assert standfirst(plain.replace(f"<header hidden><h1>{TITLE}</h1></header>", "")) == expected


def test_two_paragraphs_of_one_standfirst() -> None:
    inside = f'<div class="summary"><p>{LEAD}</p><p>The garden on it is open to all, until sunset.</p></div>'
    assert standfirst(page(inside)) == [LEAD, "The garden on it is open to all, until sunset."]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(page("", DESCRIBED, f"<p>{LEAD}</p>"), id="first paragraph that equals the description"),
        pytest.param(page(f'<figure><img src="x"><figcaption>{LEAD}</figcaption></figure>'), id="caption"),
        pytest.param(page('<p class="byline">By Ann Example, Hill Courier, at the market</p>'), id="byline"),
        pytest.param(page(""), id="none"),
        pytest.param("<html><body><p>Short.</p></body></html>", id="no body"),
    ],
)
def test_not_a_standfirst(markup: str) -> None:
    assert standfirst(markup) == []
