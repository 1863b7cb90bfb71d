"""Stage 3 of 8, extract: cut the page's tree into segments, the runs of text that a reader sees as one piece.

One walk over the tree. Nothing is judged here: every run of text becomes a segment, with the element it stands in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from newsspider.core.page import html_parser

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from newsspider.core.siterules.model import Mark

# Elements whose text no reader sees, or sees only as part of a control.
SKIPPED_TAGS = frozenset(
    "script style noscript template svg math head title select option optgroup datalist textarea button input "  # noqa: SIM905
    "iframe frame frameset noframes object embed applet param video audio canvas map area picture img source track "
    "progress meter rt rp dialog link meta base".split()
)
INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rbc rtc ruby s samp "  # noqa: SIM905
    "small span strike strong sub sup time tt u var wbr".split()
)
# A skipped element with this many paragraphs was left open by mistake and holds the page.
SWALLOWING_TAGS = ("button", "noscript", "select", "dialog", "object")
SWALLOWED_PARAGRAPHS = 6
SWALLOWED_TITLE_CHARS = 1_500
# Attributes that say what an element is for, in words.
NAMING_ATTRIBUTES = frozenset("class id role itemprop data-component data-testid data-type data-role".split())  # noqa: SIM905
# A page past these is cut there. Of 2,476 real pages the largest had 6,219 segments, the next 2,734 (all sets,
# 2026-11).
MAX_SEGMENTS = 6_500
MAX_NODES = 40_000
MAX_DEPTH = 250
MAX_NAME_CHARS = 400
# A cell of a data table holds a value or a label: no more text than this, and hardly an element.
CELL_CHARS = 60
CELL_ELEMENTS = 4
CELL_MARK = " | "


@dataclass(slots=True, eq=False)
class Node:
    """A block-level element: ``names`` is what its class, id, role and itemprop say.

    ``runs``, ``chars``, ``linked`` and ``prose`` are sums over the segments inside it, added by
    `newsspider.core.evidence`. ``mark`` is what the site's rule says of it.
    """

    tag: str
    parent: Node | None
    depth: int
    names: str = ""
    hidden: bool = False
    runs: int = 0
    chars: int = 0
    linked: int = 0
    prose: float = 0.0
    mark: Mark | None = None

    def ancestors(self) -> list[Node]:
        """Return this node and those around it, innermost first."""
        found: list[Node] = []
        node: Node | None = self
        while node is not None:
            found.append(node)
            node = node.parent
        return found


@dataclass(slots=True, eq=False)
class Segment:
    """A run of text: ``linked``, ``bold`` and ``italic`` count its characters inside such elements.

    ``names`` holds the classes of the inline elements that it starts with.
    """

    text: str
    node: Node
    linked: int = 0
    bold: int = 0
    italic: int = 0
    anchors: int = 0
    names: str = ""
    mark: Mark | None = None


class Segmenter:
    """Walks one tree; use `segment_tree`."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.nodes: list[Node] = []
        self._pieces: list[str] = []
        self._names: list[str] = []
        self._breaks = 0
        self._linked = self._bold = self._italic = self._anchors = 0
        self._full = False

    def walk(self, root: HtmlElement) -> None:
        """Cut the tree under ``root``."""
        node = self._push(root.tag, root, None)
        if root.text:
            self._add(root.text, None)
        self._visit(root, node, None, 0)
        self._flush(node)

    def _visit(self, parent: etree._Element, node: Node, style: str | None, depth: int) -> None:
        """Take in the children of an element; ``style`` tells whether the text is in a link, bold or italic."""
        for element in parent:
            tag = element.tag
            if tag == "span" and _displays(element.get("style", ""), "block"):
                self._block("div", element, node, style, depth)
            elif tag in INLINE_TAGS:
                self._inline(tag, element, node, style, depth)
            elif tag == "br":
                self._break(node, own_line=_ends_own_line(element))
            elif tag == "tr" and _is_data_row(element):
                self._row(element, node, style)
            elif tag not in SKIPPED_TAGS or _swallowed(tag, element):
                self._block(tag, element, node, style, depth)
            if self._full:
                return
            tail = element.tail
            if tail:
                self._add(tail, style)

    def _inline(self, tag: str, element: etree._Element, node: Node, style: str | None, depth: int) -> None:
        if tag == "a":
            style = "a"
            self._anchors += 1
        elif style is None:
            if tag in ("b", "strong"):
                style = "b"
            elif tag in ("i", "em", "cite"):
                style = "i"
        if not self._pieces:
            name = element.get("class") or element.get("itemprop")
            if name:
                self._names.append(name[:MAX_NAME_CHARS])
        text = element.text
        if text:
            self._add(text, style)
        if depth < MAX_DEPTH and len(element):
            self._visit(element, node, style, depth + 1)

    def _block(self, tag: str, element: etree._Element, node: Node, style: str | None, depth: int) -> None:
        self._flush(node)
        self._fill(element, self._push(tag, element, node), style, depth)

    def _fill(self, element: etree._Element, inner: Node, style: str | None, depth: int) -> None:
        """Take in what a block-level element holds."""
        text = element.text
        if text:
            self._add(text, style)
        if depth < MAX_DEPTH and len(element):
            self._visit(element, inner, style, depth + 1)
        self._flush(inner)

    def _row(self, element: etree._Element, node: Node, style: str | None) -> None:
        """Take a row of a data table as one segment, its cells apart by a bar."""
        self._flush(node)
        inner = self._push("tr", element, node)
        for cell in element:
            if self._pieces:
                self._pieces.append(CELL_MARK)
            if cell.text:
                self._add(cell.text, style)
            if len(cell):
                self._visit_inline(cell, style)
        self._flush(inner)

    def _visit_inline(self, cell: etree._Element, style: str | None) -> None:
        """Take in what a short cell holds as part of the row."""
        for element in cell.iter():
            if element is cell or not isinstance(element.tag, str):
                continue
            inside = "a" if element.tag == "a" else style
            if element.tag == "a":
                self._anchors += 1
            if element.text and element.tag not in SKIPPED_TAGS:
                self._add(element.text, inside)
            if element.tail:
                self._add(element.tail, style)

    def _push(self, tag: str, element: etree._Element, parent: Node | None) -> Node:
        names, hidden = "", parent is not None and parent.hidden
        for key, found in element.items():
            value = str(found)
            if key in NAMING_ATTRIBUTES:
                names = f"{names} {value[:MAX_NAME_CHARS]}" if names else value[:MAX_NAME_CHARS]
            # React sends late parts as `<div hidden id="S:1">` and has a script put them in place.
            elif key == "hidden":
                hidden = hidden or not element.get("id", "").startswith("S:")
            elif key == "style" and _displays(value, "none"):
                hidden = True
        node = Node(tag, parent, 0 if parent is None else parent.depth + 1, names, hidden)
        self.nodes.append(node)
        self._full = self._full or len(self.nodes) >= MAX_NODES
        return node

    def _add(self, text: str, style: str | None) -> None:
        if text.isspace():
            if self._pieces:
                self._pieces.append(" ")
            return
        self._pieces.append(text)
        self._breaks = 0
        if style is not None:
            size = len(text.strip())
            if style == "a":
                self._linked += size
            elif style == "b":
                self._bold += size
            else:
                self._italic += size

    def _break(self, node: Node, *, own_line: bool) -> None:
        """A ``<br>`` is white space; two in a row end a paragraph, and so does one after a line of its own."""
        self._breaks += 1
        if self._breaks >= 2 or own_line:
            self._flush(node)
        elif self._pieces:
            self._pieces.append(" ")

    def _flush(self, node: Node) -> None:
        """End a segment of ``node``."""
        if self._pieces:
            text = " ".join("".join(self._pieces).split())
            if text:
                size = len(text)
                linked, bold, italic = min(self._linked, size), min(self._bold, size), min(self._italic, size)
                names = " ".join(self._names) if self._names else ""
                self.segments.append(Segment(text, node, linked, bold, italic, self._anchors, names))
                self._full = self._full or len(self.segments) >= MAX_SEGMENTS
            self._pieces = []
            self._linked = self._bold = self._italic = 0
        if self._names:
            self._names = []
        self._anchors = 0


