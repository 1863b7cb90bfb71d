"""What a text is to the archive: new, unchanged, a version, a duplicate or a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from newsspider.store.archive import Decision, Related, record_id
from newsspider.store.finished import finish_record
from newsspider.store.store import Store
from tests.core.dedupe.wire import story
from tests.store.support import DAY, SITE, lines, put, record, texts, url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RELATED = Related("copy", "x-1", 0.9, "x-1", "90 of 100 words in 1 runs", 1)
LATER = "2026-03-02T08:00:00Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, "news")
    yield opened
    opened.close("done")


def decide(store: Store, address: str, text: str, site: str = SITE, **more: Any) -> Decision:
    return store.decide(record(address, text, **more), site)


def test_a_new_text_is_version_one(store: Store) -> None:
    decision = decide(store, url(1), "one")

    assert (decision.n, decision.previous, decision.first_seen) == (1, None, f"{DAY}T08:00:00Z")
    assert not (decision.unchanged_id)
    assert not (decision.duplicate_of)
    assert not (decision.copy_of)


def test_ids_are_the_same_everywhere_and_for_http_and_https(store: Store, tmp_path: Path) -> None:
    with_http = put(store, "http://www.paper.example/1", "one")
    other = Store.open(tmp_path / "another machine", "news")

    assert put(other, url(1), "one") == with_http
    other.close("done")


def test_the_same_text_of_the_same_url_is_unchanged(store: Store) -> None:
    first = put(store, url(1), "One, two.")

    assert decide(store, url(1), "one   TWO").unchanged_id == first, "only the words count"
    assert store.archive.count() == 1


@pytest.mark.parametrize("more", [{}, {"title": "Harbour bridge closes"}], ids=["text", "text-and-title"])
def test_a_changed_text_is_the_next_version(store: Store, more: dict[str, str]) -> None:
    first = put(store, url(1), "one")
    decision = decide(store, url(1), "one and more", fetched_at=LATER, **more)

    assert (decision.n, decision.previous, decision.first_seen) == (2, first, f"{DAY}T08:00:00Z")
    assert decision.id.rpartition("-")[0] == first.rpartition("-")[0]


def test_a_changed_headline_alone_is_a_version_too(store: Store) -> None:
    put(store, url(1), "one")

    assert decide(store, url(1), "one", title="Harbour bridge closes").n == 2


def test_a_text_that_returns_to_an_earlier_wording_is_a_third_version(store: Store) -> None:
    put(store, url(1), "one")
    put(store, url(1), "two")
    decision = decide(store, url(1), "one")

    assert decision.n == 3
    assert decision.copy_of is None


def test_the_same_text_under_another_url_of_the_site_is_a_duplicate(store: Store) -> None:
    first = put(store, url(1), "one")

    assert decide(store, url("1?print=1"), "one").duplicate_of == first
    assert decide(store, url(1, "m.paper.example"), "one").duplicate_of == first


def test_the_same_text_at_another_site_is_a_copy(store: Store) -> None:
    first = put(store, url(1), "one")
    decision = decide(store, "https://copycat.example/1", "one", "copycat.example")

    assert decision.copy_of == first
    assert decision.n == 1
    assert not decision.duplicate_of


def test_a_copy_is_only_marked_once_stored(store: Store, tmp_path: Path) -> None:
    first = put(store, url(1), "one")
    put(store, "https://copycat.example/1", "one", "copycat.example")

    copy = lines(tmp_path)[1]["dedup"]
    assert (copy["relation"], copy["of"], copy["similarity"]) == ("copy", first, 1.0)


def test_addresses_that_name_one_canonical_url_are_one_story(store: Store) -> None:
    first = put(store, url(1), "one", canonical_url=url(1))

    assert decide(store, url("amp/1"), "one", canonical_url=url(1)).duplicate_of == first
    assert decide(store, url(1), "two", canonical_url=url(1)).previous == first


def test_a_canonical_url_that_all_pages_share_is_not_trusted(store: Store) -> None:
    shared = {"canonical_url": "https://www.paper.example/"}
    ids = {put(store, url(number), f"text {number}", **shared) for number in range(20)}

    assert len(ids) == 20
    assert store.archive.count() == 20
    assert all(decide(store, url(n), f"text {n}", **shared).unchanged_id for n in range(20))
    assert all(decide(store, url(n), f"changed {n}", **shared).n == 2 for n in range(20))


def test_http_and_https_are_one_story_when_the_text_changes(store: Store, tmp_path: Path) -> None:
    first = put(store, "http://www.paper.example/1", "one")
    second = put(store, "https://www.paper.example/1", "two")

    assert (first, second) == (lines(tmp_path)[1]["version"]["previous"], first.replace("-1", "-2"))
    assert texts(tmp_path) == ["one", "two"]


def test_record_ids_are_short_and_distinct() -> None:
    ids = {record_id(f"//paper.example/{n}", 1) for n in range(1000)}

    assert len(ids) == 1000
    assert {len(i) for i in ids} == {22}


def test_a_finished_record_says_which_version_it_is() -> None:
    plain = record(url(1), "one")
    before = {**plain, "dedup": dict(plain["dedup"])}
    finished = finish_record(plain, Decision("s", "id-2", 2, "id-1", "2026-01-01T00:00:00Z", related=RELATED))

    assert finished["id"] == "id-2"
    assert finished["version"] == {"n": 2, "previous": "id-1", "first_seen": "2026-01-01T00:00:00Z"}
    assert finished["dedup"]["of"] == "x-1"
    assert finished["dedup"]["cluster"] == "x-1"
    assert plain == before, "the record that came in stays as it was"


def test_a_near_copy_at_another_site_is_marked_and_may_be_dropped(store: Store, tmp_path: Path) -> None:
    first = put(store, url(1), story(1))
    decision = decide(store, "https://copycat.example/1", f"{story(1, 6)}\n\n{story(2, 1)}", "copycat.example")

    assert decision.copy_of == first
    assert (decision.related.relation, decision.related.of, decision.related.cluster) == ("copy", first, first)
    assert 0.8 < (decision.related.similarity or 0) < 1.0


def test_a_story_is_not_dropped_for_its_brief(store: Store) -> None:
    first = put(store, url(1), story(1, 2))
    decision = decide(store, "https://other.example/1", story(1), "other.example")

    assert decision.copy_of is None
    assert (decision.related.relation, decision.related.of) == ("copy", first)


def test_a_changed_text_of_a_url_is_a_version_and_stays_in_its_cluster(store: Store, tmp_path: Path) -> None:
    first = put(store, url(1), story(1))
    put(store, url(1), f"{story(2, 1)}\n\n{story(1, 7)}")
    put(store, url(1), story(3))
    dedups = [line["dedup"] for line in lines(tmp_path)]

    assert [d["relation"] for d in dedups] == [None, "version", "version"]
    assert dedups[0]["cluster"] == dedups[1]["cluster"] == dedups[2]["cluster"] == first
    assert dedups[1]["of"] == first
    assert dedups[1]["similarity"] > 0.7
    assert dedups[2]["similarity"] < 0.2


def test_a_headline_that_changed_alone_is_wholly_similar(store: Store) -> None:
    put(store, url(1), story(1))

    assert decide(store, url(1), story(1), title="Another").related.similarity == 1.0


def test_records_of_an_earlier_release_are_known_by_their_exact_text(store: Store) -> None:
    first = put(store, url(1), story(1))
    store.archive._db.execute("DELETE FROM prints")
    store.archive.prints.forget()

    assert store.archive.prints.unprinted() == 1
    exact = decide(store, "https://copycat.example/1", story(1), "copycat.example").related
    assert (exact.relation, exact.of, exact.similarity, exact.cluster) == ("copy", first, 1.0, first)
    assert decide(store, "https://copycat.example/1", story(1, 5), "copycat.example").related.relation is None
    assert decide(store, url(1), story(1, 5)).related.of == first


def test_the_evidence_stands_in_the_record(store: Store, tmp_path: Path) -> None:
    put(store, url(1), story(1))
    put(store, "https://copycat.example/1", story(1, 4), "copycat.example", extraction={"evidence": {"pages": "2"}})

    evidence = lines(tmp_path)[1]["extraction"]["evidence"]
    assert evidence["pages"] == "2"
    assert "words in 1 runs" in evidence["dedup"]
