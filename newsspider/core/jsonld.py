"""Stage 5 of 8, enrich: the JSON-LD nodes of a page, also where the JSON is broken, bounded in number and depth."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CHARS = 2_000_000
MAX_NODES = 500
CUT = "cut at 2 MB"
"""Key of a node of which only the plain fields at its start were read."""
_MAX_SCRIPTS = 100
_MAX_VISITS = 20_000
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")

_OPENINGS = ("<!--", "//<![CDATA[", "// <![CDATA[", "<![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */")
_CLOSINGS = ("-->", "//]]>", "// ]]>", "]]>", "/*]]>*/", "/* ]]> */", ";")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MISSING_COMMA = re.compile(r"([\"}\]])([^\S\n]*\n\s*)(\"[\w@]{1,40}\"\s*:)")
_PAIR = re.compile(
    r'"(@type|headline|alternativeHeadline|datePublished|dateModified|description|articleSection|inLanguage)"'
    r'\s*:\s*"((?:[^"\\\n]|\\.){1,2000})"'
)
# An escaped half of a surrogate pair without the other: valid JSON, yet no character, and UTF-8 can't hold it.
_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_NAME = re.compile(r'"name"\s*:\s*"((?:[^"\\\n]|\\.){1,200})"')
_AUTHOR_CHARS = 400


def read_json_ld(scripts: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """Return the nodes of a page's JSON-LD scripts in order; what can't be read gives none, never an exception."""
    nodes: list[dict[str, Any]] = []
    left = MAX_CHARS
    for index, script in enumerate(scripts):
        left -= len(script)
        if index >= _MAX_SCRIPTS or len(nodes) >= MAX_NODES:
            break
        if left < 0:
            if (found := _salvage(script)) is not None:
                nodes.append({**found, CUT: True})
            break
        _collect(_load(script), nodes)
    return tuple(nodes[:MAX_NODES])


def _load(script: str) -> Any:
    """Return the value of a script, repaired where it is broken in one of the usual ways."""
    text = _unwrap(script.strip())
    if "\\u" in text:
        text = _LONE_SURROGATE.sub(r"\\ufffd", text)
    value = _parse(text)
    if value is not None or not text:
        return value
    for repair in (_without_commas, html.unescape):
        value = _parse(repair(text))
        if value is not None:
            return value
    return _salvage(text)


def _unwrap(text: str) -> str:
    """Take away the comment signs that hid scripts from old browsers, and a closing semicolon."""
    for sign in _OPENINGS:
        if text.startswith(sign):
            text = text[len(sign) :].lstrip()
    for sign in _CLOSINGS:
        if text.endswith(sign):
            text = text[: -len(sign)].rstrip()
    return text


def _parse(text: str) -> Any:
    """Return the JSON value, or the list of several that follow each other, or None."""
    decoder = json.JSONDecoder(strict=False)  # raw line breaks inside strings are common
    values: list[Any] = []
    position = 0
    try:
        while position < len(text) and len(values) < _MAX_SCRIPTS:
            value, position = decoder.raw_decode(text, position)
            values.append(value)
            while position < len(text) and text[position] in " \t\r\n,;":
                position += 1
    except (ValueError, RecursionError):
        # trailing rubbish after whole objects
        return [value for value in values if isinstance(value, dict | list)] or None
    return values


def _without_commas(text: str) -> str:
    """Mend commas that are missing between lines or stand before a closing bracket."""
    return _MISSING_COMMA.sub(r"\1,\2\3", _TRAILING_COMMA.sub(r"\1", text))


def _salvage(text: str) -> dict[str, Any] | None:
    """Read the plain fields of JSON past mending, each name's first value."""
    found: dict[str, Any] = {}
    for match in _PAIR.finditer(text[:400_000]):
        found.setdefault(match[1], _unescape(match[2]))
    start = text.find('"author"')
    author = _NAME.search(text, start, start + _AUTHOR_CHARS) if start >= 0 else None
    if author:
        found["author"] = {"@type": "Person", "name": _unescape(author[1])}
    return found if "headline" in found else None


def _unescape(text: str) -> str:
    """Resolve JSON escapes in a piece of a string."""
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def _collect(value: Any, nodes: list[dict[str, Any]]) -> None:
    """Append the nodes of a value in document order, without recursion."""
    waiting = [value]
    visits = 0
    while waiting and len(nodes) < MAX_NODES and visits < _MAX_VISITS:
        visits += 1
        current = waiting.pop()
        if isinstance(current, list):
            waiting.extend(reversed(current[:_MAX_VISITS]))
        elif isinstance(current, dict):
            if "@type" in current or "headline" in current:
                nodes.append(current)
            held = (current.get(key) for key in reversed(_HOLDERS))
            waiting.extend(item for item in held if isinstance(item, dict | list))
