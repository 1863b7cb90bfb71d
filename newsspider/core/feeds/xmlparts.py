"""Stage 1 of 8, discover: an XML listing as elements, one an entry, so that a broken entry costs no other.

The text is split at the entries' tags before anything is parsed. Batches that are well formed are parsed at once; in
others each entry is parsed alone, after mending what publishers get wrong. Document types are cut out unread: no
entity is ever expanded, and nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from newsspider.core.feeds.fields import USUAL_PREFIXES
from newsspider.core.feeds.mend import mend

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

_ROOTS = {"rss": "item", "rdf": "item", "channel": "item", "feed": "entry", "urlset": "url", "sitemapindex": "sitemap"}
_OF_PAGES = {"html", "head", "body"}
_MAX_PROLOG_STEPS = 300
_MAX_PROLOG_BYTES = 1_000_000  # of one comment or document type
_MAX_HEAD_BYTES = 200_000
_MAX_ENTRY_BYTES = 2_000_000
_MAX_TAG_BYTES = 3_000
_BATCH_ENTRIES = 200
_BATCH_BYTES = 4_000_000
_START = re.compile(rb"<([A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})(?=[\s/>])")
_DECLARATION_END = re.compile(rb"\]\s*>")
_XMLNS = re.compile(rb"""\sxmlns(?::([A-Za-z_][\w.-]{0,60}))?\s*=\s*("[^"<&]{1,300}"|'[^'<&]{1,300}')""")
_CHANNEL = re.compile(rb"<(?:[\w.-]{1,60}:)?channel\s[^<>]{0,3000}>", re.IGNORECASE)
_LAST_WHOLE = re.compile(rb"</[\w:.-]{1,100}\s*>|<[\w:.-]{1,100}(?:\s[^<>]{0,3000})?/>")


@dataclass(frozen=True, slots=True)
class Root:
    """Where a listing's root element opens: ``name`` in lower case, ``start`` its offset, ``prefix`` with its colon."""

    name: str
    start: int
    prefix: bytes = b""


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of one entry; ``closed`` says whether its end tag is there."""

    markup: bytes
    closed: bool = True


def find_root(data: bytes, flaws: Counter[str]) -> Root | None:
    """Return where the listing begins, whatever stands before it; None for a web page or something else."""
    position = 0
    for _ in range(_MAX_PROLOG_STEPS):
        position = data.find(b"<", position)
        if position < 0:
            return None
        if data.startswith(b"<!--", position):
            end = data.find(b"-->", position, position + _MAX_PROLOG_BYTES)
            position = end + 3 if end >= 0 else position + 4
        elif data.startswith(b"<?", position):
            end = data.find(b"?>", position, position + _MAX_PROLOG_BYTES)
            position = end + 2 if end >= 0 else position + 2
        elif data.startswith(b"<!", position):
            if data[position : position + 30].lower().split()[:2] == [b"<!doctype", b"html"]:
                return None
            position = _after_doctype(data, position, flaws)
        else:
            found = _START.match(data, position)
            name = found[2].decode("ascii", "replace").lower() if found else ""
            if name in _OF_PAGES:
                return None
            if found and name in _ROOTS:
                return Root(name, position, found[1] or b"")
            position += 1
    return None


def _after_doctype(data: bytes, position: int, flaws: Counter[str]) -> int:
    """Return the offset behind a document type and all that it declares."""
    last = min(len(data), position + _MAX_PROLOG_BYTES)
    end = data.find(b">", position, last)
    subset = data.find(b"[", position, end if end >= 0 else last)
    if subset >= 0:
        closing = _DECLARATION_END.search(data, subset, last)
        if closing:
            end = closing.end() - 1
        flaws["entities_declared"] += data.count(b"<!ENTITY", subset, end if end >= 0 else last)
    return end + 1 if end >= 0 else last


def split(data: bytes, root: Root, limit: int, flaws: Counter[str]) -> tuple[bytes, list[Piece]]:
    """Return what stands before the first entry, and the entries in order, at most ``limit``."""
    name = _ROOTS[root.name].encode()
    prefix = re.escape(root.prefix) if name != b"item" else rb"(?:[\w.-]{1,60}:)?"
    tags = re.compile(rb"<!\[CDATA\[|<!--|<(/?)%b%b(?=[\s/>])" % (prefix, name), re.IGNORECASE)
    pieces: list[Piece] = []
    head_end = opened = -1
    position = root.start + 1
    while found := tags.search(data, position):
        position = found.end()
        if found[1] is None:
            position = _after_section(data, found.start(), position)
            continue
        if opened >= 0:
            end = data.find(b">", position, position + _MAX_TAG_BYTES) + 1 if found[1] else 0
            flaws["broken_entry"] += not end
            _add(pieces, Piece(data[opened : end or found.start()], closed=end > 0), flaws)
            opened = -1
        if not found[1]:
            if len(pieces) >= limit:
                flaws["too_many_entries"] += 1
                return data[root.start : head_end], pieces
            head_end = found.start() if head_end < 0 else head_end
            opened = found.start()
            closing = data.find(b">", position, position + _MAX_TAG_BYTES)
            if closing > 0 and data[closing - 1 : closing] == b"/":
                opened = -1  # empty: an entry of nothing
    if opened >= 0:
        flaws["cut"] += 1
        _add(pieces, Piece(whole_part(data[opened : opened + _MAX_ENTRY_BYTES]), closed=False), flaws)
    elif not _is_closed(data, root, position):
        flaws["cut"] += 1
    return data[root.start : head_end if head_end >= 0 else len(data)][:_MAX_HEAD_BYTES], pieces


def _is_closed(data: bytes, root: Root, position: int) -> bool:
    """Whether the root element ends after an offset, or in its own tag."""
    end = data.find(b">", root.start)
    closing = re.compile(rb"</%b%b\s{0,20}>" % (re.escape(root.prefix), root.name.encode()), re.IGNORECASE)
    return (end > 0 and data[end - 1 : end] == b"/") or closing.search(data, position) is not None


def _add(pieces: list[Piece], piece: Piece, flaws: Counter[str]) -> None:
    """Add an entry unless it is larger than any can be."""
    if len(piece.markup) > _MAX_ENTRY_BYTES:
        flaws["broken_entry"] += 1
    else:
        pieces.append(piece)


def _after_section(data: bytes, start: int, position: int) -> int:
    """Return the offset behind a CDATA section or comment; behind its opening where it isn't closed before the next."""
    opening, closing = (b"<!--", b"-->") if data.startswith(b"<!--", start) else (b"<![CDATA[", b"]]>")
    following = data.find(opening, position, position + _MAX_ENTRY_BYTES)
    end = data.find(closing, position, following if following >= 0 else position + _MAX_ENTRY_BYTES)
    return end + len(closing) if end >= 0 else position


