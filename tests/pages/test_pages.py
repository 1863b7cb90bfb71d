"""What is expected of each hand-written page really stands on it, and what must be gone stands outside the text."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.pages import LabelledPage, PageDataError, load_pages

if TYPE_CHECKING:
    from pathlib import Path

PAGES = pytest.mark.parametrize("page", load_pages(), ids=lambda page: page.name)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?")
_TWICE = ("ar", "hi", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv", "tr", "zh")


def folded(text: str) -> str:
    """Return the text without white space, which inline elements may add or swallow."""
    return re.sub(r"[\s\u200b\u200e\u200f]+", "", text)


def shown(page: LabelledPage) -> str:
    """Return what a reader sees of the page."""
    source = re.sub(r"(?s)<!--.*?-->|<(script|style)\b.*?</\1\s*>|<head>.*?</head>", " ", page.source)
    return folded(html.unescape(re.sub(r"<[^>]+>", " ", source)))


@PAGES
def test_every_paragraph_stands_on_the_page_in_order(page: LabelledPage) -> None:
    seen, place = shown(page), 0
    for paragraph in page.paragraphs:
        found = seen.find(folded(paragraph), place)
        assert found >= 0, paragraph
        place = found + len(folded(paragraph))


@PAGES
def test_what_must_be_gone_stands_on_the_page_but_not_in_the_text(page: LabelledPage) -> None:
    assert len(page.gone) >= 5
    for snippet in page.gone:
        assert folded(snippet) in shown(page), snippet
        assert folded(snippet) not in folded(page.text), snippet


@PAGES
def test_names_and_titles_are_stated_and_stand_outside_the_text(page: LabelledPage) -> None:
    seen = shown(page).casefold()
    for stated in (page.title, page.kicker):
        assert stated is None or folded(stated).casefold() in seen, stated
    for name in (*page.authors, *page.contributors):
        assert folded(name).casefold() in seen or name in page.source, name
    assert page.description is None or folded(page.description) in folded(html.unescape(page.source))
    for apart in (page.title, page.description, page.kicker):
        assert apart not in page.paragraphs


@PAGES
def test_labels_have_their_form(page: LabelledPage) -> None:
    assert page.url.startswith("https://www.")
    assert page.url.split("/")[2].endswith(".example")
    assert page.language == page.name.split("/", maxsplit=1)[0]
    assert page.date_published is None or _DATE.fullmatch(page.date_published)
    assert 4 <= len(page.paragraphs) <= 30


def test_there_are_enough_pages_and_languages() -> None:
    counts = Counter(page.language for page in load_pages())
    assert counts.total() >= 30
    assert len(counts) >= 12
    assert {language: counts[language] for language in _TWICE if counts[language] < 2} == {}


def test_no_two_pages_share_a_text_or_an_address() -> None:
    pages = load_pages()
    assert len({page.url for page in pages}) == len({page.text for page in pages}) == len(pages)


LABELS = 'url = "https://www.a.example/1"\nabout = "x"\ntitle = "T"\nlanguage = "en"\ntext = "A b."\ngone = ["c"]\n'


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        pytest.param(LABELS + "titel = 'x'\n", "nothing is called 'titel'", id="unknown key"),
        pytest.param(LABELS + "kicker = ''\n", "kicker must be text", id="empty text"),
        pytest.param(LABELS + "authors = 'Ann'\n", "authors must be text, or a list", id="text for a list"),
        pytest.param(LABELS.replace("about", "description"), "about is missing", id="missing key"),
        pytest.param(LABELS + "title", "x.toml: ", id="not TOML"),
    ],
)
def test_wrong_labels_are_named(tmp_path: Path, labels: str, message: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "x.html").write_text("<p>A b.</p>c")
    (tmp_path / "en" / "x.toml").write_text(labels)
    with pytest.raises(PageDataError, match=message):
        load_pages(tmp_path)


def test_a_page_without_labels_is_named(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "x.html").write_text("<p>A b.</p>")
    with pytest.raises(PageDataError, match=r"en/x: needs both"):
        load_pages(tmp_path)
