"""Known sites: regions of furniture aren't looked into, bodies never get lost, and a changed layout is named."""

from __future__ import annotations

import json

import pytest

from newsspider.core.document import read_page
from newsspider.core.knownplaces import KNOWN_STORIES, WHOLE_EVERY, KnownPlaces
from newsspider.core.places import PLACE_RULE, region_key
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


def test_regions_of_furniture_are_taken_whole_and_the_text_is_the_same(known: SiteMemory) -> None:
    page = html(20, section="culture")
    text, rules = read(page, known)
    plain = read_page(page, URL, rules=bundled_rules())
    assert text == plain.article.text
    assert PLACE_RULE in rules
    assert len(read_page(page, URL, rules=bundled_rules(), memory=known.view()).blocks) < len(plain.blocks)
    assert plain.article.rights == read_page(page, URL, rules=bundled_rules(), memory=known.view()).article.rights


def test_a_body_in_a_region_of_furniture_is_found(known: SiteMemory) -> None:
    inside = "".join(f"<p>{paragraph(30, index)}</p>" for index in range(6))
    page = html(31, aside=inside).replace("<div class=story>", "<div class=empty hidden>")
    moved = page[: page.index("<div class=main>")] + page[page.index("<div class=rail>") :]
    text, _ = read(moved, known)
    assert paragraph(30, 0) in text


def test_every_tenth_story_is_read_whole(known: SiteMemory) -> None:
    layout = known.layout
    assert layout.dead(WHOLE_EVERY - 1)
    assert layout.dead(WHOLE_EVERY) == {}


def test_what_comes_to_life_is_looked_into_again() -> None:
    memory = learned([html(number) for number in range(KNOWN_STORIES)])
    assert region_key("div.rail", "div.news-page", "body") in memory.view().dead
    alive = "".join(f"<p>{paragraph(60, index)}</p>" for index in range(6))
    page = html(61, aside=alive)
    reading = read_page(page, URL, rules=bundled_rules(), memory=SiteMemory().view())
    assert reading.look is not None
    assert reading.look.regions is not None
    memory.learn(reading.look._replace(regions=reading.look.regions._replace(
        live=(*reading.look.regions.live, region_key("div.rail", "div.news-page", "body")))), "2026-11-22")  # fmt: skip
    assert region_key("div.rail", "div.news-page", "body") not in memory.view().dead


def events_of(bodies: list[str]) -> list[tuple[int, str]]:
    """Return the events of a site whose stories have their bodies at these places, with the number of the story."""
    from newsspider.core.places import Regions

    layout = KnownPlaces()
    return [
        (number, event.kind)
        for number, body in enumerate(bodies, start=1)
        for event in layout.learn(Regions(body=body), number)
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


def test_a_redesign_forgets_the_old_regions_and_relearns() -> None:
    pages = [html(number) for number in range(7)]
    after = [html(number, body="text", section="new").replace("class=rail", "class=edge") for number in range(7, 17)]
    memory = learned(pages + after[:3])
    assert memory.layout.changed
    assert memory.view().dead == {}
    memory = learned(pages + after)
    assert not memory.layout.changed


def test_what_is_known_survives_json(known: SiteMemory) -> None:
    data = json.loads(json.dumps(known.layout.to_dict()))
    assert KnownPlaces.of(data) == known.layout
