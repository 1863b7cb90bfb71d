"""The parts of a report's page that tell of the runs: the sources, what became of URLs, and the runs themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.printable import without_secrets
from newsspider.report.html import Html, foreign, join, link, tag
from newsspider.report.tables import ROWS_SHOWN, Row, more, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RUNS_IN_TABLE = 20


def sources_section(figures: Mapping[str, Any]) -> Html:
    """Return the state of each source and why, those that aren't well first."""
    sources = figures["sources"]
    rows: list[Row] = []
    for source in sources[:ROWS_SHOWN]:
        counts = source["counts"]
        reason = source["reason"] or ""
        since = f" (since {source['since'][:10]})" if source.get("since") and source["state"] != "well" else ""
        rows.append((
            link(without_secrets(source["url"])),
            tag("span", source["state"], class_=f"state {source['state']}"),
            tag("td", foreign(without_secrets(reason) + since), class_="reason"),
            *(f"{counts.get(name, 0):,}" for name in ("stored", "unchanged", "dropped", "failed", "waiting")),
        ))  # fmt: skip
    head = ("source", "state", "why", "stored", "unchanged", "dropped", "failed", "waiting")
    about = tag("p", "Each source is measured against its own past; the counts are its last run's.", class_="soft")
    return join((about, table("Sources", head, rows, numbers=3), more(len(sources))))


def outcomes_section(run: Mapping[str, Any] | None) -> Html:
    """Return what became of the URLs of one run, by site, and why."""
    if run is None:
        return tag("p", "No run is recorded in this folder.", class_="soft")
    names = ("listed", "stored", "unchanged", "dropped", "failed", "waiting")
    sites = sorted(run.get("sites", {}).items(), key=lambda kv: (-kv[1]["listed"], kv[0]))
    every = [("all sites", run["counts"]), *sites[:ROWS_SHOWN]]
    rows = [
        (foreign(site), *(f"{c[n] if isinstance(c[n], int) else sum(c[n].values()):,}" for n in names))
        for site, c in every
    ]
    about = f"Run {run['id']}: {run.get('status')}, exit code {run.get('exit_code', 'none')}. A run's URLs add up: listed is the sum of the others."
    reasons = [
        (state, reason, f"{count:,}")
        for state in ("dropped", "failed")
        for reason, count in sorted(run["counts"][state].items(), key=lambda kv: -kv[1])
    ]
    return join((
        tag("p", about, class_="soft"),
        table("Outcomes by site", ("site", *names), rows),
        more(len(sites)),
        tag("h3", "Why pages weren't stored"),
        table("Reasons", ("outcome", "reason", "pages"), reasons, numbers=2),
    ))  # fmt: skip


def runs_section(runs: Sequence[Mapping[str, Any]]) -> Html:
    """Return the last runs, latest first."""

    def shown(value: float | None, form: str = ",.0f") -> str:
        return "" if value is None else format(value, form)

    rows = [
        (
            tag("code", run["id"]),
            run["status"],
            shown(run["exit_code"]),
            *(f"{run[name]:,}" for name in ("listed", "stored", "unchanged", "dropped", "failed", "waiting")),
            shown(run["seconds"], ",.1f"),
            shown(run["pages_per_second"], ".1f"),
            shown(run["memory_mib"]),
            shown(run["worker_mib"]),
        )
        for run in list(reversed(runs))[:RUNS_IN_TABLE]
    ]
    head = (
        "run",
        "status",
        "exit",
        "listed",
        "stored",
        "unchanged",
        "dropped",
        "failed",
        "waiting",
        "seconds",
        "pages/s",
        "crawl MiB",
        "worker MiB",
    )
    about = f"The latest run first, at most {RUNS_IN_TABLE}. MiB is the peak memory of the crawl's own process, and of its largest worker."
    return join((tag("p", about, class_="soft"), table("Runs", head, rows, numbers=2)))
