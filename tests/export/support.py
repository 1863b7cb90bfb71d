"""What the tests of the export share: records with all that can go wrong in a cell, a column or a file name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsspider.core.article import Article, Dedup, Discovery, Extraction, Removed, Rights, Version

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ODD_TEXTS = (
    "One paragraph.\n\nAnother, with \"quotes\", commas, and a bar | in it.",
    "=HYPERLINK(\"https://evil.example\")\n\n+1 for the ferry",
    "@here\n\n- not a list\n\n1. not one either\n\n# no heading\n\n> no quote\n\n*not* _bold_ [no](link) <b>no tag</b> &amp;",
    "日本語の本文。\n\nعربي وعبري\n\n🚢 \u2028 separators \u2029 and \u0085 too",
    "Control characters \x0b\x0c\x1b stay, a bell \x07 too\n\n```\n\n~~~\n\n---\n\n===",
    "\\ backslash \\n, $math$, ![image], ~~gone~~, `code`",
    "long " * 40_000,
)  # fmt: skip


def a_record(number: int, text: str, **more: Any) -> dict[str, Any]:
    """Return a whole record."""
    article = Article(
        id=f"{number:020x}-1",
        text=text,
        title=f'Title {number}, = "quoted"',
        url=f"https://www.paper.example/{number}",
        domain="paper.example",
        authors=("Ada Byron", "=cmd|x"),
        date_published="2026-03-10T23:30:00+02:00",
        language="en-GB",
        rights=Rights(notice="© Paper", robots_ai="none"),
        dedup=Dedup(text_hash="0" * 32),
        version=Version(1, None, "2026-03-11T08:00:00Z"),
        discovery=Discovery("feed", "https://www.paper.example/feed"),
        extraction=Extraction("0.1.0", 0.97, "utf-8", {"title": "og"}, (Removed("ad", "ad/marker", 7),), {"a": "b"}),
        fetched_at="2026-03-11T08:00:00Z",
        status=200,
        words=len(text.split()),
    )
    return {**article.to_dict(), **more}


def odd_records() -> list[dict[str, Any]]:
    """Return records that are hard to write down."""
    return [a_record(number, text) for number, text in enumerate(ODD_TEXTS)]


def write_lines(path: Path, records: Sequence[Any]) -> Path:
    """Write records as a crawl does; strings stand as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [r if isinstance(r, str) else json.dumps(r, ensure_ascii=False, separators=(",", ":")) for r in records]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
    return path
