"""Stage 5 of 8, enrich: headline, kicker and standfirst."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsspider.core.metadata.structured import Structured, clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.page import Page

MAX_TITLE_CHARS = 1_000
_SEPARATOR = re.compile(r"\s+[|–—\-·•»«:/~]{1,2}\s+|\s*[|ㅣ｜»]\s*|\s?::\s?|：")
_MARK = re.compile(r"\s*[^\w\s]")
_HEADLINE_META = ("headline", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "citation_title")
_WORD = re.compile(r"[^\W_]+")
_MIN_TITLE_LETTERS = 12
_SHARED = 0.5  # of the words of the shorter


def letters(text: str | None) -> str:
    """Return letters and digits alone, lower case: titles are compared so."""
    return "".join(_WORD.findall((text or "").casefold()))


def words(text: str | None) -> frozenset[str]:
    """Return the set of folded words."""
    return frozenset(_WORD.findall((text or "").casefold()))


def alike(one: str | None, other: str | None) -> float:
    """Return how many of the words of the shorter text stand in the other, 0..1."""
    a, b = words(one), words(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def without_site(title: str, names: Iterable[str]) -> str:
    """Cut the site's name and what stands beyond it off a document title.

    ``names`` are the site's names: og:site_name, the publisher, the host's label. A part goes when its letters
    equal or begin one of them; then a single short part may follow that names the section.
    """
    known = [letters(name) for name in names if len(letters(name)) > 1]
    pieces = _SEPARATOR.split(title)
    marks = _SEPARATOR.findall(title)
    if len(pieces) < 2:
        return title

    def is_site(piece: str) -> bool:
        plain = letters(piece)
        return bool(plain) and any(
            plain == name or (len(plain) > 3 and (name.startswith(plain) or plain.startswith(name))) for name in known
        )

    start, end = 0, len(pieces)
    named = next((index for index in range(len(pieces) - 1, 0, -1) if is_site(pieces[index])), None)
    if named is not None and named >= len(pieces) - 2:
        end = named
    if end > 1 and is_site(pieces[0]) and len(letters("".join(pieces[1:end]))) >= _MIN_TITLE_LETTERS:
        start = 1
    kept = pieces[start]
    for index in range(start + 1, end):
        kept += marks[index - 1] + pieces[index]
    return kept if letters(kept) else title


class TitleSources:
    """What a page says its headline is, source by source."""

    def __init__(self, page: Page, blocks: Sequence[Block], data: Structured, site_names: Sequence[str]) -> None:
        self.site_names = [name for name in site_names if name]
        self.shown = [block.text for block in blocks if block.role == "headline"]
        headings = (" ".join("".join(h.itertext()).split()) for h in page.tree.iter("h1"))
        self.headings = [text for heading in headings if (text := clean(heading, MAX_TITLE_CHARS))]
        tagged = next((page.meta[name] for name in _HEADLINE_META if name in page.meta), None)
        self.data = data.text("headline") or clean(tagged, MAX_TITLE_CHARS) or data.text("alternativeHeadline")
        self.social = self._trim(page.meta.get("og:title") or page.meta.get("twitter:title"))
        self.document = self._trim("".join(page.tree.findtext(".//title") or ""))
        if self.data:
            self.data = self._trim(self.data)

    def _trim(self, title: str | None) -> str | None:
        """Clean a title and cut the site's name off."""
        text = clean(title, MAX_TITLE_CHARS)
        return without_site(text, self.site_names) if text else None


def find_title(sources: TitleSources) -> tuple[str | None, str | None]:
    """Return the headline as shown, and where it came from."""
    stated = [text for text in (sources.data, sources.social, sources.document) if text]
    shown = _shown(sources, stated)
    if shown is None:
        for origin, text in (("og:title", sources.social), ("json-ld", sources.data), ("title", sources.document)):
            if text:
                return _section_off(text, stated), origin
        return None, None
    return shown


def _section_off(text: str, stated: Sequence[str]) -> str:
    """Cut what only one source adds behind the others' title."""
    for other in stated:
        rest = text[len(other) :]
        if len(letters(other)) >= _MIN_TITLE_LETTERS and text.startswith(other) and _MARK.match(rest):
            return other
    return text


def _shown(sources: TitleSources, stated: Sequence[str]) -> tuple[str, str] | None:
    """Choose among the headings: the one that the stated titles are about."""
    site = {letters(name) for name in sources.site_names}
    candidates = [(text, "headline") for text in sources.shown] + [(text, "h1") for text in sources.headings]
    candidates = [(text, origin) for text, origin in candidates if letters(text) and letters(text) not in site]
    if not candidates:
        return None
    if not stated:
        return candidates[0]
    for text, origin in candidates:
        if any(letters(text) == letters(title) for title in stated):
            return text, origin
    for text, origin in candidates:
        # the kicker within the heading: "Harbour Ferry returns to the lake"
        for title in stated:
            if len(letters(title)) >= _MIN_TITLE_LETTERS and letters(text).endswith(letters(title)):
                return title, origin
    best = max(
        candidates, key=lambda pair: max(alike(pair[0], title) for title in stated) if len(words(pair[0])) > 1 else 0
    )
    agreeing = max(alike(best[0], title) for title in stated)
    if agreeing >= _SHARED and len(words(best[0])) > 1:
        return best
    # a document title alone often is the site's on every page; og:title and JSON-LD are about the story
    return None if sources.data or sources.social else candidates[0]
