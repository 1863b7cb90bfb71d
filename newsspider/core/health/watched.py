"""Stage 8 of 8, inspect: the shares of a source's pages that are watched."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from newsspider.core.health.figures import FIELDS, REMOVED_STEPS, Figures, middle, words_of_step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LAYOUT = "layout"

_REFUSED = re.compile(r"dropped/http_(?!404|410)\d+")
_STEADY_FIELDS = frozenset({"title", "date_published", "language", "type", "publisher"})
_SHORT_STEPS = {2: "two thirds of", 3: "half", 5: "a quarter of"}  # of the histogram of lengths, below the median's
_REMOVED_STEPS = 3  # of the one of removed shares: 30 of 100 characters more


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier run, or some of one day: when it was, and what it was found to lack."""

    at: float
    figures: Figures
    flagged: frozenset[str] = frozenset()


def together(past: Sequence[Past]) -> Past:
    """Return several runs as one."""
    whole = Figures()
    for run in past:
        whole.add(run.figures)
    return Past(past[-1].at, whole, frozenset().union(*(run.flagged for run in past)))


@dataclass(frozen=True, slots=True)
class Measure:
    """A share to watch: ``count`` returns (hits, of how many), ``said`` the sentence for both and the usual."""

    name: str
    falls: bool
    count: Callable[[Figures], tuple[int, int]]
    said: str
    least_usual: float = 0.5
    breaks: bool = False
    """Whether the source is broken where no page has it any more."""
    is_steady: bool = False
    """Whether it hardly ever differs between the pages of a site that is well: two pages say more then."""


def measures(past: Sequence[Past], last: Figures) -> list[Measure]:
    """Return what is watched of a source with this past, in its last run and in those before."""
    found = [
        Measure("stored", True, _stored, "stored {hits} of {count} articles asked for; usually {usual}", 0.1, True, True),
        Measure("failures", False, _failures, "{hits} of {count} articles failed or were refused; usually {usual}", is_steady=True),
        Measure("truncated", False, _of_stored("truncated"), "{hits} of {count} texts are cut off; usually {usual}"),
        Measure("duplicates", False, _duplicates, "{hits} of {count} texts were there already; usually {usual}"),
        Measure("site_rule", False, _of_stored("rule_failed"), "the site's rule fails on {hits} of {count} articles; usually {usual}", is_steady=True),
    ]  # fmt: skip
    for name in FIELDS:
        said = f"{{hits}} of {{count}} articles have {name}; usually {{usual}}"
        found.append(Measure(f"field_{name}", True, _of_stored(name), said, is_steady=name in _STEADY_FIELDS))
    return [*found, *_lengths(past), _same_title(past, last), _layout(past)]


def _lengths(past: Sequence[Past]) -> list[Measure]:
    """Return the measures whose limit is the source's own median.

    Texts a little shorter say something where a source's are of one length, hardly anything of one else.
    """
    lengths: Counter[int] = Counter()
    shares: Counter[int] = Counter()
    for run in past:
        lengths.update(run.figures.words)
        shares.update(run.figures.removed)
    words, removed = middle(lengths), middle(shares)
    found = []
    for steps, part in _SHORT_STEPS.items() if words is not None else ():
        limit = (words or 0) - steps
        if limit > 0:
            said = f"{{hits}} of {{count}} texts have fewer than {words_of_step(limit + 1)} words, {part} the usual length; usually {{usual}}"
            found.append(
                Measure("shorter", False, partial(_below, limit=limit), said, is_steady=steps == max(_SHORT_STEPS))
            )
    if removed is not None:
        high = removed + _REMOVED_STEPS
        said = f"over {high * 100 // REMOVED_STEPS} % was removed from {{hits}} of {{count}} pages; usually {{usual}}"
        found.append(Measure("removed", False, partial(_above, limit=high), said))
    return found


def _stored(figures: Figures) -> tuple[int, int]:
    counts = figures.counts
    asked = counts["asked"] - counts["retried"]
    return min(counts["stored"] + counts["unchanged"], asked), asked


def _failures(figures: Figures) -> tuple[int, int]:
    """Count what failed, and what the server refused; a page that is gone (404, 410) may be one story's."""
    asked = figures.counts["asked"] - figures.counts["retried"]
    refused = sum(count for reason, count in figures.reasons.items() if _REFUSED.fullmatch(reason))
    return min(max(0, figures.counts["failed"] - figures.counts["retried"]) + refused, asked), asked


def _of_stored(name: str) -> Callable[[Figures], tuple[int, int]]:
    return lambda figures: (figures.counts[name], figures.counts["stored"])


def _duplicates(figures: Figures) -> tuple[int, int]:
    same = figures.reasons["dropped/duplicate_text"]
    return figures.counts["copies"] + same, figures.counts["stored"] + same


def _below(figures: Figures, limit: int) -> tuple[int, int]:
    return sum(count for step, count in figures.words.items() if step <= limit), figures.words.total()


def _above(figures: Figures, limit: int) -> tuple[int, int]:
    return sum(count for step, count in figures.removed.items() if step >= limit), figures.removed.total()


def _same_title(past: Sequence[Past], last: Figures) -> Measure:
    """Return how many stories have the title of another one; a column that always has one is in the usual share."""
    known = Counter(last.titles)
    for run in past:
        known.update(run.figures.titles)

    def count(figures: Figures) -> tuple[int, int]:
        return sum(count for title, count in figures.titles.items() if known[title] > 1), figures.titles.total()

    return Measure(
        "same_title",
        False,
        count,
        "{hits} of {count} titles are those of other stories; usually {usual}",
        is_steady=True,
    )


def _layout(past: Sequence[Past]) -> Measure:
    """Return how many stories have their body at a place known from runs in which nothing was wrong with it."""
    runs = Counter(place for run in past if LAYOUT not in run.flagged for place in run.figures.places)
    known = {place for place, count in runs.items() if count > 1}  # one run knows its own places only

    def count(figures: Figures) -> tuple[int, int]:
        return sum(count for place, count in figures.places.items() if place in known), figures.places.total()

    said = "the page's layout has changed: {hits} of {count} texts stand where texts stood before; usually {usual}"
    return Measure(LAYOUT, True, count, said)
