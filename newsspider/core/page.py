"""Stage 3 of 8, extract: one parse of a page, which all later stages share.

Hostile markup is defused before and after the parse: what is cut or flattened is named in ``flaws``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from newsspider.core.decode import MAX_BYTES, Decoded, charset_of_header, clean, decode, encode
from newsspider.core.jsonld import read_json_ld
from newsspider.core.thin import thin_out

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_DEPTH = 200
_MAX_ATTRIBUTES = 300
# Five times the largest of 2,478 real pages (all sets, 2026-11); what every stage that walks the tree takes grows with it.
_MAX_ELEMENTS = 50_000
_MAX_DOCTYPE_CHARS = 300
_MAX_META_CHARS = 20_000
_MAX_METAS = 2_000
_NAME_ATTRIBUTES = ("property", "name", "itemprop", "http-equiv")

_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
# possessive, so that a long run of attributes is read once
_ATTRIBUTE = rb"""[\s/]++[^\s"'>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>]++))?+"""
# a name ends where another tag may begin, else each of a run of open tags would be read to the run's end
_NAME = rb"<[a-zA-Z](?:[^\s/><]|<(?![a-zA-Z]))*+"
# Everything up to and with the first attributes of the next crowded tag, then the others: no byte is read three times.
_MANY_ATTRIBUTES = re.compile(
    rb"((?:[^<]++|<(?![a-zA-Z])|%(name)b(?:%(attribute)b){0,%(most)d}+(?!%(attribute)b))*+"
    rb"%(name)b(?:%(attribute)b){%(most)d}+)(?:%(attribute)b)++"
    % {b"name": _NAME, b"attribute": _ATTRIBUTE, b"most": _MAX_ATTRIBUTES}
)
_BODY = re.compile(rb"<(?:body|frameset)\b", re.IGNORECASE)
_OPENING = re.compile(rb"<([a-z][\w-]*)", re.IGNORECASE)
_RAW_TAGS = (b"script", b"style", b"title", b"noscript", b"template")
_CLOSINGS = {name: re.compile(rb"</%b\b" % name, re.IGNORECASE) for name in _RAW_TAGS}
_HEAD_TAGS = frozenset((b"html", b"head", b"meta", b"link", b"base", *_RAW_TAGS))
# libxml2 knows these, and ends the head at them.
_CLOSING_HEAD = frozenset(b"p div h1 h2 h3 table ul ol dl form center blockquote pre hr".split())
_MAX_HEAD_TAGS = 400
_DOCTYPE = re.compile(rb"\s*<!doctype", re.IGNORECASE)
_DOCTYPE_END = re.compile(rb"[<>]")
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
# lxml.html asks a Python function for the class of each element it hands out, a tenth of a page's whole time.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)
_EMPTY = b"<html><head></head><body></body></html>"


@dataclass(frozen=True, eq=False)
class Page:
    """A parsed page. ``tree`` is its root element, which nobody changes.

    ``charset_from`` is as in `Decoded.origin`, ``headers`` are those of the response with lower-case names, and
    ``flaws`` says what was wrong with the markup or may be wrong with the text. ``scripts`` are the texts of those that
    were taken out before the parse.
    """

    tree: HtmlElement
    url: str | None = None
    charset: str | None = None
    charset_from: str | None = None
    declared_charset: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    flaws: tuple[str, ...] = ()
    scripts: tuple[bytes, ...] = ()

    @cached_property
    def meta(self) -> Mapping[str, str]:
        """The meta tags: lower-cased name, property or itemprop to the first content that isn't empty."""
        return {name: values[0] for name, values in self._metas.items()}

    def meta_values(self, name: str) -> tuple[str, ...]:
        """Return all contents of the meta tags of a name, in page order."""
        return tuple(self._metas.get(name, ()))

    @cached_property
    def _metas(self) -> dict[str, list[str]]:
        """All meta tags by lower-cased name, bounded."""
        found: dict[str, list[str]] = {}
        for element in islice(self.tree.iter("meta"), _MAX_METAS):
            content = " ".join((element.get("content") or "")[:_MAX_META_CHARS].split())
            for name in filter(None, map(element.get, _NAME_ATTRIBUTES)):
                if content:
                    found.setdefault(name.strip().lower(), []).append(content)
        return found

    @cached_property
    def json_ld(self) -> tuple[dict[str, Any], ...]:
        """All JSON-LD nodes of the page in order, taken out of arrays and @graph."""
        return read_json_ld(
            element.text or ""
            for element in self.tree.iter("script")
            if "ld+json" in (element.get("type") or "").lower()
        )


def parse_page(
    markup: str | bytes,
    url: str | None = None,
    *,
    header_charset: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Page:
    """Parse a page; empty input and what isn't HTML give an empty tree, never an exception."""
    lowered = _lowered(headers)
    url = _encodable(url)
    charset = header_charset or charset_of_header(lowered.get("content-type"))
    decoded = decode(markup, charset) if isinstance(markup, bytes) else Decoded(encode(markup))
    thinned, scripts = thin_out(decoded.markup)
    tree, flaws = _parse(clean(thinned))
    if len(markup) > MAX_BYTES:
        flaws = ("page cut at 10 MB", *flaws)
    if decoded.doubtful:
        flaws = (f"charset: {decoded.doubtful}", *flaws)
    return Page(
        tree=tree,
        url=url,
        charset=decoded.charset,
        charset_from=decoded.origin,
        declared_charset=decoded.declared,
        headers=lowered,
        flaws=flaws,
        scripts=scripts,
    )


def text_page(url: str | None = None, *, headers: Mapping[str, str] | None = None) -> Page:
    """Return the page of a text that came without markup: an empty tree."""
    return Page(tree=_parse(b"")[0], url=_encodable(url), headers=_lowered(headers))


def _encodable(url: str | None) -> str | None:
    """Return an address that UTF-8 can hold."""
    return url.encode("utf-8", "replace").decode("utf-8") if url else url


def _lowered(headers: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return headers with lower-case names."""
    return {str(name).lower(): str(value) for name, value in (headers or {}).items()}


def _parse(markup: bytes) -> tuple[HtmlElement, tuple[str, ...]]:
    """Return the root element and what was wrong."""
    flaws: list[str] = []
    markup = _shorten_doctype(markup, flaws)
    # libxml2 compares each attribute with all before it: 200,000 in one tag take minutes
    markup = _thin_tags(markup, flaws)
    markup = _with_body(markup)
    tree, too_deep = _parse_once(markup)
    if too_deep:
        flaws.append("nesting flattened")
        tree, _ = _parse_once(_flatten(markup))
    if tree is None:
        flaws.append("no markup")
        tree, _ = _parse_once(_EMPTY)
    assert tree is not None
    # an element that no tag opens is one that a closing tag makes, or one of the page's frame
    if markup.count(b"<") >= _MAX_ELEMENTS - len(_HEAD_TAGS) and _cut(tree):
        flaws.append(f"page cut at {_MAX_ELEMENTS} elements")
    return tree, tuple(flaws)


def _thin_tags(markup: bytes, flaws: list[str]) -> bytes:
    """Leave of a tag's attributes the first `_MAX_ATTRIBUTES`."""
    kept: list[bytes] = []
    position = 0
    while (crowded := _MANY_ATTRIBUTES.match(markup, position)) is not None:
        kept.append(crowded[1])
        position = crowded.end()
    if not kept:
        return markup
    flaws.append("attributes dropped")
    return b"".join((*kept, markup[position:]))


def _cut(tree: HtmlElement) -> bool:
    """Take out what follows the first `_MAX_ELEMENTS` elements; returns whether there was more."""
    element: HtmlElement | None = next(islice(tree.iter("*"), _MAX_ELEMENTS, None), None)
    if element is None:
        return False
    keeps = 0
    while (parent := element.getparent()) is not None:
        del parent[parent.index(element) + keeps :]
        element, keeps = parent, 1
    return True


def _parse_once(markup: bytes) -> tuple[HtmlElement | None, bool]:
    """Return the tree, and whether libxml2 gave up on the depth (it drops everything after that point)."""
    parser = html_parser()
    try:
        root = etree.fromstring(markup, parser)
    except (etree.LxmlError, ValueError):
        root = None
    too_deep = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return (root if root is not None and isinstance(root.tag, str) else None), too_deep


def html_parser() -> HTMLParser:
    """Return a fresh parser for UTF-8, whose trees have elements of one class and no comments."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, collect_ids=False)
    parser.set_element_class_lookup(_ONE_CLASS)
    return parser


def _with_body(markup: bytes) -> bytes:
    """Open the body where a page has left the tag out, as HTML allows.

    libxml2 doesn't know HTML5's elements: it would leave an ``<article>`` that follows ``<title>`` in the head.
    """
    if b"<body" in markup or _BODY.search(markup):
        return markup
    position = 0
    for _ in range(_MAX_HEAD_TAGS):
        tag = _OPENING.search(markup, position)
        if tag is None:
            break
        name = tag[1].lower()
        if name in _CLOSING_HEAD:
            break
        if name not in _HEAD_TAGS:
            return b"%b<body>%b" % (markup[: tag.start()], markup[tag.start() :])
        position = tag.end()
        if name in _RAW_TAGS:
            closing = _CLOSINGS[name].search(markup, position)
            if closing is None:
                break
            position = closing.end()
    return markup


def _shorten_doctype(markup: bytes, flaws: list[str]) -> bytes:
    """Replace a doctype of absurd length, on which regular expressions of others go quadratic."""
    start = _DOCTYPE.match(markup)
    if not start:
        return markup
    # an unclosed one ends where the first tag begins
    end = _DOCTYPE_END.search(markup, start.end())
    if end and end.start() - start.end() <= _MAX_DOCTYPE_CHARS:
        return markup
    flaws.append("doctype dropped")
    cut = len(markup) if end is None else end.end() if end[0] == b">" else end.start()
    return b"<!DOCTYPE html>" + markup[cut:]


def _flatten(markup: bytes) -> bytes:
    """Leave out the tags that open below a depth no page needs, and those that close them."""
    open_tags: list[bytes] = []

    def keep(match: re.Match[bytes]) -> bytes:
        closing, name = match[1], match[2].lower()
        if name in _VOID or match[0].endswith(b"/>"):
            return match[0]
        if not closing:
            open_tags.append(name)
            return match[0] if len(open_tags) <= _MAX_DEPTH else b" "
        if not open_tags:
            return match[0]
        # a closing tag that doesn't fit is taken as closing the innermost: depth is what counts here
        open_tags.pop()
        return match[0] if len(open_tags) < _MAX_DEPTH else b" "

    return _TAG.sub(keep, markup)
