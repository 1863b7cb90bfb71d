"""Stage 5 of 8, enrich: the dates that a page shows beside its story.

Far above the headline stands today's date, below the text the dates of teasers and the footer: only lines in certain
places count, and below the text only those that say that they tell the publication.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from newsspider.core.metadata.rules import any_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.dates import Moment
    from newsspider.core.metadata.rules import MetadataRules

Found = list[tuple[str, "Moment"]]

_MAX_LINE_CHARS = 250
_MAX_STAMP_CHARS = 60
_MAX_LINES = 200
_MAX_LONE_CHARS = 40
_MAX_DATE_CHARS = 100
_ABOVE_HEADLINE = 3
_INTO_TEXT = 4
_BELOW_TEXT = 6
_PUBLISHED_NAME = re.compile(r"publi|posted|created|pubdate|entry-date|article-date|release|dateline", re.IGNORECASE)
_FRAME = re.compile(r"(?:^|/)(?:nav|header|footer|aside)\b|mast|top-?bar|head-?bar", re.IGNORECASE)
_PARTS = re.compile(r"\s*[|•·⋅●]\s*|\s+[–—-]\s+")
_DIGIT = re.compile(r"\d")
# A day of a year and nothing else: figures, a name of a month or of a weekday.
_LONE_DATE = re.compile(
    r"(?:[^\W\d_]{1,12}[.,]{0,2}\s)?\d{1,4}[\w\s.,/年月日년월일-]{2,24}\d{1,4}[日일]?\.?|[^\W\d_]{3,12}\.?\s\d{1,2},?\s\d{4}"
)
_LINKED = 0.5
_HEADING_REACH = 4
_FAR_BELOW_TEXT = 60


def find_shown(
    blocks: Sequence[Block], rules: MetadataRules, read: Callable[[str], Moment | None]
) -> tuple[Found, Found]:
    """Return what the lines beside the story state: when it was published, and when changed.

    Args:
        blocks: the page's blocks in order.
        rules: the words for publication and change.
        read: reads a date, None where a text is none.
    """
    published: Found = []
    modified: Found = []
    changed = _changed(rules.words("updated"))
    for block in islice(_beside_the_text(blocks, rules), _MAX_LINES):
        text = block.text[:_MAX_LINE_CHARS]
        if not _DIGIT.search(text):
            continue
        cut = changed.search(text)
        first, rest = (text[: cut.start()], text[cut.end() :]) if cut else (text, "")
        if not published and (moment := _read_within(first, read)):
            published.append((f"{block.role} block", moment))
        if not modified and (moment := _read_within(rest, read)):
            modified.append((f"{block.role} block", moment))
    return published, modified


def find_stamp(blocks: Sequence[Block], rules: MetadataRules, read: Callable[[str], Moment | None]) -> Found:
    """Return the date that stands alone between headline and text, else the one that says it is the publication's."""
    kept = [index for index, block in enumerate(blocks) if block.kept]
    head = _headline(blocks, kept)
    if head is None:
        return []
    body = next((index for index in kept if index > head), len(blocks))
    changed = _changed(rules.words("updated"))
    for block in blocks[head + 1 : min(body, head + _MAX_LINES)]:
        # "03/01/2017 by Jane Doe, Chair of the Committee"
        opens = block.role == "date" and _DIGIT.match(block.text)
        limit = _MAX_DATE_CHARS if opens else _MAX_LONE_CHARS
        if len(block.text) > limit or block.links > _LINKED or not _DIGIT.search(block.text):
            continue
        if changed.search(block.text):
            return []  # what stands above a date of change is of the same kind
        if block.role == "date" and (moment := _read_within(block.text, read)):
            return [("date block", moment)]
        first = _PARTS.split(block.text)[0]
        if _LONE_DATE.fullmatch(first) and (moment := read(first)):
            return [(f"{block.role} block", moment)]
    says = _says_published(rules.words("published"))
    for block in blocks[body : (kept[-1] if kept else body) + 1 + _BELOW_TEXT]:
        if not block.kept and len(block.text) <= _MAX_STAMP_CHARS and says.match(block.text):
            moment = None if changed.search(block.text) else _read_within(block.text, read)
            return [(f"{block.role} block", moment)] if moment else []
    return []


