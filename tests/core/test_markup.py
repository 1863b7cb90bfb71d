"""Names of elements, split into words and read as roles."""

from __future__ import annotations

import pytest

from newsspider.core.markup import NameReader, split_names
from newsspider.core.rule_tables import parse_rules
from newsspider.rules import bundled_rules


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("article-body", ["article", "body"]),
        ("article__body story_text", ["article", "body", "story", "text"]),
        ("articleBody", ["articlebody", "article", "body"]),
        ("RelatedLinks2", ["relatedlinks", "related", "links"]),
        ("hQjkAd css-1ad3f", ["hqjkad", "css"]),
        ("col12", ["col"]),
        ("ÜberUns", ["überuns"]),
        ("", []),
    ],
)
def test_split(names: str, words: list[str]) -> None:
    assert split_names(names) == words


@pytest.mark.parametrize(
    ("names", "role"),
    [
        ("c-related-stories", "related"),
        ("newsletter-signup", "promo"),
        ("wp-caption-text", "caption"),
        ("comment-list", "comments"),
        ("author-bio", "bio"),
        ("read-more-link", "teaser"),
        ("site-footer", "navigation"),
        ("article-body", "body"),
    ],
)
def test_bundled_words(names: str, role: str) -> None:
    assert role in NameReader(bundled_rules()).roles(names)


def test_pair_needs_neighbours() -> None:
    reader = NameReader(parse_rules([("m.toml", {"markup": [{"role": "teaser", "words": ["read+next"]}]})]))
    assert reader.roles("read-next") == {"teaser"}
    assert reader.roles("read-this-next") == frozenset()


def test_long_names_are_cut() -> None:
    assert NameReader(bundled_rules()).roles("x " * 10_000 + "related") == frozenset()
