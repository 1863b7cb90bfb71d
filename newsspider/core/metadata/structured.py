"""Stage 5 of 8, enrich: what JSON-LD says, read with every type doubted."""

from __future__ import annotations

import html
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from newsspider.core.metadata.microdata import read_microdata

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

    from newsspider.core.page import Page

MAX_TEXT_CHARS = 5_000
MAX_ITEMS = 200
MAX_RELATED = 5_000

_ARTICLE = re.compile(r"(Article|BlogPosting|Report|Review|HowTo|Recipe|Column)$")
_PAGE_TYPES = frozenset(("WebPage", "ItemPage", "CreativeWork", "QAPage", "Product", "Event", "Statement"))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_MARKUP = re.compile(r"<[^<>]{1,500}>")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # JSON can escape lone surrogates


def clean(value: object, limit: int = MAX_TEXT_CHARS) -> str | None:
    """Return a metadata value as plain text: no markup, references, invisible signs or runs of space; None if empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value)[: limit * 4]
    for _ in range(2):  # CMSs escape twice
        if "&" not in text:
            break
        text = html.unescape(text)
    text = _INVISIBLE.sub("", _CONTROL.sub(" ", _MARKUP.sub(" ", text) if "<" in text else text))
    return " ".join(text.split())[:limit].strip() or None


def types(node: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a node's schema.org types without their namespace."""
    raw = node.get("@type")
    values = raw if isinstance(raw, list) else [raw]
    return tuple(re.split(r"[/#:]", value.strip())[-1] for value in values[:20] if isinstance(value, str))


def items(value: object) -> tuple[Any, ...]:
    """Return a value as several: a list's items, or the value alone; bounded."""
    if isinstance(value, list):
        flat: list[Any] = []
        for item in value[:MAX_ITEMS]:
            flat.extend(item[:MAX_ITEMS] if isinstance(item, list) else [item])
        return tuple(flat[:MAX_ITEMS])
    return () if value is None else (value,)


class Structured:
    """A page's JSON-LD: the node of the article, and nodes by their id."""

    def __init__(self, page: Page) -> None:
        self._nodes = page.json_ld
        self._tree = page.tree
        self._by_id = {node["@id"]: node for node in self._nodes if isinstance(node.get("@id"), str) and len(node) > 1}
        self.article: Mapping[str, Any] = self._find_article(page)
        self.source = "json-ld"
        if not any(_ARTICLE.search(kind) for kind in types(self.article)):
            described = next(iter(read_microdata(page.tree)), None)
            if described is not None:
                self.article, self.source = described, "microdata"

    @cached_property
    def related(self) -> tuple[tuple[str, HtmlElement], ...]:
        """The page's links that state a relation, with it in lower case: those of the head, then those in the text."""
        # links stand in the head, or in a body that opened too early: a search of the whole tree costs more
        elements = self._tree.xpath("/html/head/link[@rel] | /html/body/link[@rel]")
        elements += self._tree.findall(".//a[@rel]")
        return tuple(((element.get("rel") or "").lower(), element) for element in elements[:MAX_RELATED])

    def text(self, *keys: str) -> str | None:
        """Return the first of the article's values that is a text."""
        for key in keys:
            for value in items(self.article.get(key)):
                if found := clean(value if not isinstance(value, dict) else value.get("@value")):
                    return found
        return None

    def resolve(self, value: object) -> object:
        """Follow an ``@id`` to the node it stands for, where the page has it."""
        if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
            return self._by_id.get(value["@id"], value)
        return value

    def names(self, value: object) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the names that persons or organisations are given by, each with its types."""
        for item in items(value):
            node = self.resolve(item)
            if isinstance(node, dict):
                for name in items(node.get("name") or _full_name(node))[:20]:
                    if text := clean(name, 1000):
                        yield text, types(node)
            elif text := clean(node, 1000):
                yield text, ()

    def nodes(self, *wanted: str) -> Iterator[Mapping[str, Any]]:
        """Yield the nodes that have one of the types."""
        return (node for node in self._nodes if set(types(node)) & set(wanted))

    def _find_article(self, page: Page) -> Mapping[str, Any]:
        """Return the node that describes this page's article: the one about its address, else the first."""
        articles = [node for node in self._nodes if any(_ARTICLE.search(kind) for kind in types(node))]
        if len(articles) > 1:
            addresses = {_plain(page.url), _plain(page.meta.get("og:url"))} - {""}
            about = [node for node in articles if addresses & set(map(_plain, _addresses(node, page.url)))]
            articles = sorted(about or articles, key=_thin)
        if articles:
            return articles[0]
        for node in self._nodes:
            if set(types(node)) & _PAGE_TYPES and ("datePublished" in node or "headline" in node or "author" in node):
                return node
        return next((node for node in self._nodes if "headline" in node), {})


def _thin(node: Mapping[str, Any]) -> bool:
    """Whether a node lacks what an article's own node states (teasers and reviews of products do)."""
    return not ("headline" in node and ("datePublished" in node or "author" in node))


def _full_name(node: Mapping[str, Any]) -> str | None:
    """Put given and family name together."""
    parts = [clean(node.get(key), 200) for key in ("givenName", "additionalName", "familyName")]
    return " ".join(part for part in parts if part) or None


def _addresses(node: Mapping[str, Any], base: str | None) -> Iterator[str]:
    """Yield the addresses a node gives for itself."""
    for key in ("url", "@id", "mainEntityOfPage"):
        for value in items(node.get(key)):
            address = value.get("@id") or value.get("url") if isinstance(value, dict) else value
            if isinstance(address, str):
                try:
                    yield urljoin(base or "", address[:2000])
                except ValueError:
                    continue


def _plain(url: str | None) -> str:
    """Return host and path of an address, for comparison."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    return parts.netloc.removeprefix("www.") + parts.path.rstrip("/") if parts.path.strip("/") else ""
