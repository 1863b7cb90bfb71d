"""Stage 3 of 8, extract: the article of a page whose markup holds none, out of the data its scripts carry.

Some sites send the story as a string of HTML inside a script, for the browser to put in place. That string is
looked for only where the page itself shows next to no prose.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

from lxml import etree

from newsspider.core.decode import clean
from newsspider.core.page import html_parser

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

    from newsspider.core.page import Page

_SHORTEST_CHARS = 300
_LONGEST_CHARS = 2_000_000
_SCRIPT_LEVELS = 2
# A string of JSON or JavaScript that holds escaped or plain paragraph tags; possessive, so that it stays linear.
_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_ESCAPED = re.compile(r"<p[\s>]|\\+u003cp[\s>\\]|&lt;p[\s&]", re.IGNORECASE)
_OPENING = re.compile(r"<(?:p|div|h[1-4]|figure|ul|blockquote)[\s>]", re.IGNORECASE)


def embedded_article(page: Page) -> HtmlElement | None:
    """Return the tree of the longest piece of an article that a script or the JSON-LD holds; None for none."""
    found = [body for node in page.json_ld if isinstance(body := node.get("articleBody"), str)]
    scripts = [clean(script).decode("utf-8") for script in page.scripts]
    scripts += [element.text or "" for element in page.tree.iter("script")]
    found += _strings((text for text in scripts if len(text) <= _LONGEST_CHARS and _ESCAPED.search(text)), 0)
    best = max(found, key=_paragraph_chars, default="")
    if len(best) < _SHORTEST_CHARS:
        return None
    if not _PARAGRAPH.search(best):
        best = "".join(f"<p>{html.escape(line)}</p>" for line in best.splitlines())
    try:
        tree = etree.fromstring(best.encode("utf-8", "replace"), html_parser())
    except (etree.LxmlError, ValueError):
        return None
    return tree if tree is not None and isinstance(tree.tag, str) else None


def _strings(texts: Iterable[str], level: int) -> list[str]:
    """Return the markup inside the strings of scripts; a string may hold JSON with strings again."""
    found: list[str] = []
    for text in texts:
        for match in _STRING.finditer(text):
            raw = match[1]
            if len(raw) < _SHORTEST_CHARS or not _ESCAPED.search(raw):
                continue
            try:
                value = json.loads(f'"{raw}"', strict=False)
            except ValueError:
                continue
            inner = _strings([value], level + 1) if level < _SCRIPT_LEVELS else []
            found += inner
            if not inner:
                found.append(_markup(html.unescape(value) if "&lt;p" in value else value))
    return found


def _markup(text: str) -> str:
    """Return a text from its first block element to the end of its last; empty where there is none."""
    start, end = _OPENING.search(text), text.rfind("</")
    return text[start.start() : end] if start and end > start.start() else ""


def _paragraph_chars(text: str) -> int:
    """How much a piece counts: one without paragraphs is a summary more often than a story."""
    return len(text) if _PARAGRAPH.search(text) else len(text) // 2
