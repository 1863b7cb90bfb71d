"""Roles and the names of removals, from evidence and scores."""

from __future__ import annotations

import pytest

from newsspider.core.blocks import BODY_ROLES, ROLES, Block
from newsspider.core.evidence import Facts, look_at, squash
from newsspider.core.markup import NameReader
from newsspider.core.page import parse_page
from newsspider.core.roles import assign_roles
from newsspider.core.segment import segment_tree
from newsspider.rules import bundled_rules

LONG = "The bakers of the old street have agreed on a common oven, which saves each of them a third of their wood."


def assign(markup: str, score: float, headline: int = -1) -> list[Block]:
    """Give every segment of a page the same score."""
    segments, nodes = segment_tree(parse_page(f"<html><body>{markup}</body></html>").tree)
    facts = Facts(titles=(squash("The common oven"),))
    rules = bundled_rules()
    found = look_at(segments, nodes, facts, rules, NameReader(rules))
    boxes = rules.apart["factbox"]
    return list(assign_roles(segments, found, [score] * len(segments), headline, fact_boxes=boxes))


def test_body_roles_are_roles() -> None:
    assert set(ROLES) >= BODY_ROLES


@pytest.mark.parametrize(
    ("markup", "role"),
    [
        (f"<p>{LONG}</p>", "paragraph"),
        ("<h3>Bread</h3>", "subheading"),
        ("<p><b>Bread and wood</b></p>", "subheading"),
        ("<ul><li>Bread</li></ul>", "list_item"),
        ("<ul><li><p>Bread</p></li></ul>", "list_item"),
        ("<blockquote><p>Bread</p></blockquote>", "quote"),
        ("<table><tr><td>Bread</td></tr></table>", "table"),
        (f"<table><tr><td>{LONG}</td></tr></table>", "paragraph"),
    ],
)
def test_kept(markup: str, role: str) -> None:
    block = assign(markup, 0.9)[0]
    assert (block.role, block.rule) == (role, None)


@pytest.mark.parametrize(
    ("markup", "role", "rule"),
    [
        ("<figure><figcaption>Bread</figcaption></figure>", "caption", "markup/figcaption"),
        ("<nav>Bread</nav>", "navigation", "markup/nav"),
        ("<footer>Bread</footer>", "navigation", "markup/footer"),
        ("<aside>Bread</aside>", "related", "markup/aside"),
        ("<div class='related'>Bread</div>", "related", "markup/related"),
        ("<div class='sidebar'>Bread</div>", "other", "markup/sidebar"),
        ("<div class='author-bio'>Bread</div>", "bio", "markup/bio"),
        ("<div><a href=x>Bread</a></div>", "related", "links/mostly_linked"),
        ("<div>Bread</div>", "other", "score/not_body"),
        ("<div>By Ann Example</div>", "byline", "byline/by"),
        ("<div>Published 4 May 2025</div>", "date", "date/stamp"),
        ("<div>Advertisement</div>", "ad", "ad/marker"),
    ],
)
def test_removed(markup: str, role: str, rule: str) -> None:
    block = assign(markup, 0.1)[0]
    assert (block.role, block.rule) == (role, rule)


def test_links_before_the_headline_are_navigation() -> None:
    blocks = assign("<div><a href=x>Bread</a></div><h1>The common oven</h1>", 0.1, headline=1)
    assert [block.role for block in blocks] == ["navigation", "headline"]


def test_repeated_headline_goes_unless_the_model_is_sure() -> None:
    assert assign("<p>The common oven</p>", 0.9)[0].role == "headline"
    assert assign("<p>The common oven</p>", 0.99)[0].kept


def test_hard_rule_goes_before_a_score_that_is_not_sure() -> None:
    assert assign("<p>Advertisement</p>", 0.9)[0].rule == "ad/marker"
    assert assign("<p>Advertisement</p>", 0.99)[0].kept


def test_sentence_three_times_on_a_page_is_a_placeholder() -> None:
    assert {block.rule for block in assign(f"<p>{LONG}</p>" * 3, 0.9)} == {"repeats/within_page"}
    assert all(block.kept for block in assign("<p>Bread</p>" * 3, 0.9))


def test_path_goes_from_the_root_down() -> None:
    assert assign("<div class='story big' id='x'><p>Bread</p></div>", 0.9)[0].path == "html/body/div.story/p"


def test_links_are_a_share() -> None:
    assert assign("<p>Bread <a href=x>wood</a></p>", 0.9)[0].links == 0.4


BODY = f"<div>{f'<p>{LONG}</p><p>{LONG[::-1]}</p>' * 2}</div>"


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        pytest.param(
            "<figure><figcaption>Bread on the board</figcaption></figure>", "markup/figcaption", id="caption"
        ),
        pytest.param("<form><p>Bread by post, every week</p></form>", "markup/form", id="form"),
        pytest.param("<div role=complementary><p>Bread</p></div>", "markup/complementary", id="landmark"),
        pytest.param("<div class='my fact-box'><ul><li>Bread</li></ul></div>", "markup/factbox", id="box of facts"),
        pytest.param("<blockquote class=a-tweet><p>Bread!</p></blockquote>", "markup/embed", id="embedded quotation"),
        pytest.param("<p class=byline>Ann Example</p>", "markup/byline", id="element called byline"),
        pytest.param("<div class=author-box><p>By Ann Example</p></div>", "byline/by", id="named and worded"),
    ],
)
def test_goes_however_sure_the_model_is(markup: str, rule: str) -> None:
    blocks = assign(BODY + markup, 0.99)
    assert blocks[-1].rule == rule
    assert not any(block.rule in ("markup/form", "markup/factbox", "markup/aside") for block in blocks[:4])


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<form>{}</form>", id="form"),
        pytest.param("<div role=complementary>{}</div>", id="landmark"),
        pytest.param("<div class=infobox>{}</div>", id="box of facts"),
        pytest.param("<aside>{}</aside>", id="aside"),
    ],
)
def test_an_element_that_holds_the_page_is_no_box(markup: str) -> None:
    other = f"<p>{LONG.replace('oven', 'well')}</p>"
    assert all(block.kept for block in assign(markup.format(f"<p>{LONG}</p>{other}"), 0.99))


def test_an_aside_stays_where_the_model_is_sure() -> None:
    assert assign(f"{BODY}<aside><p>Bread</p></aside>", 0.6)[-1].rule == "markup/aside"
    assert assign(f"{BODY}<aside><p>Bread</p></aside>", 0.9)[-1].kept
