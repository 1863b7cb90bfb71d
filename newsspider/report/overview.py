"""A report as a page for the browser: what was stored, from whom, how the runs went, and which sources aren't well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.report.html import Html, document, join, tag
from newsspider.report.records import (
    articles_section,
    copies_section,
    coverage_section,
    lengths_section,
    records_section,
    rights_section,
)
from newsspider.report.runs import outcomes_section, runs_section, sources_section

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        "sources": sources_section(figures),
        "articles": articles_section(figures),
        "outcomes": outcomes_section(figures["run"]),
        "runs": runs_section(figures["runs"]),
        "coverage": coverage_section(figures["sites"]),
        "lengths": lengths_section(figures["sites"]),
        "copies": copies_section(figures),
        "rights": rights_section(figures),
        "records": records_section(figures),
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
