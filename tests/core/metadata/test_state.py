from __future__ import annotations

import json
from typing import Any

import pytest

from newsspider.core.metadata.enrich import enrich
from newsspider.core.metadata.state import PageState
from tests.core.metadata.support import RULES, URL, body, page

TITLE = "Ferry returns to the lake after a week"
STORY = {
    "headline": TITLE,
    "publishedAt": "2026-03-03T08:16:00+01:00",
    "updated_at": "2026-03-04T09:00:00+01:00",
    "authors": [{"name": "Dana Whitlow"}, {"first_name": "Otis", "last_name": "Grange"}, "Ida Lund"],
}
TEASER = {"headline": "Another story of the lake and its boats", "publishedAt": "2020-01-01", "author": "Karl Berg"}
TREE = {"props": {"pageProps": {"related": [TEASER], "article": STORY}}}


def state(scripts: str, *titles: str | None, url: str | None = URL) -> PageState:
    return PageState(page("", scripts, url=url), titles or (TITLE,))


def as_json(value: Any = TREE) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(value)}</script>'


def as_flight(value: Any = TREE) -> str:
    row = "2:I[7]\n3a:" + json.dumps(["$", "div", None, value]) + "\n"
    return f"<script>self.__next_f.push({json.dumps([1, row])})</script>"


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(as_json(), id="script of JSON"),
        pytest.param(f"<script>window.__STATE__ = {json.dumps(TREE)};</script>", id="assignment"),
        pytest.param(f'<script>window["state"]={json.dumps(TREE)};run()</script>', id="assignment to an item"),
        pytest.param("<script>window.s = {\"a\": undefined, " + json.dumps(TREE)[1:] + "</script>", id="undefined"),
        pytest.param(f"<script>var s = JSON.parse({json.dumps(json.dumps(TREE))})</script>", id="string of JSON"),
        pytest.param(as_flight(), id="pushed rows"),
    ],
)  # fmt: skip
def test_the_object_of_the_story_is_found(script: str) -> None:
    found = state(script)
    assert list(found.published()) == [("script", "2026-03-03T08:16:00+01:00")]
    assert list(found.modified()) == [("script", "2026-03-04T09:00:00+01:00")]
    assert found.authors() == ["Dana Whitlow", "Otis Grange", "Ida Lund"]
    assert found.title() == TITLE


def test_an_object_may_be_told_by_its_address() -> None:
    node = {**STORY, "url": URL}
    assert list(state(as_json(node), None).published()) == [("script", "2026-03-03T08:16:00+01:00")]
    assert list(state(as_json(node), None, url="https://www.lakepost.example/").published()) == []


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(as_json(TEASER), id="another story"),
        pytest.param(as_json({"headline": TITLE}), id="nothing told"),
        pytest.param(as_json({**STORY, "headline": ["x"]}), id="title of another type"),
        pytest.param(f"<script>window.a = {{headline: '{TITLE}', author: 'Karl Berg'}}</script>", id="no JSON"),
        pytest.param(f'<script type="application/json">{{"headline": "{TITLE}", "author": </script>', id="broken"),
        pytest.param('<script type="application/json">' + '{"author":' * 100_000 + "</script>", id="deep"),
        pytest.param(f'<script>window.a = {{"{TITLE}":' + '[{"author":1},' * 50_000 + "</script>", id="cut"),
        pytest.param("<script>" + "window.author = " * 50_000 + TITLE + "</script>", id="assignments of nothing"),
    ],
)
def test_what_tells_nothing_of_the_story_gives_nothing(script: str) -> None:
    found = state(script)
    assert (list(found.published()), found.authors(), found.title()) == ([], [], None)


@pytest.mark.parametrize("value", [True, None, {}, [], "never", float("nan"), float("inf"), 10**400, -1])
def test_values_of_any_type_do_no_harm(value: Any) -> None:
    node = {**STORY, "publishedAt": value, "updated_at": value, "authors": [value, {"name": value}]}
    metadata = enrich(page("", as_json(node)), body(TITLE), RULES)
    assert metadata.date_published is None


def test_a_page_may_tell_of_its_story_in_scripts_alone() -> None:
    metadata = enrich(page("", as_json({**STORY, "url": URL})), body("The ferry sailed at nine."), RULES)
    assert metadata.title == TITLE
    assert metadata.authors == ("Dana Whitlow", "Otis Grange", "Ida Lund")
    assert metadata.date_published == "2026-03-03T08:16:00+01:00"
    assert metadata.date_modified == "2026-03-04T09:00:00+01:00"
    assert {metadata.origins[name] for name in ("title", "authors", "date_published", "date_modified")} == {"script"}
