"""Rule files in our own format: strict, and each mistake is named with its line and the mend."""

from __future__ import annotations

from datetime import date

import pytest

from newsspider.core.siterules.model import MAX_FILE_CHARS, MAX_PROBLEMS, RuleReading
from newsspider.core.siterules.ours import parse_ours

FILE = """written_for = "https://www.harbour.example/2026/03/ferry"
valid_until = 2027-12-31
title = "h1.headline"
authors = [".byline a"]
date = ["time.published"]
body = ["div.story", "//article"]
whole = true
next_page_link = ["a.next"]
single_page_link = ["a.print"]

[[strip]]
name = "newsletter"
role = "promo"
selectors = ["div.newsletter"]

[[strip]]
name = "slogan"
phrases = ["Read by the lake"]
match = "start"

[[keep]]
name = "table_of_results"
role = "table"
selectors = ["table.results tr"]
"""


def read(text: str, file: str = "www.harbour.example.toml") -> RuleReading:
    return parse_ours(file, text)


def test_all_keys_are_read() -> None:
    reading = read(FILE)
    rule = reading.rule

    assert reading.problems == ()
    assert rule is not None
    assert (rule.host, rule.trusted, rule.whole) == ("www.harbour.example", True, True)
    assert rule.valid_until == date(2027, 12, 31)
    assert rule.written_for == ("https://www.harbour.example/2026/03/ferry",)
    assert [selector.line for selector in rule.body] == [6, 6]
    assert {part.name: (part.keep, part.role, part.match) for part in rule.parts} == {
        "table_of_results": (True, "table", "whole"),
        "newsletter": (False, "promo", "whole"),
        "slogan": (False, "other", "start"),
    }
    assert rule.parts[2].phrases == ("read by the lake",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(("title =", "titel ="), "toml:3: titel: is unknown; use one of written_for", id="key"),
        pytest.param(("2027-12-31", '"soon"'), "toml:2: valid_until: must be a day; write 2027-12-31", id="day"),
        pytest.param(("2027-12-31", "2027-12-31T10:00:00"), "toml:2: valid_until: must be a day", id="moment"),
        pytest.param(
            ("https://www.harbour.example/2026/03/ferry", "ferry"), "toml:1: written_for: must be", id="page"
        ),
        pytest.param(("whole = true", "whole = 1"), "toml:7: whole: is 1; write true or false", id="whole"),
        pytest.param(('"//article"', '"//article["'), "toml:6: body: '//article[' isn't XPath 1.0", id="xpath"),
        pytest.param(('["div.newsletter"]', '["div..x"]'), "toml:14: strip newsletter.selectors: 'div..x'", id="css"),
        pytest.param(
            ('["div.newsletter"]', "7"), "toml:14: strip newsletter.selectors: must be a selector", id="kind"
        ),
        pytest.param(('"promo"', '"advert"'), "toml:13: strip newsletter.role: is 'advert'; use headline", id="role"),
        pytest.param(('"promo"', '"paragraph"'), "toml:13: strip newsletter.role: is 'paragraph'", id="body-role"),
        pytest.param(('role = "table"', 'role = "promo"'), "toml:23: keep table_of_results.role", id="keep-role"),
        pytest.param(('"start"', '"regex"'), "toml:19: strip slogan.match: is 'regex'; use whole", id="match"),
        pytest.param(('"slogan"', '"Our slogan"'), "toml:16: strip.name: is 'Our slogan'", id="name"),
        pytest.param(('"slogan"', '"newsletter"'), "name 'newsletter' is used twice; rename one", id="twice"),
        pytest.param(('["Read by the lake"]', '["a"]'), "toml:18: strip slogan.phrases: are too", id="short"),
        pytest.param(("[[strip]]", "[strip]"), "isn't TOML", id="table-twice"),
        pytest.param(("title = ", "title = = "), "toml:3: isn't TOML", id="toml"),
        pytest.param(('phrases = ["Read by the lake"]\n', ""), "toml:16: strip slogan: says nothing", id="nothing"),
    ],
)
def test_a_mistake_refuses_the_file_and_is_named(change: tuple[str, str], told: str) -> None:
    assert change[0] in FILE
    reading = read(FILE.replace(*change))

    assert reading.rule is None
    assert told in "\n".join(map(str, reading.problems))


def test_all_mistakes_are_told_at_once() -> None:
    told = [problem.key for problem in read('title = ""\nbody = "//p["\ncolour = "red"\n').problems]

    assert told == ["colour", "written_for", "title", "body"]


@pytest.mark.parametrize("file", ["..toml", "har bour.toml", "a..b.toml", "-.toml"])
def test_the_file_is_named_after_a_host(file: str) -> None:
    assert "name the file after the site" in str(read(FILE, file).problems[0])


@pytest.mark.parametrize("file", [".harbour.example.toml", "rules/lake.example.toml", "LAKE.example.toml"])
def test_hosts_are_taken_from_names(file: str) -> None:
    rule = read(FILE, file).rule

    assert rule is not None
    assert rule.host == file.rpartition("/")[2].removesuffix(".toml").lower()


def test_a_rule_that_says_nothing_is_refused() -> None:
    assert "says nothing" in str(read('written_for = "https://lake.example/a"').problems[0])
    assert "says nothing" not in "".join(map(str, read("body = 1").problems))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * (MAX_FILE_CHARS + 1), id="huge"),
        pytest.param("\x00\x01", id="binary"),
        pytest.param("a = " + "[" * 5_000 + "]" * 5_000, id="deep"),
        pytest.param("[[strip]]\n" * 15_000, id="15000-tables"),
        pytest.param("".join(f"k{n} = 1\n" for n in range(15_000)), id="15000-keys"),
        pytest.param('body = ["' + "//p[" * 200 + '"]', id="absurd-xpath"),
        pytest.param("body = [" + '"//p",' * 5_000 + "]", id="5000-selectors"),
        pytest.param('strip = "all"\nkeep = [1]\nbody = [[]]\ndate = {}', id="wrong-kinds"),
        pytest.param("[[strip]]\nname = 1\nrole = []\nmatch = {}\nphrases = [1]", id="wrong-kinds-inside"),
    ],
)
def test_hostile_files_are_refused_with_few_words(text: str) -> None:
    reading = read(text)

    assert reading.rule is None
    assert 1 <= len(reading.problems) <= MAX_PROBLEMS
    assert all(len(str(problem)) < 1_000 for problem in reading.problems)
