from __future__ import annotations

from collections import Counter

import pytest
from lxml import etree

from newsspider.core.feeds.fields import Fields, base_of, first_url, language_of, readable, split_list


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ("<r><Title>x</Title></r>", "title"),
        ("<r xmlns:q='http://purl.org/dc/elements/1.1/'><q:creator>x</q:creator></r>", "dc:creator"),
        ("<r xmlns='http://purl.org/rss/1.0/'><title>x</title></r>", "title"),
        ("<r xmlns:content='http://purl.org/rss/1.0/modules/content/'><content:encoded>x</content:encoded></r>",
         "content:encoded"),
        ("<r xmlns:media='http://some.where/else'><media:title>x</media:title></r>", "media:title"),
        ("<r xmlns:a='http://www.w3.org/2005/Atom'><a:link>x</a:link></r>", "atom:link"),
        ("<r xmlns='http://unknown.example/'><loc>x</loc></r>", "loc"),
    ],
    ids=["case", "another-prefix", "rss-1", "content", "wrong-namespace", "atom-in-rss", "unknown-default"],
)  # fmt: skip
def test_fields_have_their_usual_names(markup: str, name: str) -> None:
    assert Fields(etree.fromstring(markup)).text(name) == "x"


def test_atom_names_have_no_prefix_inside_atom() -> None:
    element = etree.fromstring("<r xmlns='http://www.w3.org/2005/Atom'><title> </title><title>x\n y</title></r>")

    assert Fields(element, atom=True).text("title") == "x y"
    assert Fields(element).text("title") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [("en-US", "en"), ("PT_br", "pt"), ("fil", "fil"), ("US", None), ("jp", None), ("Whole News", None), ("", None),
     (None, None)],
    ids=str,
)  # fmt: skip
def test_only_languages_are_languages(value: str | None, expected: str | None) -> None:
    assert language_of(value) == expected


@pytest.mark.parametrize(
    ("candidates", "url", "flaws"),
    [
        ([(" ", "b"), (None, "b")], None, {}),
        ([("mailto:a@b.example", ""), ("https://a.example/x", "")], "https://a.example/x", {"bad_url": 1}),
        ([("x", "https://a.example/b/")], "https://a.example/b/x", {"relative_url": 1}),
        ([("//c.example/x", "https://a.example/")], "https://c.example/x", {"relative_url": 1}),
        ([("https://a.example/x?utm_source=rss#top", "")], "https://a.example/x", {}),
    ],
    ids=["nothing", "second", "relative", "without-scheme", "tracking"],
)
def test_the_first_url_that_can_be_fetched_is_taken(
    candidates: list[tuple[str | None, str]], url: str | None, flaws: dict[str, int]
) -> None:
    counted: Counter[str] = Counter()

    assert first_url(candidates, counted) == url
    assert +counted == Counter(flaws)


def test_texts_of_scripts_are_none() -> None:
    assert readable("<p>a</p><script>b</script><style>c</style>", 100) == "a"
    assert readable(" <p> </p> ", 100) is None


def test_lists_split_at_the_commas_of_many_scripts() -> None:
    assert split_list("a, b;c、d، a,,") == ("a", "b", "c", "d")
    assert split_list(None) == ()


def test_a_base_that_is_none_changes_nothing() -> None:
    assert base_of("https://a.example/b", "http://[") == "https://a.example/b"
    assert base_of("https://a.example/b", None) == "https://a.example/b"
    assert base_of("https://a.example/b/", "c/") == "https://a.example/b/c/"
