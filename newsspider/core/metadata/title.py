"""Stage 5 of 8, enrich: headline, kicker and standfirst."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from newsspider.core.metadata.rules import fold
from newsspider.core.metadata.structured import Structured, clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.rules import MetadataRules
    from newsspider.core.page import Page

MAX_TITLE_CHARS = 1_000
_MARKUP = re.compile(r"<[a-z/!]|/\*|-->", re.IGNORECASE)
_MAX_HEADLINES = 20
_MAX_KICKER_CHARS = 60
_MAX_KICKER_WORDS = 7
_KICKER_REACH = 3
# What a line right above the headline may have been taken for, and still be a kicker.
_KICKER_ROLES = frozenset(("kicker", "other", "navigation", "tags"))
_NO_KICKER = re.compile(r"[\d/|»›>©@:…]|\s[-–—•·]\s|\.$")
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
    pieces = _SEPARATOR.split(title)
    if len(pieces) < 2:
        return title
    marks = _SEPARATOR.findall(title)
    known = [plain for name in names if len(plain := letters(name)) > 1]

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
        self._page = page
        self.site_names = [name for name in site_names if name]
        self.shown = _headlines(blocks)
        tagged = next((page.meta[name] for name in _HEADLINE_META if name in page.meta), None)
        self.data = data.text("headline") or clean(tagged, MAX_TITLE_CHARS) or data.text("alternativeHeadline")
        self.social = self._trim(page.meta.get("og:title") or page.meta.get("twitter:title"))
        self.document = self._trim(_document_title(page))
        if self.data:
            self.data = self._trim(self.data)

    @cached_property
    def headings(self) -> list[str]:
        """The page's first-rank headings, looked for only where the headline blocks don't settle it."""
        elements = islice(self._page.tree.iter("h1"), _MAX_HEADLINES)
        headings = (" ".join("".join(h.itertext())[: 4 * MAX_TITLE_CHARS].split()) for h in elements)
        return [text for heading in headings if (text := clean(heading, MAX_TITLE_CHARS))]

    def _trim(self, title: str | None) -> str | None:
        """Clean a title and cut the site's name off."""
        text = clean(title, MAX_TITLE_CHARS)
        return without_site(text, self.site_names) if text else None


def _document_title(page: Page) -> str:
    """Return the title element's text, up to where a page that doesn't close it goes on with markup."""
    text = page.tree.findtext("head/title") or page.tree.findtext(".//title") or ""
    return _MARKUP.split(text[: 4 * MAX_TITLE_CHARS], maxsplit=1)[0]


def _headlines(blocks: Sequence[Block]) -> list[str]:
    """Return the headlines above the text; those below head teasers, and count only where there are no others."""
    found = [index for index, block in enumerate(blocks) if block.role == "headline"]
    if not found:
        return []
    body = next((index for index, block in enumerate(blocks) if block.kept and index > found[0]), len(blocks))
    return [blocks[index].text[:MAX_TITLE_CHARS].rstrip() for index in found[:_MAX_HEADLINES] if index < body]


def find_kicker(blocks: Sequence[Block], rules: MetadataRules) -> tuple[str | None, str | None]:
    """Return the short line above the headline: the one called so, else one that stands in the headline's own box.

    A line that is a link leads to the section and is no kicker.
    """
    head = next((index for index, block in enumerate(blocks) if block.role == "headline"), None)
    if head is None:
        named = next((block for block in blocks if block.role == "kicker" and block.links < _SHARED), None)
        return (clean(named.text, 300), "kicker block") if named else (None, None)
    body = next((index for index, block in enumerate(blocks) if block.kept and index > head), len(blocks))
    for block in blocks[max(head - _KICKER_REACH, 0) : body]:
        if block.role == "kicker" and block.links < _SHARED:
            return clean(block.text, 300), "kicker block"
    above = blocks[head - 1] if head else None
    if above is not None and _is_kicker(above, blocks[head]) and not _opens_with(rules, "advertorial", above.text):
        return clean(above.text, 300), "line above the headline"
    return None, None


def _opens_with(rules: MetadataRules, group: str, text: str) -> bool:
    """Whether a text begins with a phrase of a group: "Sponsored content by …"."""
    folded = fold(text)
    return any(folded.startswith(phrase) for phrase in rules.phrases.get(group, ()))


def _is_kicker(block: Block, headline: Block) -> bool:
    """Whether a line stands in the headline's own box and reads like a label."""
    text = block.text.strip()
    if block.role not in _KICKER_ROLES or block.kept or block.links >= _SHARED:
        return False
    box = headline.path.rpartition("/")[0]
    if not box or (block.path != box and block.path.rpartition("/")[0] != box):
        return False
    return len(text) <= _MAX_KICKER_CHARS and len(text.split()) <= _MAX_KICKER_WORDS and not _NO_KICKER.search(text)


def find_title(sources: TitleSources) -> tuple[str | None, str | None]:
    """Return the headline as shown, and where it came from."""
    stated = [text for text in (sources.data, sources.social, sources.document) if text]
    shown = _shown(sources)
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


def _shown(sources: TitleSources) -> tuple[str, str] | None:
    """Choose among the headings: the one that the stated titles are about."""
    site = {letters(name) for name in sources.site_names}
    # what editors chose for sharing, where they show it, goes before a heading that is written for search
    stated = [text for text in (sources.social, sources.data, sources.document) if text]
    candidates: list[tuple[str, str]] = []
    for origin in ("headline", "h1"):
        texts = sources.shown if origin == "headline" else sources.headings
        texts = [text for text in texts if (plain := letters(text)) and plain not in site]
        for title in stated:
            if found := _same(title, texts, stated):
                return found, origin
        candidates += [(text, origin) for text in texts]
    if not candidates or not stated:
        return candidates[0] if candidates else None
    best = max(
        candidates, key=lambda pair: max(alike(pair[0], title) for title in stated) if len(words(pair[0])) > 1 else 0
    )
    agreeing = max(alike(best[0], title) for title in stated)
    if agreeing >= _SHARED and len(words(best[0])) > 1:
        return best
    # a document title alone often is the site's on every page; og:title and JSON-LD are about the story
    return None if sources.data or sources.social else candidates[0]


def _same(title: str, headings: Sequence[str], stated: Sequence[str]) -> str | None:
    """Return the heading that is a stated title, without a kicker that only the heading has."""
    plain = letters(title)
    for text in headings:
        if letters(text) == plain:
            return text
    for text in headings:
        # a kicker within the heading: "Harbour: Ferry returns to the lake"
        if len(plain) >= _MIN_TITLE_LETTERS and letters(text).endswith(plain):
            return text if any(letters(text) == letters(other) for other in stated) else title
    return None
