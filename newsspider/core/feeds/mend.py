"""Stage 1 of 8, discover: an entry's markup with what publishers get wrong set right, ready for a forgiving parser."""

from __future__ import annotations

import re
from html.entities import html5

_REFERENCE = re.compile(rb"&(?:#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};|([A-Za-z][A-Za-z0-9]{1,31});)?")
_OF_XML = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_LAST_CODE = 0x10FFFF
_NO_TAG = re.compile(rb"<(?![A-Za-z_/!?])")
# fields that hold text or escaped HTML: raw HTML in them is taken as the text it was meant as
_TEXT_FIELD = re.compile(
    rb"<((?:[\w.-]{1,40}:)?(?:title|description|summary|encoded|content|subtitle|tagline|caption|keywords|name))(?:\s[^<>]{0,2000})?(?<!/)>",
    re.IGNORECASE,
)
_SECTION = b"<![CDATA["


def mend(markup: bytes) -> bytes:
    """Return markup whose text fields hold no elements, whose references XML knows, and whose ``<`` begin tags."""
    return b"".join(part if part.startswith(_SECTION) else _mend_text(part) for part in _sections(_close(markup)))


def _sections(markup: bytes) -> list[bytes]:
    """Return the markup in parts: CDATA sections, and what stands between them."""
    parts: list[bytes] = []
    position = 0
    while (start := markup.find(_SECTION, position)) >= 0:
        end = markup.find(b"]]>", start)
        if end < 0:
            # never closed: its text is markup that lost its wrapping
            return [*parts, markup[position:start], markup[start + len(_SECTION) :]]
        parts += [markup[position:start], markup[start : end + 3]]
        position = end + 3
    return [*parts, markup[position:]]


def _close(markup: bytes) -> bytes:
    """Escape the tags inside text fields."""
    parts: list[bytes] = []
    unclosed: set[bytes] = set()
    position = 0
    while found := _TEXT_FIELD.search(markup, position):
        closing = b"</%b" % found[1]
        end = -1 if closing in unclosed else markup.find(closing, found.end())
        if end < 0:
            unclosed.add(closing)
            parts.append(markup[position : found.end()])
            position = found.end()
            continue
        text = markup[found.end() : end]
        if b"<" in text and _SECTION not in text:
            text = text.replace(b"<", b"&lt;").replace(b">", b"&gt;")
        elif text.count(_SECTION) > text.count(b"]]>"):
            text = text.replace(_SECTION, b"").replace(b"<", b"&lt;").replace(b">", b"&gt;")
        parts += [markup[position : found.end()], text]
        position = end
    return b"".join([*parts, markup[position:]])


def _mend_text(markup: bytes) -> bytes:
    """Mend references and stray signs outside CDATA sections."""
    return _NO_TAG.sub(b"&lt;", _REFERENCE.sub(_reference, markup))


def _reference(found: re.Match[bytes]) -> bytes:
    """Return a reference that XML knows; an unknown name stays as the text it is, a number that is none goes."""
    whole = found[0]
    if found[1] is None:
        if len(whole) == 1:
            return b"&amp;"
        code = int(whole[3:-1], 16) if whole[2:3] in b"xX" else int(whole[2:-1])
        return whole if code <= _LAST_CODE and not 0xD800 <= code < 0xE000 else b""
    if found[1] in _OF_XML:
        return whole
    char = html5.get(found[1].decode("ascii") + ";")
    return char.encode("utf-8") if char and char not in "&<>" else b"&amp;" + whole[1:]
