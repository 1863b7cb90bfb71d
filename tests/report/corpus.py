"""A folder as crawls leave it, with records, runs, damage and hostile texts; and its figures counted the plain way."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "</title></summary><script>alert(1)</script><img src=//evil.example/x onerror=alert(1)>\u202e"
SITES = ("daily.example", "wire.example", "<b>evil.example", "weekly.example")
DAYS = tuple(f"2026-03-{day:02}" for day in range(1, 21))


def record(number: int, day: str, random: Random) -> dict[str, Any]:
    """Return a record that differs in all that is counted."""
    site = random.choice(SITES)
    words = random.randint(20, 900)
    relation = random.choice([None, None, None, "copy", "version"])
    return {
        "id": f"{number:020}-1",
        "text": "word " * words,
        "words": words,
        "title": random.choice([f"Story {number}", None, EVIL]),
        "url": random.choice([f"https://www.{site}/{number}", "javascript:alert(1)"]),
        "domain": site,
        "authors": random.choice([[], ["Ada Poole"]]),
        "date_published": random.choice([None, day]),
        "agency": random.choice([None, "Associated Press", "dpa & <Söhne>"]),
        "language": random.choice(["en", "de", None]),
        "type": random.choice(["NewsArticle", None]),
        "truncated": random.choice([True, None, False]),
        "is_accessible_for_free": random.choice([True, False, None]),
        "rights": {"license": random.choice([None, "CC BY 4.0"]), "tdm_reservation": random.choice([True, None])},
        "dedup": {"relation": relation, "of": f"{max(0, number - 3):020}-1" if relation else None},
        "extraction": {"removed": [{"role": "related", "rule": "x/y", "chars": random.randint(0, 4000)}]},
        "fetched_at": f"{day}T{random.randint(0, 23):02}:30:00Z",
    }


def make(folder: Path, seed: int = 1, per_day: int = 12) -> list[dict[str, Any]]:
    """Write a folder with a damaged line of each kind; returns the records."""
    random = Random(seed)
    written: list[dict[str, Any]] = []
    (folder / "articles").mkdir(parents=True)
    for day in DAYS:
        lines = []
        for _ in range(per_day):
            written.append(record(len(written), day, random))
            lines.append(json.dumps(written[-1], ensure_ascii=False))
        if day == DAYS[3]:
            lines[4:4] = ["{broken", "[1, 2]", '{"text": 5}', "\x00"]
        (folder / "articles" / f"{day}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with (folder / "articles" / f"{DAYS[-1]}.jsonl").open("a", encoding="utf-8") as handle:
        handle.write('{"id": "torn", "text": "half a l')
    return written


def run_record(number: int, **changes: Any) -> dict[str, Any]:
    counts = {"listed": 20, "stored": 12, "unchanged": 3, "dropped": {"too_short": 2}, "failed": {"http_500": 3}}
    return {
        "id": f"20260320T06000{number}Z-{number}",
        "spider": "news",
        "started": "2026-03-20T06:00:00Z",
        "ended": "2026-03-20T23:00:00Z",
        "status": "done",
        "exit_code": 3,
        "seconds": 10.0,
        "fetched": 25,
        "memory": {"crawl": 90.0, "worker": 210.0},
        "counts": {**counts, "waiting": 0},
        "sites": {"daily.example": {**counts, "waiting": 0}},
        "sources": [
            {"url": "https://www.daily.example/", "failed": None, "counts": {"stored": 12}, "state": "well", "reason": None},
            {"url": "https://me:word@www.wire.example/", "failed": None, "counts": {}, "state": "broken",
             "reason": f"stored 0 of 9 {EVIL}"},
        ],
    } | changes  # fmt: skip


def write_runs(folder: Path, *runs: dict[str, Any]) -> None:
    (folder / "runs").mkdir(parents=True, exist_ok=True)
    for run in runs:
        (folder / "runs" / f"{run['id']}.json").write_text(json.dumps(run), encoding="utf-8")


def counted(folder: Path) -> dict[str, Any]:
    """Count the JSON lines again, without any code of ours."""
    sites: Counter[str] = Counter()
    days: Counter[str] = Counter()
    coverage: Counter[tuple[str, str]] = Counter()
    agencies: Counter[tuple[str, str]] = Counter()
    names: dict[str, Counter[str]] = {"language": Counter(), "access": Counter(), "relation": Counter()}
    truncated: Counter[str] = Counter()
    for path in (folder / "articles").iterdir():
        for line in path.read_bytes().split(b"\n"):
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if not isinstance(said, dict) or not isinstance(said.get("text"), str):
                continue
            site = said["domain"]
            sites[site] += 1
            days[said["fetched_at"][:10]] += 1
            for name in ("title", "authors", "date_published", "agency"):
                coverage[site, name] += bool(said[name])
            if said["agency"]:
                agencies[said["agency"], site] += 1
            names["language"][said["language"] or "unknown"] += 1
            free = said["is_accessible_for_free"]
            names["access"]["not stated" if free is None else "free" if free else "paid"] += 1
            if said["dedup"]["relation"]:
                names["relation"][said["dedup"]["relation"]] += 1
            truncated[site] += said["truncated"] is True
    return {"sites": sites, "days": days, "coverage": coverage, "agencies": agencies, "truncated": truncated, **names}
