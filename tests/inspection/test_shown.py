"""An inspection on a terminal and as a page: all that counts is on it, and a hostile page can't steer either."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from lxml import html as lxml_html
from rich.console import Console

from newsspider.core.blocks import Block
from newsspider.inspection.changes import compare
from newsspider.inspection.page import inspection_page
from newsspider.inspection.terminal import show
from newsspider.inspection.view import Inspection, Relation, seen_blocks

EVIL = "</del><script>alert(1)</script>\x1b[2J\u202e[bold]"
BLOCKS = [
    Block("The Paper", "navigation", "a", "html/body/nav", 1.0, "links/mostly_linked", 0.01),
    Block("The bridge is open.", "paragraph", "p", "html/body/p", 0.0, None, 0.98),
    *[Block(f"Teaser {n}", "related", "li", "html/body/ul/li", 1.0, "related/heading", 0.02) for n in range(9)],
]
MEMORY = {
    "site": "a.example", "stories": 12, "since": "2026-03-01",
    "texts": [{"text": "Read our app.", "seen": "on 9 of 10 pages since 2026-03-02", "path": "html/body/p", "said": "pinned"}],
}  # fmt: skip
SHOWN = Inspection(
    "the kept page",
    "https://a.example/1",
    {
        "id": "0123456789abcdef0123-2", "text": "The bridge is open.", "title": "Bridge opens", "words": 4,
        "authors": ["Ada Byron"], "url": "https://a.example/1", "language": "en", "truncated": True,
        "extraction": {"confidence": 0.98, "origins": {"authors": "byline"}, "evidence": {"truncated": "a wall"}},
    },
    seen_blocks([BLOCKS]),
    notes=("A note.",),
    relations=(
        Relation("the version before", "0123456789abcdef0123-1", "https://a.example/1", "Bridge", None,
                 compare("The bridge is shut.\n\nThe same.", "The bridge is open.\n\nThe same.")),
        Relation("a later version", "0123456789abcdef0123-3", missing=True),
    ),
    memory=MEMORY,
)  # fmt: skip


def tree_of(page: str) -> Any:
    return lxml_html.document_fromstring(page)


def on_terminal(shown: Inspection, *, full: bool = False, width: int = 100) -> str:
    out = io.StringIO()
    show(shown, full=full, console=Console(file=out, width=width, force_terminal=True, color_system="truecolor"))
    return out.getvalue()


def words_of(page: str) -> str:
    return " ".join(tree_of(page).text_content().split())


@pytest.mark.parametrize(
    "said",
    [
        "Bridge opens", "https://a.example/1", "1 blocks kept, 10 removed", "0.98", "links/mostly_linked", "Teaser 8",
        "related/heading", "Ada Byron", "byline", "a wall", "A note.", "the version before: 0123456789abcdef0123-1",
        "its record isn't in this folder", "1 paragraphs are the same", "What a.example repeats: learned from 12 stories since 2026-03-01", "on 9 of 10 pages", "Read our app.  pinned",
    ],
)  # fmt: skip
def test_the_terminal_says(said: str) -> None:
    plain = re.sub(r"\x1b\[[\d;]*m", "", on_terminal(SHOWN))
    assert said in plain


def test_a_page_cannot_steer_the_terminal() -> None:
    evil = replace(
        SHOWN,
        record={"title": EVIL, "text": EVIL, EVIL: EVIL, "extraction": {"evidence": {EVIL: EVIL}}},
        blocks=seen_blocks([[Block(EVIL, EVIL, "p", EVIL, 0.0, EVIL, 0.5)]]),
        verdict=EVIL,
        notes=(EVIL,),
        memory={"site": EVIL, "stories": 1, "since": EVIL, "texts": [{"text": EVIL, "seen": EVIL, "path": EVIL}]},
        relations=(Relation(EVIL, EVIL, EVIL, EVIL, None, compare(EVIL, f"{EVIL} more")),),
    )
    shown = on_terminal(evil, full=True)
    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown
    assert "[bold]" in shown
    page = inspection_page(evil)
    tree = tree_of(page)
    assert not tree.xpath("//script | //*[@onerror]")
    assert tree.xpath("string(//h1)").startswith("</del><script>alert(1)</script>")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_terminal_of_any_width_shows_whole_words_of_the_text(width: int) -> None:
    assert "bridge" in on_terminal(SHOWN, width=width)


def test_the_page_sets_the_article_beside_its_blocks() -> None:
    tree = tree_of(inspection_page(SHOWN))
    kept = tree.xpath("//li[@class='kept']")
    gone = tree.xpath("//li[@class='gone']")

    assert len(kept) == 1
    assert len(gone) == 10
    assert all(item.xpath(".//del") and item.xpath(".//code") for item in gone)
    assert not kept[0].xpath(".//del")
    (to,) = tree.xpath("//section[@class='article']//a[@class='to']/@href")
    assert tree.xpath(f"//*[@id='{to[1:]}']") == kept


def test_long_runs_of_one_rule_are_folded() -> None:
    tree = tree_of(inspection_page(SHOWN))
    (summary,) = tree.xpath("//details/summary")

    assert summary.text_content() == "9 blocks removed related related/heading"
    assert len(tree.xpath("//details//li")) == 9


def test_the_page_says_what_changed_and_where_fields_were_read() -> None:
    tree = tree_of(inspection_page(SHOWN))

    assert [e.text_content() for e in tree.xpath("//p[@class='change'][2]/*")] == [
        "The bridge is ", "shut.", "open."
    ]  # fmt: skip
    assert [e.tag for e in tree.xpath("//p[@class='change'][2]/*")] == ["span", "del", "ins"]
    row = next(row for row in tree.xpath("//tbody/tr") if row.xpath("string(th)") == "authors")
    assert [cell.text_content() for cell in row] == ["authors", "Ada Byron", "byline"]
    for said in (
        "only a teaser",
        "confidence 0.98",
        "A note.",
        "a wall",
        "1 paragraphs are the same",
        "What a.example repeats",
        "Read our app.",
    ):
        assert said in words_of(inspection_page(SHOWN))


def test_a_page_that_gave_nothing_is_shown_too() -> None:
    nothing = Inspection("fetched now", None, {}, verdict="no_text")
    assert "No text: nothing would be stored." in words_of(inspection_page(nothing))
    assert "no_text" in on_terminal(nothing)


def test_a_huge_page_stays_within_bounds() -> None:
    many = replace(SHOWN, blocks=seen_blocks([[BLOCKS[0]._replace(text="x" * 50_000)] * 6_000]))
    assert len(inspection_page(many)) < 40_000_000
    assert "4000 more blocks" in on_terminal(many)
