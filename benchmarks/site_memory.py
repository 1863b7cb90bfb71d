#!/usr/bin/env python3
"""What a site's memory gains: a table by host, with the memory off, in one pass and in two.

    python -m benchmarks.site_memory [--model FILE] [FILE ...]

Pages of ../shared/data whose host has at least five, in file order, scored after the host's third: shingle F1, words
kept that are in no gold, gold words that the memory cost. Then the CPU time of a page at the end of its host's, with
memory and without, and what learning and looking up cost. --model takes another body model, for one that hasn't
seen these hosts (benchmarks/train_model.py): on pages that it was trained on little is left to learn.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.align import align
from benchmarks.scoring import Scores, words
from newsspider.core.document import read_page
from newsspider.core.looks import keys_of
from newsspider.core.measures import FEATURES
from newsspider.core.model import parse_model
from newsspider.core.sitememory import LEAST_STORIES, MemoryView, SiteMemory
from newsspider.rules import bundled_rules
from newsspider.rules.metadata import bundled_metadata_rules
from newsspider.store.memory import memory_site

if TYPE_CHECKING:
    from newsspider.core.document import PageReading
    from newsspider.core.rules import Rules

SHARED = Path(__file__).parents[2] / "shared" / "data"
SETS = ("portals_dev", "l3s")
LEAST_PAGES = 5
SKIPPED_PAGES = 3
MODES = ("off", "one pass", "two passes")
Row = dict[str, Any]


@dataclass
class Tally:
    """Of one mode: the scores, words kept against the gold, gold words kept, seconds of the pages scored."""

    scores: Scores = field(default_factory=Scores)
    boilerplate: int = 0
    gold: int = 0
    seconds: float = 0.0

    def add(self, row: Row, reading: PageReading) -> None:
        """Score one page."""
        self.scores._add_text(row["text"], reading.article.text)
        kept = [block.text for block in reading.blocks if block.kept]
        for text, wanted in zip(kept, align(kept, row["text"]), strict=True):
            size = len(words(text))
            self.gold += size * wanted
            self.boilerplate += size * (not wanted)

    def f1(self) -> float:
        """Return the shingle F1 so far."""
        return self.scores.figures().get("shingle_f1", 0.0)


def rows_by_host(paths: list[Path]) -> dict[str, list[Row]]:
    """Return the labelled pages of hosts that have enough of them, in order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row.get("text"):
                    found[memory_site(row["url"])].append(row)
    return {host: rows for host, rows in found.items() if len(rows) >= LEAST_PAGES}


def read(row: Row, rules: Rules, memory: MemoryView | None) -> tuple[PageReading, float]:
    """Return what a page gives, and the CPU seconds that it took."""
    began = time.process_time()
    reading = read_page(
        row["html"], row["url"], rules=rules, metadata_rules=bundled_metadata_rules(), memory=memory,
    )  # fmt: skip
    return reading, time.process_time() - began


def measure(rows: list[Row], rules: Rules, costs: Counter[str]) -> dict[str, Tally]:
    """Return the tallies of one host's pages by mode."""
    tallies = {mode: Tally() for mode in MODES}
    memory = SiteMemory()
    readings = []
    for number, row in enumerate(rows):
        plain, took = read(row, rules, None)
        readings.append(plain)
        began = time.process_time()
        view = memory.view()
        costs["view"] += time.process_time() - began  # type: ignore[assignment]
        learned, took_learned = read(row, rules, view)
        assert learned.look is not None
        began = time.process_time()
        memory.learn(learned.look, "2026-11-22")
        costs["learn"] += time.process_time() - began  # type: ignore[assignment]
        costs["pages"] += 1
        if number >= SKIPPED_PAGES:
            tallies["off"].add(row, plain)
            tallies["one pass"].add(row, learned)
            tallies["off"].seconds += took
            tallies["one pass"].seconds += took_learned
    count_repeating(rows, readings, costs)
    for row in rows[SKIPPED_PAGES:]:
        again, took = read(row, rules, memory.view())
        tallies["two passes"].add(row, again)
        tallies["two passes"].seconds += took
    return tallies


def count_repeating(rows: list[Row], readings: list[PageReading], costs: Counter[str]) -> None:
    """Count the boilerplate words left without a memory, and those of texts on enough pages to be known at all."""
    months = bundled_metadata_rules().months
    keys = [keys_of(reading.blocks, months).texts for reading in readings]
    pages = Counter(key for found in keys for key in set(found))
    for row, reading, found in list(zip(rows, readings, keys, strict=True))[SKIPPED_PAGES:]:
        kept = [(block.text, key) for block, key in zip(reading.blocks, found, strict=True) if block.kept]
        for (text, key), wanted in zip(kept, align([text for text, _ in kept], row["text"]), strict=True):
            if not wanted:
                costs["left"] += len(words(text))
                costs["repeating"] += len(words(text)) * bool(key and pages[key] >= LEAST_STORIES)


def show(host: str, tallies: dict[str, Tally], pages: int) -> None:
    off = tallies["off"]
    cells = [f"{host:26} {pages:4}"]
    for mode in MODES:
        tally = tallies[mode]
        ratio = tally.seconds / off.seconds if off.seconds else 0.0
        cells.append(f"{tally.f1():.4f} {tally.boilerplate:6} {off.gold - tally.gold:5} {ratio:5.2f}")
    print(" | ".join(cells), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="*", type=Path)
    parser.add_argument("--model", type=Path, help="a body model to use instead of the bundled one")
    options = parser.parse_args()
    paths = options.data or [path for name in SETS if (path := SHARED / f"{name}.jsonl.gz").exists()]
    rules = bundled_rules()
    if options.model:
        rules = replace(rules, model=parse_model(json.loads(options.model.read_text()), FEATURES))
    total = {mode: Tally() for mode in MODES}
    costs: Counter[str] = Counter()
    hosts = rows_by_host(paths)
    read(next(iter(hosts.values()))[0], rules, MemoryView())  # what loads once isn't of any mode
    print(f"{'host':26} {'page':4} | " + " | ".join(f"{mode}: F1, boiler, lost, CPU" for mode in MODES))
    for host, rows in hosts.items():
        tallies = measure(rows, rules, costs)
        show(host, tallies, len(rows))
        for mode, tally in tallies.items():
            into = total[mode]
            into.scores.precision += tally.scores.precision
            into.scores.recall += tally.scores.recall
            into.scores.exact += tally.scores.exact
            into.boilerplate += tally.boilerplate
            into.gold += tally.gold
            into.seconds += tally.seconds
    show("all", total, costs["pages"])
    off = total["off"]
    for mode in MODES[1:]:
        tally = total[mode]
        errors = 1 - (1 - tally.f1()) / max(1e-9, 1 - off.f1())
        words_gone = 1 - tally.boilerplate / max(1, off.boilerplate)
        print(f"{mode}: {errors:.1%} of the errors gone, {words_gone:.1%} of the boilerplate words,", end=" ")
        print(f"{(off.gold - tally.gold) / max(1, off.gold):.3%} of the gold words lost")
    print(
        f"{costs['repeating']} of the {costs['left']} boilerplate words left without it are on {LEAST_STORIES} pages or more"
    )
    for what in ("view", "learn"):
        print(f"{what}: {1000 * costs[what] / max(1, costs['pages']):.2f} ms a page")


if __name__ == "__main__":
    main()
