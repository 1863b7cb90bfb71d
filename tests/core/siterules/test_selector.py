"""Selectors are checked when they are read, and what they may cost is bounded."""

from __future__ import annotations

import pytest
from lxml import etree

from newsspider.core.page import parse_page
from newsspider.core.siterules.selector import MAX_SELECTOR_CHARS, Ground, SelectorError, parse_selector, parse_xpath

PAGE = """<html><head><title>t</title></head><body><h1 class="big">Ferry</h1>
<div class="story main"><p>One</p><p class="ad">Two</p><time datetime="2026-03-01">1 March</time></div>
<ul id="list"><li>a</li></ul></body></html>"""


def select(selector: str) -> list[str]:
    """Return what a selector finds on the page, elements by their text."""
    ground = Ground(parse_page(PAGE).tree)
    found = ground.select(parse_selector(selector))
    assert not ground.refused
    return [item if isinstance(item, str) else "".join(item.itertext()).strip() for item in found]


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        pytest.param("div.story > p", ["One", "Two"], id="css"),
        pytest.param("p.ad, h1", ["Two", "Ferry"], id="css-group"),
        pytest.param("time::attr(datetime)", ["2026-03-01"], id="css-attribute"),
        pytest.param("h1::text", ["Ferry"], id="css-text"),
        pytest.param("//div[contains(@class, 'story')]/p[1]", ["One"], id="xpath"),
        pytest.param("(//p)[2]", ["Two"], id="xpath-brackets"),
        pytest.param("//p[@class='ad'] | //h1", ["Two", "Ferry"], id="union"),
        pytest.param("//p[contains(., '|') or .='One']", ["One"], id="a-bar-in-quotes"),
        pytest.param("concat('https://', substring-after(//h1, 'Fer'))", ["https://ry"], id="a-text"),
        pytest.param("string-length(//h1)", [], id="a-number-is-no-find"),
        pytest.param("//li/ancestor::ul/preceding-sibling::h1", ["Ferry"], id="axes"),
        pytest.param("//p[following-sibling::time]", ["One", "Two"], id="axis-in-predicate"),
        pytest.param("//x:p", [], id="unbound-prefix"),
    ],
)
def test_a_selector_finds(selector: str, found: list[str]) -> None:
    assert select(selector) == found


@pytest.mark.parametrize(
    ("selector", "told"),
    [
        pytest.param("", "empty", id="empty"),
        pytest.param("//p[", "isn't XPath 1.0", id="broken-xpath"),
        pytest.param("a:nth-child(", "neither CSS nor XPath", id="broken-css"),
        pytest.param("p { color: red }", "neither CSS nor XPath", id="a-stylesheet"),
        pytest.param("//p[re:test(., 'a')]", "re:test() is no function", id="extension-function"),
        pytest.param("//p[document('file:///etc/passwd')]", "document() is no function", id="document"),
        pytest.param("//p[ends-with(@class, 'a')]", "ends-with() is no function", id="xpath-2"),
        pytest.param("//p[$name]", "variables", id="variable"),
        pytest.param("//p" + "[//p" * 300 + "]" * 300, f"{MAX_SELECTOR_CHARS} are allowed", id="too-long"),
        pytest.param("/" * 999, "isn't XPath", id="slashes"),
        pytest.param("//p[" + "(" * 450 + "1" + ")" * 450 + "]]", "isn't XPath", id="brackets"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(selector: str, told: str) -> None:
    with pytest.raises(SelectorError) as caught:
        parse_selector(selector)

    assert told in str(caught.value)


def test_words_in_quotes_are_neither_functions_nor_variables() -> None:
    assert select("//p[contains(@class, 'document($x)') or .='One']") == ["One"]


def crowd(paragraphs: int, depth: int) -> Ground:
    """Return a page of many paragraphs in many elements."""
    markup = "<body>" + "<div>" * depth + "<p>x</p>" * paragraphs + "</div>" * depth + "</body>"
    return Ground(etree.HTML(markup))


@pytest.mark.parametrize(
    "expression",
    [
        "//p/following-sibling::p",
        "//p/preceding::p",
        "(//p/following-sibling::p)[1]",
        "//div//p",
        "//p[following-sibling::p[following-sibling::p]]",
        "//*[count(.//*[count(.//*) > 1]) > 1]",
        "//p[count(//p) > 1]",
    ],
)
def test_what_would_take_minutes_on_a_crowded_page_is_not_run(expression: str) -> None:
    ground = crowd(20_000, 100)

    assert ground.select(parse_xpath(expression)) == []
    assert [selector.text for selector in ground.refused] == [expression]


@pytest.mark.parametrize("expression", ["//p", "//p[.='y']", "//body/div//p[1]", "//h2/following-sibling::p"])
def test_ordinary_selectors_run_on_an_ordinary_page(expression: str) -> None:
    ground = crowd(2_000, 20)
    ground.select(parse_xpath(expression))

    assert ground.refused == []


def test_a_page_has_one_budget_for_all_its_selectors() -> None:
    ground = crowd(1_500, 100)
    selector = parse_xpath("//div//p")
    runs = [bool(ground.select(selector)) for _ in range(9)]

    assert runs[0]
    assert not runs[-1]


def test_siblings_of_few_elements_are_found_on_a_large_page() -> None:
    ground = Ground(etree.HTML("<body><h2>a</h2>" + "<p>x</p>" * 5_000 + "</body>"))

    assert len(ground.select(parse_xpath("//h2/following-sibling::p"))) == 5_000


def test_many_steps_to_siblings_are_not_tried_one_by_one() -> None:
    ground = Ground(etree.HTML("<body><h2>a</h2>" + "<p>x</p>" * 15_000 + "</body>"))

    assert ground.select(parse_xpath("//h2" + "/following-sibling::p[1]" * 30)) == []
    assert ground.refused
