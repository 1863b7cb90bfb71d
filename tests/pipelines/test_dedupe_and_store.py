"""Steps 200 and 300: what is new gets its id and is stored; the rest ends under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from newsspider.errors import StoreFailed, UsageError
from newsspider.extensions.run import RunExtension
from newsspider.items import CANDIDATE_KEY, PageDropped, PageLeftWaiting, PageUnchanged
from newsspider.pipelines.dedupe import DECISION_KEY, DedupePipeline
from newsspider.pipelines.store import StorePipeline
from newsspider.store import archive
from tests.extensions.support import crawler_of
from tests.store.support import candidate, lines, texts, url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def crawler(tmp_path: Path) -> Iterator[Any]:
    made = crawler_of(tmp_path)
    yield made
    RunExtension.of(made).close("done")


def item(number: int, text: str, host: str = "www.paper.example", **more: Any) -> dict[str, Any]:
    """Return a record as step 100 leaves it."""
    plain = {"url": url(number, host), "canonical_url": None, "title": "T", "text": text, "dedup": {"relation": None}}
    return plain | {"fetched_at": "2026-03-01T08:00:00Z", CANDIDATE_KEY: candidate(number, host=host)} | more


def dedupe(crawler: Any, *args: Any) -> Any:
    return DedupePipeline.from_crawler(crawler).process_item(item(*args))


def through(crawler: Any, *args: Any) -> Any:
    """Send a page through both steps."""
    return StorePipeline.from_crawler(crawler).process_item(dedupe(crawler, *args))


def test_a_new_text_is_stored_without_the_keys_of_the_steps(crawler: Any, tmp_path: Path) -> None:
    record = through(crawler, 1, "one")

    assert not any(key.startswith("_") for key in record)
    assert record["version"]["n"] == 1
    assert record["dedup"]["text_hash"]
    RunExtension.of(crawler).close("done")
    assert lines(tmp_path) == [record]


def test_the_same_text_again_is_unchanged(crawler: Any) -> None:
    first = through(crawler, 1, "one")
    with pytest.raises(PageUnchanged) as raised:
        dedupe(crawler, 1, "one")

    assert (raised.value.state, raised.value.detail) == ("unchanged", first["id"])


def test_the_same_text_of_the_site_is_a_duplicate(crawler: Any) -> None:
    first = through(crawler, 1, "one")
    with pytest.raises(PageDropped) as raised:
        dedupe(crawler, 2, "one")

    assert (raised.value.reason, raised.value.detail) == ("duplicate_text", first["id"])


def test_a_copy_at_another_site_is_marked(crawler: Any) -> None:
    first = through(crawler, 1, "one")
    copy = through(crawler, 1, "one", "www.copycat.com")

    assert (copy["dedup"]["relation"], copy["dedup"]["of"]) == ("copy", first["id"])


def test_a_copy_is_dropped_where_the_user_wants_it(tmp_path: Path) -> None:
    crawler = crawler_of(tmp_path, DUPLICATES="drop")
    first = through(crawler, 1, "one")
    with pytest.raises(PageDropped) as raised:
        dedupe(crawler, 1, "one", "www.copycat.com")

    assert (raised.value.reason, raised.value.detail) == ("copy_of_other_site", first["id"])
    RunExtension.of(crawler).close("done")
    assert texts(tmp_path) == ["one"]


def test_duplicates_must_be_mark_or_drop(tmp_path: Path) -> None:
    crawler = crawler_of(tmp_path, DUPLICATES="keep")
    with pytest.raises(UsageError, match="'keep'; it must be mark or drop"):
        DedupePipeline.from_crawler(crawler)
    RunExtension.of(crawler).close("done")


def test_what_was_stored_while_a_step_waited_counts(crawler: Any) -> None:
    waiting = [
        dedupe(crawler, 1, "one"),
        dedupe(crawler, 2, "one"),
        dedupe(crawler, 1, "one"),
        dedupe(crawler, 1, "two"),
    ]
    store = StorePipeline.from_crawler(crawler)
    first = store.process_item(waiting[0])

    with pytest.raises(PageDropped, match="duplicate_text"):
        store.process_item(waiting[1])
    with pytest.raises(PageUnchanged):
        store.process_item(waiting[2])
    second = store.process_item(waiting[3])
    assert second["version"]["previous"] == first["id"]
    assert second["id"] != first["id"]


def test_a_page_that_cannot_be_stored_is_left_waiting(crawler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise StoreFailed("planted: the disk is full")

    ready = dedupe(crawler, 1, "one")
    run = RunExtension.of(crawler)
    run.list_candidates([candidate(1)])
    monkeypatch.setattr(run.store, "put", broken)
    with pytest.raises(PageLeftWaiting, match="the disk is full"):
        StorePipeline.from_crawler(crawler).process_item(ready)

    assert run.store.counts().total.waiting == 1
    assert run.live.stored == 0


@pytest.mark.parametrize("step", [DedupePipeline, StorePipeline])
@pytest.mark.parametrize("other", [{"text": "x"}, "x", None], ids=["dict", "string", "none"])
def test_other_items_pass_through(crawler: Any, step: Any, other: Any) -> None:
    assert step.from_crawler(crawler).process_item(other) is other


def test_keys_of_users_steps_with_an_underscore_are_not_stored(crawler: Any) -> None:
    ready = dedupe(crawler, 1, "one") | {"_mine": 1, "mine": 2}
    record = StorePipeline.from_crawler(crawler).process_item(ready)

    assert DECISION_KEY in ready
    assert "_mine" not in record
    assert record["mine"] == 2


def test_a_live_blog_gives_a_version_for_each_change_up_to_the_most(
    crawler: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_VERSIONS", 3)
    stored = [through(crawler, 1, f"{number} entries") for number in range(1, 4)]
    ready = item(1, "4 entries")
    for step in (DedupePipeline, StorePipeline):
        with pytest.raises(PageDropped) as raised:
            step.from_crawler(crawler).process_item(dict(ready))
        assert (raised.value.reason, raised.value.detail) == ("too_many_versions", stored[-1]["id"])
    with pytest.raises(PageUnchanged):
        through(crawler, 1, "3 entries")

    RunExtension.of(crawler).close("done")
    assert [record["version"]["n"] for record in lines(tmp_path)] == [1, 2, 3]
