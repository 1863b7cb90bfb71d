from __future__ import annotations

import pytest

from newsspider.core.blocks import Block
from newsspider.core.metadata.bylines import Bylines, is_sure
from tests.core.metadata.support import RULES, block, body

HEAD = block("headline", "Ferry returns to the lake")
TEXT = body(
    "The ferry sailed at nine with twelve cars and a dog on board.",
    "It will run each hour until the autumn, said the harbour master.",
)


def shown(*blocks: Block) -> Bylines:
    return Bylines(blocks, RULES, ["Lake Post", "www.lakepost.example"])


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Dana Whitlow and Otis Grange", ["Dana Whitlow", "Otis Grange"]),
        ("2026-03-03 08:16 来源：湖边晚报 记者：费思远 字号：大 中 小", ["费思远"]),
        ("Haber: Koray Demirtaş", ["Koray Demirtaş"]),
        ("문지호 기자 입력 2026.03.05 09:12", ["문지호"]),
        ("Dana Whitlow • 3 May 2026", ["Dana Whitlow"]),
        ("Published 3 May 2026 by Dana Whitlow", ["Dana Whitlow"]),
        ("Climate Change • 3 May 2026", []),
        ("Lake Post • 3 May 2026", []),
        ("11:20 AM IST", []),
        ("Harbour News", []),
        ("Reviewed by Dana Whitlow", []),
        ("Fotos von Dana Whitlow", []),
    ],
    ids=["by", "label within", "label", "title behind", "beside a date", "behind a date", "topic", "outlet", "clock", "desk", "who checked", "who photographed"],
)  # fmt: skip
def test_lines_by_the_headline(line: str, names: list[str]) -> None:
    role = "date" if line.startswith("Published") else "other"
    assert list(shown(HEAD, block(role, line), *TEXT).beside_headline()) == names


def test_a_name_alone_counts_beside_a_date_only() -> None:
    name = block("other", "Dana Whitlow")
    assert list(shown(HEAD, name, block("date", "3 May 2026"), *TEXT).beside_headline()) == ["Dana Whitlow"]
    assert list(shown(HEAD, name, block("share", "Share"), *TEXT).beside_headline()) == []


def test_a_label_alone_names_the_next_line() -> None:
    lines = block("other", "Written by:"), block("related", "Zabdiel Quorn")
    assert list(shown(HEAD, *lines, *TEXT).beside_headline()) == ["Zabdiel Quorn"]


def test_the_first_line_of_the_text_may_be_the_byline() -> None:
    assert list(shown(HEAD, *body("By Dana Whitlow"), *TEXT).beside_headline()) == ["Dana Whitlow"]
    assert list(shown(HEAD, *body("By train to the lake"), *TEXT).beside_headline()) == []
    pair = body("… and the dog came too", "Zabdiel Quorn/Mirab Teasel")
    assert list(shown(HEAD, *pair, *TEXT).beside_headline()) == ["Zabdiel Quorn", "Mirab Teasel"]
    assert list(shown(HEAD, *body("Ferry/Bus"), *TEXT).beside_headline()) == []


@pytest.mark.parametrize(
    ("role", "line", "names"),
    [
        ("other", "Глеб Староверов", ["Глеб Староверов"]),
        ("other", "Text: Karin Holmlund", ["Karin Holmlund"]),
        ("byline", "Dana Whitlow", ["Dana Whitlow"]),
        ("byline", "Dana Whitlow writes about ships and lives by the lake", []),
        ("other", "Read more", []),
        ("other", "Dana Whitlow was there.", []),
    ],
)
def test_signatures_below_the_text(role: str, line: str, names: list[str]) -> None:
    assert list(shown(HEAD, *TEXT, block(role, line)).below()) == names


def test_those_who_comment_are_no_authors() -> None:
    comments = block("comments", "Comments (2)"), block("byline", "Dana Whitlow")
    assert list(shown(HEAD, *TEXT, *comments).below()) == []


def test_headings_below_the_text_sign_nothing() -> None:
    heading = Block("Dana Whitlow", "other", "h3", rule="test/rule")
    assert list(shown(HEAD, *TEXT, heading).below()) == []


@pytest.mark.parametrize(
    ("line", "stated", "names"),
    [
        ("By Dana Whitlow", ["Otis Grange"], ["Dana Whitlow"]),
        ("By Dana Whitlow", ["Dana Whitlow"], []),
        ("By Dana Whitlow", ["Dana M. Whitlow"], []),
        ("By Zabdiel Quorn", ["Otis Grange"], []),
        ("Dana Whitlow", ["Otis Grange"], []),
    ],
    ids=["others", "same", "longer form", "not surely a name", "without by"],
)
def test_a_byline_may_contradict_what_is_stated(line: str, stated: list[str], names: list[str]) -> None:
    assert shown(HEAD, block("byline", line), *TEXT).contradicting(stated) == names


def test_a_byline_may_complete_what_is_stated() -> None:
    lines = shown(HEAD, block("byline", "By Dana Whitlow, Otto Grange and Maria Foss"), *TEXT)
    assert lines.completing(["Otto Grange"]) == ["Dana Whitlow", "Otto Grange", "Maria Foss"]
    assert lines.completing(["Ana Ruiz"]) == []


