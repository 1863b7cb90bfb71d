"""Stage 4 of 8, clean: take out what the site's memory knows for its own furniture.

Recurrence is evidence beside all else: a text goes where it recurs on most of the site's different stories and
enough speaks for furniture (a place of its own, a steady slot, the body's end, brevity, links, the model's doubt)
and little against it (length, quotation marks, a place amid the body's paragraphs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.looks import keys_of, look_of, word_count

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.looks import BlockKeys, PageLook
    from newsspider.core.sitememory import KnownText, MemoryView

TEXT_RULE = "repeats/text"
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
_QUOTES = frozenset("\"“”„«»「」『』《》‹›")
# Furniture that would take more than half of a text isn't taken for such, unless it is little.
_MOST_SHARE = 0.5
_LITTLE_WORDS = 120


def without_furniture(
    blocks: Sequence[Block], view: MemoryView | None, months: Collection[str] = ()
) -> tuple[tuple[Block, ...], PageLook]:
    """Return a page's blocks, furniture marked as removed, and what the page shows the memory.

    Args:
        blocks: all of a page, judged by the page alone.
        view: the site's memory as of before the page; None or empty for none.
        months: folded names of months.
    """
    keys = keys_of(blocks, months)
    look = look_of(blocks, keys)
    if view is None or not view.texts:
        return tuple(blocks), look
    found = _furniture(blocks, keys, view)
    words = sum(word_count(blocks[index].text) for index in found)
    if words > _LITTLE_WORDS and words > _MOST_SHARE * look.words:
        return tuple(blocks), look
    return tuple(
        block._replace(role="other", rule=TEXT_RULE, detail=_said(found[index])) if index in found else block
        for index, block in enumerate(blocks)
    ), look


def _said(known: KnownText) -> str:
    return f"on {known.stories} of {known.of} pages since {known.since}"


def _furniture(blocks: Sequence[Block], keys: BlockKeys, view: MemoryView) -> dict[int, KnownText]:
    """Return the kept blocks that are furniture, by index."""
    kept = [index for index, block in enumerate(blocks) if block.kept]
    found: dict[int, KnownText] = {}
    for place, index in enumerate(kept):
        known = view.texts.get(keys.texts[index])
        if known is None or known.verdict is False:
            continue
        last = len(kept) - place <= _LAST_BLOCKS
        if known.verdict or _weigh(blocks[index], known, place, keys.places[index], last=last) >= _ENOUGH:
            found[index] = known
    return found


def _weigh(block: Block, known: KnownText, head: int, place: int, *, last: bool) -> int:
    """Return how much speaks for furniture: points for, less points against."""
    words = word_count(block.text)
    own_place = known.own_place and place == known.place
    points = _OWN_PLACE * own_place + 2 * (known.dropped_share >= _DROPPED_SHARE)
    points += (known.stories >= _FULL_SHARE * known.of) + (known.stories >= _MANY_STORIES)
    points += known.stories >= _VERY_MANY_STORIES
    points += (block.score < _DOUBTFUL) + (block.score < _VERY_DOUBTFUL) + (block.links >= _LINKED)
    if known.steady:
        points += 2 if words <= _MIDDLING_WORDS else 1
    points += words <= _SHORT_WORDS
    points -= (words > _LONG_WORDS) + (words > _VERY_LONG_WORDS)
    if known.at_end and last:
        points += 1
    elif not own_place:
        points -= 2 if head == 0 else 1
    if not _QUOTES.isdisjoint(block.text):
        points -= 2
    return points
