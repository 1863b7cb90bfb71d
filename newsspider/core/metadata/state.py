"""Stage 5 of 8, enrich: what the state of a page's own program says about the story.

Frameworks send the data of a page a second time, for the browser to go on with: a script of JSON, an assignment
(``window.__STATE__ = {…}``), a call with strings of JSON. In it the object is looked for that bears the page's title or
address, and a date or authors. It ranks below JSON-LD and meta tags, which are meant for readers from outside.
"""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsspider.core.metadata.structured import clean, items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from newsspider.core.page import Page

ORIGIN = "script"
_MAX_SCRIPT_BYTES = 3_000_000
_MAX_ALL_BYTES = 6_000_000
_MAX_VISITS = 60_000
_MAX_OBJECTS = 40
_MAX_STRING_CHARS = 2_000_000
_MAX_ASSIGNMENTS = 8
_MAX_ROWS = 50
_LEAST_LETTERS = 12
_TITLES = ("headline", "title", "articletitle", "displaytitle", "pagetitle", "seotitle", "name")
_PUBLISHED = (
    "datepublished", "firstpublished", "firstpublishedat", "firstpublisheddate", "firstpublishdate", "originalpublishdate",
    "publishedat", "publisheddate", "publishdate", "publishedtime", "publicationdate", "publicationtime", "publishedon",
    "publisheddatetime", "pubdate", "displaydate", "dateposted", "postedat", "postdate", "published",
)  # fmt: skip
_MODIFIED = (
    "datemodified", "modifiedat", "modifieddate", "lastmodified", "lastmodifieddate", "updatedat", "updateddate",
    "dateupdated", "lastupdated", "lastupdateddate", "updated",
)  # fmt: skip
_AUTHORS = ("authors", "author", "bylines", "byline", "creator", "creators", "writers", "writer")
_NAMES = ("name", "fullname", "displayname", "byline", "title")
_ADDRESSES = ("url", "canonicalurl", "path", "pathname", "permalink", "uri", "link", "weburl", "slug")
_TELLING = frozenset((*_PUBLISHED, *_AUTHORS))
_PLAIN = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*|[^\x00-\x7f]+")
_LEAST_MARK = 6
_WANTED = re.compile(rb"publi|posted|author|byline|creator|pubDate|displayDate", re.IGNORECASE)
_ASSIGNED = re.compile(
    r"(?:^|[;,\s(])(?:window|self|globalThis|var|let|const)[.\s\[\"']{1,4}[\w$.\"'\]]{1,60}\s{0,4}=\s{0,4}(?=[{\[])"
)
_PARSED = re.compile(r"JSON\.parse\(\s{0,4}(?=\")")
_PUSHED = re.compile(r"\.push\(\s{0,4}(?=\[\s{0,4}\d{1,4}\s{0,4},\s{0,4}\")")
_ROW = re.compile(r"^[0-9a-f]{1,6}:(?:[A-Z]\[?)?(?=[\[{])", re.MULTILINE)
_UNDEFINED = re.compile(r"(?<=[:,\[])\s*undefined\b")
_WORD = re.compile(r"[^\W_]+")


class PageState:
    """The story's object in the scripts of a page; looked for when first asked for."""

    def __init__(self, page: Page, titles: Sequence[str | None]) -> None:
        self._page = page
        self._titles = {plain for title in titles if len(plain := _letters(title)) >= _LEAST_LETTERS}
        self._path = _path_of(page.url)
        # a script that holds neither is another story's or none's
        marks = [max(_PLAIN.findall(title), key=len, default="") for title in titles if title]
        self._marks = [mark.encode() for mark in (*marks, self._path.rpartition("/")[2]) if len(mark) >= _LEAST_MARK]

    def published(self) -> Iterator[tuple[str, object]]:
        """Yield the stated publication."""
        return self._first_of(_PUBLISHED)

    def modified(self) -> Iterator[tuple[str, object]]:
        """Yield the stated last change."""
        return self._first_of(_MODIFIED)

    def title(self) -> str | None:
        """Return the stated headline, None where the scripts give none."""
        return next((text for key in _TITLES if (text := clean(self._story.get(key), 1_000))), None)

    def authors(self) -> list[str]:
        """Return the stated authors, in order, as they are written."""
        for key in _AUTHORS:
            if found := [name for value in items(self._story.get(key)) for name in _names_in(value)]:
                return found[:50]
        return []

    def _first_of(self, keys: Iterable[str]) -> Iterator[tuple[str, object]]:
        for key in keys:
            value = self._story.get(key)
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                yield ORIGIN, value

    @cached_property
    def _story(self) -> Mapping[str, Any]:
        """The object of the story, its keys in lower case without signs; empty where there is none."""
        best: Mapping[str, Any] = {}
        most = 0
        for found in _objects(_values(self._page, self._marks), self._is_story):
            told = sum(any(key in found for key in keys) for keys in (_PUBLISHED, _MODIFIED, _AUTHORS))
            if told > most:
                best, most = found, told
        return best

    def _is_story(self, node: Mapping[str, Any]) -> bool:
        if any(_letters(node.get(key)) in self._titles for key in _TITLES if isinstance(node.get(key), str)):
            return True
        return any(self._path and _path_of(node.get(key)) == self._path for key in _ADDRESSES)


