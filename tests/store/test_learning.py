"""Events of layouts: kept in state.db with their record, counted in the run."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from newsspider.core.furniture import without_furniture
from newsspider.store.finished import finish_record
from newsspider.store.frontier import Candidate
from newsspider.store.memory import Learned
from newsspider.store.store import Store
from tests.core.memory_support import story
from tests.store.support import SITE, record, url
from tests.support.commands import last_run

if TYPE_CHECKING:
    from pathlib import Path


def put(store: Store, number: int, place: str) -> None:
    """Store a story whose body stands at a place."""
    blocks = [block._replace(path=f"html/body/div.{place}/p") for block in story(number)]
    look = without_furniture(blocks, store.memories.view("paper.example"))[1]
    plain = record(url(number), "\n\n".join(block.text for block in blocks), extraction={"pass": 1, "removed": []})
    decision = store.decide(plain, SITE)
    candidate = Candidate(url(number), "www.paper.example", SITE)
    learned = Learned("paper.example", look)
    store.put(candidate, finish_record(plain, decision), decision, SITE, learned=learned)


def test_a_redesign_is_kept_with_the_page_that_showed_it_and_counted(tmp_path: Path) -> None:
    store = Store.open(tmp_path, "news")
    for number in range(14):
        put(store, number, "old" if number < 6 else "new")
    store.close("done")
    with sqlite3.connect(tmp_path / "state.db") as db:
        events = db.execute("SELECT site, kind, since, url FROM site_events ORDER BY id").fetchall()
    assert [(site, kind, address) for site, kind, _, address in events] == [
        ("paper.example", "layout_learned", url(4)),
        ("paper.example", "layout_changed", url(8)),
        ("paper.example", "layout_learned", url(10)),
    ]
    assert all(since.startswith("2026-03-01T") for _, _, since, _ in events)
    assert last_run(tmp_path)["site_events"] == {"layout_learned": 2, "layout_changed": 1}
