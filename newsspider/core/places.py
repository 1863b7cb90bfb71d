"""Stage 3 of 8, extract: a site's known places: elements in which no page had anything but furniture aren't looked into.

A page's blocks tell which paths are alive: those around what was kept, what metadata is read from, and all that stands
by the body. The outermost paths below these that hold only furniture are its regions. A region that a site's memory
knows from several stories, never alive, becomes one block, unless it holds more than it ever did.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.looks import MAX_PATHS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsspider.core.blocks import Block

PLACE_RULE = "repeats/place"
# What is of no use to the metadata, wherever it stands; and what only counts beside the article.
_DEAD_ROLES = frozenset(("navigation", "related", "ad", "share", "comments", "other", "promo", "teaser"))
_LOCAL_ROLES = _DEAD_ROLES | {"byline", "date", "caption", "kicker", "standfirst"}
_DOUBTFUL_SCORE = 0.2
_FIRST_BLOCKS = 4
_BESIDE = 6
_NOTICE_CHARS = 200
# Paths of the page's own frame, html and body, are no places.
OUTER_STEPS = 2
MAX_REGIONS = 60
MAX_LIVE = 120


class SeenRegion(NamedTuple):
    """A region of a page: the key of its path, and the characters of its blocks."""

    key: int
    chars: int


class Regions(NamedTuple):
    """What a page tells of its places: regions of furniture, paths that are alive, and where its body stands."""

    dead: tuple[SeenRegion, ...] = ()
    live: tuple[int, ...] = ()
    body: str = ""


def region_key(step: str, around: str, outer: str) -> int:
    """Return the key of an element by its stable step and the two around it; a step with a class needs only one.

    The whole path would be another one in every section of some sites.
    """
    near = f"{around}/{step}" if "." in step else f"{outer}/{around}/{step}"
    return zlib.crc32(near.encode("utf-8", "replace"))


def regions_of(blocks: Sequence[Block], stable: Mapping[str, str], *, whole: bool = True) -> Regions:
    """Return what a page tells of its places.

    Args:
        blocks: all of a page.
        stable: gives the stable path for each path of a block.
        whole: whether the page was read whole; where known regions were left out, it tells only of its body.
    """
    if not whole or len(stable) > MAX_PATHS:
        return Regions(body=_body(blocks, stable))
    chains = {path: _chain(steady) for path, steady in stable.items()}
    alive = _alive(blocks)
    live: dict[int, None] = {}
    for block, lives in zip(blocks, alive, strict=True):
        if lives:
            live.update(dict.fromkeys(chains[block.path]))
    dead: dict[int, int] = {}
    for block, lives in zip(blocks, alive, strict=True):
        if not lives:
            key = next((key for key in chains[block.path] if key not in live), None)
            if key is not None:
                dead[key] = dead.get(key, 0) + len(block.text)
    largest = sorted(dead.items(), key=lambda entry: (-entry[1], entry[0]))[:MAX_REGIONS]
    return Regions(tuple(SeenRegion(*entry) for entry in largest), tuple(live)[:MAX_LIVE], _body(blocks, stable))


def _chain(path: str) -> tuple[int, ...]:
    """Return the keys of the elements along a path, the outermost first, without the page's frame."""
    steps = ["", "", *path.split("/")]
    return tuple(region_key(*steps[at : at - 3 : -1]) for at in range(OUTER_STEPS + 2, len(steps)))


def _alive(blocks: Sequence[Block]) -> list[bool]:
    """Tell for each block whether its place must be looked into on other pages."""
    kept = [index for index, block in enumerate(blocks) if block.kept]
    head = next((index for index, block in enumerate(blocks) if block.role == "headline"), kept[0] if kept else 0)
    first, last = min(head, kept[0] if kept else 0) - _BESIDE, (kept[-1] if kept else 0) + _BESIDE
    return [
        block.kept
        or block.role not in (_DEAD_ROLES if first <= index <= last else _LOCAL_ROLES)
        or block.score >= _DOUBTFUL_SCORE
        or index < _FIRST_BLOCKS
        or "©" in block.text[:_NOTICE_CHARS]
        for index, block in enumerate(blocks)
    ]


def _body(blocks: Sequence[Block], stable: Mapping[str, str]) -> str:
    """Return the stable path of the element that most of the kept text stands in."""
    sizes: dict[str, int] = {}
    for block in blocks:
        if block.kept:
            home = stable[block.path].rpartition("/")[0]
            sizes[home] = sizes.get(home, 0) + len(block.text)
    return max(sizes, key=lambda path: sizes[path]) if sizes else ""