def _ends_own_line(line_break: etree._Element) -> bool:
    """Tell whether the line before a ``<br>`` is one inline element and nothing else: a heading, a link, a date."""
    element = line_break.getprevious()
    if element is None or element.tag not in INLINE_TAGS or (element.tail and not element.tail.isspace()):
        return False
    before = element.getprevious()
    if before is None:
        parent = element.getparent()
        text = parent.text if parent is not None and parent.tag not in INLINE_TAGS else "x"
        return not text or text.isspace()
    return before.tag == "br" and (not before.tail or before.tail.isspace())


def _is_data_row(row: etree._Element) -> bool:
    """Tell whether a row holds values: at least two cells, none with more than a label's text."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2:
        return False
    for cell in cells:
        size = 0
        for count, element in enumerate(cell.iter()):
            size += len((element.text or "").strip()) + (
                len((element.tail or "").strip()) if element is not cell else 0
            )
            if size > CELL_CHARS or count > CELL_ELEMENTS or element.tag in ("p", "table", "br"):
                return False
    return True


def _displays(style: str, how: str) -> bool:
    return how in style[:MAX_NAME_CHARS] and f"display:{how}" in style[:MAX_NAME_CHARS].replace(" ", "").lower()


def _swallowed(tag: str, element: etree._Element) -> bool:
    """Tell whether a control was left open and holds what follows it on the page."""
    if tag not in SWALLOWING_TAGS:
        return False
    paragraphs = element.iter("p")
    return sum(1 for _ in zip(paragraphs, range(SWALLOWED_PARAGRAPHS), strict=False)) >= SWALLOWED_PARAGRAPHS


def _unclosed_title(root: HtmlElement) -> HtmlElement:
    """Return the page inside a ``<title>`` that was never closed, else the page itself."""
    title = root.find(".//title")
    text = title.text if title is not None else None
    if not text or len(text) < SWALLOWED_TITLE_CHARS or text.count("<") < SWALLOWED_PARAGRAPHS:
        return root
    try:
        inner = etree.fromstring(text.encode("utf-8", "replace"), html_parser())
    except (etree.LxmlError, ValueError):
        return root
    return inner if inner is not None and isinstance(inner.tag, str) else root


def segment_tree(root: HtmlElement, segmenter: Segmenter | None = None) -> tuple[list[Segment], list[Node]]:
    """Return the segments under ``root`` in page order, and the block-level elements in document order."""
    segmenter = segmenter or Segmenter()
    segmenter.walk(_unclosed_title(root))
    return segmenter.segments, segmenter.nodes
