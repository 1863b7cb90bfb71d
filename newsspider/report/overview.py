"""A report as a page for the browser: what was stored, from whom, how the runs went, and which sources aren't well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.core.health.figures import FIELDS
from newsspider.printable import without_secrets
from newsspider.report.charts import bar_chart, last_days, share_bar, small_bars
from newsspider.report.html import Content, Html, document, foreign, join, link, tag
from newsspider.report.tables import ROWS_SHOWN, Row, more, table
from newsspider.report.tally import ABOUT_RIGHTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RUNS_IN_TABLE = 20
_SITE_DAYS = 30
_WORDS_MOVED, _REMOVED_MOVED = 1.5, 0.2

_SECTIONS = (
    ("sources", "Sources"),
    ("articles", "Articles"),
    ("outcomes", "Outcomes"),
    ("runs", "Runs"),
    ("coverage", "Fields"),
    ("lengths", "Lengths"),
    ("copies", "Copies and agencies"),
    ("rights", "Languages, rights and access"),
    ("records", "Records"),
)


def report_page(figures: Mapping[str, Any]) -> str:
    """Return the page: one file that loads nothing and runs nothing."""
    parts = {
        "sources": _sources(figures),
        "articles": _articles(figures),
        "outcomes": _outcomes(figures["run"]),
        "runs": _runs(figures["runs"]),
        "coverage": _coverage(figures["sites"]),
        "lengths": _lengths(figures["sites"]),
        "copies": _copies(figures),
        "rights": _rights(figures),
        "records": _records(figures),
    }
    sections = [
        tag("section", tag("h2", title, id=f"{key}-title"), parts[key], id=key, aria_labelledby=f"{key}-title")
        for key, title in _SECTIONS
    ]
    contents = tag("ul", *(tag("li", tag("a", title, href=f"#{key}")) for key, title in _SECTIONS))
    body = join((
        tag("a", "Skip to the sources", class_="skip", href="#sources"),
        tag("header", _head(figures), tag("nav", contents, class_="contents", aria_label="Contents"), class_="top"),
        tag("main", *sections),
        tag("footer", "Made by scrapy report. This file loads nothing and runs no script.", class_="end"),
    ))  # fmt: skip
    return document("Report · newsspider", body, "report")


def _head(figures: Mapping[str, Any]) -> Html:
    unwell = [source for source in figures["sources"] if source["state"] != "well"]
    damaged = figures["damaged"]
    days = figures["days"]
    span = f"{min(days)} to {max(days)}" if days else "no days"
    chips = [
        tag("li", f"{figures['records']:,} records", class_="chip"),
        tag("li", f"{len(figures['sites']):,} sites", class_="chip"),
        tag("li", span, class_="chip"),
        tag("li", f"{len(unwell)} of {len(figures['sources'])} sources not well", class_="chip warn")
        if unwell
        else tag("li", "all sources well", class_="chip good"),
    ]
    said = tag("p", f"{figures['folder']}, read {figures['made']}", class_="soft")
    note = None
    if damaged["count"]:
        lines = "; ".join(f"{file} at byte {offset:,}: {what}" for file, offset, what in damaged["lines"])
        note = tag("p", f"{damaged['count']:,} lines are no records and aren't counted. {lines}", class_="note")
    return join((tag("h1", "What was crawled"), said, tag("ul", *chips, class_="chips"), note))


def _sources(figures: Mapping[str, Any]) -> Html:
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


def _articles(figures: Mapping[str, Any]) -> Html:
    days = last_days(figures["days"])
    last = days[-1][0] if days else None
    rows = []
    for site in figures["sites"][:ROWS_SHOWN]:
        bars = last_days(site["days"], _SITE_DAYS, last)
        recent = sum(value for _, value in bars)
        said = f"{recent:,} in the last {len(bars)} days"
        share = site["records"] / max(1, figures["records"])
        rows.append((foreign(site["site"]), small_bars(said, bars), f"{site['records']:,}", f"{share:.1%}"))
    title = "Articles stored by day of fetching (UTC)"
    by_site = table(
        "Articles by site",
        ("site", f"last {_SITE_DAYS} days, each to its own scale", "articles", "share"),
        rows,
        numbers=2,
    )
    return join((tag("h3", title), bar_chart("per-day", title, days), by_site, more(len(figures["sites"]))))


def _outcomes(run: Mapping[str, Any] | None) -> Html:
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


def _runs(runs: Sequence[Mapping[str, Any]]) -> Html:
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
        "MiB",
    )
    about = f"The last {min(len(runs), RUNS_IN_TABLE)} runs, latest first. MiB is the peak memory of the crawl's own process."
    return join((tag("p", about, class_="soft"), table("Runs", head, rows, numbers=2)))


def _coverage(sites: Sequence[Mapping[str, Any]]) -> Html:
    rows: list[Row] = []
    for site in sites[:ROWS_SHOWN]:
        count = site["records"]
        cells = []
        for name in FIELDS:
            share = site["coverage"][name] / count if count else 0.0
            level = "high" if share >= 0.9 else "half" if share >= 0.3 else "low"
            cells.append(tag("td", f"{share:.0%}", class_=f"number {level}"))
        rows.append((foreign(site["site"]), *cells))
    head = ("site", *(name.replace("_", " ") for name in FIELDS))
    about = tag(
        "p",
        "Share of a site's records that have the field. A field that a site never states isn't missing.",
        class_="soft",
    )
    return join((about, table("Coverage of fields by site", head, rows, class_="coverage"), more(len(sites))))


def _lengths(sites: Sequence[Mapping[str, Any]]) -> Html:
    rows: list[Row] = []
    for site in sites[:ROWS_SHOWN]:
        early, late = site["before"], site["recent"]
        rows.append((
            foreign(site["site"]),
            *_pair(early["words"], late["words"], "{:,.0f}", _far_words(early["words"], late["words"])),
            *_pair(early["removed"], late["removed"], "{:.0%}", _far_removed(early["removed"], late["removed"])),
            f"{site['truncated'] / max(1, site['records']):.0%}",
        ))  # fmt: skip
    head = ("site", "words before", "last 7 days", "removed before", "last 7 days", "cut off")
    about = (
        "Median length of the texts and median share of a page's text that was taken out: all days before, and the last 7 days"
        " with records. Lengths are counted in steps of 40 %, shares in tenths; what moved far stands out and has an arrow."
    )
    return join(
        (tag("p", about, class_="soft"), table("Lengths and removed shares by site", head, rows), more(len(sites)))
    )


def _pair(early: float | None, late: float | None, form: str, far: int) -> tuple[Content, Content]:
    shown = ["–" if value is None else form.format(value) for value in (early, late)]
    return shown[0], tag("span", f"{shown[1]} {'▲' if far > 0 else '▼'}", class_="moved") if far else shown[1]


def _far_words(early: float | None, late: float | None) -> int:
    if not early or not late:
        return 0
    return (late / early > _WORDS_MOVED) - (early / late > _WORDS_MOVED)


def _far_removed(early: float | None, late: float | None) -> int:
    if early is None or late is None:
        return 0
    return (late - early > _REMOVED_MOVED) - (early - late > _REMOVED_MOVED)


def _copies(figures: Mapping[str, Any]) -> Html:
    pairs = [(foreign(p["first"]), foreign(p["site"]), f"{p['records']:,}") for p in figures["copies"]]
    printed = [(foreign(p["agency"]), foreign(p["site"]), f"{p['records']:,}") for p in figures["printed"]]
    return tag(
        "div",
        tag("div", tag("h3", "Whose texts others have"), table("Copies", ("first stored from", "also at", "texts"), pairs, numbers=2)),
        tag("div", tag("h3", "Which agencies are printed by whom"), table("Agencies", ("agency", "site", "texts"), printed, numbers=2)),
        class_="columns",
    )  # fmt: skip


def _rights(figures: Mapping[str, Any]) -> Html:
    total = max(1, figures["records"])

    def names(title: str, counts: Mapping[str, int], about: Mapping[str, str] | None = None) -> Html:
        rows = [
            (foreign((about or {}).get(name, name)), share_bar(count / total), f"{count:,}", f"{count / total:.1%}")
            for name, count in list(counts.items())[:ROWS_SHOWN]
        ]
        return tag("div", tag("h3", title), table(title, ("what", "", "records", "share"), rows, numbers=2))

    return tag(
        "div",
        names("Languages", figures["language"]),
        names("Rights as stated", figures["rights"], ABOUT_RIGHTS),
        names("Access as stated", figures["access"]),
        names("Types", figures["type"]),
        class_="columns",
    )


def _records(figures: Mapping[str, Any]) -> Html:
    by_site: dict[str, list[Mapping[str, Any]]] = {}
    for sample in figures["samples"]:
        by_site.setdefault(sample["site"], []).append(sample)
    shown = []
    for site in figures["sites"][:ROWS_SHOWN]:
        lists = [
            join((tag("h4", sample["kind"]), tag("ul", *map(_record, sample["records"]))))
            for sample in by_site.get(site["site"], [])
        ]
        shown.append(tag("details", tag("summary", foreign(site["site"]), f" · {site['records']:,}"), *lists))
    about = join(
        (
            "A few of each site's records, the latest first. ",
            tag("code", "scrapy inspect ID"),
            " shows one with all that was removed from its page.",
        )
    )
    return join((tag("p", about, class_="soft"), *shown, more(len(figures["sites"]))))


def _record(record: Mapping[str, str]) -> Html:
    title = record["title"] or "no title"
    return tag(
        "li",
        link(record["url"], title),
        " ",
        tag("code", record["id"]),
        " ",
        tag("span", record["fetched_at"][:16].replace("T", " "), class_="soft"),
    )
