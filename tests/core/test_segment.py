"""Segments: what a reader sees as one piece."""

from __future__ import annotations

import pytest

from newsspider.core.page import parse_page
from newsspider.core.segment import MAX_NODES, MAX_SEGMENTS, Segment, segment_tree


def cut(markup: str) -> list[Segment]:
    return segment_tree(parse_page(f"<html><body>{markup}</body></html>").tree)[0]


def texts(markup: str) -> list[str]:
    return [segment.text for segment in cut(markup)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param("<p>One</p><p>Two</p>", ["One", "Two"], id="paragraphs"),
        pytest.param(
            "<div><span style='color:red; display: block'>One</span><span style='display:block'>Two</span></div>",
            ["One", "Two"],
            id="spans shown as blocks",
        ),
        pytest.param("<p>One <span style='display:inline-block'>two</span></p>", ["One two"], id="span in a line"),
        pytest.param("<p>One <b>bold</b> and <a href=x>link</a>.</p>", ["One bold and link."], id="inline"),
        pytest.param("One<br>line<br><br>Two", ["One line", "Two"], id="two breaks end a paragraph"),
        pytest.param("One<br> \n <br/>Two", ["One", "Two"], id="breaks with space between"),
        pytest.param("<div>a<p>b</p>c</div>", ["a", "b", "c"], id="text around a block"),
        pytest.param("<p>a<script>x</script>b</p>", ["ab"], id="script inside"),
        pytest.param("<p>a</p><noscript>x</noscript><style>y</style>", ["a"], id="unseen"),
        pytest.param("<ul><li>a<ul><li>b</li></ul></li></ul>", ["a", "b"], id="nested list"),
        pytest.param("<table><tr><td>a</td><td><b>b</b></td></tr></table>", ["a | b"], id="row of values"),
        pytest.param("<table><tr><td>a</td></tr></table>", ["a"], id="single cell"),
        pytest.param(
            f"<table><tr><td>a</td><td>{'b ' * 40}</td></tr></table>",
            ["a", ("b " * 40).strip()],
            id="laid out by a table",
        ),
        pytest.param("<table><tr><td>a</td><td><p>b</p></td></tr></table>", ["a", "b"], id="paragraph in a cell"),
        pytest.param("a<hr>b", ["a", "b"], id="rule"),
        pytest.param("<my-box>a</my-box>b", ["a", "b"], id="unknown tag"),
        pytest.param("<p>漢<ruby>字<rt>じ</rt></ruby></p>", ["漢字"], id="ruby reading"),
        pytest.param("<p> \n\t </p>", [], id="white space only"),
        pytest.param("<p>a\n   b\u00a0c</p>", ["a b c"], id="white space folded"),
    ],
)
def test_cut(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param(
            "<td><font>Masthead</font><br><b>Title</b><br>Body text.</td>",
            ["Masthead", "Title", "Body text."],
            id="lines",
        ),
        pytest.param("<td><a>One</a><br>\n<a>Two</a><br></td>", ["One", "Two"], id="links"),
        pytest.param("<p>A <b>bold</b><br>word goes on</p>", ["A bold word goes on"], id="not-a-line-of-its-own"),
        pytest.param("<p><b>Bold</b> start<br>goes on</p>", ["Bold start goes on"], id="text-behind"),
        pytest.param("<p>Text <i><b>x</b><br>y</i></p>", ["Text x y"], id="within-a-sentence"),
    ],
)
def test_a_line_of_one_inline_element_stands_alone(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


def test_links_and_type_are_counted() -> None:
    segment = cut("<p>ab <a href=x>cde</a> <b>fg</b> <i>h</i> <a href=y><b>ij</b></a></p>")[0]
    assert (segment.linked, segment.bold, segment.italic, segment.anchors) == (5, 2, 1, 2)


def test_names_of_element_and_of_first_inline() -> None:
    segment = cut(
        "<div class='Story' id='main'><p itemprop='text'><span class='lead'>a</span><i class='no'>b</i></p></div>"
    )[0]
    assert segment.names == "lead"
    assert segment.node.names == "text"
    assert segment.node.parent is not None
    assert segment.node.parent.names == "Story main"


@pytest.mark.parametrize("attribute", ["hidden", "style='color:red; display: none'"])
def test_hidden_is_inherited(attribute: str) -> None:
    assert cut(f"<div {attribute}><p>a</p></div>")[0].node.hidden


def test_visible_style_is_not_hidden() -> None:
    assert not cut("<p style='text-decoration:none'>a</p>")[0].node.hidden


def test_ancestors_go_outwards() -> None:
    tags = [node.tag for node in cut("<div><p>a</p></div>")[0].node.ancestors()]
    assert tags == ["p", "div", "body", "html"]


def test_page_inside_an_open_control_is_found() -> None:
    paragraphs = "".join(f"<p>Paragraph {number}</p>" for number in range(8))
    assert len(texts(f"<button>Menu{paragraphs}</button>")) == 9
    assert texts("<button>Menu<p>One</p></button>") == []


def test_page_inside_an_open_title_is_found() -> None:
    story = "".join(
        f"<p>Sentence {number} of a story that goes on for quite a while, as stories do.</p>" for number in range(40)
    )
    page = parse_page(f"<html><head><title>A story<body>{story}</body></html>")
    assert len([s for s in segment_tree(page.tree)[0] if s.text.startswith("Sentence")]) >= 39


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<div>" * 100_000 + "end", id="deep"),
        pytest.param("<p>a</p>" * (MAX_SEGMENTS + 100), id="many segments"),
        pytest.param("<i></i><div></div>" * (MAX_NODES + 100), id="many elements"),
        pytest.param("<p>" + "<b>" * 20_000 + "x", id="deep inline"),
    ],
)
def test_hostile_sizes_stay_bounded(markup: str) -> None:
    segments, nodes = segment_tree(parse_page(markup).tree)
    assert len(segments) <= MAX_SEGMENTS
    assert len(nodes) <= MAX_NODES


@pytest.mark.parametrize(
    ("attributes", "hidden"),
    [
        pytest.param("hidden", True, id="hidden"),
        pytest.param("style='display: none'", True, id="not displayed"),
        pytest.param("hidden id='S:1'", False, id="streamed, shown later"),
        pytest.param("hidden id=S", True, id="another id"),
    ],
)
def test_hidden(attributes: str, hidden: bool) -> None:
    (segment,) = cut(f"<div {attributes}><p>One</p></div>")
    assert segment.node.hidden is hidden
