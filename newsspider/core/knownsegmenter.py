"""Stage 3 of 8, extract: cut a page whose site is known; regions of furniture aren't looked into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.looks import stable_step
from newsspider.core.places import OUTER_STEPS, region_key
from newsspider.core.segment import Node, Segment, Segmenter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

_PATH_NAME_CHARS = 40
# More text than this beyond what a region ever held, and it is looked into.
_GROWTH = 1.5
_GROWTH_CHARS = 400
_MOST_RUNS = 500


class KnownSegmenter(Segmenter):
    """Cuts a page whose site is known: a region of furniture becomes one segment.

    Args:
        dead: keys of regions, and how many characters they held at most.
    """

    def __init__(self, dead: Mapping[int, int]) -> None:
        super().__init__()
        self._dead = dead
        self._steps: dict[Node, tuple[str, str]] = {}
        self._stable: dict[tuple[str, str], str] = {}
        self._sizes: dict[tuple[str, str, str], int] = {}
        self._here = -1

    def _push(self, tag: str, element: etree._Element, parent: Node | None) -> Node:
        node = super()._push(tag, element, parent)
        name = node.names.split(maxsplit=1)[0][:_PATH_NAME_CHARS] if node.names else ""
        step = self._stable.get((tag, name))
        if step is None:
            step = self._stable[(tag, name)] = stable_step(f"{tag}.{name}" if name else tag)
        around, outer = self._steps[parent] if parent is not None else ("", "")
        self._steps[node] = (step, around)
        place = (step, around, outer)
        here = self._sizes.get(place)
        if here is None:
            here = self._sizes[place] = self._dead.get(region_key(*place), -1)
        self._here = here if node.depth >= OUTER_STEPS else -1
        return node

    def _text_of(self, element: etree._Element, inner: Node) -> Segment | None:
        """Return what stands for a known region; None where it holds too much for what is known of it."""
        pieces = [text for text in element.itertext() if not text.isspace()]
        text = " ".join(" ".join(map(str, pieces)).split())
        if len(text) > _GROWTH * self._here + _GROWTH_CHARS:
            return None
        linked = sum(len(piece.strip()) for link in element.iter("a") for piece in link.itertext())
        return Segment(text, inner, min(linked, len(text)), runs=min(len(pieces), _MOST_RUNS), stands_in=True)

    def _block(self, tag: str, element: etree._Element, node: Node, style: str | None, depth: int) -> None:
        self._flush(node)
        inner = self._push(tag, element, node)
        if self._here >= 0:
            region = self._text_of(element, inner)
            if region is not None:
                if region.text:
                    self.segments.append(region)
                return
        self._fill(element, inner, style, depth)
