from __future__ import annotations

from typing import Any

import pytest

from newsspider.core.metadata.access import find_free, find_truncated
from newsspider.core.metadata.structured import Structured
from tests.core.metadata.support import RULES, block, body, ld, meta, page

TEXT = "The ferry is back. " * 10
WALL = block("paywall", "Subscribe to continue reading.")


@pytest.mark.parametrize(
    ("head", "free"),
    [
        (ld(isAccessibleForFree=True), True),
        (ld(isAccessibleForFree=False), False),
        (ld(isAccessibleForFree="False"), False),
        (ld(isAccessibleForFree="http://schema.org/True"), True),
        (ld(isAccesibleForFree="no"), False),
        (ld(isAccessibleForFree="perhaps"), None),
        (ld(isAccessibleForFree={"x": 1}), None),
        (meta(article__content_tier="locked"), False),
        (meta(article__content_tier="free"), True),
        (meta(article__content_tier="gold"), None),
        ("", None),
    ],
)
def test_free_only_as_stated(head: str, free: bool | None) -> None:
    parsed = page(head)
    assert find_free(parsed, Structured(parsed))[0] is free


def truncated(blocks: Any, **node: Any) -> bool | None:
    parsed = page(ld(**node))
    text = "\n\n".join(item.text for item in blocks if item.kept)
    found, sign = find_truncated(blocks, Structured(parsed), RULES, text)
    assert (found is None) == (sign is None)
    return found


@pytest.mark.parametrize(
    ("blocks", "node", "expected"),
    [
        ([*body(TEXT), block("paywall", "Il vous reste 57 % de cet article à lire.")], {}, True),
        ([*body(TEXT), WALL], {"wordCount": 900}, True),
        ([*body(TEXT), WALL], {"wordCount": 45}, None),
        ([*body(TEXT), WALL], {"hasPart": {"isAccessibleForFree": False}}, True),
        ([*body("The ferry is back and", ), WALL], {}, True),
        ([*body(TEXT), WALL, *body(TEXT)], {}, None),
        (body(TEXT), {"wordCount": 900}, True),
        (body(TEXT), {"wordCount": 100}, None),
        (body(TEXT), {"articleBody": TEXT * 20}, True),
        (body(TEXT), {"isAccessibleForFree": False}, None),
        (body(TEXT), {"wordCount": "many", "articleBody": 7}, None),
        ([*body(TEXT), block("promo", "This article is for subscribers only")], {"wordCount": 900}, True),
        ([], {}, None),
    ],
    ids=["share left", "word count", "whole text", "part not free", "breaks off", "text goes on", "far short",
         "somewhat short", "article body", "paid isn't cut", "types", "wall by its words", "nothing"],
)  # fmt: skip
def test_truncated_needs_evidence(blocks: Any, node: dict[str, Any], expected: bool | None) -> None:
    assert truncated(blocks, **node) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Haberin %57'si kaldı. Okumaya devam etmek için abone olun.", True),
        ("Sie haben 43 % gelesen. Jetzt weiterlesen mit Abo.", True),
        ("残り 1,234文字", True),
        ("Subscribe to continue reading: 50% off for three months", None),
        ("Jetzt weiterlesen mit 30 % Rabatt", None),
        ("Pour lire la suite : -50 % de réduction", None),
        ("有料会員限定 50%割引", None),
    ],
)
def test_a_share_of_the_text_is_not_one_of_the_price(line: str, expected: bool | None) -> None:
    blocks = [*body(TEXT), block("paywall", line), *body(TEXT)]
    assert truncated(blocks) is expected
