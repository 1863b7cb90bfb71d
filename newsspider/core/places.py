"""Stage 3 of 8, extract: where on a page its body stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsspider.core.blocks import Block


def body_place(blocks: Sequence[Block], stable: Mapping[str, str]) -> str:
    """Return the stable path of the element that most of the kept text stands in; empty where nothing is kept.

    Args:
        blocks: all of a page.
        stable: gives the stable path for each path of a block.
    """
    sizes: dict[str, int] = {}
    for block in blocks:
        if block.kept:
            home = stable[block.path].rpartition("/")[0]
            sizes[home] = sizes.get(home, 0) + len(block.text)
    return max(sizes, key=lambda path: sizes[path]) if sizes else ""
