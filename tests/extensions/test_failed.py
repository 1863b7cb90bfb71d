"""Which pages are kept aside, and when they go."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.extensions.failed import FailedPagesExtension
from newsspider.extensions.run import RunExtension
from newsspider.items import CANDIDATE_KEY, FETCHED_KEY, FetchedPage, PageDropped, PageFailed, PageUnchanged
from newsspider.store.pages import PageRow, read_rows
from tests.extensions.support import crawler_of
from tests.store.support import candidate, url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BODY = b"<p>caf\xe9</p>"
BUG: Any = SimpleNamespace(value=ValueError("planted " * 100))


@pytest.fixture
def extension(tmp_path: Path) -> Iterator[FailedPagesExtension]:
    crawler = crawler_of(tmp_path, FAILED_PAGES_MIB=1)
    extension = FailedPagesExtension.from_crawler(crawler)
    extension._opened()
    yield extension
    RunExtension.of(crawler).close("done")


def page(**more: Any) -> FetchedPage:
    return FetchedPage(candidate(1), url("moved"), 200, {"a": "b"}, BODY, fetched_at="2026-03-01T08:00:00Z", **more)


def kept(root: Path) -> dict[str, PageRow]:
    """Return reason: row of what is kept aside."""
    rows = {path.parent.name: next(iter(read_rows(path))) for path in (root / "failed").rglob("*.gz")}
    return {reason: row for reason, row in rows.items() if isinstance(row, PageRow)}


@pytest.mark.parametrize("reason", ["extract_timeout", "extract_memory", "extract_crashed", "extract_error"])
def test_a_page_that_the_extraction_fails_on_is_kept_under_its_reason(
    extension: FailedPagesExtension, tmp_path: Path, reason: str
) -> None:
    extension._dropped(page(), PageFailed(reason, "no result after 8 s"))

    assert kept(tmp_path) == {reason: PageRow(url("moved"), BODY, None, "2026-03-01T08:00:00Z", 200, None, {"a": "b"})}


@pytest.mark.parametrize("later", [False, True], ids=["step-100", "a-later-step"])
def test_a_page_that_a_step_breaks_over_is_kept(extension: FailedPagesExtension, tmp_path: Path, later: bool) -> None:
    item: Any = {"url": url("moved"), CANDIDATE_KEY: candidate(1), FETCHED_KEY: page()} if later else page()
    extension._broke(item, BUG)

    assert kept(tmp_path)["pipeline_error"].html == BODY


@pytest.mark.parametrize(
    "item",
    [page(maybe_listing=True), FetchedPage(candidate(1, kind="replay"), url(1), body="<p>"), {}, object(), None],
    ids=["a-feed", "replayed", "dict", "object", "none"],
)
def test_other_items_are_none_of_ours(extension: FailedPagesExtension, tmp_path: Path, item: Any) -> None:
    extension._dropped(item, PageFailed("extract_timeout"))
    extension._broke(item, BUG)
    extension._scraped(item)

    assert kept(tmp_path) == {}


def test_a_page_that_is_dropped_by_verdict_is_not_kept(extension: FailedPagesExtension, tmp_path: Path) -> None:
    extension._dropped(page(), PageDropped("too_short"))

    assert kept(tmp_path) == {}


@pytest.mark.parametrize("end", ["stored", "replayed", "unchanged"])
def test_once_it_is_stored_it_goes(extension: FailedPagesExtension, tmp_path: Path, end: str) -> None:
    extension._dropped(page(), PageFailed("extract_timeout"))
    if end == "stored":
        extension._scraped({"url": url("moved"), "requested_url": url(1)})
    elif end == "replayed":
        extension._scraped({"url": url("moved"), "requested_url": url("moved")})
    else:
        extension._dropped(page(), PageUnchanged("unchanged", "id-1"))

    assert kept(tmp_path) == {}


def test_a_full_disk_changes_nothing_for_the_run(
    extension: FailedPagesExtension, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    extension._dropped(page(), PageFailed("extract_timeout"))

    assert kept(tmp_path) == {}
