"""Stage 3 of 8, extract: the blocks of a page in order, each with one role.

A block is a run of text that a reader sees as one piece: a paragraph, a heading, a list item, a caption.
"""

from __future__ import annotations

from typing import NamedTuple

ROLES = (
    "headline", "kicker", "standfirst", "byline", "date", "paragraph", "subheading", "list_item", "quote", "table",
    "caption", "credit", "teaser", "related", "promo", "ad", "paywall", "legal", "bio", "tags", "comments",
    "navigation", "share", "contributors", "other",
)  # fmt: skip
# The roles that make up an article's text.
BODY_ROLES = frozenset(("paragraph", "subheading", "list_item", "quote", "table"))


class Block(NamedTuple):
    """One piece of a page's text.

    ``text`` has its white space folded. ``role`` is one of `ROLES`. ``rule`` names what removed the block and
    is None where it is kept; ``path`` is the tags and stable classes from the root down, and ``links`` the
    share of the characters that stand inside links (0..1). ``score`` is how surely it belongs to the body (0..1).
    ``detail`` says more of a removal: what the site's memory knows of the text.
    """

    text: str
    role: str
    tag: str
    path: str = ""
    links: float = 0.0
    rule: str | None = None
    score: float = 0.0
    detail: str | None = None

    @property
    def kept(self) -> bool:
        """Whether the block belongs to the article's text."""
        return self.rule is None
