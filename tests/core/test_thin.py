"""What is cut out before the parse, and what is left to the parser."""

from __future__ import annotations

import time

import pytest

from newsspider.core.page import parse_page
from newsspider.core.thin import thin_out

SECONDS = 2.0


@pytest.mark.parametrize(
    ("markup", "left", "scripts"),
    [
        (b"<p>a<script>var b;</script>c", b"<p>ac", (b"var b;",)),
        (b"<script src=x async></script ><p>c", b"<p>c", (b"",)),
        (b"<style media=all>p{}</STYLE><p>c", b"<p>c", ()),
        (b"<p>a<svg viewBox='0 0'><title>Icon</title></svg>c", b"<p>ac", ()),
        (b"<script lang='x <script>a</script><p>c", b"<p>c", (b"a",)),
        (b"<SCRIPT>x</script><p>c", b"<p>c", (b"x",)),
        (b"<script>'</'</script><p>c", b"<p>c", (b"'</'",)),
        (b"<script>'<svg>'</script><p>c</p></svg>", b"<p>c</p></svg>", (b"'<svg>'",)),
    ],
    ids=["script", "attributes", "style", "drawing", "cut tag", "upper case", "end in text", "drawing in a script"],
)
def test_what_no_stage_reads_is_cut(markup: bytes, left: bytes, scripts: tuple[bytes, ...]) -> None:
    assert thin_out(markup) == (left, scripts)


@pytest.mark.parametrize(
    "markup",
    [
        b'<script type="application/ld+json">{"@type": "Article"}</script><p>c',
        b"<script type=application/JSON>{}</script><p>c",
        b"<!-- <script> --><p>c</p><script>",
        b"<script>x<p>never closed",
        b"<script><!-- <script></script> --></script><p>c",
        b"<svg><svg></svg><title>Icon</title></svg><p>c",
        b"<scripture>x</scripture><stylesheet>y</stylesheet>",
        b"<!-- never closed <script>x</script>",
        b"<p>no tag at all",
        b"",
    ],
    ids=[
        "json-ld",
        "json",
        "comment",
        "open",
        "nested",
        "drawing in a drawing",
        "other names",
        "open comment",
        "plain",
        "empty",
    ],
)
def test_the_rest_is_left_to_the_parser(markup: bytes) -> None:
    assert thin_out(markup) == (markup, ())


def test_text_after_a_script_stays() -> None:
    page = parse_page("<article><script>one()</script><p>Two</p><style>x</style>three</article>")
    assert "".join(page.tree.itertext()) == "Twothree"
    assert page.scripts == (b"one()",)


@pytest.mark.parametrize(
    "piece", [b"<script>", b"<script></", b"<!--", b"<svg><script>", b"</script>", b"<style></style>"], ids=repr
)
def test_floods_take_linear_time(piece: bytes) -> None:
    started = time.process_time()
    thin_out(piece * 200_000)
    assert time.process_time() - started < SECONDS
