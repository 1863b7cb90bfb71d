"""The sites' memories in state.db: in step with the records, small, and the same after every restart."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.core.clean import body_text
from newsspider.core.furniture import without_furniture
from newsspider.store.finished import finish_record
from newsspider.store.frontier import Candidate
from newsspider.store.memory import SITES_AT_HAND, FirstPass, Learned, memory_site
from newsspider.store.store import Store
from tests.core.memory_support import block, story
from tests.store.support import SITE, lines, record, texts, url

if TYPE_CHECKING:
    from pathlib import Path

    from newsspider.core.blocks import Block

APP = "Read our app for the latest from the newsroom."
PAPER = memory_site(url(1))


def page(number: int) -> list[Block]:
    return story(number, last=block(APP))


def put(store: Store, number: int, blocks: list[Block] | None = None, **more: Any) -> dict[str, Any]:
    """Store a page of the paper as the pipelines do; returns its record."""
    cleaned, look = without_furniture(blocks or page(number), store.memories.view(PAPER))
    extraction = {"version": "1", "pass": 1, "removed": []}
    plain = record(url(number), body_text(cleaned), extraction=extraction, **more)
    decision = store.decide(plain, SITE)
    stored = finish_record(plain, decision)
    store.put(Candidate(url(number), "www.paper.example", SITE), stored, decision, SITE, learned=Learned(PAPER, look))
    return stored


def open_store(tmp_path: Path) -> Store:
    return Store.open(tmp_path, "news")


def test_the_first_stories_wait_and_come_cleaned_each_once(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in range(3):
        put(store, number)
    assert not (tmp_path / "articles").exists()
    put(store, 3)
    put(store, 4)
    store.close("done")
    stored = lines(tmp_path)
    assert [line["url"] for line in stored] == [url(number) for number in range(5)]
    assert [line["extraction"]["pass"] for line in stored] == [2, 2, 2, 1, 1]
    assert not any(APP in line["text"] for line in stored)
    assert stored[0]["extraction"]["removed"] == [
        {"role": "other", "rule": "repeats/text", "chars": len(APP), "detail": "on 4 of 4 pages since 2026-03-01"}
    ]


def test_a_run_with_few_stories_writes_them_as_they_are(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in range(3):
        put(store, number)
    store.close("done")
    assert [line["text"].endswith(APP) for line in lines(tmp_path)] == [True] * 3
    store = open_store(tmp_path)
    assert APP not in put(store, 3)["text"]
    store.close("done")
    assert len(lines(tmp_path)) == 4


def test_what_waits_is_written_after_a_kill(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    put(store, 1)
    put(store, 2)
    store._held.close()  # the lock goes, as with a killed process
    open_store(tmp_path).close("done")
    assert [line["url"] for line in lines(tmp_path)] == [url(1), url(2)]


def test_cleaned_again_is_what_the_archive_knows(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in range(5):
        put(store, number)
    cleaned = record(url(0), body_text(without_furniture(page(0), store.memories.view(PAPER))[0]))
    assert APP not in cleaned["text"]
    assert store.decide(cleaned, SITE).unchanged_id
    store.close("done")


def test_what_only_the_memory_removed_is_no_new_version(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in range(8):
        put(store, number, story(number))
    put(store, 8, page(8))
    shorter = record(url(8), body_text(story(8)))
    plain_hash = record(url(8), body_text(page(8)))["dedup"]["text_hash"]
    assert store.decide(shorter, SITE).n == 2
    assert store.decide(shorter, SITE, plain_hash).unchanged_id
    store.close("done")


def test_versions_teach_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in range(4):
        put(store, number)
    put(store, 3, story(77))
    assert store.memories.of(PAPER).stories == 4
    store.close("done")


def test_a_memory_is_the_same_after_a_restart(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number in range(30):
        put(store, number)
    before = store.memories.of(PAPER)
    store.close("done")
    store = open_store(tmp_path)
    after = store.memories.of(PAPER)
    assert (after.stories, after.since) == (before.stories, before.since)
    assert (after.texts, after.places) == (before.texts, before.places)
    assert after.view() == before.view()
    store.close("done")


def test_a_record_that_is_not_stored_teaches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path)
    put(store, 1)

    def fail(*_: object) -> None:
        raise sqlite3.IntegrityError("planted")

    monkeypatch.setattr(store.learning.waiting, "hold", fail)
    with pytest.raises(sqlite3.IntegrityError):
        put(store, 2)
    assert store.memories.of(PAPER).stories == 1
    store.close("done")
    assert len(texts(tmp_path)) == 1


def test_many_sites_are_kept_apart_and_few_at_hand() -> None:
    first = FirstPass()
    for number in range(SITES_AT_HAND + 40):
        look = without_furniture(page(number % 7), first.memories.view("x"))[1]
        first.learn(f"paper{number}.example", url(number), look, "2026-03-01")
    assert len(first.memories._at_hand) == SITES_AT_HAND
    assert first.memories.of("paper0.example").stories == 1
    assert len(first.memories.sites()) == SITES_AT_HAND + 40


def test_the_first_pass_counts_a_story_once() -> None:
    first = FirstPass()
    for number in (1, 1, 2):
        look = without_furniture(page(number), first.memories.view(PAPER))[1]
        first.learn(PAPER, url(number), look, "2026-03-01")
    assert first.memories.of(PAPER).stories == 2


def test_learning_and_looking_up_take_far_less_than_a_page() -> None:
    memories = FirstPass().memories
    looks = [without_furniture(story(n, 25, last=block(APP)), memories.view("x"))[1] for n in range(60)]
    began = time.process_time()
    for look in looks:
        memories.learn(PAPER, look, "2026-03-01")
        memories.view(PAPER)
    assert (time.process_time() - began) / len(looks) < 0.01, "seconds; 1 ms on an idle machine"


def test_a_site_takes_less_than_200_kilobytes() -> None:
    first = FirstPass()
    for number in range(70):
        classes = (f"/div.c{chr(97 + index % 26)}{chr(97 + number % 26)}{'x' * 60}/p" for index in range(60))
        blocks = [one._replace(path=one.path + more) for one, more in zip(story(number, 60), classes, strict=True)]
        first.learn(PAPER, url(number), without_furniture(blocks, first.memories.view(PAPER))[1], "2026-03-01")
    size = 0
    for table in ("memory_sites", "memory_texts", "memory_places"):
        for row in first._db.execute(f"SELECT * FROM {table}"):
            size += sum(len(value.encode()) if isinstance(value, str) else 9 for value in row)
    assert 50_000 < size < 200_000
