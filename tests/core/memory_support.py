"""A site of made-up stories for the tests of its memory: paragraphs that no two stories share, and what they repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.blocks import Block
from newsspider.core.furniture import without_furniture

if TYPE_CHECKING:
    from newsspider.core.sitememory import SiteMemory

PLACES = ("harbour", "mill", "market", "station", "orchard", "library", "bridge", "theatre", "quarry", "garden")
DEEDS = ("reopened", "was sold", "flooded", "won a prize", "lost its roof", "hired a keeper", "moved", "burned down")
BODY_PATH = "html/body/main/article/div.story/p"


def paragraph(story: int, number: int) -> str:
    """Return a paragraph of 24 words that stands in one story only."""
    place, deed = PLACES[(story + number) % len(PLACES)], DEEDS[(story * 3 + number) % len(DEEDS)]
    names = " ".join(f"{word}{chr(97 + story % 26)}{chr(97 + story // 26 % 26)}" for word in ("Ben", "Ada", "Kim"))
    return (
        f"The {place} of Lower {names.split()[number % 3]} {deed} after months of talks between {names} and the "
        f"council that owns it, said clerk {chr(97 + number)}{chr(97 + story % 26)}{chr(97 + story // 26 % 26)}."
    )


def block(text: str, path: str = BODY_PATH, score: float = 0.97, links: float = 0.0, rule: str | None = None) -> Block:
    """Return a block that the page alone keeps, unless a rule removes it."""
    return Block(text, "paragraph" if rule is None else "other", "p", path, links, rule, score)


def story(number: int, size: int = 6, **at: Block) -> list[Block]:
    """Return a story's blocks; ``before_2=block`` puts a block before its third paragraph, ``last=block`` at its end."""
    blocks: list[Block] = []
    for index in range(size):
        blocks += [extra for name, extra in at.items() if name.split("__")[0] == f"before_{index}"]
        blocks.append(block(paragraph(number, index)))
    return blocks + [extra for name, extra in at.items() if name.split("__")[0] == "last"]


def gone(
    memory: SiteMemory, blocks: list[Block], months: frozenset[str] = frozenset()
) -> list[tuple[str, str | None]]:
    """Return text and detail of what the memory takes out of a page, and have it learn the page."""
    cleaned, look = without_furniture(blocks, memory.view(), months)
    memory.learn(look, f"2026-11-{1 + memory.stories % 28:02}")
    return [
        (after.text, after.detail) for before, after in zip(blocks, cleaned, strict=True) if before.kept != after.kept
    ]
