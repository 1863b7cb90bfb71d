"""What is expected of each page really stands on it, and what must be gone stands outside the text."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from newsspider.sample.clock import DEFAULT_MOMENT, EPOCH
from tests.sample.pages import (
    NEWSROOM,
    every_story_version,
    every_version,
    folded,
    name_of,
    page_html,
    visible_text,
)

if TYPE_CHECKING:
    from newsspider.sample.model import Page, Version

FOUND = NEWSROOM.expectations(DEFAULT_MOMENT)
STORIES = pytest.mark.parametrize(("page", "version"), every_story_version(), ids=name_of)


@STORIES
def test_every_expected_paragraph_stands_on_the_page_in_order(page: Page, version: Version) -> None:
    shown = visible_text(page_html(page, version))
    place = 0
    for paragraph in version.expected.paragraphs:
        found = shown.find(folded(paragraph), place)
        assert found >= 0, paragraph
        place = found + len(folded(paragraph))


@STORIES
def test_what_must_be_gone_is_on_the_page_but_not_in_the_text(page: Page, version: Version) -> None:
    shown = visible_text(page_html(page, version))
    for snippet in version.expected.gone:
        assert folded(snippet) in shown, snippet
        assert folded(snippet) not in folded(version.expected.text or ""), snippet


@STORIES
def test_metadata_is_stated_on_the_page_and_stands_outside_the_text(page: Page, version: Version) -> None:
    source, expected = page_html(page, version), version.expected
    text = visible_text(source).casefold()
    for shown in (expected.title, expected.kicker, expected.dateline, *expected.tags):
        assert shown is None or folded(shown).casefold() in text, shown
    for name in (*expected.authors, *expected.contributors):
        assert folded(name).casefold() in text, name
    for stated in (expected.description, expected.section, expected.publisher):
        assert stated is None or folded(stated).casefold() in text or stated in source, stated
    # What is an opinion piece, a reader may see by its kicker alone, whatever the markup calls it.
    told_by_kicker = expected.type == "OpinionNewsArticle" and expected.kicker in ("Tribune", "Opinion", "Opinión")
    assert expected.type is None or expected.type in source or told_by_kicker
    for apart in (expected.title, expected.description, expected.kicker):
        assert apart not in expected.paragraphs


@STORIES
def test_expected_dates_are_the_moments_of_publication_and_change(page: Page, version: Version) -> None:
    expected = version.expected
    site = NEWSROOM.site(page.host)
    assert site is not None
    for stated, moment in ((expected.date_published, page.published), (expected.date_modified, version.since)):
        if stated is None:
            continue
        if "T" in stated:
            assert datetime.fromisoformat(stated) == moment
            assert stated in page_html(page, version)
        else:
            assert stated == moment.astimezone(site.zone).date().isoformat()


def test_truth_names_its_page() -> None:
    for page, version in every_version():
        assert (version.expected.host, version.expected.path) == (page.host, page.path)
        assert (version.expected.kind == "drop") == (version.expected.reason is not None)


def test_relations_hold_where_the_repeated_version_stands() -> None:
    texts = {page.host + page.path: [v.expected for v in page.versions] for page, _ in every_version()}
    for page, version in every_story_version():
        relation = version.expected.relation
        if relation is None:
            continue
        original = texts[relation.of][relation.of_version - 1]
        shared = [p for p in version.expected.paragraphs if p in original.paragraphs]
        local = [p for p in version.expected.paragraphs if p not in original.paragraphs]
        if relation.kind == "copy":
            assert len(shared) >= 3, page.slug
            assert len(local) <= len(shared), page.slug
        else:
            assert len(shared) < len(local), page.slug


def test_counts() -> None:
    found = FOUND
    articles = [expected for expected in found.values() if expected.kind == "article"]
    languages = Counter(expected.language for expected in articles)
    assert len(NEWSROOM.sites) >= 6
    assert len(found) >= 85
    assert len(articles) >= 62
    assert all(languages[code] >= 8 for code in ("en", "de", "fr", "es"))
    copies = [e for e in articles if e.relation and e.relation.kind == "copy"]
    assert len(copies) >= 10


def test_every_kind_of_drop_is_there() -> None:
    reasons = Counter(str(expected.reason) for expected in FOUND.values())
    assert reasons["soft_404"] >= 3
    for reason in ("gallery", "video", "login_page", "too_short", "no_text", "not_html", "robots_disallowed"):
        assert reasons[reason] >= 1, reason
    for reason in ("http_404", "http_410", "utility_page", "section_page"):
        assert reasons[reason] >= 1, reason


def test_kinds_of_article_are_there() -> None:
    articles = [e for e in FOUND.values() if e.kind == "article"]
    types = {expected.type for expected in articles}
    assert {"NewsArticle", "LiveBlogPosting", "OpinionNewsArticle", "AdvertiserContentArticle", None} <= types
    assert sum(expected.truncated for expected in articles) >= 2
    agencies = {expected.agency for expected in articles}
    assert {
        "Associated Press",
        "Agence France-Presse",
        "Reuters",
        "Deutsche Presse-Agentur",
        "Agencia EFE",
    } <= agencies
    assert any(len(expected.authors) > 1 for expected in articles)
    assert sum(bool(expected.contributors) for expected in articles) >= 5
    words = [len((expected.text or "").split()) for expected in articles]
    assert sum(count > 500 for count in words) >= 2


def test_every_day_of_the_fortnight_has_two_stories() -> None:
    days = Counter((page.published - EPOCH).days for page, _ in every_story_version())
    assert all(days[day] >= 2 for day in range(14))


def test_updates_withdrawals_and_future_pages() -> None:
    pages = [page for site in NEWSROOM.sites for page in site.pages]
    assert sum(len(page.versions) > 1 for page in pages) >= 6
    assert sum(page.withdrawn is not None for page in pages) >= 3
    assert {page.withdrawn_status for page in pages if page.withdrawn} == {404, 410}
    assert sum(page.published > DEFAULT_MOMENT for page in pages) >= 3
    corrections = re.compile(r"correction|rectif", re.IGNORECASE)
    assert sum(bool(corrections.search(version.body)) for _, version in every_version()) >= 2
