"""Small pages and blocks for the metadata tests."""

from __future__ import annotations

import json
from typing import Any

from newsspider.core.blocks import Block
from newsspider.core.metadata.structured import Structured
from newsspider.core.page import Page, parse_page
from newsspider.rules.metadata import bundled_metadata_rules

RULES = bundled_metadata_rules()
URL = "https://www.lakepost.example/news/ferry-returns-48213.html"


def page(head: str = "", body: str = "", *, url: str | None = URL, lang: str = "en", **headers: str) -> Page:
    """Return a page with the given head and body; headers are named with underscores."""
    html = f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return parse_page(html, url, headers={name.replace("_", "-"): value for name, value in headers.items()})


def ld(**node: Any) -> str:
    """Return a JSON-LD script of one news article."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **node})}</script>'


def meta(**names: str) -> str:
    """Return meta tags; a double underscore stands for a colon."""
    return "".join(f'<meta name="{name.replace("__", ":")}" content="{value}">' for name, value in names.items())


def data(head: str = "", body: str = "") -> Structured:
    """Return the structured data of a page."""
    return Structured(page(head, body))


def block(role: str, text: str, rule: str | None = "test/rule") -> Block:
    """Return a block, removed unless its role belongs to the body."""
    return Block(text, role, "p", rule=None if role in {"paragraph", "quote", "list_item", "subheading"} else rule)


def body(*texts: str) -> list[Block]:
    """Return kept paragraphs."""
    return [block("paragraph", text) for text in texts]
