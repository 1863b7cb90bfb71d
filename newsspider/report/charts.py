"""Charts as inline SVG: bars over days, small bars for a table's row. Each has a title and says its figures in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from newsspider.report.html import Html, join, tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDTH, _HEIGHT = 720, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 6, 10, 24
_MOST_DAYS = 60
_SMALL = (120, 22)


def last_days(days: Mapping[str, int], count: int = _MOST_DAYS, last: str | None = None) -> list[tuple[str, int]]:
    """Return the last days with those that have nothing, oldest first; empty where no key is a date.

    Args:
        days: counts by ISO date.
        count: how many days at most.
        last: the last day; by default the latest that there is.
    """
    dates = sorted(found for day in days if (found := _date(day)))
    end = _date(last or "") or (dates[-1] if dates else None)
    if end is None or not dates:
        return []
    length = min(count, max(1, (end - dates[0]).days + 1))
    shown = [(end - timedelta(days=n)).isoformat() for n in reversed(range(length))]
    return [(day, days.get(day, 0)) for day in shown]


def _date(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def nice_top(most: float) -> int:
    """Return a round number of at least ``most``, which four steps divide."""
    scale = 1
    while True:
        for top in (4, 8, 12, 16, 20):
            if top * scale >= most:
                return top * scale
        scale *= 10


def bar_chart(name: str, title: str, bars: Sequence[tuple[str, int]]) -> Html:
    """Return bars over days on one axis; ``name`` is unique on the page."""
    if not bars:
        return tag("p", "No days to show.", class_="soft")
    top = nice_top(max(1, *(value for _, value in bars)))
    inner, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    step = inner / len(bars)
    wide = max(1.0, min(step * 0.8, 40.0))
    lines, labels, columns = [], [], []
    for number in range(5):
        value, y = top * number // 4, _TOP + height * (1 - number / 4)
        lines.append(tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=round(y, 1), y2=round(y, 1), class_="grid"))
        labels.append(tag("text", f"{value:,}", x=_LEFT - 6, y=round(y + 4, 1), text_anchor="end"))
    every = max(1, -(-len(bars) // 6))
    for number, (day, value) in enumerate(bars):
        x, high = _LEFT + step * (number + 0.5), height * value / top
        columns.append(
            tag(
                "rect",
                tag("title", f"{day}: {value:,}"),
                x=round(x - wide / 2, 1),
                y=round(_TOP + height - high, 1),
                width=round(wide, 1),
                height=round(high, 1),
            )
        )
        if (len(bars) - 1 - number) % every == 0:
            anchor = "end" if number == len(bars) - 1 and len(bars) > 1 else "middle"
            at = min(x + (wide / 2 if anchor == "end" else 0), _WIDTH - _RIGHT)
            labels.append(tag("text", day[5:], x=round(at, 1), y=_HEIGHT - 6, text_anchor=anchor))
    first, last = bars[0][0], bars[-1][0]
    most = max(bars, key=lambda bar: bar[1])
    said = f"{len(bars)} days from {first} to {last}; {sum(v for _, v in bars):,} in all, the most on {most[0]}: {most[1]:,}."
    drawn = tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        tag("desc", said, id=f"{name}-desc"),
        join((*lines, tag("g", *columns, class_="bars"), *labels)),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        class_="chart",
    )
    return tag("div", drawn, class_="scroll", role="region", aria_label=title, tabindex=0)


def small_bars(said: str, bars: Sequence[tuple[str, int]]) -> Html:
    """Return bars without an axis, for a cell; ``said`` is what a screen reader says instead."""
    width, height = _SMALL
    most = max((value for _, value in bars), default=0)
    if not most:
        return tag("span", "none", class_="soft")
    step = width / len(bars)
    rects = [
        tag(
            "rect",
            x=round(step * number, 2),
            y=round(height - height * value / most, 1),
            width=round(step * 0.8, 2),
            height=round(height * value / most, 1),
        )
        for number, (_, value) in enumerate(bars)
        if value
    ]
    return tag(
        "svg",
        tag("g", *rects, class_="bars"),
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label=said,
        class_="small",
    )


def share_bar(share: float) -> Html:
    """Return a bar for a share of 0 to 1; its figure stands beside it in the row, so it is hidden from screen readers."""
    wide = round(100 * max(0.0, min(1.0, share)), 1)
    return tag(
        "svg",
        tag("rect", width=100, height=8, class_="rail"),
        tag("g", tag("rect", width=wide, height=8), class_="bars"),
        viewBox="0 0 100 8",
        width=60,
        height=8,
        preserveAspectRatio="none",
        aria_hidden="true",
        class_="share",
    )
