"""Copies and look-alikes told apart: recall by kind and wrong pairs on ../shared/data/neardup.jsonl.gz.

    python -m benchmarks.neardup                 ours beside MinHash 14 bands of 8, rensa and containment at 0.5 and 0.7
    python -m benchmarks.neardup --shuffles 10   only whether `scrapy dedupe` relates the same pairs in any order of the lines

Every pair of texts that share nine words or more is given to each method, so that this is about the decision alone; how
candidates are found is part of `scrapy dedupe`, which tests/corpus and docs/deduplication.md are about. Peers see
shingles of five words, as datatrove takes them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.gate import SHARED
from newsspider.core.dedupe.prints import print_of
from newsspider.core.dedupe.relate import relate
from newsspider.corpus.run import dedupe_corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsspider.core.dedupe.prints import Print

    Decide = Callable[[int, int], bool]

FILE = SHARED / "neardup.jsonl.gz"
_SHINGLE_WORDS = 5
_MAX_SHARING = 400  # texts that share a shingle; what more share is a phrase
_LEAST_SHARED = 5  # shingles, which is nine words
_BANDS, _ROWS = 14, 8
_PERMUTATIONS = 128


def load() -> list[dict[str, Any]]:
    """Return the rows of the set."""
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def figures(rows: Sequence[dict[str, Any]], pairs: Sequence[tuple[int, int]], decide: Decide) -> dict[str, float]:
    """Return recall by kind of variant, wrong pairs by kind of look-alike, and the precision of all relations."""
    hits: Counter[str] = Counter()
    right = wrong = 0
    for a, b in pairs:
        one, other = rows[a], rows[b]
        if not decide(a, b):
            continue
        if one["cluster"] == other["cluster"]:
            right += 1
            if one["id"] == other["base"] or other["id"] == one["base"]:
                hits[(one if one["base"] else other)["kind"].split("_")[0]] += 1
        else:
            wrong += 1
            if one["kind"] == other["kind"]:
                hits[one["kind"]] += 1
    totals = Counter(row["kind"] for row in rows)
    kinds = sorted({row["kind"] for row in rows if row["base"]})
    found = {kind.split("_")[0]: hits[kind.split("_")[0]] / totals[kind] for kind in kinds}
    for kind in sorted(k for k in totals if k.startswith(("n7", "n9", "n10", "n11"))):
        found[f"{kind}_apart"] = 1 - hits[kind] / (totals[kind] * (totals[kind] - 1) / 2)
    return found | {"precision": right / max(1, right + wrong)}


def sharing(shingles: Sequence[frozenset[int]]) -> list[tuple[int, int]]:
    """Return the pairs of texts that share some shingles which aren't everybody's."""
    texts: dict[int, list[int]] = defaultdict(list)
    for number, values in enumerate(shingles):
        for value in values:
            texts[value].append(number)
    found: Counter[tuple[int, int]] = Counter()
    for members in texts.values():
        if len(members) < _MAX_SHARING:
            found.update(combinations(members, 2))
    return sorted(pair for pair, count in found.items() if count >= _LEAST_SHARED)


def neardup_figures() -> dict[str, float]:
    """Return our figures, for the gate."""
    rows = load()
    prints = [print_of(row["text"], row["title"]) for row in rows]
    pairs = sharing([frozenset(found.shingles(_SHINGLE_WORDS).values.tolist()) for found in prints])
    return figures(rows, pairs, _ours(prints))


def _ours(prints: Sequence[Print]) -> Decide:
    return lambda a, b: relate(prints[a], prints[b]) is not None


def _peers(shingles: Sequence[frozenset[int]]) -> dict[str, Decide]:
    """Return the other methods by name."""
    from rensa import RMinHash  # type: ignore[attr-defined] # it has no stubs

    digests = []
    for values in shingles:
        minhash = RMinHash(num_perm=_PERMUTATIONS, seed=1)
        minhash.update([str(value) for value in values])
        digests.append(minhash.digest())

    def jaccard(a: int, b: int) -> float:
        same = sum(1 for x, y in zip(digests[a], digests[b], strict=True) if x == y)
        return same / _PERMUTATIONS

    def banded(a: int, b: int) -> bool:
        one, other = digests[a], digests[b]
        return any(one[n : n + _ROWS] == other[n : n + _ROWS] for n in range(0, _BANDS * _ROWS, _ROWS))

    def contained(a: int, b: int) -> float:
        return len(shingles[a] & shingles[b]) / max(1, min(len(shingles[a]), len(shingles[b])))

    return {
        "MinHash 14x8": banded,
        "rensa 0.5": lambda a, b: jaccard(a, b) >= 0.5,
        "rensa 0.7": lambda a, b: jaccard(a, b) >= 0.7,
        "containment 0.5": lambda a, b: contained(a, b) >= 0.5,
        "containment 0.7": lambda a, b: contained(a, b) >= 0.7,
    }


def pairs_of_shuffled(rows: list[dict[str, Any]], seed: int, folder: Path) -> set[tuple[str, str]]:
    """Put the rows in an order by ``seed`` through `scrapy dedupe`; returns the pairs that stand in one cluster."""
    shuffled = Random(seed).sample(rows, len(rows))
    source, out = folder / "in.jsonl", folder / "out.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in shuffled), encoding="utf-8")
    dedupe_corpus([source], out, 1, lambda *_: None)
    members: dict[str, list[str]] = defaultdict(list)
    for line in out.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        members[row["cluster"]].append(row["id"])
    return {pair for found in members.values() for pair in combinations(sorted(found), 2)}


def compare_shuffles(rows: list[dict[str, Any]], count: int) -> int:
    """Print how many pairs each order relates and how many of them another doesn't; returns 1 where any differ."""
    with TemporaryDirectory() as folder:
        found = [pairs_of_shuffled(rows, seed, Path(folder)) for seed in range(count)]
    differing = set[tuple[str, str]]().union(*found) - found[0].intersection(*found)
    print(f"{count} shuffles: {len(found[0])} pairs in one cluster, {len(differing)} not in every order")
    return int(bool(differing))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shuffles", type=int, default=0, metavar="N")
    options = parser.parse_args()
    if not FILE.exists():
        print(f"{FILE}: not here, left out")
        return 0
    rows = load()
    if options.shuffles:
        return compare_shuffles(rows, options.shuffles)
    prints = [print_of(row["text"], row["title"]) for row in rows]
    shingles = [frozenset(found.shingles(_SHINGLE_WORDS).values.tolist()) for found in prints]
    pairs = sharing(shingles)
    table = {
        name: figures(rows, pairs, decide)
        for name, decide in {"newsspider": _ours(prints), **_peers(shingles)}.items()
    }
    print(f"{'':16}" + "".join(f"{name:>17}" for name in table))
    for key in table["newsspider"]:
        print(f"{key:16}" + "".join(f"{found[key]:17.3f}" for found in table.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