def _values(page: Page, marks: Sequence[bytes]) -> Iterator[object]:
    """Yield the values of the page's scripts that hold one of the marks, parsed; what isn't JSON is passed over."""
    left = _MAX_ALL_BYTES
    typed = [
        (element.text or "").encode("utf-8", "replace")
        for element in page.tree.iter("script")
        if "ld+json" not in (element.get("type") or "").lower()
    ]
    for number, script in enumerate((*typed, *page.scripts)):
        if len(script) > min(left, _MAX_SCRIPT_BYTES) or not any(mark in script for mark in marks):
            continue
        if not _WANTED.search(script):
            continue
        left -= len(script)
        text = script.decode("utf-8", "replace").strip()
        if number < len(typed) and text[:1] in {"{", "["}:
            yield _parsed(text, 0)
        else:
            yield from _in_program(text)


def _in_program(text: str) -> Iterator[object]:
    """Yield the JSON that a program assigns, parses or pushes."""
    for pattern in (_ASSIGNED, _PARSED):
        for _, found in zip(range(_MAX_ASSIGNMENTS), pattern.finditer(text), strict=False):
            value = _parsed(text, found.end())
            yield _parsed(value, 0) if isinstance(value, str) and len(value) <= _MAX_STRING_CHARS else value
    for found in _PUSHED.finditer(text):
        pushed = _parsed(text, found.end())
        if isinstance(pushed, list) and len(pushed) > 1 and isinstance(pushed[1], str):
            for _, row in zip(range(_MAX_ROWS), _ROW.finditer(pushed[1]), strict=False):
                yield _parsed(pushed[1], row.end())


def _parsed(text: str, start: int) -> object:
    """Return the JSON value that begins at ``start``, None where it is none."""
    decoder = json.JSONDecoder(strict=False)
    try:
        return decoder.raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        if "undefined" not in text:
            return None
    try:
        return decoder.raw_decode(_UNDEFINED.sub("null", text[start:]))[0]
    except (ValueError, RecursionError):
        return None


def _objects(values: Iterable[object], wanted: Callable[[Mapping[str, Any]], bool]) -> Iterator[Mapping[str, Any]]:
    """Yield the objects that are wanted, keys in lower case without signs, outer before inner; bounded in steps."""
    plain: dict[str, str] = {}
    visits = found = 0
    for value in values:
        waiting = [value]
        while waiting and visits < _MAX_VISITS and found < _MAX_OBJECTS:
            visits += 1
            current = waiting.pop()
            if isinstance(current, dict):
                for key in current:
                    if key not in plain:
                        plain[key] = key[:100].lower().replace("_", "").replace("-", "")
                if any(plain[key] in _TELLING for key in current):
                    node = {plain[key]: held for key, held in reversed(current.items())}
                    if wanted(node):
                        found += 1
                        yield node
                waiting.extend(held for held in reversed(current.values()) if isinstance(held, dict | list))
            elif isinstance(current, list):
                waiting.extend(held for held in reversed(current) if isinstance(held, dict | list))


def _names_in(value: object) -> Iterator[str]:
    """Yield the names that an author's value holds: a text, or an object with a name."""
    if isinstance(value, dict):
        plain = {str(key).lower().replace("_", ""): held for key, held in value.items()}
        whole = next((text for key in _NAMES if (text := clean(plain.get(key), 200))), None)
        parts = (clean(plain.get(key), 100) for key in ("firstname", "lastname"))
        if name := whole or " ".join(part for part in parts if part):
            yield name
    elif text := clean(value, 300):
        yield text


def _letters(value: object) -> str:
    return "".join(_WORD.findall(value[:2000].casefold())) if isinstance(value, str) else ""


def _path_of(address: object) -> str:
    """Return the path of an address, without the slash at its end; empty for the home page and for what is none."""
    if not isinstance(address, str) or "/" not in address:
        return ""
    try:
        return urlsplit(address[:2000]).path.rstrip("/")
    except ValueError:
        return ""
