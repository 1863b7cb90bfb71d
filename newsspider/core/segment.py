"""Stage 3 of 8, extract: cut the page's tree into segments, the runs of text that a reader sees as one piece.

One walk over the tree, without recursion, so that neither depth nor size of a page matters. Nothing is judged
here: every visible run of text becomes a segment, with the elements it stands in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Elements whose text no reader sees, or sees only as part of a control.
SKIPPED_TAGS = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "head",
        "title",
        "select",
        "option",
        "optgroup",
        "datalist",
        "textarea",
        "button",
        "input",
        "iframe",
        "frame",
        "frameset",
        "noframes",
        "object",
        "embed",
        "applet",
        "param",
        "video",
        "audio",
        "canvas",
        "map",
        "area",
        "picture",
        "img",
        "source",
        "track",
        "progress",
        "meter",
        "rt",
        "rp",
        "dialog",
        "link",
        "meta",
        "base",
    ]
)
INLINE_TAGS = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rb",
        "rbc",
        "rtc",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
BOLD_TAGS = frozenset(("b", "strong"))
EMPHASIS_TAGS = frozenset(("i", "em", "cite"))
# Attributes that say what an element is for, in words.
NAMING_ATTRIBUTES = ("class", "id", "role", "itemprop", "data-component", "data-testid", "data-type", "data-role")
# A page past these is cut there: the largest of 2,500 real pages had 9,100 segments (fundus, wcxb, l3s, 2026-11).
MAX_SEGMENTS = 20_000
MAX_NODES = 60_000
MAX_NAME_CHARS = 400


@dataclass(slots=True, eq=False)
class Node:
    """A block-level element: ``names`` is what its class, id, role and itemprop say.

    ``runs``, ``chars``, ``linked`` and ``prose`` are sums over the segments inside it, added by
    `newsspider.core.evidence`.
    """

    tag: str
    parent: Node | None
    depth: int
    order: int
    names: str = ""
    hidden: bool = False
    runs: int = 0
    chars: int = 0
    linked: int = 0
    prose: float = 0.0

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

    ``names`` holds the naming attributes of the inline elements that it starts with.
    """

    text: str
    node: Node
    linked: int = 0
    bold: int = 0
    italic: int = 0
    anchors: int = 0
    names: str = ""


@dataclass(slots=True)
class _Run:
    """The text gathered since the last block boundary."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    bold: int = 0
    italic: int = 0
    anchors: int = 0
    names: list[str] = field(default_factory=list)
    filled: bool = False
    breaks: int = 0


class Segmenter:
    """Walks one tree; use `segment_tree`."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.nodes: list[Node] = []
        self._node: Node | None = None
        self._run = _Run()
        self._links = 0
        self._bolds = 0
        self._italics = 0

    def walk(self, root: HtmlElement) -> None:
        """Cut the tree under ``root``."""
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        skipped: etree._Element | None = None
        for event, element in walker:
            if event == "start":
                tag = element.tag
                if tag in SKIPPED_TAGS:
                    walker.skip_subtree()
                    skipped = element
                    continue
                self._open(tag, element)
                text = element.text
                if text:
                    self._add(text)
                continue
            if event == "end":
                if element is skipped:
                    skipped = None
                else:
                    self._close(element.tag)
            tail = element.tail
            if tail and element is not root:
                self._add(tail)
            if len(self.segments) >= MAX_SEGMENTS or len(self.nodes) >= MAX_NODES:
                break
        self._flush()

    def _open(self, tag: str, element: etree._Element) -> None:
        if tag not in INLINE_TAGS:
            if tag == "br":
                self._break()
            elif tag == "hr":
                self._flush()
            else:
                self._flush()
                self._push(tag, element)
            return
        if tag == "a":
            self._links += 1
            self._run.anchors += 1
        elif tag in BOLD_TAGS:
            self._bolds += 1
        elif tag in EMPHASIS_TAGS:
            self._italics += 1
        if not self._run.filled and element.attrib:
            name = element.get("class") or element.get("itemprop")
            if name:
                self._run.names.append(name[:MAX_NAME_CHARS])

    def _close(self, tag: str) -> None:
        if tag not in INLINE_TAGS:
            if tag not in ("br", "hr"):
                self._flush()
                if self._node is not None:
                    self._node = self._node.parent
            return
        if tag == "a":
            self._links -= 1
        elif tag in BOLD_TAGS:
            self._bolds -= 1
        elif tag in EMPHASIS_TAGS:
            self._italics -= 1

    def _push(self, tag: str, element: etree._Element) -> None:
        parent = self._node
        names, hidden = "", parent is not None and parent.hidden
        if element.attrib:
            attributes = element.attrib
            found = [str(attributes[name])[:MAX_NAME_CHARS] for name in NAMING_ATTRIBUTES if name in attributes]
            names = " ".join(found)
            hidden = hidden or _is_hidden(attributes)
        node = Node(tag, parent, 0 if parent is None else parent.depth + 1, len(self.nodes), names, hidden)
        self.nodes.append(node)
        self._node = node

    def _add(self, text: str) -> None:
        run = self._run
        run.pieces.append(text)
        if text.isspace():
            return
        run.filled = True
        run.breaks = 0
        if self._links or self._bolds or self._italics:
            size = len(text.strip())
            if self._links:
                run.linked += size
            if self._bolds:
                run.bold += size
            if self._italics:
                run.italic += size

    def _break(self) -> None:
        """A ``<br>`` is white space; two in a row end a paragraph."""
        self._run.breaks += 1
        if self._run.breaks >= 2:
            self._flush()
        else:
            self._run.pieces.append(" ")

    def _flush(self) -> None:
        run = self._run
        if not run.pieces and not run.names and not run.anchors:
            return
        self._run = _Run()
        if not run.filled:
            return
        text = " ".join("".join(run.pieces).split())
        if not text or self._node is None:
            return
        size = len(text)
        self.segments.append(
            Segment(
                text,
                self._node,
                min(run.linked, size),
                min(run.bold, size),
                min(run.italic, size),
                run.anchors,
                " ".join(run.names),
            )
        )


def _is_hidden(attributes: etree._Attrib) -> bool:
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    if style and "none" in style[:MAX_NAME_CHARS]:
        return "display:none" in style[:MAX_NAME_CHARS].replace(" ", "").lower()
    return False


def segment_tree(root: HtmlElement) -> tuple[list[Segment], list[Node]]:
    """Return the segments under ``root`` in page order, and the block-level elements in document order."""
    segmenter = Segmenter()
    segmenter.walk(root)
    return segmenter.segments, segmenter.nodes
