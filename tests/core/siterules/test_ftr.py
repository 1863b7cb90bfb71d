"""Site files of FiveFilters: what counts is read, what doesn't is named with its line, nothing raises."""

from __future__ import annotations

import pytest

from newsspider.core.siterules.ftr import parse_ftr
from newsspider.core.siterules.model import MAX_FILE_CHARS, MAX_PROBLEMS, RuleReading

FILE = """# a comment
title: //h1
body: //div[@id='story']
body: //article

strip: //div[@class='ad']
strip_id_or_class: newsletter
strip_image_src: /pixel.
author: //a[@rel='author']
date: //time/@datetime
single_page_link: //a[@class='print']
if_page_contains: //body[@id='long']
next_page_link: //a[@class='next']
prune: no
tidy: yes
replace_string(<b>): <i>
http_header(user-agent): Mozilla/5.0
test_url: https://harbour.example/story
test_contains: ferry
"""


def read(text: str, file: str = "harbour.example.txt") -> RuleReading:
    return parse_ftr(file, text)


def test_all_that_counts_is_read() -> None:
    reading = read(FILE)
    rule = reading.rule

    assert rule is not None
    assert reading.problems == ()
    assert (rule.host, rule.trusted, rule.whole) == ("harbour.example", False, False)
    assert [selector.text for selector in rule.body] == ["//div[@id='story']", "//article"]
    assert [selector.line for selector in rule.body] == [3, 4]
    assert [selector.text for selector in (*rule.title, *rule.authors, *rule.date)] == [
        "//h1",
        "//a[@rel='author']",
        "//time/@datetime",
    ]
    assert [(part.name, part.keep) for part in rule.parts] == [("line_6", False), ("line_7", False)]
    assert rule.parts[1].attributes == ("newsletter",)
    assert rule.images == ("/pixel.",)
    assert rule.single_page_link[0].condition is not None
    assert [selector.text for selector in rule.next_page_link] == ["//a[@class='next']"]
    assert rule.written_for == ("https://harbour.example/story",)
    assert rule.name("line_6") == "site/harbour.example/line_6"


def test_what_has_no_place_here_is_named_with_its_reason() -> None:
    ignored = {problem.line: str(problem) for problem in read(FILE).ignored}

    assert set(ignored) == {14, 15, 16, 17, 19}
    assert ignored[16] == "harbour.example.txt:16: replace_string: isn't used: the page is read as it was sent"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("strip: //div[", "strip: '//div[' isn't XPath 1.0", id="broken"),
        pytest.param("strip: //div[contain(@id, 'a')]", "contain() is no function", id="function"),
        pytest.param("titel: //h1", "titel: is no key of this format", id="unknown-key"),
        pytest.param("what is this", "is no `key: value`; begin a comment with #", id="no-key"),
        pytest.param("body:", "body: has no value", id="no-value"),
        pytest.param("prune: perhaps", "prune: is 'perhaps'; write yes or no", id="switch"),
        pytest.param("if_page_contains: //a", "stands before any single_page_link", id="stray-condition"),
        pytest.param("strip_id_or_class: a", "stands in nearly every name", id="short-name"),
        pytest.param("strip: //p[.='" + "x" * 3_000 + "']", "has 3009 characters", id="long-value"),
        pytest.param("strip: \x02//p", "control characters", id="control-character"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_others_count(line: str, told: str) -> None:
    reading = read(f"title: //h1\n{line}\nbody: //article\n")

    assert reading.rule is not None
    assert len(reading.rule.body) == len(reading.rule.title) == 1
    assert len(reading.problems) == 1
    assert str(reading.problems[0]).startswith("harbour.example.txt:2:")
    assert told in str(reading.problems[0])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\x00\x01\x02" * 1_000, id="binary"),
        pytest.param("x" * (MAX_FILE_CHARS + 1), id="one-endless-line"),
        pytest.param("strip: //div[\n" * 100_000, id="100000-lines"),
        pytest.param("no rule at all\n" * 9_000, id="prose"),
        pytest.param("strip: //p" + "[//p" * 200 + "]" * 199, id="unclosed"),
        pytest.param("a(" * 20_000 + ": b", id="brackets"),
    ],
)
def test_hostile_files_are_refused_with_few_words(text: str) -> None:
    reading = read(text)

    assert reading.rule is None
    assert 1 <= len(reading.problems) <= MAX_PROBLEMS
    assert all(len(str(problem)) < 2_500 for problem in reading.problems)


def test_more_selectors_than_a_site_needs_are_left_out() -> None:
    reading = read("strip: //p\n" * 5_000)

    assert reading.rule is not None
    assert len(reading.rule.parts) == 400
    assert "401: strip: is beyond the 400" in str(reading.problems[0])


@pytest.mark.parametrize("text", ["", "# nothing yet\n\n", "\ufeffbody: //p", "body: //p\r\n"])
def test_files_that_say_little_are_no_mistake(text: str) -> None:
    assert read(text).problems == ()
