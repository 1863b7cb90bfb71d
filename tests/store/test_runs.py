"""The record of a run: its id, its counts, its file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from newsspider.store.runs import Counts, RunCounts, Runs, write_run_file
from newsspider.store.schema import open_state

if TYPE_CHECKING:
    from pathlib import Path


def test_listed_is_the_sum_of_all_states() -> None:
    counts = Counts()
    for state, reason in [("stored", None), ("unchanged", "unchanged"), ("waiting", None), ("dropped", "too_short")]:
        counts.add(state, reason, 2)
    counts.add("failed", None, 1)

    assert counts.listed == 9
    assert counts.to_dict()["failed"] == {"unnamed": 1}


def test_counts_are_summed_over_the_sites() -> None:
    rows = [("a.example", "stored", None, 2), ("b.example", "stored", None, 3), ("b.example", "failed", "timeout", 1)]
    counts = RunCounts.of(rows)

    assert counts.total.stored == 5
    assert counts.sites["a.example"].listed == 2
    assert counts.sites["b.example"].to_dict()["failed"] == {"timeout": 1}
    assert RunCounts.of([]).total.listed == 0


def test_reasons_are_in_the_order_of_their_names() -> None:
    counts = Counts()
    for reason in ("timeout", "cut_off", "http_500"):
        counts.add("failed", reason, 1)

    assert list(counts.to_dict()["failed"]) == ["cut_off", "http_500", "timeout"]


def test_runs_of_one_second_have_different_ids(tmp_path: Path) -> None:
    db = open_state(tmp_path / "state.db")
    runs = Runs(db)
    began = [runs.begin("news", "2026-03-01T08:00:00Z") for _ in range(3)]

    assert began == [(n, f"20260301T080000Z-{n}") for n in (1, 2, 3)]
    runs.end(2, "done", "2026-03-01T09:00:00Z")
    assert [number for number, _ in runs.dead()] == [1, 3]
    assert runs.record(2, RunCounts.of([]))["status"] == "done"
    db.close()


def test_the_file_of_a_run_is_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = write_run_file(tmp_path, {"id": "r-1", "site": "zürich.example"})
    write_run_file(tmp_path, {"id": "r-1", "site": "bern.example"})

    assert json.loads(path.read_text(encoding="utf-8"))["site"] == "bern.example"
    assert [p.name for p in path.parent.iterdir()] == ["r-1.json"]
