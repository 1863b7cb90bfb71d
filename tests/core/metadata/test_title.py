from __future__ import annotations

from typing import Any

import pytest

from newsspider.core.blocks import Block
from newsspider.core.metadata.structured import Structured
from newsspider.core.metadata.title import TitleSources, alike, find_kicker, find_title, letters, without_site
from tests.core.metadata.support import RULES, block, body, ld, meta, page

NAMES = ["Lake Post", "www.lakepost.example", "lakepost"]


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ("Ferry returns to the lake - Lake Post", "Ferry returns to the lake"),
        ("Ferry returns to the lake | News | Lake Post", "Ferry returns to the lake | News"),
        ("Ferry returns to the lake | Lake Post | News", "Ferry returns to the lake"),
        ("Lake Post: Ferry returns to the lake", "Lake Post: Ferry returns to the lake"),
        ("Lake Post | Ferry returns to the lake", "Ferry returns to the lake"),
        ("Ferry – and all its cars – returns", "Ferry – and all its cars – returns"),
        ("Ferry returns to the lake ㅣLake Post", "Ferry returns to the lake"),
        ("Lake Post", "Lake Post"),
        ("", ""),
    ],
)
def test_without_site(title: str, cut: str) -> None:
    assert without_site(title, NAMES) == cut


def title(head: str = "", html: str = "", blocks: Any = ()) -> tuple[str | None, str | None]:
    parsed = page(head, html)
    return find_title(TitleSources(parsed, blocks, Structured(parsed), NAMES))


@pytest.mark.parametrize(
    ("head", "html", "found"),
    [
        ("<title>Ferry returns - Lake Post</title>", "<h1>Ferry returns to the lake</h1>", ("Ferry returns to the lake", "h1")),
        ("<title>Ferry returns to the lake</title>", "<h1>Log in</h1><h1>Ferry returns to the lake</h1>", ("Ferry returns to the lake", "h1")),
        ("<title>Ferry returns to the lake</title>", "<h1>Lake Post</h1>", ("Ferry returns to the lake", "title")),
        ("<title>Ferry returns to the lake - Lake Post</title>", "", ("Ferry returns to the lake", "title")),
        (meta(og__title="Ferry returns to the lake | Lake Post"), "", ("Ferry returns to the lake", "og:title")),
        (ld(headline="Ferry &amp;amp; bus return"), "", ("Ferry & bus return", "json-ld")),
        (ld(headline="Ferry returns to the lake") + meta(og__title="Ferry returns to the lake - North"), "", ("Ferry returns to the lake", "og:title")),
        (meta(headline="Ferry returns to the lake", og__title="Ferry returns to the lake-NorthㅣLake Post"), "", ("Ferry returns to the lake", "og:title")),
        (ld(headline="Ferry returns to the lake"), "<h1><i>Harbour</i> Ferry returns to the lake</h1>", ("Ferry returns to the lake", "h1")),
        ("<title>News site</title>", "<h1>Ferry returns to the lake</h1>", ("Ferry returns to the lake", "h1")),
        (meta(og__title="Ferry returns to the lake"), "<h1>Harbour</h1>", ("Ferry returns to the lake", "og:title")),
        ("", "<h1>Ferry <i>returns</i></h1>", ("Ferry returns", "h1")),
        ("", "<h1> </h1>", (None, None)),
        (ld(headline=["Ferry returns", "x"]), "", ("Ferry returns", "json-ld")),
        (ld(headline={"x": 1}), "", (None, None)),
    ],
    ids=["shown", "best of several", "site's name", "title", "og", "escaped twice", "section cut", "headline tag", "kicker within", "title of the site", "heading of the section", "plain", "empty", "list", "dict"],
)  # fmt: skip
def test_find_title(head: str, html: str, found: tuple[str | None, str | None]) -> None:
    assert title(head, html) == found


def test_the_headline_block_goes_first() -> None:
    head = "<title>Ferry returns to the lake</title>"
    blocks = [block("headline", "Ferry returns at last to the lake")]
    assert title(head, "<h1>Lake news in brief today</h1>", blocks) == (
        "Ferry returns at last to the lake",
        "headline",
    )


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        (["Ferry returns: what to know", "Ferry returns to the lake"], "Ferry returns to the lake"),
        (["Ferry returns: what to know", "Harbour Ferry returns to the lake"], "Ferry returns to the lake"),
        (["Ferry returns: what to know"], "Ferry returns: what to know"),
    ],
    ids=["beside the heading for search", "with its kicker", "not shown"],
)
def test_what_is_chosen_for_sharing_goes_first_where_it_is_shown(shown: list[str], found: str) -> None:
    head = ld(headline="Ferry returns: what to know") + meta(og__title="Ferry returns to the lake")
    assert title(head, "", [block("headline", text) for text in shown])[0] == found


def test_headlines_below_the_text_are_those_of_teasers() -> None:
    head = ld(headline="Ferry returns: what to know") + meta(og__title="Ferry returns to the lake")
    teaser = block("headline", "Ferry returns to the lake")
    blocks = [block("headline", "Ferry returns: what to know"), *body("It sailed."), teaser]
    assert title(head, "", blocks)[0] == "Ferry returns: what to know"


def headline(text: str, path: str, role: str = "headline", links: float = 0.0) -> Block:
    return Block(text, role, "p", path, links, rule="test/rule")


@pytest.mark.parametrize(
    ("above", "kicker"),
    [
        (headline("Shipping", "body/main/p.x1", "other"), "Shipping"),
        (headline("Shipping", "body/main", "other"), "Shipping"),
        (headline("Shipping", "body/nav/p", "other"), None),
        (headline("Shipping", "body/main/p", "other", 1.0), None),
        (headline("Shipping", "body/div/p", "kicker"), "Shipping"),
        (headline("Shipping", "body/div/p", "kicker", 1.0), None),
        (headline("3 May 2026", "body/main/p", "other"), None),
        (headline("Home / Shipping", "body/main/p", "navigation"), None),
        (headline("Advertisement", "body/main/p", "ad"), None),
        (headline("Sponsored content by a bathhouse", "body/main/p", "other"), None),
        (headline("This is a whole sentence above the headline of a story.", "body/main/p", "other"), None),
    ],
    ids=["same box", "in the box", "other box", "section link", "called so", "called so, but a link", "date", "crumbs", "ad", "paid", "sentence"],
)  # fmt: skip
def test_kicker(above: Block, kicker: str | None) -> None:
    assert find_kicker([above, headline("Ferry returns", "body/main/h1"), *body("It sailed.")], RULES)[0] == kicker


def test_kickers_of_teasers_are_not_the_storys() -> None:
    story = [headline("Ferry returns", "body/main/h1"), *body("It sailed.")]
    assert find_kicker([*story, headline("Shipping", "body/div/p", "kicker")], RULES) == (None, None)
    assert find_kicker([headline("Shipping", "body/div/p", "kicker")], RULES)[0] == "Shipping"


def test_a_long_title_is_cut() -> None:
    found, _ = title(meta(og__title="a" * 1_000_000))
    assert found is not None
    assert len(found) <= 1_000


def test_comparison_goes_by_letters_and_words() -> None:
    assert letters("Ein „Test“ – 2!") == "eintest2"
    assert alike("The ferry returns", "Ferry returns to the lake") == 1.0
    assert alike("", "x") == 0.0
