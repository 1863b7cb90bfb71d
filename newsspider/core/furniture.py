"""Stage 4 of 8, clean: take out what the site's memory knows for its own furniture.

Recurrence is evidence beside all else: a text goes where it recurs on most of the site's different stories and
enough speaks for furniture (a place of its own, a steady slot, the body's end, brevity, links, the model's doubt)
and little against it (length, quotation marks, a place amid the body's paragraphs). What a person has pinned or
vetoed in the site's rule file counts before all that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.looks import EXAMPLE_CHARS, keys_of, look_of, text_key
from newsspider.core.places import body_place

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.looks import PageLook, SeenText
    from newsspider.core.sitememory import KnownText, MemoryView
    from newsspider.core.siterules.model import SiteRule

TEXT_RULE = "repeats/text"
PINNED = "pinned in the site's rule"
_ENOUGH = 3
_OWN_PLACE = 2
_DROPPED_SHARE = 0.3
_FULL_SHARE = 0.9
_SHORT_WORDS = 12
_MIDDLING_WORDS = 20
_LONG_WORDS = 30
_VERY_LONG_WORDS = 60
_DOUBTFUL = 0.8
_VERY_DOUBTFUL = 0.6
_LINKED = 0.2
_MANY_STORIES = 6
_VERY_MANY_STORIES = 12
_LAST_BLOCKS = 4
_FIRST_BLOCKS = 2
_QUOTES = frozenset('"“”„«»「」『』《》‹›')
# Furniture that would take more than half of a text isn't taken for such, unless it is little.
_MOST_SHARE = 0.5
_LITTLE_WORDS = 120


def without_furniture(
    blocks: Sequence[Block], view: MemoryView, months: Collection[str] = (), rule: SiteRule | None = None
) -> tuple[tuple[Block, ...], PageLook]:
    """Return a page's blocks, furniture marked as removed, and what the page shows the memory.

    Args:
        blocks: all of a page, judged by the page alone.
        view: the site's memory as of before the page.
        months: folded names of months.
        rule: of the site; holds what a person has pinned and vetoed.
    """
    keys = keys_of(blocks, months)
    look = look_of(blocks, keys)
    if any(keys.stable):
        look = look._replace(body=body_place(blocks, keys.stable))
    pinned = _said(rule.memory_pin, look, months) if rule is not None else frozenset()
    vetoed = _said(rule.memory_veto, look, months) if rule is not None else frozenset()
    found = find_furniture(look, view, pinned, vetoed)
    if not found:
        return tuple(blocks), look
    return tuple(
        block._replace(role="other", rule=TEXT_RULE, detail=found[key]) if block.kept and key in found else block
        for block, key in zip(blocks, keys.texts, strict=True)
    ), look


def _said(texts: Collection[str], look: PageLook, months: Collection[str]) -> frozenset[int]:
    """Return the keys of a page's texts that a person has named; of a long one its remembered beginning is enough."""
    if not texts:
        return frozenset()
    keys = {text_key(text, months) for text in texts}
    long = {text_key(text, months) for text in texts if 0 <= EXAMPLE_CHARS - len(text) <= 1}  # a last space is lost
    begun = (seen for seen in look.texts if long and len(seen.text) == EXAMPLE_CHARS)
    return frozenset(keys) | {seen.key for seen in begun if text_key(seen.text, months) in long}


def find_furniture(
    look: PageLook,
    view: MemoryView,
    pinned: Collection[int] = frozenset(),
    vetoed: Collection[int] = frozenset(),
) -> dict[int, str]:
    """Return the keys of a page's kept texts that are furniture, with the reason for people."""
    found: dict[int, str] = {}
    words = 0
    for seen in look.texts:
        known = view.texts.get(seen.key)
        if not seen.kept or known is None or seen.key in vetoed or seen.key in pinned:
            continue
        if weigh(seen, known) >= _ENOUGH:
            found[seen.key] = str(known)
            words += seen.words
    if words > _LITTLE_WORDS and words > _MOST_SHARE * look.words:
        found.clear()
    if pinned:
        found |= {seen.key: PINNED for seen in look.texts if seen.kept and seen.key in pinned}
    return found


def weigh(seen: SeenText, known: KnownText) -> int:
    """Return how much speaks for furniture: points for, less points against; see the module's words."""
    own_place = known.own_place and seen.place == known.place
    points = _OWN_PLACE * own_place + 2 * (known.dropped_share >= _DROPPED_SHARE)
    points += (known.stories >= _FULL_SHARE * known.of) + (known.stories >= _MANY_STORIES)
    points += known.stories >= _VERY_MANY_STORIES
    points += (seen.score < _DOUBTFUL) + (seen.score < _VERY_DOUBTFUL) + (seen.links >= _LINKED)
    if known.steady:
        points += 2 if seen.words <= _MIDDLING_WORDS else 1
    points += seen.words <= _SHORT_WORDS
    points -= (seen.words > _LONG_WORDS) + (seen.words > _VERY_LONG_WORDS)
    if known.at_end and seen.tail < _LAST_BLOCKS:
        points += 1
    elif not own_place:
        points -= 2 if seen.head < _FIRST_BLOCKS else 1
    if not _QUOTES.isdisjoint(seen.text):
        points -= 2
    return points
