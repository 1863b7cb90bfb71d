"""Stage 4 of 8, clean: what a page shows its site's memory: which texts stand where, before the memory has a say."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.evidence import mass_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from newsspider.core.blocks import Block

# A text that says less isn't remembered: labels and names recur for many reasons.
LEAST_MASS = 18.0
# What the model is surer of than this that it is no body needs no memory to go.
LEAST_SCORE = 0.05
KEEP_SCORE = 0.5
MAX_TEXTS = 400
MAX_PLACES = 80
# Different ones of a page; all others count as one. News pages of fundus_dev have up to 194 (2026-11).
MAX_PATHS = 1_000
EXAMPLE_CHARS = 120
_NUMBER = re.compile(r"\d+(?:[.,'\u2019\u00a0\u202f :/-]?\d+)*")
_WORD = re.compile(r"\w+")
_UNSTEADY = re.compile(r"\.[^/]*\d")
_PLACE_DIGITS = re.compile(r"\d+")
# A class of letters and digits mixed is made anew with every build of a site.
_BUILT = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[a-zA-Z])[\w-]{5,}$")
_DIGITS_IN_BUILT = 2
_PARTICLE_CHARS = 2


class SeenText(NamedTuple):
    """A block as the memory sees it.

    ``key`` stands for its words with numbers and dates folded, ``place`` for its path; ``head`` and ``tail`` count
    the kept blocks before and after it; ``kept`` is whether the page by itself would keep it. ``score`` and ``links``
    are the block's; ``text`` is its beginning.
    """

    key: int
    place: int
    head: int
    tail: int
    kept: bool
    words: int
    score: float
    links: float
    text: str


class SeenPlace(NamedTuple):
    """A place in the page: how many of its ``weighed`` blocks the model alone takes for body."""

    key: int
    weighed: int
    kept: int
    path: str


class PageLook(NamedTuple):
    """What one page shows its site's memory; ``words`` counts those of the blocks that the page alone would keep."""

    texts: tuple[SeenText, ...] = ()
    places: tuple[SeenPlace, ...] = ()
    words: int = 0
    body: str | None = None
    """The stable path of the element that most of the text stands in; None for a page without markup."""


def text_key(text: str, months: Collection[str] = ()) -> int:
    """Return a number for a text's words: case, signs, numbers and dates don't count; 63 bits.

    Args:
        text: the text.
        months: folded names of months; one beside a number makes a date, and takes the word before it (a weekday).
    """
    words = _WORD.findall(_NUMBER.sub(" 0 ", unicodedata.normalize("NFKC", text).casefold()))
    if "0" in words:
        words = _fold_dates(words, months)
    digest = hashlib.blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def _fold_dates(words: Sequence[str], months: Collection[str]) -> list[str]:
    """Return the words, each run of numbers and months as one number, a weekday before a month's gone with it."""
    kept: list[str] = []
    at, size = 0, len(words)
    while at < size:
        if words[at] != "0" and not (words[at] in months and at + 1 < size and words[at + 1] == "0"):
            kept.append(words[at])
            at += 1
            continue
        dated = False
        while at < size:
            # "3 de marzo de 2026": a particle between is of the date
            step = 1 if words[at] == "0" or words[at] in months else 2
            if at + step > size or (step == 2 and not _is_particle(words, at, months)):
                break
            dated = dated or words[at + step - 1] in months
            at += step
        if dated and kept and kept[-1] != "0":
            kept.pop()
        kept.append("0")
    return kept


def _is_particle(words: Sequence[str], at: int, months: Collection[str]) -> bool:
    """Whether a short word stands between a number and a month."""
    if len(words[at]) > _PARTICLE_CHARS or at + 1 >= len(words):
        return False
    before, after = words[at - 1], words[at + 1]
    return (before == "0" and after in months) or (before in months and after == "0")


def stable_path(path: str) -> str:
    """Return a block's path without what changes from page to page: numbers, and classes that builds make up."""
    return "/".join(map(stable_step, path.split("/"))) if _UNSTEADY.search(path) else path


def stable_step(step: str) -> str:
    """Return one step of a path without what changes from page to page."""
    if not _UNSTEADY.search(step):
        return step
    tag, dot, name = step.partition(".")
    if not dot or (_BUILT.match(name) and len(_PLACE_DIGITS.findall(name)) >= _DIGITS_IN_BUILT):
        return tag
    return f"{tag}.{_PLACE_DIGITS.sub('0', name)}"


def place_key(path: str) -> int:
    """Return a number for a stable path; 32 bits."""
    return zlib.crc32(path.encode("utf-8", "replace"))


def word_count(text: str) -> int:
    """Return the number of words, two characters for one where a script has no spaces between words."""
    return max(len(text.split()), int(mass_of(text)) // 12 if not text.isascii() else 0)


class BlockKeys(NamedTuple):
    """What the memory knows a page's blocks by, in their order: 0 for a block whose text says too little.

    ``paths`` are the stable paths by their keys.
    """

    texts: tuple[int, ...]
    places: tuple[int, ...]
    paths: dict[int, str]
    stable: dict[str, str]
    """Each path's stable form."""


def keys_of(blocks: Sequence[Block], months: Collection[str] = ()) -> BlockKeys:
    """Return the keys of a page's blocks; those that are sure to be no body have none for their text."""
    by_path: dict[str, int] = {}
    steady: dict[str, str] = {}
    paths: dict[int, str] = {}
    texts, places = [], []
    for block in blocks:
        place = by_path.get(block.path)
        if place is None:
            stable = steady[block.path] = stable_path(block.path) if len(steady) < MAX_PATHS else ""
            place = by_path[block.path] = place_key(stable)
            paths[place] = stable
        places.append(place)
        told = (block.kept or block.score >= LEAST_SCORE) and mass_of(block.text) >= LEAST_MASS
        texts.append(text_key(block.text, months) if told else 0)
    return BlockKeys(tuple(texts), tuple(places), paths, steady)


def look_of(blocks: Sequence[Block], keys: BlockKeys) -> PageLook:
    """Return what a page shows its site's memory."""
    total = sum(block.kept for block in blocks)
    seen: dict[int, SeenText] = {}
    weighed: dict[int, list[int]] = {}
    head = words = 0
    for block, key, place in zip(blocks, keys.texts, keys.places, strict=True):
        size = word_count(block.text) if block.kept or key else 0
        if key and key not in seen and len(seen) < MAX_TEXTS:
            tail = total - head - block.kept
            example = block.text[:EXAMPLE_CHARS]
            seen[key] = SeenText(key, place, head, tail, block.kept, size, block.score, block.links, example)
        if block.score:
            counts = weighed.setdefault(place, [0, 0])
            counts[0] += 1
            counts[1] += block.score >= KEEP_SCORE
        if block.kept:
            head += 1
            words += size
    places = [
        SeenPlace(key, counts[0], counts[1], keys.paths[key][-EXAMPLE_CHARS:]) for key, counts in weighed.items()
    ]
    return PageLook(tuple(seen.values()), tuple(places[:MAX_PLACES]), words)
