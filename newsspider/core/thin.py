"""Stage 3 of 8, extract: take out of the markup what no later stage reads, before it costs a parse.

Scripts, styles and drawings are half the bytes of a news page. They are cut where their ends are certain; what is
written in an unusual way is left to the parser.
"""

from __future__ import annotations

import re

# Spelled out, since a search that ignores case takes three times as long.
_OPENING = re.compile(rb"<(?:([sS](?:[cC][rR][iI][pP][tT]|[tT][yY][lL][eE]|[vV][gG]))(?=[\s/>])|!--)")
# What may hold another element's end: a comment in a script, a drawing in a drawing.
_NESTED = {b"script": b"<!--", b"style": b"<!--", b"svg": b"<svg"}
_LONGEST_TAG = 2_000


def thin_out(data: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """Return a page in UTF-8 without scripts, styles and drawings, and the scripts' texts; JSON stays in the page."""
    kept: list[bytes] = []
    scripts: list[bytes] = []
    position = done = 0
    while (tag := _OPENING.search(data, position)) is not None:
        start = tag.start()
        if tag[1] is None:
            position = data.find(b"-->", start)
            if position < 0:
                break
            continue
        name = tag[1].lower()
        opened = data.find(b">", start, start + _LONGEST_TAG) + 1
        closing = _closing(data, name, opened) if opened else -1
        end = data.find(b">", closing, closing + _LONGEST_TAG) + 1 if closing >= 0 else 0
        if not end:
            break
        position = end
        # one inside the other: only the parser knows where they end
        if data.find(_NESTED[name], opened, closing) >= 0:
            continue
        if name == b"script":
            if b"json" in data[start:opened].lower():
                continue
            scripts.append(data[opened:closing])
        kept.append(data[done:start])
        done = end
    kept.append(data[done:])
    return b"".join(kept), tuple(scripts)


def _closing(data: bytes, name: bytes, position: int) -> int:
    """Return where an element ends, its closing tag in any case; -1 for nowhere."""
    while (position := data.find(b"</", position)) >= 0:
        if data[position + 2 : position + 2 + len(name)].lower() == name:
            return position
        position += 2
    return -1