def _headline(blocks: Sequence[Block], kept: Sequence[int]) -> int | None:
    """Return where the headline stands: the block of that role, or the first-rank heading right above the text."""
    head = next((index for index, block in enumerate(blocks) if block.role == "headline"), None)
    if kept and (head is None or head > kept[0]):
        above = range(kept[0] - 1, max(kept[0] - 1 - _HEADING_REACH, -1), -1)
        head = next((index for index in above if blocks[index].tag == "h1"), head)
    return head


def _read_within(text: str, read: Callable[[str], Moment | None]) -> Moment | None:
    """Return the moment that a line states, also behind a name or between marks."""
    digit = _DIGIT.search(text)
    if digit is None:
        return None
    if moment := read(text) or read(text[digit.start() :]):
        return moment
    return next((moment for part in _PARTS.split(text) if (moment := read(part))), None)


def _beside_the_text(blocks: Sequence[Block], rules: MetadataRules) -> Iterator[Block]:
    """Yield the blocks that may date the article: dates, then bylines, then other short lines by the headline."""
    kept = [index for index, block in enumerate(blocks) if block.kept]
    head = _headline(blocks, kept)
    first, last = head or 0, kept[-1] if kept else len(blocks)
    body = next((index for index in kept if index > first), last)
    says = _says_published(rules.words("published"))
    near = [block for block in blocks[first:last] if len(block.text) <= _MAX_LINE_CHARS]
    for role in ("date", "byline"):
        yield from (block for block in near if block.role == role)
    for block in blocks[first + 1 : max(body, min(body + _INTO_TEXT, last))]:
        if not block.kept and (len(block.text) <= _MAX_STAMP_CHARS or says.search(block.text[:_MAX_LONE_CHARS])):
            yield block
    if head is not None:
        for above in reversed(blocks[max(head - _ABOVE_HEADLINE, 0) : head]):
            if _is_neighbour(above, blocks[head]):
                yield above
    yield from _labelled(blocks, max(first - _ABOVE_HEADLINE, 0), last + _BELOW_TEXT, rules)
    # further below stand teasers with dates of their own: only the one date that bears a label may be the article's
    far = list(_dated(blocks, last + _BELOW_TEXT, last + _FAR_BELOW_TEXT, says))
    yield from far if len(far) == 1 else ()


def _labelled(blocks: Sequence[Block], start: int, end: int, rules: MetadataRules) -> Iterator[Block]:
    """Yield the lines that say of themselves, or whose label before them says, that they tell the publication."""
    says = _says_published(rules.words("published"))
    for index in range(start, min(end, len(blocks))):
        block = blocks[index]
        if block.kept or len(block.text) > _MAX_LINE_CHARS or not _DIGIT.search(block.text):
            continue
        label = blocks[index - 1].text if index else ""
        named = _PUBLISHED_NAME.search(block.path.rpartition("/")[2])
        labelled = len(label) <= _MAX_STAMP_CHARS and says.fullmatch(label.strip(" :"))
        signed = index and blocks[index - 1].role == "byline" and _LONE_DATE.fullmatch(block.text)
        if says.match(block.text) or named or labelled or signed:
            yield block


def _dated(blocks: Sequence[Block], start: int, end: int, says: re.Pattern[str]) -> Iterator[Block]:
    """Yield the lines below a label that is all its block says."""
    for label, block in pairwise(blocks[start:end]):
        if len(label.text) <= _MAX_STAMP_CHARS and says.fullmatch(label.text.strip(" :")) and not block.kept:
            yield block


def _is_neighbour(block: Block, headline: Block) -> bool:
    """Whether a block stands in the headline's own box, or is a date that stands in no frame of the page."""
    if len(block.text) > _MAX_STAMP_CHARS or not headline.path or block.links > 0.5:
        return False
    own, other = headline.path.split("/"), block.path.split("/")
    shared = next(
        (index for index, (a, b) in enumerate(zip(own, other, strict=False)) if a != b), min(len(own), len(other))
    )
    if shared >= 3 and shared >= len(own) - 2:
        return True
    return block.role == "date" and shared >= 3 and not _FRAME.search("/".join(other[shared:]))


@lru_cache(maxsize=8)
def _changed(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a word for a change."""
    return re.compile(any_of(words), re.IGNORECASE)


@lru_cache(maxsize=8)
def _says_published(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a line that begins with a word for publication."""
    return re.compile(rf"(?<!\w)(?:{any_of(words)})(?:\s(?:on|date|am|le|el|il|em|op|den|am:))?", re.IGNORECASE)
