"""Known sites: where bodies stand is learned, and a changed layout is named."""

from __future__ import annotations

import json

import pytest

from newsspider.core.document import read_page
from newsspider.core.knownplaces import KNOWN_STORIES, KnownPlaces
from newsspider.core.sitememory import SiteMemory
from newsspider.rules import bundled_rules
from newsspider.rules.metadata import bundled_metadata_rules
from tests.core.memory_support import paragraph

URL = "https://www.lake.example/story"


def html(number: int, body: str = "story", aside: str = "", section: str = "news") -> str:
    """Return a page whose section's name is a class around everything."""
    paragraphs = "".join(f"<p>{paragraph(number, index)}</p>" for index in range(6))
    links = "".join(f"<li><a href='/{i}'>Another story {i} of the day</a></li>" for i in range(12))
    title = f"Story number {number} of the lake"
    return (
        f"<html lang=en><title>{title}</title><body><div class={section}-page><div class=top><ul class=menu>{links}</ul></div>"
        f"<div class=main><h1>{title}</h1><div class={body}>{paragraphs}</div></div>"
        f"<div class=rail><h3>Most read</h3><ul>{links}</ul><div class=box>{aside}</div></div>"
        f"<div class=foot><ul class=menu>{links}</ul><p>© 2026 The Lake</p></div></div></body></html>"
    )


def learned(pages: list[str]) -> SiteMemory:
    memory = SiteMemory()
    for page in pages:
        reading = read_page(
            page, URL, rules=bundled_rules(), metadata_rules=bundled_metadata_rules(), memory=memory.view()
        )
        assert reading.look is not None
        memory.learn(reading.look, "2026-11-22")
    return memory


@pytest.fixture(scope="module")
def known() -> SiteMemory:
    return learned([html(number, section="news" if number % 2 else "sport") for number in range(KNOWN_STORIES + 1)])


def read(page: str, memory: SiteMemory) -> tuple[str, list[str]]:
    """Return the text, and the rules that removed something."""
    reading = read_page(page, URL, rules=bundled_rules(), memory=memory.view())
    return reading.article.text, [entry.rule for entry in reading.article.extraction.removed]


def test_a_page_of_a_known_site_is_read_as_by_itself(known: SiteMemory) -> None:
    """What a story's text is must not depend on when it was fetched: a second reading would be another version."""
    page = html(20, section="culture")
    assert read(page, known) == read(page, SiteMemory())


def events_of(bodies: list[str]) -> list[tuple[int, str]]:
    """Return the events of a site whose stories have their bodies at these places, with the number of the story."""
    layout = KnownPlaces()
    return [
        (number, event.kind) for number, body in enumerate(bodies, start=1) for event in layout.learn(body, number)
    ]


@pytest.mark.parametrize(
    ("bodies", "events"),
    [
        (["a"] * 20, [(5, "layout_learned")]),
        (["a"] * 6 + ["b"] * 8, [(5, "layout_learned"), (9, "layout_changed"), (11, "layout_learned")]),
        (["a", "b"] * 8, [(9, "layout_learned"), (10, "layout_learned"), (10, "layout_second")]),
        (["a"] * 6 + ["x", "a", "y", "a", "z"] * 2, [(5, "layout_learned")]),
        (list("abcdefghijklmnop"), []),
    ],
    ids=["steady", "redesign", "two_layouts", "odd_pages", "none"],
)
def test_changes_of_a_layout_are_named(bodies: list[str], events: list[tuple[int, str]]) -> None:
    assert events_of(bodies) == events


def test_a_redesign_is_relearned() -> None:
    pages = [html(number) for number in range(7)]
    after = [html(number, body="text", section="new").replace("class=rail", "class=edge") for number in range(7, 17)]
    memory = learned(pages + after[:3])
    assert memory.layout.changed
    memory = learned(pages + after)
    assert not memory.layout.changed


def test_what_is_known_survives_json(known: SiteMemory) -> None:
    data = json.loads(json.dumps(known.layout.to_dict()))
    assert KnownPlaces.of(data) == known.layout


def test_what_earlier_releases_kept_of_a_layout_can_be_read(known: SiteMemory) -> None:
    data = {**known.layout.to_dict(), "regions": {"17": [5, 0, 40]}}
    assert KnownPlaces.of(data) == known.layout
