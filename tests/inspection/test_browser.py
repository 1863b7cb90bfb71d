"""The page of ``scrapy inspect --html`` in Chromium: nothing is loaded or run, and everybody can read and use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.core.blocks import Block
from newsspider.inspection.changes import compare
from newsspider.inspection.page import inspection_page
from newsspider.inspection.view import Inspection, Relation, seen_blocks
from tests.support.browser import look_at, needs_browser

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "<script>alert(1)</script><img src='http://evil.example/x.png' onerror=alert(1)>"
TEXT = f"The ferry runs again.\n\nNobody was hurt. {EVIL}\n\n{'unbroken' * 60}"
BLOCKS = [
    Block(EVIL, "navigation", "a", "html/body/nav.menu", 1.0, "links/mostly_linked", 0.01),
    *[Block(part, "paragraph", "p", "html/body/article/p", 0.0, None, 0.97) for part in TEXT.split("\n\n")],
    *[Block(f"Teaser {n}", "related", "li", "html/body/ul/li", 1.0, "related/heading", 0.02) for n in range(12)],
]
SHOWN = Inspection(
    "the kept page",
    "https://www.paper.example/2026/03/a-long-address-that-has-to-break-somewhere-on-a-telephone-or-it-would-overflow",
    {
        "id": "0123456789abcdef0123-2", "text": TEXT, "title": f"Ferry {EVIL}", "description": "A standfirst.",
        "words": 9, "language": "en", "truncated": True, "url": "javascript:alert(1)", "tags": ["a", "b"],
        "image": "https://www.paper.example/x.jpg",
        "extraction": {"confidence": 0.97, "origins": {"title": "headline"}, "evidence": {"truncated": "a wall"}},
    },
    seen_blocks([BLOCKS]),
    notes=("The stored text differs.",),
    relations=(Relation("the version before", "0123456789abcdef0123-1", "https://www.paper.example/", "Ferry", 0.9,
                        compare("The ferry rests.\n\nOld.", TEXT)),),
    memory={"site": "paper.example", "stories": 9, "since": "2026-03-01",
            "texts": [{"text": EVIL, "seen": "on 9 of 9 pages since 2026-03-01", "path": "html/body/p"}]},
)  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(inspection_page(SHOWN), encoding="utf-8")
    return path


@needs_browser
@pytest.mark.parametrize(("width", "scheme"), [(1300, "light"), (400, "dark")])
def test_nothing_is_loaded_run_cut_off_or_hard_to_read(page: Path, width: int, scheme: str) -> None:
    looked = look_at(page, width=width, scheme=scheme, tabs=4)

    assert looked.console == []
    assert looked.requests == []
    assert looked.axe == []
    assert looked.overflow <= 0
    assert looked.reached[0] == "a Skip to the blocks"
    assert all(looked.reached)


@needs_browser
def test_a_page_with_faults_is_caught(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<!DOCTYPE html><html><title>x</title><body><p style='color:#aaa;width:3000px'>pale</p>"
        "<img src='none.png'><script>console.log('ran')</script>"
    )
    looked = look_at(path)

    assert any(said.startswith("log: ran") for said in looked.console)
    assert [url.rpartition("/")[2] for url in looked.requests] == ["none.png"]
    assert {finding.partition(":")[0] for finding in looked.axe} >= {"color-contrast", "html-has-lang", "image-alt"}
    assert looked.overflow > 1_000
