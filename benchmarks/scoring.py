"""Scores of extracted articles against labelled pages: the figures of docs/quality.md."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"\w+")
SHINGLE_WORDS = 4  # as in Zyte's article-extraction-benchmark


@dataclass(frozen=True, slots=True)
class Labels:
    """What a page must yield; None or empty stands for a label that the data set doesn't have."""

    text: str | None = None
    description: str | None = None
    title: str | None = None
    authors: tuple[str, ...] | None = None
    date: str | None = None
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What an extractor made of it."""

    text: str = ""
    description: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None


@dataclass(slots=True)
class Scores:
    """Collects pages; `figures` are means over those pages that have the label, each in 0..1."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    exact: list[float] = field(default_factory=list)
    title: list[float] = field(default_factory=list)
    date: list[float] = field(default_factory=list)
    authors: list[float] = field(default_factory=list)
    hits: int = 0
    misses: int = 0
    intruders: int = 0

    def add(self, labels: Labels, found: Found) -> None:
        """Score one page."""
        text = found.text
        if labels.description and found.description and letters(found.description) not in letters(text):
            text = f"{found.description}\n\n{text}"
        if labels.text:
            self._add_text("\n\n".join(filter(None, (labels.description, labels.text))), text)
        self._add_snippets(labels, text)
        if labels.title:
            self.title.append(letters(labels.title) == letters(found.title or ""))
        if labels.date:
            self.date.append(bool(days(labels.date) & days(found.date or "")))
        if labels.authors:
            self.authors.append(names_f1(labels.authors, found.authors))

    def figures(self) -> dict[str, float]:
        """Return the figures that the labels allow, rounded to 4 digits."""
        values: dict[str, float] = {}
        if self.exact:
            precision, recall = fmean(self.precision or [0.0]), fmean(self.recall or [0.0])
            values["shingle_f1"] = harmonic(precision, recall)
            values["exact"] = fmean(self.exact)
        if self.hits + self.misses:
            precision = self.hits / (self.hits + self.intruders) if self.hits else 0.0
            values["snippet_f1"] = harmonic(precision, self.hits / (self.hits + self.misses))
        for name in ("title", "date", "authors"):
            if getattr(self, name):
                values[name] = fmean(getattr(self, name))
        return {name: round(value, 4) for name, value in values.items()}

    def _add_text(self, gold: str, text: str) -> None:
        a, b = shingles(gold), shingles(text)
        both = (a & b).total()
        if b:
            self.precision.append(both / b.total())
        if a:
            self.recall.append(both / a.total())
        self.exact.append(words(gold) == words(text))

    def _add_snippets(self, labels: Labels, text: str) -> None:
        folded = " ".join(text.split())
        hits = sum(" ".join(s.split()) in folded for s in labels.wanted)
        self.hits += hits
        self.misses += len(labels.wanted) - hits
        self.intruders += sum(" ".join(s.split()) in folded for s in labels.unwanted)


def words(text: str) -> list[str]:
    """Return the words of a text, in order."""
    return _WORD.findall(text)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of `SHINGLE_WORDS` words with their counts; a shorter text is one run."""
    tokens = words(text)
    runs = (tuple(tokens[i : i + SHINGLE_WORDS]) for i in range(max(1, len(tokens) - SHINGLE_WORDS + 1)))
    return Counter(run for run in runs if run)


def letters(text: str) -> str:
    """Return letters and digits only, in lower case."""
    return "".join(words(text.lower()))


def harmonic(a: float, b: float) -> float:
    """Return the harmonic mean, 0 where both are 0."""
    return 2 * a * b / (a + b) if a + b else 0.0


def names_f1(gold: Sequence[str], found: Sequence[str]) -> float:
    """Return the F1 of two lists of names, by their letters."""
    a, b = {letters(n) for n in gold}, {letters(n) for n in found}
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else float(a == b)


def days(moment: str) -> set[str]:
    """Return the day that a date names, and its UTC day where it has an offset."""
    text = moment.replace("Z", "+00:00")
    found = {text[:10]} - {""}
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        return found
    return found | ({stamp.astimezone(UTC).date().isoformat()} if stamp.tzinfo else set())
