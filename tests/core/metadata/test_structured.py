from __future__ import annotations

from typing import Any

import pytest

from newsspider.core.metadata.structured import Structured, clean, items, types
from tests.core.metadata.support import URL, data, ld, meta, page


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  Ferry \n returns ", "Ferry returns"),
        ("Ferry &amp;amp; bus", "Ferry & bus"),
        ("<b>Ferry</b> returns", "Ferry returns"),
        ("Fer\u00adry\u200b \u202ereturns", "Ferry returns"),
        ("Ferry\x1b[31m\x85returns", "Ferry [31m returns"),
        ("Ferry \ud800 returns", "Ferry returns"),
        (5, "5"),
        (True, None),
        (None, None),
        ({}, None),
        ("", None),
    ],
)
def test_clean(value: Any, text: str | None) -> None:
    assert clean(value) == text


def test_clean_is_bounded() -> None:
    assert len(clean("x" * 10_000_000) or "") == 5_000


@pytest.mark.parametrize(
    ("node", "kinds"),
    [
        ({"@type": "NewsArticle"}, ("NewsArticle",)),
        ({"@type": ["schema:Article", "https://schema.org/Report", 5]}, ("Article", "Report")),
        ({"@type": {"x": 1}}, ()),
        ({}, ()),
    ],
    ids=["one", "several", "wrong", "none"],
)
def test_types(node: dict[str, Any], kinds: tuple[str, ...]) -> None:
    assert types(node) == kinds


@pytest.mark.parametrize(
    ("value", "several"),
    [(None, ()), ("x", ("x",)), (["x", ["y"]], ("x", "y")), ({}, ({},)), ([None], (None,))],
    ids=str,
)
def test_items(value: Any, several: tuple[Any, ...]) -> None:
    assert items(value) == several


def test_items_are_bounded() -> None:
    assert len(items([["x"] * 1_000] * 1_000)) == 200


def test_the_node_about_this_page_is_the_article() -> None:
    other = ld(headline="Other", url="https://www.lakepost.example/other-1", datePublished="2024-01-01")
    own = ld(headline="Own", mainEntityOfPage={"@id": URL}, datePublished="2024-01-02")
    assert data(other + own).text("headline") == "Own"
    assert data(other + ld(headline="Thin")).text("headline") == "Other"
    assert data(ld(headline="Thin") + other).text("headline") == "Other"


@pytest.mark.parametrize(
    ("script", "headline"),
    [
        ('{"@type": "WebPage", "headline": "Page"}', "Page"),
        ('{"headline": "No type"}', "No type"),
        ('{"@type": "Organization", "name": "Lake Post"}', None),
    ],
)
def test_other_nodes_serve_where_there_is_no_article(script: str, headline: str | None) -> None:
    assert data(f'<script type="application/ld+json">{script}</script>').text("headline") == headline


def test_names_follow_references_and_keep_types() -> None:
    structured = data(
        '<script type="application/ld+json">[{"@type": "Article", "author": {"@id": "#a"}},'
        '{"@type": "Person", "@id": "#a", "name": "Dana"}]</script>'
    )
    assert list(structured.names(structured.article.get("author"))) == [("Dana", ("Person",))]


def test_microdata_serves_where_json_ld_is_missing() -> None:
    html = """<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Ferry</h1>
      <p itemprop="author" itemscope itemtype="https://schema.org/Person"><i itemprop="name">Dana Whitlow</i></p>
      <time itemprop="datePublished" datetime="2024-03-26">today</time><div itemprop="articleBody">Text</div>
      <img itemprop="image" src="/a.jpg"><span itemprop="publisher" itemscope>Lake Post</span></div>"""
    structured = data(body=html)
    assert structured.source == "microdata"
    assert structured.article == {
        "@type": "NewsArticle",
        "headline": ["Ferry"],
        "author": [{"@type": "Person", "name": "Dana Whitlow"}],
        "datePublished": ["2024-03-26"],
        "image": ["/a.jpg"],
        "publisher": [{"name": "Lake Post"}],
    }
    assert data(ld(headline="Other"), html).source == "json-ld"


@pytest.mark.parametrize(
    "value", [5, None, True, [], [[[]]], {"@id": 5}, {"name": {"name": []}}, "http://[bad"], ids=str
)
def test_wrong_types_give_nothing(value: Any) -> None:
    node = dict.fromkeys(("headline", "url", "mainEntityOfPage", "author", "publisher"), value)
    structured = Structured(page(ld(**node) + ld(**node) + meta(og__url="http://[bad")))
    assert isinstance(structured.article, dict)
    assert all(isinstance(name, str) for name, _ in structured.names(value))
