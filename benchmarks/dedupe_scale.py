"""What finding and keeping a text costs beside 100,000 and beside 1,000,000 known ones, on one core.

    python -m benchmarks.dedupe_scale --known 100000 1000000 --texts 3000

The tables are filled in bulk from paragraphs that are read once, as `Prints.add` would leave them; then texts are
looked up and added one by one, through the same code as in a crawl, 100 to a transaction. CPU seconds.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.dedupe_speed import PARAGRAPHS_A_TEXT, paragraphs
from newsspider.core.dedupe.prints import Print, pack, print_of, sketch_of
from newsspider.core.dedupe.words import words_of
from newsspider.store.prints import ADD_POSTINGS, MAX_POSTINGS, Prints, entry_of
from newsspider.store.schema import open_state, transaction

if TYPE_CHECKING:
    import sqlite3

_MIB = 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--known", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--texts", type=int, default=3000)
    options = parser.parse_args()
    known, costs = paragraphs(), []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.db"
        open_state(path).close()
        filled = 0
        for count in options.known:
            # in a process of its own, so that its memory isn't taken for that of the look-ups
            filling = multiprocessing.Process(target=fill, args=(path, known, filled, count))
            filling.start()
            filling.join()
            filled = count + options.texts
            db = open_state(path)
            seconds = add_texts(db, known, options.texts, count)
            db.close()
            costs.append(seconds)
            rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MIB
            print(
                f"beside {count} texts: {options.texts / seconds:.0f} looked up and added a second,"
                f" {path.stat().st_size / filled:.0f} bytes a text on disk, peak {rss} MiB",
                flush=True,
            )
    if len(costs) > 1:
        print(f"cost beside {options.known[-1]} over that beside {options.known[0]}: {costs[-1] / costs[0]:.2f}")
    return 0


def fill(path: Path, known: list[str], begin: int, end: int) -> None:
    """Write the tables as they are after that many texts."""
    db = open_state(path)
    random = Random(begin)
    words = [words_of(paragraph) for paragraph in known]
    nothing = words_of("")
    full: dict[int, int] = {}
    with transaction(db):
        for start in range(begin, end, 20_000):
            rows = []
            postings: dict[int, list[str]] = defaultdict(list)
            for text in range(start + 1, min(start + 20_000, end) + 1):
                chosen = random.sample(range(len(words)), PARAGRAPHS_A_TEXT)
                found = Print(np.concatenate([words[n] for n in chosen]), nothing)
                sketch = sketch_of(found)
                rows.append((text, text, len(sketch.whole), sketch.limit, f"{text:020x}-1", pack(found)))
                entry = entry_of(text, sketch)
                for value in sketch.hashes:
                    count = full[value] = full.get(value, 0) + 1
                    if count <= MAX_POSTINGS:
                        postings[value].append(entry)
            db.executemany("INSERT INTO prints VALUES (?, ?, ?, ?, ?, ?)", rows)
            db.executemany(ADD_POSTINGS, [(value, "".join(postings[value])) for value in sorted(postings)])
        db.execute("UPDATE indexed SET text = ?", (end,))
    db.close()


def add_texts(db: sqlite3.Connection, known: list[str], count: int, seed: int) -> float:
    """Look up and add texts; returns CPU seconds."""
    random = Random(f"new {seed}")
    texts = ["\n\n".join(random.sample(known, PARAGRAPHS_A_TEXT)) for _ in range(count)]
    prints = Prints(db)
    began = time.process_time()
    for start in range(0, count, 100):
        with transaction(db):
            for number, text in enumerate(texts[start : start + 100], start):
                neighbours = prints.look_up(print_of(text, "A headline of some words"))
                prints.add(neighbours, f"new{seed}-{number}", neighbours.cluster)
    with transaction(db):
        prints.flush()
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
