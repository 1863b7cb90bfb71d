"""Whole pages, in our own words: what stays, what goes, and under which role."""

from __future__ import annotations

import json

import pytest

from newsspider.core.blocks import ROLES, Block
from newsspider.core.clean import body_text
from newsspider.core.extract import find_blocks
from newsspider.core.page import parse_page
from newsspider.rules import bundled_rules

BODY = [
    "The town council of Marrow Bay voted on Tuesday to buy back the old cannery, ending a quarrel of eleven years.",
    "Seven members were for the purchase and two against, after a debate that went on until shortly before midnight.",
    "“We should have done this when the roof was still on,” said the mayor, who had spoken for the plan from the start.",
    "The building has stood empty since the last boats moved north. Its owner had asked for twice the price at first.",
    "Work on the roof is to begin in spring, the council said, and a market could open on the ground floor by autumn.",
]


def page(inside: str, *, head: str = "", body: list[str] | None = None) -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in body or BODY)
    return f"""<html><head><title>Council buys the cannery | Marrow Bay Lantern</title>{head}</head><body>
    <header><nav class="main-nav"><ul><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
    <main><article><h1>Council buys the cannery</h1>
    <p class="byline">By <a href="/ann">Ann Example</a></p>
    <div class="article-body">{paragraphs}{inside}</div></article></main>
    <footer class="site-footer"><p>© 2025 Marrow Bay Lantern. All rights reserved.</p></footer></body></html>"""


def blocks(markup: str) -> tuple[Block, ...]:
    return find_blocks(parse_page(markup), bundled_rules())


def block_of(markup: str, start: str) -> Block:
    return next(block for block in blocks(markup) if block.text.startswith(start))


def test_body_and_nothing_else() -> None:
    assert body_text(blocks(page(""))) == "\n\n".join(BODY)


def test_roles_are_known_and_removals_named() -> None:
    found = blocks(page("<div class='newsletter-box'><p>Sign up for our letter</p></div>"))
    assert {block.role for block in found} <= set(ROLES)
    assert all(block.rule for block in found if not block.kept)


@pytest.mark.parametrize(
    ("inside", "start", "role"),
    [
        pytest.param("<p>ADVERTISEMENT</p>", "ADVERT", "ad", id="ad marker"),
        pytest.param(
            "<p>Read more: <a href='/x'>The boats that moved north</a></p>", "Read more", "teaser", id="teaser"
        ),
        pytest.param("<p>Already a subscriber? Log in here.</p>", "Already", "paywall", id="paywall"),
        pytest.param("<p>Photo: Ann Example</p>", "Photo:", "credit", id="credit"),
        pytest.param("<p>Bo Sample contributed to this report.</p>", "Bo", "contributors", id="contributors"),
        pytest.param("<p>Share this article</p>", "Share", "share", id="share"),
        pytest.param("<p>Leave a comment</p>", "Leave", "comments", id="comments"),
        pytest.param("<p>Tags: cannery, council</p>", "Tags", "tags", id="tags"),
        pytest.param(
            "<figure><img src=x><figcaption>The cannery in March</figcaption></figure>",
            "The cannery in",
            "caption",
            id="caption",
        ),
    ],
)
def test_furniture_inside_the_body_goes(inside: str, start: str, role: str) -> None:
    block = block_of(page(inside), start)
    assert not block.kept
    assert block.role == role


@pytest.mark.parametrize(
    ("start", "role"),
    [("Council buys", "headline"), ("By Ann", "byline"), ("© 2025", "legal"), ("News", "navigation")],
)
def test_what_surrounds_the_body(start: str, role: str) -> None:
    block = block_of(page(""), start)
    assert not block.kept
    assert block.role == role


@pytest.mark.parametrize(
    ("inside", "start", "role"),
    [
        pytest.param(
            f"<h2>What happens next</h2><p>{BODY[3]} Now.</p>", "What happens", "subheading", id="subheading"
        ),
        pytest.param(
            f"<blockquote><p>{BODY[2]} Twice.</p></blockquote><p>{BODY[1]} So.</p>", "“We should", "quote", id="quote"
        ),
    ],
)
def test_parts_of_the_body_keep_their_roles(inside: str, start: str, role: str) -> None:
    found = [block for block in blocks(page(inside, body=BODY[:2] + BODY[3:])) if block.text.startswith(start)]
    assert [block.role for block in found] == [role]
    assert found[0].kept


def test_standfirst_shown_as_one_leaves_the_text() -> None:
    standfirst = "After eleven years of quarrel the empty building by the harbour goes back to the people of the town."
    markup = page("").replace("</h1>", f"</h1><h2 class='standfirst'>{standfirst}</h2>")
    block = block_of(markup, "After eleven")
    assert (block.role, block.kept) == ("standfirst", False)


def test_first_paragraph_that_equals_the_description_stays() -> None:
    head = f"<meta name='description' content='{BODY[0]}'>"
    assert body_text(blocks(page("", head=head))).startswith(BODY[0])


def test_paragraphs_between_breaks() -> None:
    text = "<br><br>".join(BODY)
    markup = f"<html><body><h1>Council buys the cannery</h1><div class='story'>{text}</div></body></html>"
    assert body_text(blocks(markup)) == "\n\n".join(BODY)


def test_shorter_copy_of_the_story_goes() -> None:
    markup = page("").replace("<main>", f"<main><div class='preview'><p>{BODY[0]}</p><p>{BODY[1]}</p></div>")
    assert body_text(blocks(markup)) == "\n\n".join(BODY)
    assert block_of(markup, BODY[0]).rule == "repeats/copy"


def test_article_inside_a_script_is_found() -> None:
    story = json.dumps("".join(f"<p>{text}</p>" for text in BODY)).replace("<", "\\u003c")
    markup = f"<html><head><title>Council buys the cannery</title></head><body><div id=app></div><script>push([1,{story}])</script></body></html>"
    assert body_text(blocks(markup)) == "\n\n".join(BODY)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("", id="empty"),
        pytest.param("plain words", id="no markup"),
        pytest.param("<html><body></body></html>", id="no text"),
        pytest.param("<div>" * 50_000 + "deep", id="deep"),
        pytest.param("<p>x</p>" * 20_000, id="many short paragraphs"),
        pytest.param("<p>" + "word " * 200_000 + "</p>", id="one long paragraph"),
        pytest.param("<script>" + '"' + "\\\\u003cp" * 50_000 + "</script>", id="unclosed string in a script"),
        pytest.param(
            '<script type="application/ld+json">{"articleBody": 3, "headline": ["x"], "description": {}}</script>',
            id="wrong types",
        ),
        pytest.param(f"<p class='{'related ' * 20_000}'>x</p>", id="endless class"),
    ],
)
def test_hostile_pages_dont_raise(markup: str) -> None:
    assert isinstance(blocks(markup), tuple)


def test_same_page_same_blocks() -> None:
    first, other = page("<p>ADVERTISEMENT</p>"), page("", body=BODY[:3])
    expected = blocks(first)
    blocks(other)
    assert blocks(first) == expected
