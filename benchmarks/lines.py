"""Precision and recall of datelines, agencies and credited persons on the hand-made lines of tests/core/metadata."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from newsspider.core.metadata.agency import read_closing
from newsspider.core.metadata.dateline import read_dateline
from newsspider.core.metadata.people import read_credit
from newsspider.rules.metadata import bundled_metadata_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = Path(__file__).parents[1] / "tests" / "core" / "metadata" / "lines.toml"


def line_figures() -> dict[str, float]:
    """Return precision and recall over all lines: of what was found what is right, and of what is stated what was found."""
    right = found = stated = 0
    for wanted, got in _read():
        right += len(wanted & got)
        found += len(got)
        stated += len(wanted)
    return {"precision": right / found, "recall": right / stated}


def _read() -> Iterator[tuple[set[str], set[str]]]:
    """Yield what each line states and what was read from it."""
    rules = bundled_metadata_rules()
    sets = tomllib.loads(LINES.read_text(encoding="utf-8"))
    for line in _lines(sets["openings"]):
        place, agency = read_dateline(line["text"], rules)
        yield _facts(line.get("place"), line.get("agency")), _facts(place, agency)
    for line in _lines(sets["closings"]):
        yield _facts(None, line.get("agency")), _facts(None, read_closing(line["text"], rules))
    for line in _lines(sets["credits"]):
        yield set(line["names"]), set(read_credit(line["text"], rules))


def _lines(by_language: dict[str, list[dict[str, str]]]) -> Iterator[dict[str, str]]:
    for lines in by_language.values():
        yield from lines


def _facts(place: str | None, agency: str | None) -> set[str]:
    named = {"place": place, "agency": agency}
    return {f"{name} {value}" for name, value in named.items() if value}
