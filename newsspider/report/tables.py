"""Tables of a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newsspider.report.html import Content, Html, tag

ROWS_SHOWN = 100
"""Sites, sources and names in a table; the rest is counted in a line below it."""

Row = Sequence[Content | Iterable[Content]]


def table(label: str, head: Sequence[str], rows: Iterable[Row], *, numbers: int = 1, class_: str = "") -> Html:
    """Return a table that scrolls by itself; all columns but the first ``numbers`` hold figures. A cell may be a ``td``."""
    cells = [tag("th", name, scope="col", class_="number" if n >= numbers else None) for n, name in enumerate(head)]
    body = [
        tag(
            "tr",
            *(c if isinstance(c, Html) and c.startswith("<td") else _cell(n, c, numbers) for n, c in enumerate(row)),
        )
        for row in rows
    ]
    if not body:
        return tag("p", "None.", class_="soft")
    drawn = tag("table", tag("thead", tag("tr", *cells)), tag("tbody", *body), class_=class_ or None)
    return tag("div", drawn, class_="scroll", role="region", aria_label=label, tabindex=0)


def _cell(number: int, content: Content | Iterable[Content], numbers: int) -> Html:
    return tag("td", content, class_="number" if number >= numbers else "name" if number == 0 else None)


def more(count: int) -> Html | None:
    """Return a line that says how many rows aren't shown; None where all are."""
    return (
        tag("p", f"{count - ROWS_SHOWN:,} more: scrapy report --json has all.", class_="soft")
        if count > ROWS_SHOWN
        else None
    )
