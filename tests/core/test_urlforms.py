"""The forms of URLs."""

from __future__ import annotations

import pytest

from newsspider.core.urlforms import MAX_FORM_CHARS, form_of, kind_by_form

SITE = "https://www.lakepost.example"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/", "/"),
        ("/sport/", "/sport/"),
        ("/sport/football", "/sport/name"),
        ("/sport/2026/03/the-ferry-is-back-812.html?x=1", "/sport/year/nn/headline-n.html?x"),
        ("/sport/2025/11/a-gate-was-shut-9.html?x=2", "/sport/year/nn/headline-n.html?x"),
        ("/story.php?id=812", "/story.php?id"),
        ("/812345", "/nnn"),
        ("/page/7", "/page/n"),
        ("/tag/ferry-7", "/tag/name-n"),
        ("/news/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC", "/news/name"),
    ],
)
def test_forms(path: str, form: str) -> None:
    assert form_of(SITE + path) == form


def test_a_form_is_short_whatever_the_url() -> None:
    assert len(form_of(SITE + "/a" * 900)) == MAX_FORM_CHARS


@pytest.mark.parametrize(
    ("articles", "others", "kind"),
    [(4, 0, None), (5, 0, "article"), (7, 3, "article"), (5, 5, None), (0, 5, "page"), (1, 9, "page"), (0, 0, None)],
)
def test_what_a_form_tells(articles: int, others: int, kind: str | None) -> None:
    assert kind_by_form(articles, others) == kind
