"""An article on several pages: the next one is found by rule or by rel=next, and the texts become one."""

from __future__ import annotations

import pytest

from newsspider.core.page import parse_page
from newsspider.core.siterules.ftr import parse_ftr
from newsspider.core.siterules.pages import MAX_PAGES, join_texts, next_page_of, single_page_of

URL = "https://lake.example/news/ferry"
RULE = parse_ftr(
    "lake.example.txt",
    "next_page_link: //a[@class='on']\nsingle_page_link: //a[@class='all']\nif_page_contains: //b[@id='long']",
).rule


@pytest.mark.parametrize(
    ("url", "markup", "found"),
    [
        pytest.param(URL, '<link rel="next" href="/news/ferry/2">', "/news/ferry/2", id="number-as-folder"),
        pytest.param(URL + "s", '<link rel="next" href="/news/ferrys/2">', "/news/ferrys/2", id="letter-before-it"),
        pytest.param(URL, '<a rel="nofollow next" href="ferry/page/2/">', "/news/ferry/page/2/", id="page-2"),
        pytest.param(URL, '<a rel=next href="?page=2">', "/news/ferry?page=2", id="query"),
        pytest.param(URL + "?page=2", '<a rel=next href="?page=3">', "/news/ferry?page=3", id="third"),
        pytest.param(URL + ".html", '<a rel=next href="ferry-2.html">', "/news/ferry-2.html", id="before-the-ending"),
        pytest.param(URL, '<link rel="next" href="/news/lighthouse">', None, id="the-next-story-of-a-blog"),
        pytest.param(URL, '<link rel="next" href="https://other.example/news/ferry/2">', None, id="another-host"),
        pytest.param(URL, '<link rel="next" href="/news/ferry">', None, id="itself"),
        pytest.param(URL, '<link rel="next" href="javascript:more()">', None, id="script"),
        pytest.param(URL, '<link rel="next" href="http://[::1">', None, id="broken"),
        pytest.param(URL, '<a href="/news/ferry/2">2</a>', None, id="no-relation"),
    ],
)
def test_the_next_page_by_its_relation(url: str, markup: str, found: str | None) -> None:
    page = parse_page(f"<html><body><p>x</p>{markup}</body></html>", url)

    assert next_page_of(page) == (f"https://lake.example{found}" if found else None)


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        pytest.param('<a class="on" href="/other/part-two">on</a>', "https://lake.example/other/part-two", id="link"),
        pytest.param('<a class="on" href="https://elsewhere.example/x">on</a>', None, id="another-host"),
        pytest.param('<a class="on">on</a>', None, id="no-address"),
        pytest.param("<p>the end</p>", None, id="last"),
    ],
)
def test_the_next_page_by_rule(markup: str, found: str | None) -> None:
    page = parse_page(f"<html><body>{markup}</body></html>", URL)

    assert next_page_of(page, RULE) == found
    assert next_page_of(parse_page(markup), RULE) is None, "without an address of its own a page has no neighbours"


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        pytest.param('<b id="long"></b><a class="all" href="?all=1">all</a>', f"{URL}?all=1", id="as-the-page-says"),
        pytest.param('<a class="all" href="?all=1">all</a>', None, id="condition-not-met"),
        pytest.param('<b id="long"></b>', None, id="no-link"),
    ],
)
def test_the_whole_article_on_one_page(markup: str, found: str | None) -> None:
    page = parse_page(f"<html><body>{markup}</body></html>", URL)

    assert single_page_of(page, RULE) == found
    assert single_page_of(page, None) is None


LONG = "The ferry left the quay at noon with forty cars and a brass band on its upper deck."


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        pytest.param([], "", id="none"),
        pytest.param(["One."], "One.", id="one"),
        pytest.param(["One.\n\nTwo.", "Three."], "One.\n\nTwo.\n\nThree.", id="two"),
        pytest.param([f"{LONG}\n\nOne.", f"{LONG}\n\nTwo."], f"{LONG}\n\nOne.\n\nTwo.", id="same-opening"),
        pytest.param(["Part\n\nOne.", "Part\n\nTwo."], "Part\n\nOne.\n\nTwo.", id="short-opening"),
        pytest.param(["One.\n\nYes.", "Two.\n\nYes."], "One.\n\nYes.\n\nTwo.\n\nYes.", id="short-lines-repeat"),
        pytest.param([f"One.\n\n{LONG}", f"Two.\n\n{LONG}"], f"One.\n\n{LONG}\n\nTwo.", id="long-ones-do-not"),
        pytest.param(["Yes.\n\nYes."], "Yes.\n\nYes.", id="a-page-may-repeat-itself"),
        pytest.param(["He said that", "it was late."], "He said that it was late.", id="broken-sentence"),
        pytest.param(["He left.", "it was late."], "He left.\n\nit was late.", id="whole-sentence"),
        pytest.param(["One.", "", " \n\n ", "Two."], "One.\n\nTwo.", id="empty-pages"),
        pytest.param(["一日。", "二日。"], "一日。\n\n二日。", id="no-spaces"),
        pytest.param(["***\n\nOne.", "***\n\nTwo."], "***\n\nOne.\n\nTwo.", id="no-letters"),
    ],
)
def test_the_texts_become_one(texts: list[str], joined: str) -> None:
    assert join_texts(texts) == joined


def test_an_article_has_only_so_many_pages() -> None:
    assert len(join_texts([f"Page {number}." for number in range(50)]).split("\n\n")) == MAX_PAGES
