"""Step 100: a fetched page becomes a record, or ends under its reason."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.settings import Settings

from newsspider.core.discover import Link
from newsspider.items import CANDIDATE_KEY, FETCHED_KEY, FetchedPage, PageDropped, PageFailed
from newsspider.pipelines.extract import ExtractPipeline
from newsspider.workers.job import PageJob, PageResult
from newsspider.workers.pool import ExtractFailed
from tests.store.support import SITE, candidate, url

if TYPE_CHECKING:
    from newsspider.store.frontier import Candidate

RECORD: dict[str, Any] = {
    "title": None,
    "text": "x",
    "url": None,
    "status": None,
    "discovery": {"type": None, "url": None, "date": None},
    "date_published": None,
    "date_modified": None,
    "language": None,
    "section": None,
    "extraction": {"origins": {}},
}
LINKS = (Link("https://m.paper.com/1", "article", "Bridge opens"), Link("https://www.paper.com/sport", "section"))


class Pool:
    """Gives one result, or fails, without a process."""

    def __init__(self, result: PageResult | ExtractFailed) -> None:
        self._result = result
        self.jobs: list[PageJob] = []
        self.closed = False

    async def read(self, job: PageJob) -> PageResult:
        self.jobs.append(job)
        if isinstance(self._result, ExtractFailed):
            raise self._result
        return self._result

    def close(self) -> None:
        self.closed = True


def pipeline(result: PageResult | ExtractFailed, max_depth: int = 4, **more: Any) -> tuple[ExtractPipeline, Pool]:
    """Return the step over a pool that has no processes; pebble starts them only when a page comes."""
    settings = {
        "EXTRACT_WORKERS": 1,
        "EXTRACT_TIMEOUT_SECONDS": 1,
        "EXTRACT_MEMORY_MIB": 512,
        "MAX_DEPTH": max_depth,
        "REMOVED_TEXT": True,
        **more,
    }
    run = SimpleNamespace(configs={})
    crawler: Any = SimpleNamespace(settings=Settings(settings), stats=None, get_extension=lambda _: run)
    step = ExtractPipeline.from_crawler(crawler)
    step.close_spider()
    pool = Pool(result)
    step._pool = pool  # type: ignore[assignment]
    return step, pool


def page(found: Candidate | None = None, **more: Any) -> FetchedPage:
    found = found or candidate(1, discovery={"type": "section", "url": url("front")})
    return FetchedPage(found, "https://www.paper.example/moved", 200, {"a": "b"}, b"<p>x", fetched_at="now", **more)


def test_a_record_has_what_only_the_crawl_knows() -> None:
    step, pool = pipeline(PageResult(RECORD, None, ()))
    record = asyncio.run(step.process_item(page()))

    assert pool.jobs == [PageJob("https://www.paper.example/moved", b"<p>x", None, {"a": "b"}, True, SITE)]
    assert record == {
        "title": None,
        "text": "x",
        "requested_url": url(1),
        "url": "https://www.paper.example/moved",
        "status": 200,
        "fetched_at": "now",
        "discovery": {"type": "section", "url": url("front"), "date": None},
        "date_published": None,
        "date_modified": None,
        "language": None,
        "section": None,
        "extraction": {"origins": {}},
        CANDIDATE_KEY: page().candidate,
    }


@pytest.mark.parametrize(("of_page", "title"), [(None, "From the row"), ("From the page", "From the page")])
def test_the_title_of_a_row_fills_in_for_a_missing_one(of_page: str | None, title: str) -> None:
    step, _ = pipeline(PageResult(RECORD | {"title": of_page}, None, ()))

    assert asyncio.run(step.process_item(page(title="From the row")))["title"] == title


@pytest.mark.parametrize(
    ("depth", "kind", "followed"),
    [
        pytest.param(0, "seed", True, id="given"),
        pytest.param(1, "section", True, id="last-step"),
        pytest.param(2, "section", False, id="too-deep"),
        pytest.param(0, "replay", False, id="replay"),
    ],
)
def test_links_are_followed_to_the_depth_set(depth: int, kind: str, followed: bool) -> None:
    step, _ = pipeline(PageResult(RECORD, "section_page", LINKS), max_depth=2)
    with pytest.raises(PageDropped) as raised:
        asyncio.run(step.process_item(page(candidate("front", kind, depth=depth, source=url("")))))

    assert raised.value.reason == "section_page"
    assert [c.url for c in raised.value.links] == ([link.url for link in LINKS] if followed else [])
    if followed:
        first = raised.value.links[0]
        assert (first.host, first.site, first.kind, first.depth) == ("m.paper.com", "paper.com", "article", depth + 1)
        assert first.source == url("")
        assert first.discovery == {"type": "section", "url": url("front"), "title": "Bridge opens"}


def test_a_page_that_broke_the_worker_has_failed() -> None:
    step, _ = pipeline(ExtractFailed("extract_timeout", "no result after 8 s"))
    with pytest.raises(PageFailed) as raised:
        asyncio.run(step.process_item(page()))

    assert (raised.value.state, raised.value.reason) == ("failed", "extract_timeout")


@pytest.mark.parametrize("item", [{"text": "x"}, "x", None], ids=["dict", "string", "none"])
def test_other_items_pass_through(item: Any) -> None:
    step, pool = pipeline(PageResult(RECORD, None, ()))

    assert asyncio.run(step.process_item(item)) is item
    assert not pool.jobs


def test_the_end_of_the_crawl_ends_the_workers() -> None:
    step, pool = pipeline(PageResult(RECORD, None, ()))
    step.close_spider()

    assert pool.closed


@pytest.mark.parametrize(("mib", "carried"), [(0, False), (1, True)], ids=["off", "on"])
def test_a_record_carries_its_page_should_a_later_step_break(mib: int, carried: bool) -> None:
    step, _ = pipeline(PageResult(RECORD, None, ()), FAILED_PAGES_MIB=mib)
    fetched = page()
    record = asyncio.run(step.process_item(fetched))

    assert (record.get(FETCHED_KEY) is fetched) == carried
