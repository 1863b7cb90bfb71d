"""Stage 5 of 8, enrich: is the page an article, and if not, what is it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.model import Metadata
    from newsspider.core.page import Page


def judge(page: Page, blocks: Sequence[Block], metadata: Metadata) -> str | None:
    """Return None for an article, else the reason to drop the page."""
    return None if any(block.kept for block in blocks) else "no_text"
