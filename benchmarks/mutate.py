"""Throw damaged pages at `newsspider.extract` and count what must not happen.

    python -m benchmarks.mutate --count 10000 [--seed 1] [--only KIND] [--save FOLDER]

The newsroom's and tests/pages' pages are cut, nested, mis-encoded, given hostile metadata (mutants.py). Counted:
exceptions; pages over 2 s of CPU; pages that give another record the second time, when the pages come in reverse
order; records that aren't JSON. ``--save`` writes the pages at fault. Exits 1 on any.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import newsspider
from benchmarks.mutants import MUTATIONS, Mutant, mutants, seed_pages

if TYPE_CHECKING:
    from collections.abc import Iterable

SLOW_SECONDS = 2.0
_BATCH = 100  # pages between a page's first and second extraction, at most twice this


@dataclass(slots=True)
class Findings:
    """What went wrong: kind of fault to what was at fault, and the CPU seconds of every first extraction."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def add(self, kind: str, what: str) -> None:
        """Note a fault."""
        self.faults.setdefault(kind, []).append(what)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(MUTATIONS), metavar="KIND", help=", ".join(sorted(MUTATIONS)))
    parser.add_argument("--save", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    pages = seed_pages()
    found = examine(mutants(pages, options.count, options.seed, options.only), options.save)
    slowest = sorted(found.seconds)
    print(
        f"{len(slowest)} mutants of {len(pages)} pages, seed {options.seed}: CPU a page "
        f"{sum(slowest) / max(len(slowest), 1) * 1000:.1f} ms, slowest {slowest[-1] if slowest else 0:.2f} s"
    )
    for kind in ("exception", "slow", "unstable", "not_json"):
        print(f"  {kind}: {len(found.faults.get(kind, ()))}")
    for kind, faults in found.faults.items():
        for fault, times in Counter(faults).most_common(20):
            print(f"{kind}: {fault}" + (f" ({times} times)" if times > 1 else ""))
    return 1 if found.faults else 0


def examine(damaged: Iterable[Mutant], save: Path | None = None) -> Findings:
    """Extract every page twice, the second time in another order, and note what went wrong."""
    _load_libraries()
    found, stream = Findings(), iter(damaged)
    while batch := list(islice(stream, _BATCH)):
        first = [_extract(mutant, found, save) for mutant in batch]
        for mutant, digest in zip(reversed(batch), reversed(first), strict=True):
            if digest is not None and digest != _extract(mutant, None, None):
                found.add("unstable", mutant.made)
                _keep(mutant, "unstable", save)
    return found


def _load_libraries() -> None:
    """Load what a worker loads before its first page, so that the first mutant isn't charged with it."""
    import htmldate  # noqa: F401
    import trafilatura  # noqa: F401

    newsspider.extract(
        "<p>The first text that is read makes the models and the rules load, each of them once.</p>" * 9
    )


def _extract(mutant: Mutant, found: Findings | None, save: Path | None) -> str | None:
    """Return the digest of the record, None where there's none; note faults where asked to."""
    started, digest = time.process_time(), None
    try:
        record = newsspider.extract(mutant.html, mutant.url).to_dict()
    except Exception as error:  # noqa: BLE001  (any exception is the finding)
        record = None
        _note(found, mutant, "exception", _where(error), save)
    seconds = time.process_time() - started
    if found is not None:
        found.seconds.append(seconds)
    if seconds > SLOW_SECONDS:
        _note(found, mutant, "slow", f"{seconds:.1f} s: {mutant.made}, {len(mutant.html)} bytes", save)
    if record is not None:
        try:
            digest = hashlib.sha256(json.dumps(record, ensure_ascii=False, allow_nan=False).encode()).hexdigest()
        except (TypeError, ValueError) as error:
            _note(found, mutant, "not_json", f"{type(error).__name__} in {', '.join(_unwritable(record))}", save)
    return digest


def _unwritable(record: dict[str, Any]) -> list[str]:
    """Return the fields of a record that can't be written as JSON in UTF-8."""
    names = []
    for name, value in record.items():
        try:
            json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        except (TypeError, ValueError):
            names.append(name)
    return names


def _note(found: Findings | None, mutant: Mutant, kind: str, what: str, save: Path | None) -> None:
    """Note a fault of a first extraction."""
    if found is not None:
        found.add(kind, what)
        _keep(mutant, kind, save)


def _where(error: Exception) -> str:
    """Return the exception and the last lines of ours that it passed, so that equal ones count as one."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "newsspider" in frame.filename]
    lines = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(ours[-3:]))
    return f"{type(error).__name__}: {str(error)[:100]!r} at {lines or 'the benchmark'}"


def _keep(mutant: Mutant, kind: str, save: Path | None) -> None:
    """Write the page at fault where asked to; its address stands in the file's first line of the listing."""
    if save is None:
        return
    save.mkdir(parents=True, exist_ok=True)
    name = f"{kind}-{mutant.made.split()[0][1:]}"
    (save / f"{name}.html").write_bytes(mutant.html)
    with (save / "list.txt").open("a", encoding="utf-8") as listing:
        listing.write(f"{name}\t{mutant.made}\t{mutant.url!r}\n")


if __name__ == "__main__":
    sys.exit(main())
