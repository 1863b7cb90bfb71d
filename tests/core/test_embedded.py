"""Articles that only scripts or the JSON-LD carry."""

from __future__ import annotations

import json
import time

import pytest

from newsspider.core.embedded import embedded_article
from newsspider.core.page import parse_page

STORY = "".join(
    f"<p>Sentence {number} of a story about the old mill by the river and its wheel.</p>" for number in range(9)
)


def found(inside: str) -> list[str] | None:
    tree = embedded_article(parse_page(f"<html><body><div id=app></div>{inside}</body></html>"))
    return None if tree is None else [str(p.text) for p in tree.iter("p")]


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(f"<script>var page = {json.dumps({'content': STORY})}</script>", id="plain string"),
        pytest.param(
            "<script>push([1," + json.dumps(STORY).replace("<", "\\u003c") + "])</script>", id="escaped tags"
        ),
        pytest.param(
            "<script>push([1," + json.dumps(json.dumps({"html": STORY})).replace("<", "\\u003c") + "])</script>",
            id="JSON inside JSON",
        ),
        pytest.param(
            '<script type="application/ld+json">'
            + json.dumps({"@type": "NewsArticle", "articleBody": STORY.replace("</p>", "\n").replace("<p>", "")})
            + "</script>",
            id="json-ld of lines",
        ),
    ],
)
def test_story_is_found(script: str) -> None:
    texts = found(script)
    assert texts is not None
    assert len(texts) == 9
    assert texts[0].startswith("Sentence 0 of a story")


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("", id="no script"),
        pytest.param("<script>var a = 'x'</script>", id="no markup"),
        pytest.param('<script>var a = "<p>short</p>"</script>', id="short"),
        pytest.param('<script>var a = "' + "\\x<p>" * 200 + '"</script>', id="not JSON"),
    ],
)
def test_nothing_is_found(script: str) -> None:
    assert found(script) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('"' + "\\u003cp\\" * 100_000, id="unclosed"),
        pytest.param('"' + "<p>" * 100_000 + '"', id="tags only"),
        pytest.param('"a" ' * 100_000 + '"<p>"', id="many strings"),
    ],
)
def test_hostile_scripts_take_linear_time(text: str) -> None:
    start = time.process_time()
    found(f"<script>{text}</script>")
    assert time.process_time() - start < 2