def whole_part(markup: bytes) -> bytes:
    """Return an entry that was cut up to the last element that is whole: half a URL is another page's."""
    section = markup.rfind(b"<![CDATA[")
    if section >= 0 and b"]]>" not in markup[section:]:
        markup = markup[:section]
    end = 0
    for found in _LAST_WHOLE.finditer(markup):
        end = found.end()
    return markup[:end]


def parse_head(head: bytes) -> etree._Element | None:
    """Return the root element with what stands before the entries, None where nothing can be read."""
    return _parse(mend(head), recover=True)


def elements(head: bytes, pieces: list[Piece], flaws: Counter[str]) -> Iterator[etree._Element]:
    """Yield each entry's element, in order; one that can't be read is counted and left out."""
    opening = b"<entries%b>" % _namespaces(head)
    for batch in _batches(pieces):
        whole = None
        if all(piece.closed for piece in batch):
            whole = _parse(b"%b%b</entries>" % (opening, b"".join(piece.markup for piece in batch)), recover=False)
        if whole is not None and len(whole) == len(batch):
            yield from whole
            continue
        for piece in batch:
            yield from _alone(opening, piece, flaws)


def _alone(opening: bytes, piece: Piece, flaws: Counter[str]) -> Iterator[etree._Element]:
    """Yield the element of an entry that stands among others that aren't well formed."""
    if piece.closed:
        whole = _parse(b"%b%b</entries>" % (opening, piece.markup), recover=False)
        if whole is not None and len(whole) == 1:
            yield whole[0]
            return
        flaws["broken_entry"] += 1
    mended = _parse(b"%b%b" % (opening, mend(piece.markup)), recover=True)
    if mended is not None and len(mended):
        yield mended[0]


def _batches(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Yield the entries in runs that fit in memory."""
    batch: list[Piece] = []
    size = 0
    for piece in pieces:
        if batch and (len(batch) >= _BATCH_ENTRIES or size + len(piece.markup) > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(piece)
        size += len(piece.markup)
    if batch:
        yield batch


def _namespaces(head: bytes) -> bytes:
    """Return the declarations of the tags that the entries stand in; usual prefixes have theirs also if left out."""
    found = {prefix: b' xmlns:%b="%b"' % (prefix, uri) for prefix, uri in USUAL_PREFIXES.items()}
    channel = _CHANNEL.search(head)
    for tag in (head[: head.find(b">") + 1], channel[0] if channel else b""):
        found |= {match[1] or b"": match[0] for match in _XMLNS.finditer(tag[:_MAX_HEAD_BYTES])}
    return b"".join(found[prefix] for prefix in sorted(found) if prefix not in {b"xml", b"xmlns"})


def _parse(markup: bytes, *, recover: bool) -> etree._Element | None:
    """Parse without entities, network or comments; None where it isn't XML."""
    parser = etree.XMLParser(
        encoding="utf-8", recover=recover, resolve_entities=False, no_network=True, load_dtd=False,
        remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=False,
    )  # fmt: skip
    try:
        return etree.fromstring(markup, parser)
    except (etree.LxmlError, ValueError):
        return None
