"""Stage 3 of 8, extract: cut a page's tree into segments that know what their site's rule says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.segment import Node, Segment, Segmenter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree
    from lxml.html import HtmlElement

    from newsspider.core.siterules.model import Mark


class MarkingSegmenter(Segmenter):
    """Gives each element the mark of the rule, or that of the nearest one around it."""

    def __init__(self, marks: Mapping[HtmlElement, Mark]) -> None:
        super().__init__()
        self._marks = marks
        self._cut: list[Segment] = []

    def _push(self, tag: str, element: etree._Element, parent: Node | None) -> Node:
        node = super()._push(tag, element, parent)
        around = parent.mark if parent is not None else None
        mark = self._marks.get(element, around)
        # what is stripped or kept around a body stays so
        node.mark = around if mark is not None and mark.kind == "body" and around is not None else mark
        return node

    def _inline(self, tag: str, element: etree._Element, node: Node, style: str | None, depth: int) -> None:
        """Take a marked part of a line as a block of its own, or cut it out of the line."""
        mark = self._marks.get(element)
        if mark is None:
            super()._inline(tag, element, node, style, depth)
        elif mark.kind != "strip":
            self._block("div", element, node, style, depth)
        else:
            text = " ".join(" ".join(map(str, element.itertext())).split())
            if text:
                self._cut.append(Segment(text, node, mark=mark))

    def _row(self, element: etree._Element, node: Node, style: str | None) -> None:
        """Take a row apart where a cell is marked."""
        if any(inner in self._marks for inner in element.iterdescendants()):
            self._block("tr", element, node, style, 0)
        else:
            super()._row(element, node, style)

    def _flush(self, node: Node) -> None:
        """End a segment; what was cut out of its line follows it."""
        super()._flush(node)
        if self._cut:
            self.segments.extend(self._cut)
            self._cut = []
