"""What a page states of itself."""

from __future__ import annotations

import json

import pytest

from newsspider.core.evidence import Facts
from newsspider.core.facts import page_facts
from newsspider.core.page import parse_page


def facts(head: str) -> Facts:
    return page_facts(parse_page(f"<html><head>{head}</head><body></body></html>"))


@pytest.mark.parametrize(
    "head",
    [
        "<title>Forty boats in port - The River Post</title>",
        "<title>The River Post | Forty boats in port</title>",
        "<meta property='og:title' content='Forty boats in port'>",
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Forty boats in port"}</script>',
    ],
    ids=["title first", "title last", "og", "json-ld"],
)
def test_title(head: str) -> None:
    assert "fortyboatsinport" in facts(head).titles


def test_description_and_entities() -> None:
    assert facts("<meta name='description' content='Boats &amp;amp; ships came'>").descriptions == ("boatsshipscame",)


def test_body_loses_its_tags() -> None:
    body = json.dumps({"@type": "NewsArticle", "articleBody": "<p>Boats came.</p>&lt;p&gt;Ships too."})
    assert facts(f'<script type="application/ld+json">{body}</script>').body == "boatscameshipstoo"


def test_nothing_stated() -> None:
    assert facts("") == Facts()


def test_wrong_types_are_left_out() -> None:
    body = '{"@type": "NewsArticle", "articleBody": [1], "headline": {"a": 1}, "description": 7}'
    assert facts(f'<script type="application/ld+json">{body}</script>') == Facts()


def test_statements_are_bounded() -> None:
    metas = "".join(f"<meta name='og:title{n}'>" for n in range(3)) + f"<title>{'word ' * 5000}</title>"
    assert all(len(title) <= 2_000 for title in facts(metas).titles)
