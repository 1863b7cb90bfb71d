"""Stages 3 to 5 of 8: one page read whole, from its bytes to the article and the verdict on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsspider.core.article import Article, Extraction
from newsspider.core.blocks import Block
from newsspider.core.discover import find_links
from newsspider.core.metadata.enrich import enrich
from newsspider.core.metadata.rules import MetadataRules
from newsspider.core.page import Page, parse_page, text_page
from newsspider.core.verdict import judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsspider.core.discover import Link, LinkRules
    from newsspider.core.rules import Rules


@dataclass(frozen=True, slots=True)
class PageReading:
    """What one page gave. ``verdict`` is None for an article, else why the page isn't one."""

    article: Article
    verdict: str | None
    links: tuple[Link, ...] = ()


def read_page(
    markup: str | bytes,
    url: str | None,
    *,
    rules: Rules,
    metadata_rules: MetadataRules | None = None,
    link_rules: LinkRules | None = None,
    headers: Mapping[str, str] | None = None,
    with_removed_text: bool = False,
) -> PageReading:
    """Read one page; no input raises.

    Args:
        markup: the page; bytes are decoded by its own evidence and the Content-Type in ``headers``.
        url: its address after redirects.
        rules: what extraction and cleaning go by.
        metadata_rules: names and phrases for the metadata; without them only markup is read.
        link_rules: which links of a section page never lead to news.
        headers: those of the response, names in any case.
        with_removed_text: keep the removed text itself in ``extraction.removed``.
    """
    page = parse_page(markup, url, headers=headers)
    reading = _compose(page, _find_blocks(page, rules), metadata_rules, with_removed_text)
    if reading.verdict != "section_page":
        return reading
    return replace(reading, links=find_links(page, link_rules))


def read_text(
    text: str,
    url: str | None,
    *,
    rules: Rules,
    metadata_rules: MetadataRules | None = None,
    headers: Mapping[str, str] | None = None,
    with_removed_text: bool = False,
) -> PageReading:
    """Read a text that some other crawl left, one block a line; as `read_page` otherwise."""
    page = text_page(url)
    blocks = tuple(Block(line.strip(), "paragraph", "p") for line in text.splitlines() if line.strip())
    return _compose(page, blocks, metadata_rules, with_removed_text)


def _compose(
    page: Page, blocks: Sequence[Block], metadata_rules: MetadataRules | None, with_removed_text: bool
) -> PageReading:
    """Put text, metadata, removals and verdict together."""
    metadata = enrich(page, blocks, metadata_rules or MetadataRules())
    text = "\n\n".join(block.text for block in blocks if block.kept)
    article = Article(
        text=text,
        title=metadata.title,
        url=page.url,
        extraction=Extraction(charset=page.charset, origins=metadata.origins, evidence=metadata.evidence),
        words=len(text.split()),
    )
    return PageReading(article, judge(page, blocks, metadata))


def _find_blocks(page: Page, rules: Rules) -> tuple[Block, ...]:
    """Stand in for newsspider.core.extract until it is there: every paragraph of the page."""
    return tuple(
        Block(text, "paragraph", "p") for p in page.tree.iter("p") if (text := " ".join("".join(p.itertext()).split()))
    )
