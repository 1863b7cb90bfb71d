from __future__ import annotations

from collections import Counter

import pytest

from newsspider.core.feeds.xmlparts import Piece, Root, elements, find_root, split, whole_part

RSS = Root("rss", 0)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"<rss>", Root("rss", 0), id="bare"),
        pytest.param(b"<?xml?><!-- <feed> --><urlset >", Root("urlset", 22), id="behind-a-comment"),
        pytest.param(b"<rdf:RDF >", Root("rdf", 0, b"rdf:"), id="prefixed"),
        pytest.param(b"<!DOCTYPE x [<!ENTITY a '<feed >'>]><rss>", Root("rss", 36), id="behind-declarations"),
        pytest.param(b"<html ><rss>", None, id="in-a-page"),
        pytest.param(b"<rssx><feeds>", None, id="other-names"),
        pytest.param(b"no tags", None, id="text"),
    ],
)
def test_the_root_is_found_behind_whatever_comes_first(data: bytes, expected: Root | None) -> None:
    assert find_root(data, Counter()) == expected


@pytest.mark.parametrize(
    ("inner", "pieces"),
    [
        pytest.param(b"<item>a</item>\n<item b='c'>d</item>", [b"<item>a</item>", b"<item b='c'>d</item>"], id="two"),
        pytest.param(b"<items><item>a</item></items>", [b"<item>a</item>"], id="longer-names"),
        pytest.param(
            b"<item><![CDATA[</item><item>]]></item>", [b"<item><![CDATA[</item><item>]]></item>"], id="in-cdata"
        ),
        pytest.param(b"<!-- <item>a</item> --><item>b</item>", [b"<item>b</item>"], id="in-a-comment"),
        pytest.param(b"<item/><item>a</item>", [b"<item>a</item>"], id="empty"),
        pytest.param(b"</item><item>a</item>", [b"<item>a</item>"], id="stray-end"),
    ],
)
def test_entries_are_split_at_their_tags(inner: bytes, pieces: list[bytes]) -> None:
    flaws: Counter[str] = Counter()
    _, found = split(b"<rss>" + inner + b"</rss>", RSS, 100, flaws)

    assert found == [Piece(piece) for piece in pieces]
    assert +flaws == Counter()


def test_an_entry_without_end_ends_where_the_next_begins() -> None:
    flaws: Counter[str] = Counter()
    _, found = split(b"<rss><item>a<item>b</item></rss>", RSS, 100, flaws)

    assert found == [Piece(b"<item>a", closed=False), Piece(b"<item>b</item>")]
    assert flaws["broken_entry"] == 1


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (b"<item><a>b</a><c>d", b"<item><a>b</a>"),
        (b"<item><a b='c'/><d", b"<item><a b='c'/>"),
        (b"<item><a>b</a><c><![CDATA[<i>d</i>", b"<item><a>b</a>"),
        (b"<item>", b""),
    ],
    ids=["open", "empty-element", "in-cdata", "nothing"],
)
def test_of_a_cut_entry_the_whole_fields_are_kept(markup: bytes, expected: bytes) -> None:
    assert whole_part(markup) == expected


def test_one_broken_entry_among_many_costs_only_itself() -> None:
    pieces = [Piece(b"<item><a>%d</a></item>" % number) for number in range(500)]
    pieces[250] = Piece(b"<item><a>250</item>")
    flaws: Counter[str] = Counter()

    texts = ["".join(map(str, element.itertext())) for element in elements(b"<rss>", pieces, flaws)]

    assert texts == [str(number) for number in range(500)]
    assert flaws == {"broken_entry": 1}
