"""AMP, print and mobile forms of a URL."""

from __future__ import annotations

import pytest

from newsspider.core.page import parse_page
from newsspider.core.variants import MAX_NAMED, is_variant_of, named_variants, plain_forms

PLAIN = "https://www.example.com/news/the-ferry-is-back-812.html"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://m.example.com/news/the-ferry-is-back-812.html", id="m host"),
        pytest.param("https://mobile.example.com/news/the-ferry-is-back-812.html", id="mobile host"),
        pytest.param("https://amp.example.com/news/the-ferry-is-back-812.html", id="amp host"),
        pytest.param("https://m.www.example.com/news/the-ferry-is-back-812.html", id="m before www"),
        pytest.param(f"{PLAIN}/amp", id="amp folder"),
        pytest.param(f"{PLAIN}/amp/", id="amp folder with slash"),
        pytest.param(f"{PLAIN}/amp.html", id="amp file"),
        pytest.param("https://www.example.com/amp/news/the-ferry-is-back-812.html", id="amp before"),
        pytest.param("https://www.example.com/print/news/the-ferry-is-back-812.html", id="print before"),
        pytest.param("https://www.example.com/news/the-ferry-is-back-812.amp.html", id="amp.html"),
        pytest.param("https://www.example.com/news/the-ferry-is-back-812.amp", id="amp in place of html"),
        pytest.param(f"{PLAIN}?output=amp", id="output"),
        pytest.param(f"{PLAIN}?outputType=amp", id="outputType"),
        pytest.param(f"{PLAIN}?amp", id="amp switch"),
        pytest.param(f"{PLAIN}?amp=1", id="amp on"),
        pytest.param(f"{PLAIN}?print=true", id="print on"),
        pytest.param(f"{PLAIN}?view=print", id="print view"),
        pytest.param("https://m.example.com/amp/news/the-ferry-is-back-812.html?print=1", id="all of them"),
    ],
)
def test_a_variant_leads_to_its_plain_form(url: str) -> None:
    assert PLAIN in plain_forms(url)
    assert is_variant_of(url, PLAIN)
    assert is_variant_of(url, PLAIN.replace("https:", "http:"))


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(PLAIN, id="plain"),
        pytest.param("https://www.example.com/story?id=2", id="number"),
        pytest.param("https://www.example.com/story?amp=2", id="another number"),
        pytest.param("https://www.example.com/story?view=map", id="another view"),
        pytest.param("https://www.example.com/amplifiers/8", id="word with amp"),
        pytest.param("https://www.example.com/printing-press-stops", id="word with print"),
        pytest.param("https://www.example.com/amp", id="a page about amp"),
        pytest.param("https://m.com/news/1", id="m is the site itself"),
        pytest.param("https://amp.co.uk/news/1", id="amp is the site itself"),
        pytest.param("https://[::1]:80/amp/x", id="address"),
        pytest.param("https://m.example.com:x/amp/", id="broken port"),
        pytest.param("", id="empty"),
    ],
)
def test_what_is_no_variant_of_another_page(url: str) -> None:
    assert PLAIN not in plain_forms(url)
    assert url not in plain_forms(url)


def test_what_numbers_a_story_stays() -> None:
    assert plain_forms("https://www.example.com/story?id=1&print=1") == ("https://www.example.com/story?id=1",)
    assert not set(plain_forms("https://m.example.com/s?id=1")) & set(plain_forms("https://m.example.com/s?id=2"))


def page(links: str) -> tuple[str, ...]:
    return named_variants(parse_page(f"<html><head>{links}</head><body><p>Text</p></body></html>", PLAIN))


def test_a_page_names_its_variants() -> None:
    links = (
        '<link rel="amphtml" href="/amp/812">'
        '<link rel="alternate" media="only screen and (max-width: 640px)" href="https://m.example.com/812">'
        '<link rel="alternate" hreflang="de" href="/de/812"><link rel="alternate" type="application/rss+xml" href="/feed">'
        f'<link rel="amphtml" href="https://elsewhere.example/812"><link rel="amphtml"><link rel="amphtml" href="{PLAIN}">'
        '<link rel="amphtml" href="javascript:void(0)">'
    )
    assert page(links) == ("https://www.example.com/amp/812", "https://m.example.com/812")


def test_variants_are_few_and_need_an_address() -> None:
    assert len(page("".join(f'<link rel="amphtml" href="/amp/{n}">' for n in range(500)))) == MAX_NAMED
    assert named_variants(parse_page('<link rel="amphtml" href="/amp/1">', None)) == ()
