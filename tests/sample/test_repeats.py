"""The newsroom's twenty pieces of furniture that only repetition gives away: gone from the fourth story of a site on."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from newsspider.core.document import read_page
from newsspider.core.sitememory import SiteMemory
from newsspider.rules import bundled_rules
from newsspider.rules.metadata import bundled_metadata_rules
from newsspider.sample.clock import DEFAULT_MOMENT
from newsspider.sample.newsroom import Newsroom, load

if TYPE_CHECKING:
    from newsspider.core.document import PageReading
    from newsspider.core.sitememory import MemoryView
    from newsspider.sample.model import Page, Site

PORT = 8800
KNOWN = 3
_FIELDS = ("title", "authors", "date_published", "language", "tags", "dateline", "agency", "description", "rights")


def stories(site: Site) -> list[Page]:
    """Return a site's stories, oldest first, each told once."""
    pages = [page for page in site.pages if page.is_story and page.is_up(DEFAULT_MOMENT)]
    return sorted(pages, key=lambda page: (page.published, page.slug))


def read(newsroom: Newsroom, page: Page, memory: MemoryView | None) -> PageReading:
    response = newsroom.render(page.host, page.path, DEFAULT_MOMENT, PORT)
    body = response.body
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return read_page(
        body, f"http://{page.host}:{PORT}{page.path}", rules=bundled_rules(), metadata_rules=bundled_metadata_rules(),
        memory=memory, headers={key.lower(): value for key, value in response.headers.items()},
    )  # fmt: skip


def words_of(piece: str) -> str:
    """Return the words of a piece before what changes in it."""
    return " ".join(re.sub(r"<[^>]*>", " ", piece).split("$")[0].split())


def test_the_newsroom_has_twenty_pieces_in_four_languages() -> None:
    sites = [site for site in load().sites if site.repeats]
    assert sum(len(site.repeats) + len(site.repeats_amid) for site in sites) == 20
    assert {site.language for site in sites} == {"en", "de", "fr", "es"}
    assert sum("$" in piece for site in sites for piece in site.repeats) >= 5


@pytest.mark.parametrize("key", [site.key for site in load().sites if site.repeats])
def test_what_a_site_repeats_is_gone_from_the_fourth_story_on_and_nothing_else(key: str) -> None:
    plain = load()
    repeating = replace(plain, repeats=True)
    site = next(site for site in plain.sites if site.key == key)
    memory, missed, shown = SiteMemory(), [], 0
    for number, page in enumerate(stories(site)):
        wanted = read(plain, page, None)
        found = read(repeating, page, memory.view())
        assert found.look is not None
        memory.learn(found.look, "2026-11-22")
        shown += read(repeating, page, None).article.text != wanted.article.text
        if number < KNOWN:
            assert found.article.text == read(repeating, page, None).article.text
        elif found.article.text != wanted.article.text:
            a, b = wanted.article.text.split("\n\n"), found.article.text.split("\n\n")
            missed.append((page.slug, [p for p in a if p not in b], [p for p in b if p not in a]))
        if number >= KNOWN:
            differ = [name for name in _FIELDS if getattr(found.article, name) != getattr(wanted.article, name)]
            assert differ == [], page.slug
    assert shown >= KNOWN, "nothing on a single page gives them away"
    assert missed == []
