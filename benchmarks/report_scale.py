"""``scrapy report`` over a million records: time and memory of the whole process tree, and again from what it remembers.

Synthetic records of about 3.3 KB, as large as those of the sample newsroom on average; 3.3 GB in a temporary folder. The
peer is `json.loads` of every line of one file in one process, counted up to all of them.

    python -m benchmarks.report_scale [--records 1000000] [--folder DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent.parent
DAYS = 40
SITES = 200
TEMPLATES = 300
MOST_SECONDS, MOST_MIB = 60.0, 500.0


def template(number: int, chance: random.Random) -> str:
    """Return a record's line with marks for what is each record's own."""
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    vocabulary = ["".join(chance.choices(letters, k=chance.randint(2, 10))) for _ in range(400)]
    words = max(30, int(chance.lognormvariate(5.5, 0.6)))
    text = " ".join(chance.choices(vocabulary, k=words))
    relation = chance.choice(["copy", "version"]) if chance.random() < 0.1 else None
    record: dict[str, Any] = {
        "id": "@ID@",
        "text": text,
        "title": " ".join(chance.choices(vocabulary, k=9)),
        "description": " ".join(chance.choices(vocabulary, k=20)),
        "url": f"https://www.site{number % SITES}.example/news/@ID@",
        "canonical_url": f"https://www.site{number % SITES}.example/news/@ID@",
        "domain": f"site{number % SITES}.example",
        "authors": ["Ada Poole"] if chance.random() < 0.7 else [],
        "date_published": "@DAY@T08:00:00Z",
        "agency": chance.choice([None, None, "Associated Press", "Agence France-Presse", "Reuters"]),
        "language": chance.choice(["en", "de", "fr", "es"]),
        "section": "World",
        "tags": chance.choices(vocabulary, k=4),
        "type": "NewsArticle",
        "image": "https://www.example.com/image.jpg",
        "is_accessible_for_free": chance.choice([True, None, False]),
        "truncated": None,
        "rights": {"copyright_holder": "A Paper", "tdm_reservation": None, "robots_ai": None},
        "dedup": {"text_hash": "0" * 32, "relation": relation, "of": "@OF@" if relation else None, "similarity": None},
        "extraction": {
            "version": "0.1.0",
            "confidence": 0.97,
            "origins": dict.fromkeys(("title", "authors", "date_published", "language", "section"), "json-ld"),
            "removed": [{"role": "related", "rule": "links/mostly_linked", "chars": chance.randint(5, 300)} for _ in range(14)],
        },
        "fetched_at": "@DAY@T10:00:00Z",
        "status": 200,
        "words": words,
    }  # fmt: skip
    return json.dumps(record, separators=(",", ":"))


def write(folder: Path, records: int) -> int:
    """Write the records; returns how many bytes they have."""
    chance = random.Random(1)
    templates = [template(number, chance) for number in range(TEMPLATES)]
    (folder / "articles").mkdir(parents=True)
    size = number = 0
    for day in range(DAYS):
        name = f"2026-{1 + day // 28:02}-{1 + day % 28:02}"
        with (folder / "articles" / f"{name}.jsonl").open("w", encoding="utf-8") as handle:
            while number < records * (day + 1) // DAYS:
                line = templates[chance.randrange(TEMPLATES)].replace("@ID@", f"{number:020}-1").replace("@DAY@", name)
                size += handle.write(line.replace("@OF@", f"{number // 2:020}-1")) + handle.write("\n")
                number += 1
    return size


def tree_mib(pid: int) -> float:
    """Return the proportional memory of a process and all below it; shared pages count once."""
    total, todo = 0, [pid]
    while todo:
        one = todo.pop()
        try:
            todo += [int(p) for p in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
            total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue
    return total / 1024


def report(folder: Path) -> tuple[float, float, float, int]:
    """Run the command; returns seconds, seconds of CPU, peak MiB of the tree, and how many records it counted."""
    command = [str(Path(sys.executable).with_name("scrapy")), "report", "-s", f"OUTPUT_DIR={folder}"]
    start, before, peak = time.perf_counter(), cpu_seconds(), 0.0
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, tree_mib(process.pid))
        time.sleep(0.2)
    seconds = time.perf_counter() - start
    assert process.returncode == 0, process.returncode
    caches = (json.loads(path.read_bytes()) for path in (folder / "report-cache").glob("*.json"))
    return seconds, cpu_seconds() - before, peak, sum(cache["summary"]["records"] for cache in caches)


def cpu_seconds() -> float:
    """Return what all ended children and theirs have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peer(folder: Path) -> float:
    """Return the seconds of CPU that json.loads of every line would take in one process, from one file."""
    path = min((folder / "articles").iterdir())
    start = time.process_time()
    with path.open("rb") as handle:
        for line in handle:
            json.loads(line)
    return (time.process_time() - start) * DAYS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="report_scale_", dir=given.folder))
    try:
        size = write(folder, given.records)
        print(f"{given.records:,} records, {size / 1e9:.2f} GB, {os.cpu_count()} CPUs")
        plain = peer(folder)
        seconds, cpu, peak, counted = report(folder)
        again, _, _, _ = report(folder)
        page = (folder / "report.html").stat().st_size
        print(
            f"report:            {seconds:6.1f} s (limit {MOST_SECONDS:.0f}), {peak:.0f} MiB (limit {MOST_MIB:.0f}), page {page / 1024:.0f} KiB"
        )
        print(
            f"CPU: report {cpu:.1f} s, {cpu / (os.cpu_count() or 1):.1f} s a core; json.loads alone {plain:.1f} s; ratio {cpu / plain:.2f}"
        )
        print(f"report once more:  {again:6.1f} s")
        assert counted == given.records, counted
        return int(seconds > MOST_SECONDS or peak > MOST_MIB)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
