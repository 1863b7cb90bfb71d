"""Stage 5 of 8, enrich: page and blocks to metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsspider.core.metadata.model import Metadata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.rules import MetadataRules
    from newsspider.core.page import Page


def enrich(page: Page, blocks: Sequence[Block], rules: MetadataRules) -> Metadata:
    """Return the metadata of a page."""
    title = next((block.text for block in blocks if block.role == "headline"), None) or page.meta.get("og:title")
    return Metadata(title=title)
