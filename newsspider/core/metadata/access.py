"""Stage 5 of 8, enrich: whether the page states that it's free to read, and whether its text is cut short.

The two are independent: a page marked as paid may hold the whole text, and one marked as free may be cut.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsspider.core.metadata.rules import fold
from newsspider.core.metadata.structured import clean, items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.rules import MetadataRules
    from newsspider.core.metadata.structured import Structured
    from newsspider.core.page import Page

_BOOLEAN = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_TIERS = {"free": True, "locked": False, "metered": False, "paid": False, "premium": False}
_MUCH_SHORTER = 0.6
_MIN_STATED_WORDS = 120
_MAX_ARTICLE_BODY_CHARS = 400_000
_REMAINING = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?\s?%|%\s?\d{1,3}|残り\s*[\d,]{1,9}\s*文字")
_WIDE = re.compile("[\u3040-\u9fff\u0e00-\u0e7f]")
_WORD = re.compile(r"[^\W_]+")
_WALL_ROLES = frozenset(("promo", "other", "navigation"))
_MAX_WALL_CHARS = 300
_END_OF_SENTENCE = re.compile(r"[.!?…。！？।؟\"'”“»’)\]:]\s*$")


def find_free(page: Page, data: Structured) -> tuple[bool | None, str | None]:
    """Return whether the page states that it's free to read, and where."""
    for key in ("isAccessibleForFree", "isAccesibleForFree"):  # the second spelling is common
        for value in items(data.article.get(key)):
            stated = value if isinstance(value, bool) else _BOOLEAN.get(_last(clean(value, 100)))
            if stated is not None:
                return stated, data.source
    tier = (page.meta.get("article:content_tier") or page.meta.get("og:article:content_tier") or "").strip().lower()
    if tier in _TIERS:
        return _TIERS[tier], "meta article:content_tier"
    return None, None


def _last(text: str | None) -> str:
    """Return the last part of a value such as http://schema.org/False."""
    return (text or "").rpartition("/")[2].strip().lower()


def find_truncated(
    blocks: Sequence[Block], data: Structured, rules: MetadataRules, text: str
) -> tuple[bool | None, str | None]:
    """Return True and the evidence where the text is only the beginning, else None.

    A wall's words are no evidence alone, since some pages keep them hidden beside the whole text: the text must
    also fall short of what the page states, or break off.
    """
    stated = _stated_words(data)
    have = _words(text)
    short = stated is not None and stated >= _MIN_STATED_WORDS and have < stated * _MUCH_SHORTER
    wall = _find_wall(blocks, rules)
    if wall is not None:
        remaining = _REMAINING.search(wall.text)
        if remaining and not _is_price(wall.text, rules):
            return True, f"wall tells the share: {remaining[0]}"
        if short:
            return True, f"wall, and {have} of {stated} stated words"
        if _paywalled_part(data) and (stated is None or short):
            return True, "wall, and the page marks a part as not free"
        if stated is None and _ends_at_wall(blocks, wall):
            return True, "wall right after the text"
    elif short and stated is not None and sum(_words(block.text) for block in blocks) * 3 < stated:
        # counted with what was removed: the difference isn't our cut
        return True, f"{have} of {stated} stated words"
    return None, None


def _find_wall(blocks: Sequence[Block], rules: MetadataRules) -> Block | None:
    """Return the first removed block that asks to pay or log in for the rest."""
    text = next((index for index, block in enumerate(blocks) if block.kept), 0)
    asking = [
        block
        for block in blocks[text:]
        if block.role == "paywall"
        or (block.role in _WALL_ROLES and not block.kept and len(block.text) <= _MAX_WALL_CHARS)
    ]
    # one search in all lines: a page has hundreds of them, and hardly one with a wall
    lines = "\n".join(block.text for block in asking).replace("’", "'").casefold()
    phrases = [phrase for phrase in rules.phrases.get("wall", ()) if phrase in lines]
    for block in asking:
        if block.role == "paywall" or (phrases and any(phrase in fold(block.text) for phrase in phrases)):
            return block
    return None


def _is_price(text: str, rules: MetadataRules) -> bool:
    """Whether the percentage of a line is that of an offer: "50 % off for new readers"."""
    folded = fold(text)
    words = set(_WORD.findall(folded))
    offers = rules.phrases.get("discount", ())
    return any(phrase in words or ((" " in phrase or _WIDE.search(phrase)) and phrase in folded) for phrase in offers)


def _ends_at_wall(blocks: Sequence[Block], wall: Block) -> bool:
    """Whether kept text stands before the wall and none after it, and the last piece breaks off or is short."""
    at = next(index for index, block in enumerate(blocks) if block is wall)
    before = [block for block in blocks[:at] if block.kept]
    return (
        bool(before)
        and not any(block.kept for block in blocks[at:])
        and (
            not _END_OF_SENTENCE.search(before[-1].text)
            or sum(_words(block.text) for block in before) < _MIN_STATED_WORDS
        )
    )


def _paywalled_part(data: Structured) -> bool:
    """Whether JSON-LD marks a part of the page as not free."""
    return any(
        isinstance(part, dict) and str(part.get("isAccessibleForFree")).lower() == "false"
        for part in items(data.article.get("hasPart"))
    )


def _stated_words(data: Structured) -> int | None:
    """Return how many words the article has by wordCount or articleBody."""
    counts = [
        int(text) for value in items(data.article.get("wordCount")) if (text := clean(value, 12)) and text.isdecimal()
    ]
    bodies = [value for value in items(data.article.get("articleBody")) if isinstance(value, str)]
    counts += [_words(body[:_MAX_ARTICLE_BODY_CHARS]) for body in bodies]
    plausible = [count for count in counts if count <= 100_000]
    return max(plausible, default=None)


def _words(text: str) -> int:
    """Return the number of words; in scripts without spaces two characters count as one."""
    return len(text.split()) + (0 if text.isascii() else len(_WIDE.findall(text)) // 2)
