"""The prints of stored texts, and finding related ones among them."""

from __future__ import annotations

import sqlite3
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.core.dedupe.prints import pack, print_of, sketch_of
from newsspider.store import prints as module
from newsspider.store.prints import MAX_POSTINGS, Neighbours, Prints, entry_of
from newsspider.store.schema import migration, open_state, transaction
from tests.core.dedupe.wire import headline, story

if TYPE_CHECKING:
    from pathlib import Path


def add(db: sqlite3.Connection, prints: Prints, article: str, text: str, **more: Any) -> Neighbours:
    neighbours = prints.look_up(print_of(text, **more))
    with transaction(db):
        prints.add(neighbours, article, neighbours.cluster)
    return neighbours


def cut(number: int, *paragraphs: int) -> str:
    parts = story(number).split("\n\n")
    return "\n\n".join(parts[n] for n in paragraphs)


def test_a_copy_is_found_among_others(db: sqlite3.Connection) -> None:
    prints = Prints(db)
    for number in range(40):
        assert add(db, prints, f"a{number}", story(number), title=headline(number)).match is None
    found = prints.look_up(print_of(cut(7, 0, 1)))

    assert found.of == "a7"
    assert found.cluster == 8
    assert prints.name_of(8) == "a7"


@pytest.mark.parametrize("flushed", [False, True], ids=["killed", "closed"])
def test_the_next_run_finds_it_too(db: sqlite3.Connection, flushed: bool) -> None:
    prints = Prints(db)
    for number in range(5):
        add(db, prints, f"a{number}", story(number))
    if flushed:
        with transaction(db):
            prints.flush()
    again = Prints(db)

    assert db.execute("SELECT count(*) > 0 FROM postings").fetchone()[0] == flushed
    assert again.look_up(print_of(cut(3, 0, 1, 2))).of == "a3"
    assert again.look_up(print_of(story(77))).match is None


def test_what_waits_in_memory_is_bounded(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_TEXTS", 4)
    prints = Prints(db)
    for number in range(10):
        add(db, prints, f"a{number}", story(number))

    assert db.execute("SELECT text FROM indexed").fetchone() == (8,)
    assert [prints.look_up(print_of(cut(n, 0, 1))).of for n in range(10)] == [f"a{n}" for n in range(10)]


def test_what_was_rolled_back_is_not_found(db: sqlite3.Connection) -> None:
    prints = Prints(db)
    add(db, prints, "a0", story(0))
    db.execute("BEGIN")
    prints.add(prints.look_up(print_of(story(1))), "a1", None)
    db.execute("ROLLBACK")
    prints.forget()

    assert prints.look_up(print_of(story(1))).match is None
    add(db, prints, "a2", story(2))
    assert prints.look_up(print_of(story(2))).of == "a2"


def test_one_hash_keeps_only_so_many_texts(db: sqlite3.Connection) -> None:
    prints = Prints(db)
    for number in range(MAX_POSTINGS + 20):
        add(db, prints, f"a{number}", f"{story(0)}\n\n{story(number + 1, 1)}")
    with transaction(db):
        prints.flush()

    assert db.execute("SELECT max(length(texts)) FROM postings").fetchone()[0] == MAX_POSTINGS * 16
    assert prints.look_up(print_of(story(0))).of == "a0"


def test_links_are_not_followed_into_one_heap(db: sqlite3.Connection) -> None:
    prints = Prints(db)
    add(db, prints, "one", story(1))
    bridge = add(db, prints, "bridge", f"{cut(1, 0, 1, 2, 3)}\n\n{story(2)}")
    two = add(db, prints, "two", story(2))

    assert bridge.of == "one"
    assert two.of == "bridge"
    assert two.cluster is None, "it has nothing in common with what the cluster is named after"


def test_the_more_complete_text_becomes_the_original(db: sqlite3.Connection) -> None:
    prints = Prints(db)
    add(db, prints, "brief", cut(1, 0, 1))
    assert add(db, prints, "whole", story(1)).cluster == 1
    found = prints.look_up(print_of(cut(1, 4, 5, 6, 7)))

    assert (found.of, found.cluster) == ("whole", 1)
    assert prints.name_of(1) == "brief", "a cluster keeps its name"


def test_the_agencys_own_copy_is_the_original(db: sqlite3.Connection) -> None:
    prints = Prints(db)
    add(db, prints, "paper", story(1), agency="Wire", source="paper.example")
    add(db, prints, "wire", story(1), agency="Wire", source="wire.example", original=True)
    longer = add(db, prints, "other", f"{story(1)}\n\n{story(2, 3)}", agency="Wire", source="other.example")
    found = prints.look_up(print_of(story(1), agency="Wire", source="third.example"))

    assert longer.of == found.of == "wire"
    assert prints.name_of(found.cluster or 0) == "paper"


def test_the_order_of_arrival_changes_no_pair(db: sqlite3.Connection, tmp_path: Path) -> None:
    texts = {f"{n}.{k}": text for n in range(4) for k, text in enumerate((story(n), cut(n, 0, 1, 2), cut(n, 0, 1)))}
    found = []
    for seed in range(4):
        names = sorted(texts)
        Random(seed).shuffle(names)
        other = open_state(tmp_path / f"{seed}.db")
        prints = Prints(other)
        clusters: dict[int, set[str]] = {}
        for name in names:
            add(other, prints, name, texts[name])
            clusters.setdefault(prints.known(name)[0], set()).add(name)  # type: ignore[index]
        found.append(sorted(map(sorted, clusters.values())))
        other.close()

    assert found == [[[f"{n}.0", f"{n}.1", f"{n}.2"] for n in range(4)]] * 4


def test_texts_without_words_are_kept(db: sqlite3.Connection) -> None:
    prints = Prints(db)

    assert add(db, prints, "a", "").match is None
    assert add(db, prints, "b", "").match is None


def test_postings_of_an_earlier_layout_are_brought_over(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    for step in range(1, 9):
        old.executescript(migration(step))
    for text, number in enumerate([3, 4], 1):
        found = print_of(story(number))
        sketch = sketch_of(found)
        row = (text, text, len(sketch.whole), sketch.limit, f"a{number}", pack(found))
        old.execute("INSERT INTO prints VALUES (?, ?, ?, ?, ?, ?)", row)
        old.executemany("INSERT INTO postings VALUES (?, ?)", [(value, text) for value in sketch.hashes])
    old.executescript("UPDATE indexed SET text = 2; PRAGMA user_version = 8")
    old.close()
    db = open_state(tmp_path / "state.db")

    assert Prints(db).look_up(print_of(cut(3, 0, 1))).of == "a3"
    assert Prints(db).look_up(print_of(cut(4, 2, 3))).of == "a4"
    entries = dict(db.execute("SELECT hash, texts FROM postings"))
    assert entries == {
        value: entry_of(text, sketch)
        for text, sketch in enumerate((sketch_of(print_of(story(number))) for number in (3, 4)), 1)
        for value in sketch.hashes
    }
    db.close()
