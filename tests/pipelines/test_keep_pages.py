"""Pages are kept before their records are stored, so that no record points at a page that isn't whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from newsspider.errors import StoreFailed
from newsspider.extensions.run import RunExtension
from newsspider.items import CANDIDATE_KEY, PAGES_KEY, PageLeftWaiting
from newsspider.pipelines.dedupe import DedupePipeline
from newsspider.pipelines.store import StorePipeline
from newsspider.store.kept import KeptPage, KeptPages
from tests.extensions.support import crawler_of
from tests.store.support import candidate, url

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [KeptPage(url(1), b"<p>The bridge is open.</p>")]


def item() -> dict[str, Any]:
    """Return a record as step 100 leaves it, with its page."""
    plain = {"url": url(1), "canonical_url": None, "title": "T", "text": "one", "dedup": {"relation": None}}
    return plain | {"fetched_at": "2026-03-01T08:00:00Z", CANDIDATE_KEY: candidate(1), PAGES_KEY: PAGES}


def test_a_record_is_stored_with_its_page_beside_it(tmp_path: Path) -> None:
    crawler = crawler_of(tmp_path)
    record = StorePipeline.from_crawler(crawler).process_item(
        DedupePipeline.from_crawler(crawler).process_item(item())
    )
    RunExtension.of(crawler).close("done")

    assert KeptPages(tmp_path / "pages").get(record["id"]) == tuple(PAGES)
    assert PAGES_KEY not in record


def test_where_the_page_cannot_be_kept_the_record_is_not_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawler = crawler_of(tmp_path)
    step = StorePipeline.from_crawler(crawler)
    ready = DedupePipeline.from_crawler(crawler).process_item(item())
    run = RunExtension.of(crawler)

    def full(*_: Any) -> None:
        raise StoreFailed("the disk is full")

    monkeypatch.setattr(run.kept, "put", full)
    with pytest.raises(PageLeftWaiting, match="disk is full"):
        step.process_item(ready)
    assert run.store.archive.count() == 0
    run.close("done")
    assert not (tmp_path / "articles").exists()


@pytest.mark.parametrize(("days", "left"), [(0, []), (2, ["2026-03-09"])], ids=["off", "two-days"])
def test_a_runs_start_removes_old_pages(
    tmp_path: Path, days: int, left: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsspider.clock.utc_now", lambda: "2026-03-10T09:00:00Z")
    for day in ("2026-03-01", "2026-03-09"):
        KeptPages(tmp_path / "pages").put("an-id", PAGES, day)
    crawler = crawler_of(tmp_path, KEEP_PAGES=days)
    RunExtension.of(crawler).close("done")

    assert [path.name for path in (tmp_path / "pages").iterdir()] == left
