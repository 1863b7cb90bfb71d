"""A site's rule decides over the blocks of its pages, names what it removes, and gives way where it fails."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from newsspider.core.extract import find_blocks, find_blocks_by_site
from newsspider.core.page import parse_page
from newsspider.core.siterules.ftr import parse_ftr
from newsspider.core.siterules.ours import parse_ours
from newsspider.rules import bundled_rules

if TYPE_CHECKING:
    from newsspider.core.blocks import Block
    from newsspider.core.siterules.model import SiteRule

STORY = [
    "The night ferry returned to Port Ansel on Monday after eleven months in dry dock, with a new engine on board.",
    "Its captain, who has crossed the lake four thousand times, said that the repair had cost twice what was planned.",
    "Passengers who had waited since dawn were given tea and the first crossing for nothing, as the council had promised.",
    "The company expects three crossings a day until autumn, and a fourth one on market days if enough cars turn up.",
]
PAGE = f"""<html lang="en"><head><title>Ferry returns</title></head><body>
<h1>Ferry returns to the lake after eleven months</h1>
<div class="story">
<p>{STORY[0]}</p><p>{STORY[1]} <span class="hint">(see map)</span></p>
<div class="inset"><p>Harbour dues were last raised in the year of the great flood, and the council has kept them since.</p></div>
</div>
<div><p>The lighthouse, which stands across the bay, will be painted in spring by the men of the village above it.</p></div>
<div class="story"><p>{STORY[2]}</p><p>{STORY[3]}</p>
<div class="sig">lk/mb</div></div>
</body></html>"""


def ours(text: str) -> SiteRule:
    reading = parse_ours("lake.example.toml", 'written_for = "https://lake.example/ferry"\n' + text)
    assert reading.rule is not None, reading.problems
    return reading.rule


def ftr(text: str) -> SiteRule:
    reading = parse_ftr("lake.example.txt", text)
    assert reading.rule is not None, reading.problems
    return reading.rule


def read(rule: SiteRule | None, markup: str = PAGE, **headers: str) -> tuple[dict[str, Block], str, tuple[str, ...]]:
    """Return the blocks by their text, the kept text, and the notes."""
    page = parse_page(markup, "https://lake.example/ferry", headers=headers)
    before = etree.tostring(page.tree)
    blocks, notes = find_blocks_by_site(page, bundled_rules(), rule)
    assert etree.tostring(page.tree) == before, "the tree is as it was"
    return {block.text: block for block in blocks}, "\n".join(b.text for b in blocks if b.kept), notes


def test_without_a_rule_nothing_differs() -> None:
    page = parse_page(PAGE, "https://lake.example/ferry")

    assert find_blocks(page, bundled_rules()) == find_blocks_by_site(copy(page), bundled_rules(), None)[0]


def test_what_is_stripped_goes_by_its_name_and_role() -> None:
    blocks, text, notes = read(ours('[[strip]]\nname="dues"\nrole="related"\nselectors=["div.inset"]'))
    inset = next(block for words, block in blocks.items() if words.startswith("Harbour dues"))

    assert (inset.role, inset.rule) == ("related", "site/lake.example/dues")
    assert "Harbour dues" not in text
    assert all(paragraph in text for paragraph in STORY)
    assert notes == ()


def test_part_of_a_line_is_cut_out_of_it_and_logged() -> None:
    blocks, text, _ = read(ours('[[strip]]\nname="hint"\nselectors=["span.hint"]'))

    assert blocks["(see map)"].rule == "site/lake.example/hint"
    assert STORY[1] in text
    assert "see map" not in text


def test_what_is_kept_stays_whatever_the_model_says() -> None:
    assert "lk/mb" not in read(None)[1]

    blocks, text, _ = read(ours('[[keep]]\nname="signature"\nselectors=["div.sig"]'))

    assert text.endswith("lk/mb") or "lk/mb" in text
    assert (blocks["lk/mb"].role, blocks["lk/mb"].rule) == ("paragraph", None)


@pytest.mark.parametrize(
    ("phrase", "match", "goes"),
    [
        ("The lighthouse, which", "start", True),
        ("painted in SPRING", "anywhere", True),
        ("The lighthouse, which", "whole", False),
        ("painted", "start", False),
    ],
)
def test_blocks_are_told_by_their_words(phrase: str, match: str, *, goes: bool) -> None:
    _, text, _ = read(ours(f'[[strip]]\nname="paint"\nmatch="{match}"\nphrases=["{phrase}"]'))

    assert ("lighthouse" not in text) is goes


@pytest.mark.parametrize("rule", [ours('body = "div.story"'), ftr("body: //div[@class='story']")], ids=["ours", "ftr"])
def test_what_stands_outside_the_body_goes(rule: SiteRule) -> None:
    assert "lighthouse" in read(None)[1]

    blocks, text, notes = read(rule)
    outside = next(block for words, block in blocks.items() if words.startswith("The lighthouse"))

    assert outside.rule == "site/lake.example/body"
    assert all(paragraph in text for paragraph in STORY)
    assert notes == ()


def test_the_whole_of_a_body_is_kept_where_the_rule_says_so() -> None:
    assert "lk/mb" not in read(ours('body = "div.story"'))[1]
    assert "lk/mb" in read(ours('body = "div.story"\nwhole = true\n[[strip]]\nname="x"\nselectors=["i"]'))[1]


def test_the_first_body_with_text_counts() -> None:
    _, text, notes = read(ours('body = ["div.gone", "h1", "div.story"]'))

    assert STORY[0] in text
    assert "lighthouse" not in text
    assert notes == ()


def test_of_nested_marks_the_inner_counts_and_stripping_goes_before_the_body() -> None:
    _, text, notes = read(
        ours(
            'body = "div.story"\n[[strip]]\nname="s"\nselectors=["div.story"]\n[[keep]]\nname="k"\nselectors=["div.sig"]'
        )
    )

    assert text.endswith("lk/mb")
    assert not any(paragraph in text for paragraph in STORY)
    assert notes == ("lake.example.toml: body finds nothing",)


@pytest.mark.parametrize(
    ("rule", "note"),
    [
        pytest.param(ours('body = "div.article-2019"'), "lake.example.toml: body finds nothing", id="ours"),
        pytest.param(ftr("body: //div[@id='old']"), "lake.example.txt: body finds nothing", id="ftr"),
        pytest.param(
            ours('[[strip]]\nname="all"\nselectors=["div", "p"]'), "lake.example.toml: not followed, since it leaves 0", id="all"
        ),
        pytest.param(ftr("strip: //p"), "lake.example.txt: not followed, since it leaves 0 of", id="ftr-all"),
        pytest.param(ftr("strip: //div[@class='story']/p"), "not followed, since it leaves", id="ftr-most"),
    ],
)  # fmt: skip
def test_a_rule_that_fails_is_reported_and_the_generic_extraction_takes_over(rule: SiteRule, note: str) -> None:
    _, text, notes = read(rule)

    assert text == read(None)[1]
    assert len(notes) == 1
    assert note in notes[0]


@pytest.mark.parametrize(
    ("sent", "followed"),
    [("Tue, 30 Jun 2026 23:59:59 GMT", True), ("Wed, 01 Jul 2026 00:00:01 GMT", False), ("never", True)],
    ids=["last-day", "day-after", "no-date"],
)
def test_a_rule_holds_until_its_day(sent: str, *, followed: bool) -> None:
    _, text, notes = read(ours('valid_until = 2026-06-30\nbody = "div.story"'), date=sent)

    assert ("lighthouse" not in text) is followed
    assert notes == (() if followed else ("lake.example.toml: valid until 2026-06-30",))


def test_names_are_found_anywhere_in_class_and_id() -> None:
    blocks, text, _ = read(ftr("strip_id_or_class: inse\nstrip_id_or_class: no(such[\n"))

    assert "Harbour dues" not in text
    assert {block.rule for block in blocks.values()} >= {"site/lake.example/line_1"}


def test_a_foreign_strip_leaves_headline_and_standfirst_what_they_are() -> None:
    blocks, _, _ = read(ftr("strip: //h1"))

    assert blocks["Ferry returns to the lake after eleven months"].role == "headline"


def test_a_cell_is_cut_out_of_its_row() -> None:
    table = "<table><tr><td>Port Ansel</td><td class='c3'>Buy now</td></tr><tr><td>Lake</td><td>two</td></tr></table>"
    blocks, text, _ = read(
        ours('[[strip]]\nname="ad"\nselectors=["td.c3"]'), PAGE.replace('<div class="sig"', table + '<div class="sig"')
    )

    assert "Buy now" not in text
    assert blocks["Buy now"].rule == "site/lake.example/ad"


def test_marks_on_the_whole_page_count_for_nothing() -> None:
    _, text, notes = read(ours('[[strip]]\nname="all"\nselectors=["html", "body"]'))

    assert text == read(None)[1]
    assert notes == ()


def test_a_selector_that_costs_too_much_is_named() -> None:
    crowded = PAGE.replace("</body>", "<i>x</i>" * 6_000 + "</body>")
    rule = ours(
        '[[strip]]\nname="dear"\nselectors=["//i/following-sibling::i"]\n[[strip]]\nname="d"\nselectors=[".inset"]'
    )
    _, text, notes = read(rule, crowded)

    assert notes == ("lake.example.toml: too costly on this page: 4",)
    assert "Harbour dues" not in text


@pytest.mark.parametrize("markup", ["", "<", "<title>" + "<p>x" * 500, "<p>" * 3_000, "\x00"])
def test_hostile_pages_do_not_raise(markup: str) -> None:
    rule = ours('body="p"\ntitle="h1"\n[[keep]]\nname="k"\nselectors=["p"]\n[[strip]]\nname="s"\nselectors=["span"]')

    assert isinstance(read(rule, markup)[1], str)
