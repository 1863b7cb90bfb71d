"""Title, authors and date by a site's rule: ours count before all else, foreign ones fill what is missing."""

from __future__ import annotations

import pytest

from newsspider.core.document import read_page
from newsspider.core.siterules.ftr import parse_ftr
from newsspider.core.siterules.ours import parse_ours
from newsspider.rules import bundled_rules
from newsspider.rules.metadata import bundled_metadata_rules

STATED = """<meta property="og:title" content="Stated title of the story"><meta name="author" content="Hanna Vik">
<meta property="article:published_time" content="2026-03-01T08:00:00Z">
<meta property="og:image" content="https://lake.example/pixel.gif">"""
PAGE = """<html lang="en"><head>%s</head><body><div class="t">Ferry is back again</div><div class="w">Olaf Berg</div>
<time class="d" datetime="2026-04-02T10:00:00+02:00">2 April</time><p>Text.</p></body></html>"""
OURS = """written_for = "https://lake.example/ferry"
title = ["h1.none", "div.t"]
authors = "div.w"
date = "time.d"
"""
FTR = "title: //div[@class='t']\nauthor: //div[@class='w']\ndate: //time/@datetime\nstrip_image_src: /pixel.\n"
FIELDS = ("title", "authors", "date_published")
BY_RULE = ("Ferry is back again", ("Olaf Berg",), "2026-04-02T10:00:00+02:00")
STATED_VALUES = ("Stated title of the story", ("Hanna Vik",), "2026-03-01T08:00:00Z")


@pytest.mark.parametrize(
    ("foreign", "head", "expected"),
    [
        pytest.param(False, STATED, BY_RULE, id="ours-over-stated"),
        pytest.param(False, "", BY_RULE, id="ours-alone"),
        pytest.param(True, STATED, STATED_VALUES, id="foreign-below-stated"),
    ],
)
def test_whose_fields_count(head: str, expected: tuple[object, ...], *, foreign: bool) -> None:
    rule = (parse_ftr("lake.example.txt", FTR) if foreign else parse_ours("lake.example.toml", OURS)).rule
    reading = read_page(
        PAGE % head,
        "https://lake.example/ferry",
        rules=bundled_rules(),
        metadata_rules=bundled_metadata_rules(),
        site_rule=rule,
    )
    article = reading.article
    origins = {article.extraction.origins[field] == "site_rule" for field in FIELDS}

    assert (article.title, article.authors, article.date_published) == expected
    assert origins == {not foreign}


def test_a_foreign_rule_fills_what_is_missing() -> None:
    rule = parse_ftr("lake.example.txt", "author: //b\n").rule
    page = "<html lang='en'><body><p>A text without names.</p><footer><b>Olaf Berg</b></footer></body></html>"
    article = read_page(
        page, "https://lake.example/a", rules=bundled_rules(), metadata_rules=bundled_metadata_rules(), site_rule=rule
    ).article

    assert article.authors == ("Olaf Berg",)
    assert article.extraction.origins["authors"] == "site_rule"


@pytest.mark.parametrize("line", ["", "strip_image_src: /pixel."], ids=["shown", "stripped"])
def test_pictures_that_are_none_are_left_out(line: str) -> None:
    rule = parse_ftr("lake.example.txt", f"title: //h6\n{line}").rule
    article = read_page(PAGE % STATED, "https://lake.example/a", rules=bundled_rules(), site_rule=rule).article

    assert (article.image is None) is bool(line)
    assert ("image" in article.extraction.origins) is not bool(line)
