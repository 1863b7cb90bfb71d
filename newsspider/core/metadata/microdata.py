"""Stage 5 of 8, enrich: the article that a page describes in microdata, in the shape of a JSON-LD node."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLE_TYPE = re.compile(r"schema\.org/(\w*(?:Article|BlogPosting|Report|Review))\b")
_ANY_TYPE = re.compile(r"schema\.org/(\w+)")
# the text is no metadata, and comments and reviews name other people
_SKIPPED = frozenset(("articleBody", "text", "comment", "review", "aggregateRating", "mainEntityOfPage", "hasPart"))
_MAX_PROPERTIES = 200
_MAX_CHARS = 1_000
_MAX_SCOPES = 5


def read_microdata(tree: HtmlElement) -> tuple[dict[str, Any], ...]:
    """Return the articles of a page's microdata, in page order."""
    scopes = tree.xpath(".//*[@itemscope and contains(@itemtype,'schema.org/')]")
    found: list[dict[str, Any]] = []
    for scope in scopes[:_MAX_PROPERTIES]:
        kind = _ARTICLE_TYPE.search(scope.get("itemtype") or "")
        if kind and len(found) < _MAX_SCOPES:
            found.append(_read_scope(scope, kind[1]))
    return tuple(found)


def _read_scope(scope: HtmlElement, kind: str) -> dict[str, Any]:
    """Return one item's own properties; those of items inside it become their values."""
    node: dict[str, Any] = {"@type": kind}
    for element in scope.xpath(".//*[@itemprop]")[:_MAX_PROPERTIES]:
        if _scope_of(element) is not scope:
            continue
        names = (element.get("itemprop") or "").split()
        value = _item(element) if element.get("itemscope") is not None else _value(element)
        for name in names[:5]:
            if name not in _SKIPPED and value:
                node.setdefault(name, []).append(value)
    return node


def _scope_of(element: HtmlElement) -> HtmlElement | None:
    """Return the item that an element's property belongs to."""
    return next((parent for parent in element.iterancestors() if parent.get("itemscope") is not None), None)


def _item(element: HtmlElement) -> dict[str, Any]:
    """Return an item inside another: its type, name and address."""
    kind = _ANY_TYPE.search(element.get("itemtype") or "")
    item: dict[str, Any] = {"@type": kind[1]} if kind else {}
    for name in ("name", "url"):
        inner = element.xpath(f".//*[@itemprop='{name}']")[:1]
        if inner:
            item[name] = _value(inner[0])
    if "name" not in item:
        item["name"] = " ".join(element.text_content()[:_MAX_CHARS].split())[:200]
    return item


def _value(element: HtmlElement) -> str:
    """Return a property's value: what its tag states for machines, else its text."""
    stated = element.get("content") or element.get("datetime")
    if not stated and element.tag in {"img", "link"}:
        stated = element.get("src") or element.get("href")
    return stated or " ".join(element.text_content()[: 2 * _MAX_CHARS].split())[:_MAX_CHARS]
