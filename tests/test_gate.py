"""The quality of extraction on the shipped pages doesn't sink, and the gate sees it when it does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks import gate
from benchmarks.lines import line_figures
from benchmarks.scoring import Found, Labels, Scores

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FLOORS = json.loads(gate.FLOORS.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "measure"),
    [("newsroom", gate.newsroom_figures), ("pages", gate.pages_figures), ("lines", line_figures)],
    ids=["newsroom", "pages", "lines"],
)
def test_no_figure_is_below_its_floor(name: str, measure: Callable[[], dict[str, float]]) -> None:
    figures = measure()
    assert set(FLOORS[name]) <= set(figures)
    assert {key: value for key, value in figures.items() if value < FLOORS[name].get(key, 0.0)} == {}


def test_the_gate_fails_below_a_floor_and_lowers_it_only_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    floors = tmp_path / "floors.json"
    monkeypatch.setattr(gate, "FLOORS", floors)
    monkeypatch.setattr(gate, "_measure", lambda *_, **__: iter([("made", {"exact": 0.5})]))
    floors.write_text('{"made": {"exact": 0.6}}')

    def run(*arguments: str) -> int:
        monkeypatch.setattr("sys.argv", ["gate", *arguments])
        return gate.main()

    assert run() == 1
    run("--raise")
    assert json.loads(floors.read_text()) == {"made": {"exact": 0.6}}
    run("--lower")
    assert json.loads(floors.read_text())["made"]["exact"] < 0.5
    assert run() == 0


def test_scores_of_a_right_and_a_wrong_text() -> None:
    labels = Labels(text="one two three four five six", title="A title", date="2026-03-01", authors=("Ann Lee",))
    right, wrong = Scores(), Scores()
    right.add(
        labels, Found("One two three four five six", None, "A title!", ("ann lee",), "2026-03-01T10:00:00+01:00")
    )
    wrong.add(labels, Found("one two three and nothing else of it", None, "Another", (), "2026-03-02"))
    assert right.figures() == {"shingle_f1": 0.6667, "exact": 0.0, "title": 1.0, "date": 1.0, "authors": 1.0}
    assert set(wrong.figures().values()) == {0.0}
