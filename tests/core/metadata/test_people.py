from __future__ import annotations

from typing import Any

import pytest

from newsspider.core.metadata.people import find_authors, find_contributors
from newsspider.core.metadata.structured import Structured
from tests.core.metadata.support import RULES, block, ld, meta, page

OUTLETS = ("Lake Post",)


def authors(head: str = "", html: str = "", blocks: Any = ()) -> tuple[tuple[str, ...], str | None]:
    parsed = page(head, html)
    return find_authors(parsed, blocks, Structured(parsed), RULES, OUTLETS)


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"@type": "Person", "name": "Dana Whitlow"}, ("Dana Whitlow",)),
        ([{"name": "Dana Whitlow"}, {"name": "Otis Grange"}], ("Dana Whitlow", "Otis Grange")),
        ("Dana Whitlow", ("Dana Whitlow",)),
        (["Dana Whitlow", "Otis Grange"], ("Dana Whitlow", "Otis Grange")),
        ({"@type": "Person", "givenName": "Dana", "familyName": "Whitlow"}, ("Dana Whitlow",)),
        ({"@type": "Person", "name": ["Dana Whitlow", "Otis Grange"]}, ("Dana Whitlow", "Otis Grange")),
        ({"@type": "Person", "name": "Dana Whitlow und Otis Grange, dpa"}, ("Dana Whitlow", "Otis Grange")),
        ({"@type": "Person", "name": "Amanda"}, ("Amanda",)),
        ({"@type": "Organization", "name": "Dana Whitlow"}, ()),
        ({"@type": "Person", "name": "Lake Post"}, ()),
        ({"@type": "Person", "name": {"x": 1}}, ()),
        ([None, 5, True, [[]], {}], ()),
        ({"@id": "#nobody"}, ()),
    ],
)
def test_json_ld(author: Any, names: tuple[str, ...]) -> None:
    assert authors(ld(author=author))[0] == names


def test_a_reference_is_followed() -> None:
    head = ld(author={"@id": "#dana"}) + (
        '<script type="application/ld+json">{"@type": "Person", "@id": "#dana", "name": "Dana Whitlow"}</script>'
    )
    assert authors(head) == (("Dana Whitlow",), "json-ld")


def test_a_hundred_thousand_authors_are_bounded() -> None:
    many = [
        {"@type": "Person", "name": f"Dana W{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}"} for n in range(20_000)
    ]
    assert len(authors(ld(author=many))[0]) <= 50


@pytest.mark.parametrize(
    ("head", "html", "blocks", "found"),
    [
        (meta(author="Dana Whitlow"), "", (), (("Dana Whitlow",), "meta")),
        (meta(author="Dana Whitlow") + meta(author="Otis Grange"), "", (), (("Dana Whitlow", "Otis Grange"), "meta")),
        (meta(author="Lake Post"), "", [block("byline", "By Dana Whitlow")], (("Dana Whitlow",), "byline")),
        (meta(article__author="https://social.example/dana"), "", (), ((), None)),
        ("", '<a rel="author" href="/x">Dana Whitlow</a>', (), (("Dana Whitlow",), "markup")),
        ("", '<p class="byline">By <b>Dana Whitlow</b></p>', (), (("Dana Whitlow",), "markup")),
        ("", '<span itemprop="author">Dana Whitlow</span>', (), (("Dana Whitlow",), "markup")),
        ("", '<div class="comment"><span class="author">Dana Whitlow</span></div>', (), ((), None)),
        (
            "",
            '<article><p>x</p><footer><a href="/authors/dana">Dana Whitlow</a></footer></article>',
            (),
            (("Dana Whitlow",), "markup"),
        ),
        ("", "", [block("headline", "Ferry"), block("other", "ByDana Whitlow")], (("Dana Whitlow",), "byline")),
        (
            "",
            "",
            [block("headline", "Ferry"), block("paragraph", "It is."), block("byline", "By Dana Whitlow")],
            (("Dana Whitlow",), "byline"),
        ),
        (
            "",
            "",
            [
                block("headline", "Ferry"),
                *[block("paragraph", "It is.")] * 5,
                block("byline", "By Dana Whitlow"),
                block("byline", "By Otis Grange"),
            ],
            (("Dana Whitlow",), "byline below"),
        ),
        ("", '<aside><span class="author">Dana Whitlow</span></aside>', (), ((), None)),
        ("", "", [block("byline", "x " * 200 + "Dana Whitlow")], ((), None)),
        ("", "", (), ((), None)),
    ],
    ids=[
        "meta",
        "two tags",
        "byline",
        "address",
        "rel",
        "class",
        "itemprop",
        "comment",
        "story's foot",
        "no space",
        "near",
        "below",
        "aside",
        "too long",
        "none",
    ],
)
def test_other_sources(head: str, html: str, blocks: Any, found: tuple[tuple[str, ...], str | None]) -> None:
    assert authors(head, html, blocks) == found


def test_the_first_source_with_persons_wins() -> None:
    head = ld(author={"@type": "Organization", "name": "Lake Post"}) + meta(author="Dana Whitlow")
    assert authors(head, blocks=[block("byline", "By Otis Grange")]) == (("Dana Whitlow",), "meta")


def test_contributors_come_from_credit_lines_then_json_ld() -> None:
    parsed = page(ld(contributor={"@type": "Person", "name": "Lea Park"}))
    structured = Structured(parsed)
    credit = [block("contributors", "Additional reporting by Otis Grange")]
    assert find_contributors(credit, structured, RULES) == (("Otis Grange",), "credit line")
    assert find_contributors([], structured, RULES) == (("Lea Park",), "json-ld")
    assert find_contributors([], Structured(page()), RULES) == ((), None)
