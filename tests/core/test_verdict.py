from __future__ import annotations

from typing import Any

import pytest

from newsspider.core.blocks import Block
from newsspider.core.metadata.model import Metadata
from newsspider.core.page import parse_page
from newsspider.core.verdict import REASONS, count_words, judge
from newsspider.rules.metadata import bundled_metadata_rules

RULES = bundled_metadata_rules()
URL = "https://lakepost.example/news/ferry-returns-48213"
SENTENCE = "The ferry came back on Monday after a whole week in the yard, and nobody had missed it more. "
CARDS = "".join(
    f'<div class="card"><h2><a href="/s/{n}">Ferry number {n} returns to the lake</a></h2><p>It was away.</p></div>'
    for n in range(6)
)
STATED = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x"}</script>'


def verdict(
    body: str = "",
    texts: tuple[str, ...] = (),
    *,
    head: str = "",
    url: str | None = URL,
    title: str | None = "Ferry returns to the lake",
) -> str | None:
    page = parse_page(f"<html><head>{head}</head><body>{body}</body></html>", url)
    blocks = [Block(text, "paragraph", "p") for text in texts]
    return judge(page, blocks, Metadata(title=title), RULES)


@pytest.mark.parametrize(
    ("texts", "body", "title"),
    [
        ((SENTENCE, SENTENCE), "<h1>Ferry returns to the lake</h1>", "Ferry returns to the lake"),
        ((SENTENCE * 4,), "", None),
        ((SENTENCE * 20,), CARDS, "Ferry returns to the lake"),
        (
            (SENTENCE * 3,),
            "<ul>" + '<li><a href="/s/1">The ferry is late once more</a></li>' * 5 + "</ul>",
            "Ferry late",
        ),
        ((SENTENCE * 12,), "", "Page not found: how the archive lost its index"),
        ((SENTENCE * 4,), "", "Why we could not log in for a week"),
        (("渡轮在船厂停留一周后于星期一返回，船长说它这次会留下来。" * 3,), "", "渡轮返回"),
    ],
    ids=["short", "no title", "cards below", "related list", "quotes an error", "about logging in", "Chinese"],
)
def test_articles(texts: tuple[str, ...], body: str, title: str | None) -> None:
    assert verdict(body, texts, title=title) is None


@pytest.mark.parametrize(
    ("title", "texts", "reason"),
    [
        ("404", ("Nothing here.",), "soft_404"),
        ("Page not found", (), "soft_404"),
        ("Sorry, page not found", ("Try the search.",), "soft_404"),
        ("Seite nicht gefunden", (), "soft_404"),
        ("お探しのページ", (), "soft_404"),
        ("It drifted off", ("We could not find what you were looking for.",), "soft_404"),
        ("Access denied", ("Contact the owner.",), "error_page"),
        ("Just a moment...", (), "error_page"),
        ("503 Service Unavailable", (), "error_page"),
        ("Log in", ("Name and password.",), "login_page"),
        ("Se connecter", (), "login_page"),
        ("Impressum", (SENTENCE,), "utility_page"),
        ("Privacy Policy", (SENTENCE * 40,), "utility_page"),
        ("Contact us", (SENTENCE,), "utility_page"),
    ],
)
def test_pages_that_say_what_they_are(title: str, texts: tuple[str, ...], reason: str) -> None:
    assert verdict("", texts, title=title) == reason


def test_the_document_title_speaks_too() -> None:
    assert verdict(head="<title>Page not found | Lake Post</title>", title="Lake Post") == "soft_404"


@pytest.mark.parametrize(
    ("body", "texts", "head", "url", "reason"),
    [
        (CARDS, (), "", URL, "section_page"),
        (CARDS, ("It was away.",) * 6, "", URL, "section_page"),
        (CARDS, ("It was away.",) * 6 + (SENTENCE,), "", URL, "section_page"),
        (CARDS, (SENTENCE * 9,), "", "https://lakepost.example/", "section_page"),
        (CARDS, (SENTENCE,), '<script type="application/ld+json">{"@type": "CollectionPage"}</script>', URL, "section_page"),
        ('<form><input type="password"></form>', (SENTENCE,), "", URL, "login_page"),
        ('<header><input type="password"></header>', (SENTENCE, SENTENCE), "", URL, None),
        ("<video></video>", (), "", URL, "video"),
        ("", (SENTENCE, SENTENCE), '<meta property="og:type" content="video.other">', URL, "video"),
        ("", (SENTENCE, SENTENCE), "", "https://lakepost.example/video/ferry", "video"),
        ("<figure><img></figure>" * 5, ("One.",), "", URL, "gallery"),
        ("<figure><img></figure>" * 5, (SENTENCE,), "", "https://lakepost.example/gallery/ferry", "gallery"),
        ("<figure><img></figure>" * 5, (SENTENCE, SENTENCE), "", URL, None),
        ("", (), "", URL, "no_text"),
        ("", ("One short line.",), "", URL, "too_short"),
        ("", ("One short line.",), STATED, URL, "too_short"),
        ('<footer><a href="/news/ferry-returns-48213">About</a></footer>', (SENTENCE, SENTENCE), "", URL, "utility_page"),
        ('<footer><a href="/news/ferry-returns-48213">x</a></footer>', (SENTENCE, SENTENCE), STATED, URL, None),
    ],
    ids=["cards", "card texts kept", "a notice too", "root", "collection", "password", "password in header", "film", "og video", "video folder",
         "pictures", "gallery folder", "pictures with text", "nothing", "short", "short though stated", "furniture", "stated"],
)  # fmt: skip
def test_pages_by_what_they_are_made_of(
    body: str, texts: tuple[str, ...], head: str, url: str, reason: str | None
) -> None:
    assert verdict(body, texts, head=head, url=url) == reason
    assert reason is None or reason in REASONS


def test_three_hundred_links_under_a_heading_are_a_section() -> None:
    links = "".join(f'<a href="/s/{n}">Ferry number {n} returns to the lake</a><br>' for n in range(300))
    assert verdict(f"<h1>Harbour news</h1>{links}", title="Harbour news") == "section_page"


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("one two-three", 2), ("渡轮返回湖上", 3), ("The 渡轮 is back", 4), ("여객선이 왔다", 2)],
)
def test_count_words(text: str, words: int) -> None:
    assert count_words(text) == words


def test_a_plain_index_is_a_section_however_short_its_links() -> None:
    items = "".join(f'<li><a href="/a{n}.html">Story {n}</a></li>' for n in range(3))
    assert verdict(f"<h1>News</h1><ul>{items}</ul>", ("News",), title="News") == "section_page"
    assert verdict('<p><a href="/">Home</a></p>', ("News",), title="News") == "too_short"


def test_a_story_may_stand_at_the_root() -> None:
    root = "https://lakepost.example/"
    assert verdict("", (SENTENCE, SENTENCE), url=root) is None
    assert verdict("", (), url=root) == "no_text"


@pytest.mark.parametrize("url", [None, "", "http://[bad", "no address"], ids=repr)
def test_odd_addresses_do_not_matter(url: Any) -> None:
    assert verdict("", (SENTENCE, SENTENCE), url=url) is None
    assert judge(parse_page("", url), [], Metadata()) == "no_text"
