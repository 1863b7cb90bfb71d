"""All figures of a report: the records' counts, the runs, and the sources with their states."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from newsspider.core.health.figures import FIELDS, middle
from newsspider.core.health.finding import STATES
from newsspider.report.summary import EARLIER, Lengths, first_recent
from newsspider.report.tally import REMOVED_STEPS

if TYPE_CHECKING:
    from pathlib import Path

    from newsspider.report.summary import SiteCounts, Summary

logger = logging.getLogger(__name__)

RUNS_SHOWN = 60
_PAIRS_SHOWN = 50


def gather(folder: Path, summary: Summary, now: str, run: str | None = None) -> dict[str, Any]:
    """Return all figures as JSON types; ``run`` names the run whose outcomes are shown, by default the last one."""
    runs = _runs(folder)
    shown = next((r for r in reversed(runs) if run in (None, r["id"])), None)
    recent = first_recent(summary.last_day)
    sites = [_site(site, counts, recent) for site, counts in summary.sites.items()]
    return {
        "made": now,
        "folder": str(folder),
        "run": shown,
        "records": summary.records,
        "bytes": summary.size,
        "damaged": {"count": summary.damaged_count, "lines": [list(line) for line in summary.damaged]},
        "days": _per_day(summary),
        "sites": sorted(sites, key=lambda s: (-s["records"], s["site"])),
        "sources": _sources(folder, shown, runs),
        "runs": [_run(r) for r in runs[-RUNS_SHOWN:]],
        **{kind: dict(summary.names.get(kind, Counter()).most_common()) for kind in _NAMES},
        "printed": _printed(summary),
        "copies": _copies(folder, summary),
        "samples": [
            {"site": site, "kind": kind, "records": [dict(zip(_SAMPLE, e, strict=True)) for e in sorted(entries, reverse=True)]}
            for (site, kind), entries in sorted(summary.samples.items())
        ],
    }  # fmt: skip


_NAMES = ("language", "agency", "type", "rights", "access", "relation")
_SAMPLE = ("fetched_at", "id", "url", "title")


def _per_day(summary: Summary) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for counts in summary.sites.values():
        totals.update(counts.days)
    return dict(sorted(totals.items()))


def _site(site: str, counts: SiteCounts, recent: str) -> dict[str, Any]:
    """Return a site's figures: all, and those of the last days beside those before."""
    late = Lengths()
    for day, lengths in counts.lengths.items():
        if day != EARLIER:
            late.add(lengths)
    whole = counts.counts
    records, fresh = whole["stored"], sum(count for day, count in counts.days.items() if day >= recent)
    return {
        "site": site,
        "records": records,
        "days": dict(sorted(counts.days.items())),
        "coverage": {name: whole[name] for name in FIELDS},
        "truncated": whole["truncated"],
        "copies": whole["copies"],
        "recent": {"records": fresh, **_medians(late)},
        "before": {"records": records - fresh, **_medians(counts.lengths.get(EARLIER, Lengths()))},
    }


def _medians(lengths: Lengths) -> dict[str, float | None]:
    """Return the median length in words and the median removed share, to the steps that are counted."""
    removed = middle(lengths.removed)
    return {"words": middle(lengths.words), "removed": None if removed is None else removed / REMOVED_STEPS}


def _runs(folder: Path) -> list[dict[str, Any]]:
    """Return the records of all runs that can be read, oldest first."""
    found = []
    for path in (folder / "runs").glob("*.json"):
        try:
            said = json.loads(path.read_bytes())
            if isinstance(said, dict) and isinstance(said["counts"]["listed"], int) and isinstance(said["id"], str):
                found.append(said)
        except (OSError, ValueError, KeyError, TypeError) as exc:
            logger.warning("%s can't be read: %s", path, exc)
    return sorted(found, key=lambda r: (str(r.get("started")), r["id"]))


def _run(run: dict[str, Any]) -> dict[str, Any]:
    counts, seconds = run["counts"], run.get("seconds")
    fetched = run.get("fetched")
    return {
        "id": run["id"],
        "started": run.get("started"),
        "status": run.get("status"),
        "exit_code": run.get("exit_code"),
        "seconds": seconds,
        "fetched": fetched,
        "pages_per_second": round(fetched / seconds, 2) if seconds and fetched is not None else None,
        "memory_mib": (run.get("memory") or {}).get("crawl"),
        "worker_mib": (run.get("memory") or {}).get("worker"),
        **{name: counts.get(name, 0) for name in ("listed", "stored", "unchanged", "waiting")},
        **{name: sum(counts.get(name, {}).values()) for name in ("dropped", "failed")},
    }


def _sources(folder: Path, shown: dict[str, Any] | None, runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every source that a kept run or the health table knows, with its state, those that aren't well first."""
    found: dict[str, dict[str, Any]] = {}
    for run in runs:
        for source in run.get("sources") or ():
            found[source["url"]] = {
                "url": source["url"],
                "state": source.get("state") or ("watch" if source.get("failed") else "well"),
                "reason": source.get("reason") or (f"failed: {source['failed']}" if source.get("failed") else None),
                "since": None,
                "run": run["id"],
                "counts": source.get("counts") or {},
            }
        if run is shown:
            break
    if shown is runs[-1] if runs else True:
        for url, state, reason, since in _health(folder):
            entry = found.setdefault(url, {"url": url, "run": None, "counts": {}})
            entry |= {"state": state, "reason": reason, "since": _moment(since)}
    return sorted(found.values(), key=lambda s: (-STATES.index(s["state"]), s["url"]))


def _health(folder: Path) -> list[tuple[str, Any, str | None, float]]:
    """Return the states of sources from state.db; none where there is no such file or table."""
    rows = _ask(folder, "SELECT source, state, reason, since FROM source_health")
    return [row for row in rows if row[1] in STATES]


def _ask(folder: Path, question: str, *values: str) -> list[Any]:
    path = folder / "state.db"
    if not path.is_file():
        return []
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as db:
            return db.execute(question, values).fetchall()
    except sqlite3.Error as exc:
        logger.warning("%s can't be asked: %s", path, exc)
        return []


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _printed(summary: Summary) -> list[dict[str, Any]]:
    """Return the most frequent (agency, site) pairs."""
    pairs = summary.printed.most_common(_PAIRS_SHOWN)
    return [{"agency": agency, "site": site, "records": count} for (agency, site), count in pairs]


def _copies(folder: Path, summary: Summary) -> list[dict[str, Any]]:
    """Return who prints whom: copies and versions by the site that has the first one, which state.db knows."""
    originals = sorted({of for _, of in summary.copies if of})
    sites: dict[str, str] = {}
    for start in range(0, len(originals), 500):
        some = originals[start : start + 500]
        marks = ",".join("?" * len(some))
        sites |= dict(_ask(folder, f"SELECT id, site FROM articles WHERE id IN ({marks})", *some))  # noqa: S608 - marks only
    pairs: Counter[tuple[str, str]] = Counter()
    for (site, of), count in summary.copies.items():
        pairs[sites.get(of, "unknown"), site] += count
    found = pairs.most_common(_PAIRS_SHOWN)
    return [{"first": first, "site": site, "records": count} for (first, site), count in found]
