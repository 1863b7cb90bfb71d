from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.core.extract import find_blocks
from newsspider.core.page import parse_page
from newsspider.core.pagewide import is_date_line
from newsspider.rules import bundled_rules

if TYPE_CHECKING:
    from newsspider.core.blocks import Block

SENTENCES = [
    f"The {name} line was closed for repairs on Monday, the town said, and buses carried {number} passengers instead."
    for number, name in enumerate(("northern", "southern", "eastern", "western", "coastal", "upper"), 310)
]


def blocks(body: str, title: str = "Trains stand still in the valley this week") -> dict[str, Block]:
    markup = f"<html lang=en><head><title>{title}</title></head><body>{body}</body></html>"
    return {block.text: block for block in find_blocks(parse_page(markup, "https://paper.example/a"), bundled_rules())}


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Port Lund, March 3 (AGENCY) Mar 03, 2026", True),
        ("12. März 2026", True),
        ("2026年3月12日", True),
        ("In 2026", False),
        ("Room 12", False),
        (
            "On 12 March 2026 the council met for the first time in the new hall, which had cost more than all others.",
            False,
        ),
    ],
)
def test_date_line(line: str, expected: bool) -> None:
    assert is_date_line(line) is expected


def test_date_line_between_headline_and_text_goes() -> None:
    found = blocks(
        "<table><tr><td><b>Trains stand still in the valley this week</b><br>"
        f"<font>Port Lund, March 3 (AGENCY) Mar 03, 2026</font><br><br>{'<br><br>'.join(SENTENCES)}</td></tr></table>"
    )
    line = found["Port Lund, March 3 (AGENCY) Mar 03, 2026"]
    assert (line.role, line.rule) == ("date", "page/date_line")
    assert all(found[sentence].kept for sentence in SENTENCES)


def test_a_notice_above_a_headline_with_nothing_below_it_goes() -> None:
    notice = "We and nine partners would like to remember which trains you take, so that you need not tell us again."
    found = blocks(
        f"<div>{paragraphs(notice)}</div><main><h1>Map: where the trains stand</h1><canvas></canvas></main>",
        "Map: where the trains stand",
    )
    assert (found[notice].role, found[notice].rule) == ("other", "page/above_headline")


def test_second_article_in_a_container_of_its_own_goes() -> None:
    other = [sentence.replace("line", "road") for sentence in SENTENCES]
    found = blocks(
        f"<article><h1>Trains stand still in the valley this week</h1>{paragraphs(*SENTENCES)}</article>"
        f"<article><h1>Roads are closed as well, says the council</h1>{paragraphs(*other)}</article>"
    )
    assert all(found[sentence].kept for sentence in SENTENCES)
    assert not any(found[sentence].kept for sentence in other)


def test_headings_like_the_headline_within_one_body_stay() -> None:
    found = blocks(
        f"<article><h1>Trains stand still in the valley this week</h1>{paragraphs(*SENTENCES[:4])}"
        f"<h1>What happens next</h1>{paragraphs(*SENTENCES[4:])}</article>"
    )
    assert all(found[sentence].kept for sentence in SENTENCES)


def test_pull_quote_goes_and_a_quote_of_its_own_stays() -> None:
    said = 'said the mayor. "Nobody has asked the passengers what they think of it," she added at the meeting.'
    own = "We will walk over the pass if we have to, as our grandmothers did before the railway came to us."
    found = blocks(
        f"<article><h1>Trains stand still in the valley this week</h1>{paragraphs(*SENTENCES[:3], said)}"
        "<blockquote>Nobody has asked the passengers what they think of it</blockquote>"
        f"{paragraphs(SENTENCES[3])}<blockquote><p>{own}</p></blockquote>{paragraphs(*SENTENCES[4:])}</article>"
    )
    assert found[said].kept
    assert not found["Nobody has asked the passengers what they think of it"].kept
    assert found[own].kept


def test_second_article_whose_heading_is_a_link_goes() -> None:
    other = [sentence.replace("line", "road") for sentence in SENTENCES]
    found = blocks(
        f"<article id=one class=post><h1>Trains stand still in the valley this week</h1>{paragraphs(*SENTENCES)}"
        "</article><article id=two class='post next'><h2><a href=/2>Roads are closed as well</a></h2>"
        f"{paragraphs(*other)}</article>"
    )
    assert all(found[sentence].kept for sentence in SENTENCES)
    assert not any(found[sentence].kept for sentence in other)


