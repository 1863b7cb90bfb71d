"""What is shown of a page and of a record, and what a record relates to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from newsspider.core.blocks import Block
from newsspider.inspection.stored import StoredRecords
from newsspider.inspection.view import (
    Field,
    blocks_of_record,
    evidence_of,
    fields_of,
    relations_of,
    seen_blocks,
    stored_beside,
    text_of,
    with_memory_of,
)
from newsspider.store.store import Store
from tests.store.support import put, url

if TYPE_CHECKING:
    from pathlib import Path

KEPT = Block("The bridge is open.", "paragraph", "p", "html/body/p", 0.1, None, 0.9)
GONE = Block("Sign up", "promo", "div", "html/body/div", 0.0, "promo/newsletter", 0.1)
REMOVED = [{"role": "promo", "rule": "promo/newsletter", "chars": 7}]


def test_blocks_are_numbered_by_page() -> None:
    first, second, third = seen_blocks([[KEPT, GONE], [KEPT]])

    assert (first.page, second.page, third.page) == (1, 1, 2)
    assert (first.kept, second.kept) == (True, False)
    assert second.to_dict() == {
        "kept": False, "page": 1, "role": "promo", "rule": "promo/newsletter", "detail": None, "score": 0.1, "links": 0.0, "tag": "div",
        "path": "html/body/div", "chars": 7, "text": "Sign up",
    }  # fmt: skip


def test_the_text_of_several_pages_is_joined_as_a_crawl_does() -> None:
    later = KEPT._replace(text="It was closed for a year.")
    whole = "The bridge is open.\n\nIt was closed for a year."
    assert text_of(seen_blocks([[KEPT, GONE], [KEPT, later]])) == whole
    assert text_of(seen_blocks([[KEPT], [KEPT, later]]), one_has_all=True) == whole
    assert text_of(()) == ""


def test_what_the_sites_memory_took_out_is_shown_as_the_crawl_saw_it() -> None:
    app, other = KEPT._replace(text="Read our app."), KEPT._replace(text="Not in the record either.")
    record = {
        "text": "The bridge is open.",
        "extraction": {"removed": [
            {"role": "promo", "rule": "promo/newsletter", "chars": 99},
            {"role": "other", "rule": "repeats/text", "chars": 13, "detail": "on 4 of 4 pages since 2026-03-01"},
        ]},
    }  # fmt: skip
    seen = with_memory_of(record, seen_blocks([[KEPT, app, other]]))

    assert [block.rule for block in seen] == [None, "repeats/text", None]
    assert seen[1].detail == "on 4 of 4 pages since 2026-03-01"
    assert with_memory_of({"extraction": {"removed": 3}}, seen) == seen


@pytest.mark.parametrize(
    ("removed", "texts"),
    [([], ["One.", "Two.", None]), ([{**REMOVED[0], "text": "Sign up"}], ["One.", "Two.", "Sign up"])],
    ids=["by-length", "with-text"],
)
def test_a_record_alone_tells_what_it_can(removed: list[dict[str, Any]], texts: list[str | None]) -> None:
    blocks, (note,) = blocks_of_record({"text": "One.\n\nTwo.", "extraction": {"removed": REMOVED}}, removed)

    assert [block.text for block in blocks] == texts
    assert [block.rule for block in blocks] == [None, None, "promo/newsletter"]
    assert ("REMOVED_TEXT" in note) is (not removed)


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"text": None, "extraction": None},
        {"extraction": {"removed": [1, {"text": 2}], "origins": 3}},
        {"rights": 4},
    ],
    ids=["empty", "nulls", "wrong-types", "a-number"],
)
def test_a_record_that_is_not_ours_is_shown_too(record: dict[str, Any]) -> None:
    blocks, notes = blocks_of_record(record, [])
    assert len(notes) == 1
    assert all(block.text is None or isinstance(block.text, str) for block in blocks)
    assert isinstance(fields_of(record), list)
    assert evidence_of(record) == {}


def test_fields_come_with_their_origins_and_without_what_is_unknown() -> None:
    record: dict[str, Any] = {
        "id": "x", "text": "t", "title": "T", "section": None, "tags": [], "is_accessible_for_free": False,
        "rights": {"license": "CC", "notice": None}, "extraction": {"origins": {"title": "og", "rights.license": "link"}},
    }  # fmt: skip
    assert fields_of(record) == [
        Field("title", "T", "og"), Field("is_accessible_for_free", False), Field("rights.license", "CC", "link"),
    ]  # fmt: skip


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder with a story in two versions and its copy at another site."""
    store = Store.open(tmp_path, "news")
    put(store, url(1), "The bridge is open.\n\nIt was closed for a month.")
    put(store, url(1), "The bridge is open.\n\nIt was closed for a year.", fetched_at="2026-03-02T08:00:00Z")
    put(store, url(1, "other.example"), "The bridge is open.\n\nIt was closed for a year.", site="other.example")
    store.close("done")
    return tmp_path


def test_a_record_names_its_versions_and_copies(output: Path) -> None:
    stored = StoredRecords(output)
    later_id = stored.latest_of(url(1))
    assert later_id is not None
    later = stored.find(later_id)
    assert later is not None

    version, copy = relations_of(later, stored)
    assert (version.kind, version.id) == ("the version before", later_id.replace("-2", "-1"))
    assert [change.kind for change in version.changes] == ["same", "changed"]
    assert (copy.kind, copy.url) == ("has the same text", url(1, "other.example"))
    first = stored.find(version.id)
    assert first is not None
    assert [(relation.kind, relation.id) for relation in relations_of(first, stored)] == [
        ("a later version", later_id)
    ]
    copied = stored.find(copy.id)
    assert copied is not None
    assert relations_of(copied, stored)[0].kind == "this is a copy of it"


def test_what_is_read_now_is_set_beside_what_is_stored(output: Path) -> None:
    first, *others = stored_beside({"url": url(1), "text": "The bridge is open."}, StoredRecords(output))

    assert first.kind == "stored of this address"
    assert [change.kind for change in first.changes] == ["same", "out"]
    assert [other.kind for other in others] == ["the version before", "has the same text"]
    assert stored_beside({"url": url(2), "text": "x"}, StoredRecords(output)) == ()


def test_a_relation_whose_record_is_not_there_says_so(output: Path) -> None:
    (relation,) = relations_of({"id": "x", "dedup": {"of": "gone-1", "relation": "copy"}}, StoredRecords(output))
    assert relation.missing
    assert relation.to_dict()["missing"] is True


def test_records_are_found_without_a_state_and_in_compressed_days(output: Path) -> None:
    import gzip

    known = StoredRecords(output).latest_of(url(1))
    assert known is not None
    (output / "state.db").write_bytes(b"not a database" * 99)
    day = output / "articles" / "2026-03-02.jsonl"
    (output / "articles" / "2026-03-02.jsonl.gz").write_bytes(gzip.compress(day.read_bytes() + b"{torn"))
    day.unlink()

    found = StoredRecords(output).find(known)
    assert found is not None
    assert found["id"] == known
    assert StoredRecords(output).latest_of(url(1)) is None
    assert StoredRecords(output / "nowhere").find(known) is None
