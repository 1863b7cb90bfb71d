"""Stages 3 to 5 of 8: one page read whole, from its bytes to the article and the verdict on it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from newsspider.core.article import Article, Extraction
from newsspider.core.clean import body_text, confidence, removals
from newsspider.core.decode import clean_text
from newsspider.core.discover import find_links
from newsspider.core.extract import find_blocks_by_site, text_blocks
from newsspider.core.furniture import without_furniture
from newsspider.core.metadata.enrich import enrich
from newsspider.core.metadata.model import Metadata
from newsspider.core.metadata.rules import MetadataRules
from newsspider.core.page import Page, parse_page, text_page
from newsspider.core.siterules.fields import with_site_fields
from newsspider.core.siterules.pages import next_page_of, single_page_of
from newsspider.core.variants import named_variants
from newsspider.core.verdict import count_words, judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.discover import Link, LinkRules
    from newsspider.core.looks import PageLook
    from newsspider.core.rules import Rules
    from newsspider.core.sitememory import MemoryView
    from newsspider.core.siterules.model import SiteRule

VERSION = "0.1.0"
"""Of the extraction: a record says which one made it. Same as the package's."""

_SHARED = {field.name for field in fields(Metadata)} & {field.name for field in fields(Article)}


@dataclass(frozen=True, slots=True)
class PageReading:
    """What one page gave. ``verdict`` is None for an article, else why the page isn't one.

    ``next_page`` is where an article goes on, ``single_page`` where it stands whole, ``variants`` are the addresses of
    its AMP and mobile forms. With a memory, ``look`` is what it may learn from the page, and ``plain_text`` the text
    without its say, None where that is the same.
    """

    article: Article
    verdict: str | None
    links: tuple[Link, ...] = ()
    blocks: tuple[Block, ...] = ()
    next_page: str | None = None
    single_page: str | None = None
    variants: tuple[str, ...] = ()
    look: PageLook | None = None
    plain_text: str | None = None


def read_page(
    markup: str | bytes,
    url: str | None,
    *,
    rules: Rules,
    metadata_rules: MetadataRules | None = None,
    link_rules: LinkRules | None = None,
    site_rule: SiteRule | None = None,
    memory: MemoryView | None = None,
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
        site_rule: what its site's own rule says; where that fails, the evidence says so and the others decide.
        memory: what its site repeats; None leaves the memory out.
        headers: those of the response, names in any case.
        with_removed_text: keep the removed text itself in ``extraction.removed``.
    """
    page = parse_page(markup, url, headers=headers)
    names = metadata_rules or MetadataRules()
    plain, notes = find_blocks_by_site(page, rules, site_rule)
    blocks, look = (plain, None) if memory is None else without_furniture(plain, memory, names.months, site_rule)
    reading = _compose(page, blocks, names, with_removed_text, site_rule, notes)
    if look is not None:
        reading = replace(reading, look=look, plain_text=_plain_text(plain, blocks))
    if reading.verdict is None:
        return replace(
            reading,
            next_page=next_page_of(page, site_rule),
            single_page=single_page_of(page, site_rule),
            variants=named_variants(page),
        )
    if reading.verdict != "section_page":
        return reading
    return replace(reading, links=find_links(page, link_rules))


def read_text(
    text: str,
    url: str | None,
    *,
    rules: Rules,
    metadata_rules: MetadataRules | None = None,
    site_rule: SiteRule | None = None,
    memory: MemoryView | None = None,
    headers: Mapping[str, str] | None = None,
    with_removed_text: bool = False,
) -> PageReading:
    """Read a text that some other crawl left, one block a line; as `read_page` otherwise.

    Of its site's rule only what it says of the memory counts: there is no markup for the rest.
    """
    page = text_page(url, headers=headers)
    names = metadata_rules or MetadataRules()
    plain = text_blocks(clean_text(text), rules)
    if memory is None:
        return _compose(page, plain, names, with_removed_text)
    blocks, look = without_furniture(plain, memory, names.months, site_rule)
    reading = _compose(page, blocks, names, with_removed_text)
    return replace(reading, look=look, plain_text=_plain_text(plain, blocks))


def _plain_text(plain: Sequence[Block], blocks: Sequence[Block]) -> str | None:
    """Return the text without the memory's say; None where it is the same."""
    return body_text(plain) if any(a.kept != b.kept for a, b in zip(plain, blocks, strict=True)) else None


def _compose(
    page: Page,
    blocks: Sequence[Block],
    names: MetadataRules,
    with_removed_text: bool,
    site_rule: SiteRule | None = None,
    site_notes: Sequence[str] = (),
) -> PageReading:
    """Put text, metadata, removals and verdict together."""
    metadata = enrich(page, blocks, names)
    if site_rule is not None:
        metadata = with_site_fields(metadata, page, site_rule, names)
    text = body_text(blocks)
    shared = {field.name: getattr(metadata, field.name) for field in fields(metadata) if field.name in _SHARED}
    article = Article(
        text=text,
        url=page.url,
        extraction=Extraction(
            version=VERSION,
            confidence=confidence(blocks),
            charset=page.charset,
            origins=metadata.origins,
            removed=removals(blocks, with_removed_text),
            evidence=metadata.evidence | ({"site_rule": "; ".join(site_notes)[:500]} if site_notes else {}),
        ),
        words=count_words(text),
        **shared,
    )
    return PageReading(article, judge(page, blocks, metadata, names), blocks=tuple(blocks))
