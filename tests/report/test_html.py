"""HTML of hostile text: nothing of it becomes markup, a link or a script."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest
from lxml import html as lxml_html

from newsspider.report.html import Html, document, foreign, join, link, tag, text

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;\x00\x1b[2J\u202e\ud800"


def only(markup: str) -> Any:
    """Return the one element of a fragment."""
    (element,) = lxml_html.fragments_fromstring(markup)
    return element


def test_text_comes_back_as_it_was_but_for_what_html_forbids() -> None:
    made = tag("p", HOSTILE, title=HOSTILE)
    element = only(made)

    assert not list(element)
    assert element.text == re.sub("[\x00\x1b\ud800]", "\ufffd", HOSTILE)
    assert element.get("title") == element.text
    assert sorted(element.attrib) == ["title"]


@pytest.mark.parametrize("name", ["script", "style", "p onclick", "", "p>", "1"])
def test_a_name_that_is_no_element_for_content_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no element"):
        tag(name, "x")


def test_attributes_are_named_as_html_has_them() -> None:
    assert tag("a", class_="x", aria_label="y", hidden=True, title=None, open=False) == (
        '<a class="x" aria-label="y" hidden></a>'
    )
    assert tag("br") == "<br>"


def test_parts_are_joined_and_only_html_stands_as_it_is() -> None:
    assert join(("<", Html("<b>"), None, ["&", 1, 0.5], ())) == "&lt;<b>&amp;10.5"
    assert join((tag("i"), tag("b")), ", ") == "<i></i>, <b></b>"
    assert text("<") == "&lt;"
    assert foreign("x") == '<span dir="auto">x</span>'


@pytest.mark.parametrize(
    ("address", "is_link"),
    [
        ("https://a.example/?q=\"'<>", True),
        ("HTTP://a.example/", True),
        ("javascript:alert(1)", False),
        (" https://a.example/", False),
        ("data:text/html,x", False),
        ("//a.example/", False),
        (None, False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(address: str | None, is_link: bool) -> None:
    element = only(link(address, "there"))

    assert element.text_content() == "there"
    assert (element.get("href") == address) if is_link else (element.tag == "span")


def test_a_document_loads_nothing_and_allows_only_its_own_style() -> None:
    page = document(f"A title {HOSTILE}", tag("p", "body"), "inspection")
    tree: Any = lxml_html.document_fromstring(page)
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = tree.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(str(style).encode()).digest()).decode()

    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert not tree.xpath("//script | //link | //img | //*[@style] | //@*[starts-with(name(), 'on')]")
    assert "url(" not in str(style)
    assert "@import" not in str(style)
    assert tree.get("lang") == "en"
    page.encode("utf-8")