def test_linked_subheadings_of_one_article_stay() -> None:
    found = blocks(
        f"<article><h1>Trains stand still in the valley this week</h1>{paragraphs(*SENTENCES[:4])}"
        f"<section><h2><a href=/map>Where buses run instead of trains</a></h2>{paragraphs(*SENTENCES[4:])}</section>"
        "</article>"
    )
    assert all(found[sentence].kept for sentence in SENTENCES)


def test_embedded_post_goes_and_a_signed_quotation_stays() -> None:
    post = "I have been standing on platform two since seven and the board still says that all is well."
    found = blocks(
        f"<article><h1>Trains stand still in the valley this week</h1>{paragraphs(*SENTENCES[:3])}"
        f"<blockquote><p>{post}</p>— Ann Example (@annexample) March 3, 2026</blockquote>"
        f"{paragraphs(*SENTENCES[3:])}</article>"
    )
    assert not found[post].kept
    assert all(found[sentence].kept for sentence in SENTENCES)


@pytest.mark.parametrize(
    ("byline", "last", "rule"),
    [
        pytest.param(
            "<p class=byline>By Ann Example</p>",
            "Ann Example has walked along every line in the valley and wrote a book about its stations.",
            "page/bio",
            id="opens with the name",
        ),
        pytest.param(
            "<p class=author><a href=/ann>Ann Example</a></p>",
            "Our correspondent Ann Example has walked along every line in the valley.",
            "page/bio",
            id="name after a word, byline that is a link",
        ),
        pytest.param(
            "<p class=byline>By Ann Example</p>",
            "Bob Sample, who drives the early bus, said on Monday that he had never been as tired as he was now.",
            None,
            id="somebody else",
        ),
    ],
)
def test_last_paragraph_about_the_author_goes(byline: str, last: str, rule: str | None) -> None:
    found = blocks(
        f"<article><h1>Trains stand still in the valley this week</h1>{byline}"
        f"<div>{paragraphs(*SENTENCES, last)}</div></article>"
    )
    assert found[last].rule == rule
    assert all(found[sentence].kept for sentence in SENTENCES)


def test_data_without_spaces_goes_and_long_words_of_other_scripts_stay() -> None:
    chinese = "电车周一停运修理，" * 150
    found = blocks(
        f"<article><h1>Trains stand still in the valley this week</h1>{paragraphs(*SENTENCES, 'x' * 1_000, 'y' * 900, chinese)}"
        "</article>"
    )
    assert (found["x" * 1_000].kept, found["x" * 1_000].rule) == (False, "page/long_word")
    assert found[chinese].rule != "page/long_word"
    assert found["y" * 900].rule != "page/long_word"


def test_an_endless_headline_does_not_outweigh_the_article_below_it() -> None:
    found = blocks(f"<article><h1>{'Trains stand still ' * 60_000}</h1>{paragraphs(*SENTENCES)}</article>")
    assert all(found[sentence].kept for sentence in SENTENCES)


COMMENTS = [
    f"I took the {place} bus on Monday, and nobody on it could say when the trains would be back on the line."
    for place in ("first", "second", "last")
]
OPINIONS = [(text, "<p><a href=/report>Report this</a></p>") for text in COMMENTS]


def test_a_thread_below_a_heading_for_comments_goes_whatever_it_looks_like() -> None:
    thread = "".join(f"<p>{text}</p>{marker}" for text, marker in OPINIONS)
    found = blocks(f"<h1>Trains stand still</h1><div>{paragraphs(*SENTENCES)}<p>Comments</p>{thread}</div>")

    assert [found[text].kept for text in SENTENCES] == [True] * len(SENTENCES)
    assert {found[text].rule for text in COMMENTS} == {"comments/thread"}
    assert {found[text].role for text in COMMENTS} == {"comments"}


def test_the_same_line_below_each_post_of_a_live_page_makes_no_thread() -> None:
    posts = "".join(f"<p>{text}</p><p><a href=/link>Copy link</a></p>" for text in SENTENCES)
    found = blocks(f"<h1>Trains stand still</h1><div>{posts}<p>Comments</p><p>Be the first.</p></div>")

    assert [found[text].kept for text in SENTENCES] == [True] * len(SENTENCES)
