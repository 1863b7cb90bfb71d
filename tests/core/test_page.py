from __future__ import annotations

import time

import pytest

from newsspider.core.page import parse_page, text_page

SECONDS = 5.0  # generous: two busy cores; the quadratic cases took minutes


def text_of(markup: str | bytes) -> str:
    return " ".join("".join(parse_page(markup).tree.itertext()).split())


def test_what_a_page_states() -> None:
    page = parse_page(
        b'<html lang="en"><head><meta charset="iso-8859-1"><meta NAME="Author" content=" Dana  Whitlow ">'
        b'<meta property="og:title" content=""><meta property="og:title" content="Ferry">'
        b'<meta name="author" content="Otis Grange"><script type="application/ld+json">{"@type": "Article"}</script>'
        b"</head><body><p>\xe9</p></body></html>",
        "https://lakepost.example/x",
        headers={"X-Robots-Tag": "noai"},
    )
    assert page.meta["author"] == "Dana Whitlow"
    assert page.meta_values("author") == ("Dana Whitlow", "Otis Grange")
    assert page.meta_values("none") == ()
    assert page.meta["og:title"] == "Ferry"
    assert page.json_ld == ({"@type": "Article"},)
    assert page.headers == {"x-robots-tag": "noai"}
    assert (page.charset, page.charset_from, page.declared_charset) == ("cp1252", "meta", "cp1252")
    assert "é" in "".join(page.tree.itertext())
    assert page.flaws == ()


def test_the_header_names_the_charset() -> None:
    data = "<p>Паром вернулся в понедельник</p>".encode("cp1251")
    assert parse_page(data, headers={"Content-Type": "text/html; charset=windows-1251"}).charset_from == "header"
    assert parse_page(data, header_charset="windows-1251").charset_from == "header"


@pytest.mark.parametrize(
    "markup", ["", "   ", "\x01", b"", b"\xff\xfe", "<!-- only", "<!DOCTYPE html>", "\ud800"], ids=repr
)
def test_input_without_markup_gives_an_empty_tree(markup: str | bytes) -> None:
    page = parse_page(markup)
    assert page.tree.tag == "html"
    assert page.meta == {}
    assert page.json_ld == ()


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain text", "plain text"),
        ('<?xml version="1.0" encoding="utf-16"?><html><p>text</p></html>', "text"),
        ("<p>one<!-- two --><?three?>four</p>", "onefour"),
        ("<!DOCTYPE html [<!ENTITY a 'bomb'>]><p>x&a;</p>", None),
    ],
    ids=["plain", "xml", "comments", "entity"],
)
def test_what_is_left_of_odd_markup(markup: str, text: str | None) -> None:
    found = text_of(markup)
    assert "bomb" not in found.replace("'bomb'", "")
    assert text is None or found == text


@pytest.mark.parametrize(
    ("markup", "flaw"),
    [
        ("<div>" * 100_000 + "<p>inside</p>" + "</div>" * 100_000 + "<p>after</p>", "nesting flattened"),
        ("<p>" + "<b><i>" * 10_000 + "inside</p><p>after", "nesting flattened"),
        ("<p " + " ".join(f'a{n}="x"' for n in range(200_000)) + ">inside</p>after", "attributes dropped"),
        ("<!DOCTYPE " + "a/" * 50_000 + "><p>inside</p>after", "doctype dropped"),
        ("<!DOCTYPE " + "a/" * 50_000 + "<p>inside</p>after", "doctype dropped"),
        ("<p>inside</p>after" + " " * 10_000_001, "page cut at 10 MB"),
    ],
    ids=["100k divs", "20k inline", "200k attributes", "doctype", "open doctype", "size"],
)
def test_hostile_markup_is_defused(markup: str, flaw: str) -> None:
    started = time.process_time()
    page = parse_page(markup)
    found = "".join(page.tree.itertext())
    assert "inside" in found
    assert "after" in found
    assert page.flaws == (flaw,)
    assert max(sum(1 for _ in element.iterancestors()) for element in page.tree.iter("p", "div", "b")) < 250
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("piece", ["<html ", "<a b='", '<a b="', "<a ", "<", "&#", "<!--", "</"], ids=repr)
def test_floods_are_bounded(piece: str) -> None:
    started = time.process_time()
    parse_page(piece * 100_000)
    assert time.process_time() - started < SECONDS


def test_doubts_about_the_charset_are_flaws() -> None:
    assert parse_page("<p>Größe und Fähre über Anlieger".encode("latin-1")).flaws[0].startswith("charset: ")


def test_addresses_are_encodable() -> None:
    assert parse_page("<p>x</p>", "https://lakepost.example/\ud800").url == "https://lakepost.example/?"
    assert text_page("https://lakepost.example/\ud800").url == "https://lakepost.example/?"


def test_a_text_has_an_empty_page() -> None:
    page = text_page("https://lakepost.example/x", headers={"Date": "x"})
    assert (page.url, page.charset, page.headers) == ("https://lakepost.example/x", None, {"date": "x"})
    assert "".join(page.tree.itertext()) == ""


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<!doctype html><title>T</title><article><p>Said.</p></article>", id="article"),
        pytest.param(
            "<html><meta charset=utf-8><script>var a = '<div>';</script><main><p>Said.</p></main>", id="main"
        ),
        pytest.param("<title>A <b> b</title><x-page><p>Said.</p></x-page>", id="custom element"),
        pytest.param("<article><p>Said.</p></article>", id="fragment"),
    ],
)
def test_a_page_without_a_body_tag_keeps_its_text_out_of_the_head(markup: str) -> None:
    page = parse_page(markup)
    said = page.tree.find(".//p")
    assert said is not None
    assert "head" not in [element.tag for element in said.iterancestors()]


def test_a_page_of_too_many_elements_is_cut_there_and_says_so() -> None:
    page = parse_page(f"<title>Ferry</title><div><p>first<br></p>{'<i>x</i>' * 60_000}</div><p>last</p>")
    assert page.flaws == ("page cut at 50000 elements",)
    assert sum(1 for _ in page.tree.iter("*")) == 50_000
    assert page.tree.findtext(".//p") == "first"
    assert "last" not in "".join(page.tree.itertext())


def test_a_page_of_many_signs_and_few_elements_stays_whole() -> None:
    page = parse_page(f"<p>first</p>{'< ' * 60_000}<p>last</p>")
    assert page.flaws == ()
    assert [p.text for p in page.tree.iter("p")][-1] == "last"


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        pytest.param("<p{many}>text</p>", 300, id="one-tag"),
        pytest.param("<i>a</i><p{many}>text</p><i>b</i>", 300, id="among-others"),
        pytest.param("<p{few}>text</p>", 20, id="few"),
        pytest.param("<d.<d.<d.<p{many}>text</p>", 300, id="behind-open-tags"),
        pytest.param("<p x='<b {many}'{few}>text</p>", 21, id="in-a-value"),
    ],
)
def test_a_tag_keeps_its_first_attributes(markup: str, left: int) -> None:
    many, few = ("".join(f" a{n}=1" for n in range(count)) for count in (4_000, 20))
    page = parse_page(markup.format(many=many, few=few))
    assert max(len(element.attrib) for element in page.tree.iter("*")) == left
    assert ("attributes dropped" in page.flaws) == (left == 300)
    assert "text" in "".join(page.tree.itertext())