@pytest.mark.parametrize(
    ("role", "line", "desk"),
    [
        ("byline", "By News Desk", True),
        ("date", "20 Ottobre 2025 Redazione", True),
        ("byline", "Lake Post", True),
        ("byline", "By Dana Whitlow", False),
        ("date", "Updated 3 May 2026 | 4 min read", False),
        ("other", "Meet the team", False),
    ],
)
def test_a_desk_signs(role: str, line: str, desk: bool) -> None:
    assert shown(HEAD, block(role, line), *TEXT).names_desk() is desk


def test_a_template_may_glue_the_by_word_to_the_outlet() -> None:
    assert shown(HEAD, block("byline", "byLake Post"), *TEXT).names_desk()


def test_a_page_without_headline_or_text_names_nobody() -> None:
    empty = shown()
    assert (list(empty.beside_headline()), list(empty.below()), empty.names_desk()) == ([], [], False)


@pytest.mark.parametrize(
    ("name", "sure"), [("Dana Whitlow", True), ("Maria", True), ("费思远", True), ("quorn7", False)]
)
def test_a_single_word_must_be_a_given_name(name: str, sure: bool) -> None:
    assert is_sure(name, RULES) is sure


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param("by Ida · 3 May 2026", ["Ida"], id="given name alone"),
        pytest.param("by Ferrypal · 3 May 2026", [], id="an account"),
        pytest.param("From Dawn to Dusk: A Harbour Walk, Ferry Ride and More", [], id="a sentence that begins with a by-word"),
    ],
)  # fmt: skip
def test_lines_that_open_with_a_by_word(line: str, names: list[str]) -> None:
    role = "other" if line.startswith("From") else "byline"
    assert list(shown(HEAD, block(role, line), *TEXT).beside_headline()) == names


def test_whoever_stands_behind_a_date_and_a_by_word_need_bear_no_known_name() -> None:
    dated = block("date", "05/03/2026 by Zabdiel Quorn, chair of the ferry committee")
    assert list(shown(HEAD, dated, *TEXT).beside_headline()) == ["Zabdiel Quorn"]
    assert list(shown(HEAD, block("date", "12 de Mayo Nuevo 2026"), *TEXT).beside_headline()) == []


@pytest.mark.parametrize(
    "line", ["This post was written by Zabdiel Quorn, head of boats at the lake.", "Dieser Text wurde verfasst von Zabdiel Quorn."]
)  # fmt: skip
def test_a_sentence_may_tell_who_wrote_the_story(line: str) -> None:
    assert list(shown(HEAD, *body(line), *TEXT).beside_headline()) == ["Zabdiel Quorn"]
    assert list(shown(HEAD, *TEXT, block("other", line), block("other", "Share")).below()) == ["Zabdiel Quorn"]


@pytest.mark.parametrize(
    ("role", "name", "names"),
    [
        pytest.param("other", "Dana Whitlow", ["Dana Whitlow"], id="given name"),
        pytest.param("other", "Dana Whitlow, MD, FACLM", ["Dana Whitlow"], id="degrees"),
        pytest.param("bio", "Zabdiel Quorn", ["Zabdiel Quorn"], id="box for the author"),
        pytest.param("other", "Harbour Lights", [], id="a teaser"),
    ],
)
def test_a_box_below_the_text_presents_the_author(role: str, name: str, names: list[str]) -> None:
    far = [
        block("share", "Share"),
        block("other", "Was this helpful?"),
        block("tags", "Boats"),
        block("tags", "Lakes"),
    ]
    story = f"{name.split(',', maxsplit=1)[0]} is known on all shores of the lake and has been for years."
    assert list(shown(HEAD, *TEXT, *far, block(role, name), block(role, story)).below()) == names
    assert list(shown(HEAD, *TEXT, *far, block(role, name), block(role, "Something else.")).below()) == []


def test_an_account_gives_way_to_the_person_shown() -> None:
    assert shown(HEAD, block("byline", "by Zabdiel Quorn"), *TEXT).contradicting(["DanaW"]) == ["Zabdiel Quorn"]
    assert shown(HEAD, block("byline", "by Zabdiel Quorn"), *TEXT).contradicting(["Otis Grange"]) == []


def test_a_byline_of_names_alone_completes_what_is_stated() -> None:
    line = "Written by Dr Zabdiel Quorn, Dr Mirab Teasel, Otis Grange"
    names = ["Dr Zabdiel Quorn", "Dr Mirab Teasel", "Otis Grange"]
    assert shown(HEAD, block("byline", line), *TEXT).completing(["Zabdiel Quorn"]) == names
    placed = block("byline", "Por Otis Grange, de Santa Inácia")
    assert shown(HEAD, placed, *TEXT).completing(["Otis Grange"]) == []
    topics = "by Otis Grange | Mar 11, 2026 | All About Ferry Repair, Harbour Repair"
    assert shown(HEAD, block("byline", topics), *TEXT).completing(["Otis Grange"]) == []
