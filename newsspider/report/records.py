"""The parts of a report's page that tell of the records: how many, what they have, and a few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.core.health.figures import FIELDS
from newsspider.report.charts import bar_chart, last_days, share_bar, small_bars
from newsspider.report.html import Content, Html, foreign, join, link, tag
from newsspider.report.tables import ROWS_SHOWN, Row, more, table
from newsspider.report.tally import ABOUT_RIGHTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SITE_DAYS = 30
_WORDS_MOVED, _REMOVED_MOVED = 1.5, 0.2


def articles_section(figures: Mapping[str, Any]) -> Html:
    """Return how many articles were fetched each day, and by site."""
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


def coverage_section(sites: Sequence[Mapping[str, Any]]) -> Html:
    """Return which share of each site's records has each field."""
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


def lengths_section(sites: Sequence[Mapping[str, Any]]) -> Html:
    """Return each site's median lengths and removed shares, and which of them moved far."""
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
        " with records. Medians of lengths are right to 3 % or a word, of shares to a hundredth; what moved far stands out and has an arrow."
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


def copies_section(figures: Mapping[str, Any]) -> Html:
    """Return whose texts others have, and which agencies are printed by whom."""
    pairs = [(foreign(p["first"]), foreign(p["site"]), f"{p['records']:,}") for p in figures["copies"]]
    printed = [(foreign(p["agency"]), foreign(p["site"]), f"{p['records']:,}") for p in figures["printed"]]
    return tag(
        "div",
        tag("div", tag("h3", "Whose texts others have"), table("Copies", ("first stored from", "also at", "texts"), pairs, numbers=2)),
        tag("div", tag("h3", "Which agencies are printed by whom"), table("Agencies", ("agency", "site", "texts"), printed, numbers=2)),
        class_="columns",
    )  # fmt: skip


def rights_section(figures: Mapping[str, Any]) -> Html:
    """Return languages, rights, access and types as the records state them."""
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


def records_section(figures: Mapping[str, Any]) -> Html:
    """Return a few of each site's records, to look at."""
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
