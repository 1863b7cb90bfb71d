from __future__ import annotations

import time
from dataclasses import replace

import pytest

import newsspider
from newsspider.core.document import VERSION, PageReading, read_page, read_text
from newsspider.rules import bundled_rules
from newsspider.rules.metadata import bundled_metadata_rules

URL = "https://www.lakepost.example.com/news/ferry-returns-48213.html"
PARAGRAPHS = (
    "MILLPOND (AP) — The ferry came back on Monday after a week in the yard, and nobody had missed it more than the baker.",
    "The baker delivers bread to both shores and had to drive around the lake twice a day while the ferry was away.",
    "The captain said that the engine would last for another thirty years, as long as somebody oiled it now and then.",
)
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Ferry returns to the lake - Lake Post</title><link rel="canonical" href="{URL}">
<meta property="og:site_name" content="Lake Post"><meta name="author" content="Dana Whitlow">
<meta property="article:published_time" content="2024-03-26T14:30:00+01:00">
</head><body><nav><a href="/">Home</a></nav><article><h1>Ferry returns to the lake</h1>
{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)}</article>
<footer><p>© 2024 Lake Post. All rights reserved.</p></footer></body></html>"""


def read(markup: str | bytes, url: str | None = URL, **headers: str) -> PageReading:
    return read_page(markup, url, rules=bundled_rules(), metadata_rules=bundled_metadata_rules(), headers=headers)


def test_a_page_becomes_an_article() -> None:
    reading = read(PAGE)
    article = reading.article
    assert reading.verdict is None
    assert reading.links == ()
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert article.words == len(article.text.split())
    assert article.title == "Ferry returns to the lake"
    assert article.url == article.canonical_url == URL
    assert article.domain == "example.com"
    assert article.authors == ("Dana Whitlow",)
    assert article.date_published == "2024-03-26T14:30:00+01:00"
    assert (article.dateline, article.agency) == ("MILLPOND", "Associated Press")
    assert (article.language, article.publisher) == ("en", "Lake Post")
    assert article.rights.copyright_holder == "Lake Post"
    assert article.extraction.version == VERSION == newsspider.__version__
    assert article.extraction.origins["authors"] == "meta"
    assert article.extraction.confidence is not None
    assert 0 < article.extraction.confidence <= 1


def test_headers_and_bytes_are_heard() -> None:
    reading = read(PAGE.encode(), X_Robots_Tag="noai")
    assert reading.article.extraction.charset == "utf-8"
    assert reading.article.extraction.origins["charset"] == "utf-8"
    reading = read_page(PAGE, URL, rules=bundled_rules(), headers={"X-Robots-Tag": "noai", "TDM-Reservation": "1"})
    assert reading.article.rights.meta_robots == "noai"
    assert reading.article.rights.tdm_reservation is True


def test_removed_text_is_given_only_when_asked_for() -> None:
    assert all(removed.text is None for removed in read(PAGE).article.extraction.removed)
    reading = read_page(PAGE, URL, rules=bundled_rules(), with_removed_text=True)
    assert any(
        removed.text and "All rights reserved" in removed.text for removed in reading.article.extraction.removed
    )


def test_without_metadata_rules_markup_is_still_read() -> None:
    article = read_page(PAGE, URL, rules=bundled_rules()).article
    assert article.title == "Ferry returns to the lake"
    assert article.date_published == "2024-03-26T14:30:00+01:00"
    assert article.agency is None


def test_links_are_given_for_section_pages_only() -> None:
    cards = "".join(
        f'<div class="card"><h2><a href="/news/ferry-number-{n}-returns-482{n}1.html">Ferry number {n} returns now</a></h2>'
        "<p>It was away.</p></div>"
        for n in range(10, 30)
    )
    reading = read(
        f"<html><body><main><h1>Harbour</h1>{cards}</main></body></html>", "https://lakepost.example.com/harbour"
    )
    assert reading.verdict == "section_page"
    assert len(reading.links) == 20


def test_a_bare_page_is_an_article() -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    reading = read(f"<html><body><h1>Ferry returns to the lake</h1>{body}</body></html>", None)
    assert reading.verdict is None
    assert reading.article.text == "\n\n".join(PARAGRAPHS)
    assert reading.article.title == "Ferry returns to the lake"
    assert reading.article.url is reading.article.domain is None


def test_a_text_becomes_an_article() -> None:
    text = "\n".join(
        [
            "LakePost.example - News from the shore",
            "Ferry returns to the lake",
            "Millpond, March 26 (AFP) Mar 26, 2024",
        ]
        + [paragraph.partition("— ")[2] or paragraph for paragraph in PARAGRAPHS]
        + ["", "ADVERTISEMENT", "", "All rights reserved. Copyright Agence France-Presse. Nothing may be copied."]
    )
    reading = read_text(text, URL, rules=bundled_rules(), metadata_rules=bundled_metadata_rules())
    article = reading.article
    assert reading.verdict is None
    assert article.title == "Ferry returns to the lake"
    assert (article.dateline, article.agency) == ("Millpond", "Agence France-Presse")
    assert article.date_published == "2024-03-26"
    assert article.publisher == "LakePost.example"
    assert article.rights.copyright_holder == "Agence France-Presse"
    assert article.rights.notice is not None


def test_a_text_with_a_stamp_and_a_credit_line() -> None:
    credit = "Information for this article was contributed by Dana Whitlow of The Associated Press."
    first = "date 2024-03-27 MILLPOND -- " + PARAGRAPHS[0].partition("— ")[2]
    article = read_text(
        "\n\n".join([first, *PARAGRAPHS[1:], credit]),
        None,
        rules=bundled_rules(),
        metadata_rules=bundled_metadata_rules(),
    ).article
    assert (article.dateline, article.date_published) == ("MILLPOND", "2024-03-27")
    assert (article.contributors, article.agency) == (("Dana Whitlow",), "Associated Press")
    assert "Dana Whitlow" not in article.text


@pytest.mark.parametrize("markup", ["", b"", "<", "\x00", b"%PDF-1.7\xff\xfe\x00", "{}", "<html>" * 1_000], ids=repr)
def test_no_input_raises(markup: str | bytes) -> None:
    reading = read(markup)
    assert reading.verdict is not None
    assert reading.article.text == ""
    assert read_text("", None, rules=bundled_rules()).verdict == "no_text"


@pytest.mark.parametrize("value", ["5", "null", "true", "[]", "{}", '[[{"name": []}]]', '"x"', '{"@value": {}}'])
def test_wrong_types_in_json_ld_never_raise(value: str) -> None:
    keys = [
        "@type",
        "author",
        "creator",
        "contributor",
        "headline",
        "datePublished",
        "dateModified",
        "description",
        "articleSection",
        "keywords",
        "image",
        "publisher",
        "license",
        "isAccessibleForFree",
        "hasPart",
        "wordCount",
        "articleBody",
        "copyrightHolder",
        "inLanguage",
        "url",
        "@id",
        "mainEntityOfPage",
        "sourceOrganization",
        "itemListElement",
        "@graph",
    ]
    for key in keys:
        node = ", ".join(f'"{name}": {value}' for name in (key, "headline" if key != "headline" else "x"))
        head = f'<script type="application/ld+json">{{"@type": "NewsArticle", {node}}}</script>'
        assert read(PAGE.replace("<title>", head + "<title>")).verdict is None


def test_hostile_metadata_is_bounded_and_cut() -> None:
    people = ",".join('{"@type": "Person", "name": "Dana Whitlow"}' for _ in range(100_000))
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": [{people}]}}</script>'
    started = time.process_time()
    article = read(
        PAGE.replace("<title>", head + f'<meta name="description" content="{"x" * 1_000_000}"><title>')
    ).article
    assert time.process_time() - started < 10
    assert article.authors == ("Dana Whitlow",)
    assert len(article.description or "") <= 20_000


def test_the_same_page_gives_the_same_reading() -> None:
    first = read(PAGE)
    read("<html><body><h1>Other</h1><p>Text.</p></body></html>", None)
    assert [read(PAGE) for _ in range(3)] == [first] * 3
    assert replace(first.article, words=0) != first.article
