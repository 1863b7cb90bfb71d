"""Stage 8 of 8, inspect: what a run got from one source, as counts that add up over runs."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FIELDS = (
    "title",
    "description",
    "authors",
    "date_published",
    "date_modified",
    "dateline",
    "agency",
    "language",
    "section",
    "tags",
    "type",
    "image",
    "publisher",
)
"""Fields of the record whose coverage is watched."""

WORDS_PER_DOUBLING = 2
"""Steps of the histogram of lengths in which a length doubles."""
REMOVED_STEPS = 10
"""Steps of the histogram of removed shares between 0 and 1."""
KEPT_KEYS = 8
"""Titles and places kept of a run, the most frequent ones: where all are the same, that is enough to see it."""

KEYED_STORIES = 1_000
"""Stories of a run whose titles and places are looked at, the first ones: a run's memory doesn't grow with its stories."""

# What an article's page may end in without a word on whether its source is well: the user's own choice, or the
# state of a page that is stored already.
_NO_EVIDENCE = frozenset(
    {"rights_reserved", "copy_of_other_site", "dropped_by_step", "too_many_versions", "gone", "other_site"}
)
_OTHER_KINDS = frozenset({"section_page", "feed", "sitemap", "gallery", "video", "not_html"})


@dataclass(slots=True)
class Figures:
    """Counts of one or more runs.

    ``counts`` has listings (reads, not_modified, links, unread), pages (stored, unchanged, dropped, failed, retried,
    asked) and, of the stored ones, how many have a field or are truncated, copies, or off their site's rule.
    ``reasons`` names what was dropped and failed; ``words`` and ``removed`` are histograms of the stored texts;
    ``titles`` and ``places`` count the stories by title and by where their body stands, as keys.
    """

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    words: Counter[int] = field(default_factory=Counter)
    removed: Counter[int] = field(default_factory=Counter)
    titles: Counter[int] = field(default_factory=Counter)
    places: Counter[int] = field(default_factory=Counter)

    def add(self, other: Figures) -> None:
        """Add another's counts to these."""
        self.counts += other.counts
        self.reasons += other.reasons
        self.words += other.words
        self.removed += other.removed
        self.titles.update(other.titles)  # in place: these are long
        self.places.update(other.places)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was read or asked for: no evidence of anything."""
        return not self.counts and not self.reasons

    def page(self, state: str, reason: str | None, kind: str) -> None:
        """Count what a page ended in; ``kind`` is the candidate's. What only lists others counts where it was an article's."""
        if reason in _OTHER_KINDS and (reason, kind) != ("section_page", "article"):
            return
        self.counts[state] += 1
        if reason and state in ("dropped", "failed"):
            self.reasons[f"{state}/{reason}"] += 1
        if state in ("stored", "unchanged") or (kind == "article" and reason not in _NO_EVIDENCE):
            self.counts["asked"] += 1

    def record(self, record: Mapping[str, Any], place: str = "") -> None:
        """Count what a stored record has, or nothing of it where a value isn't of the record's types.

        Args:
            record: as it is stored.
            place: where on the page its body stands; empty where nobody has looked.

        Raises:
            AttributeError, TypeError, ValueError, ArithmeticError: there is such a value.
        """
        extraction = record.get("extraction") or {}
        words = words_step(record.get("words") or 0)
        removed = removed_step(len(record.get("text") or ""), extraction.get("removed") or ())
        is_copy = (record.get("dedup") or {}).get("relation") == "copy"
        is_rule_failed = bool((extraction.get("evidence") or {}).get("site_rule"))
        is_story = (record.get("version") or {}).get("n", 1) == 1
        title = _key(record["title"]) if is_story and record.get("title") else None
        counts = self.counts
        self.words[words] += 1
        self.removed[removed] += 1
        for name in FIELDS:
            if record.get(name):
                counts[name] += 1
        if record.get("truncated"):
            counts["truncated"] += 1
        if is_copy:
            counts["copies"] += 1
        if is_rule_failed:
            counts["rule_failed"] += 1
        if counts["stored"] > KEYED_STORIES:
            return
        if title is not None:
            self.titles[title] += 1
        if place and is_story:
            self.places[_key(place)] += 1

    def to_dict(self) -> dict[str, dict[str, int]]:
        """Return JSON types; counts of 0 are left out, and so are titles and places beyond `KEPT_KEYS`."""
        said = {
            name: {str(key): count for key, count in sorted(getattr(self, name).items()) if count}
            for name in ("counts", "reasons", "words", "removed")
        }
        for name in ("titles", "places"):
            common = sorted(getattr(self, name).items(), key=lambda entry: (-entry[1], entry[0]))[:KEPT_KEYS]
            said[name] = {str(key): count for key, count in common}
        return {name: counted for name, counted in said.items() if counted}

    @classmethod
    def of(cls, said: Mapping[str, Mapping[str, int]]) -> Figures:
        """Read what `to_dict` wrote."""
        return cls(
            Counter(said.get("counts", {})),
            Counter(said.get("reasons", {})),
            *(
                Counter({int(key): count for key, count in said.get(name, {}).items()})
                for name in ("words", "removed", "titles", "places")
            ),
        )


def words_step(words: int) -> int:
    """Return the step of a length: 0 for no word, else one more for each half doubling."""
    return 1 + int(WORDS_PER_DOUBLING * math.log2(words)) if words > 0 else 0


def words_of_step(step: int) -> int:
    """Return the least length of a step, in words."""
    return math.ceil(2 ** ((step - 1) / WORDS_PER_DOUBLING)) if step > 0 else 0


def removed_share(text_chars: int, removed: Iterable[Mapping[str, Any]]) -> float:
    """Return which share of a page's text was taken out, 0 to 1."""
    chars = sum([entry.get("chars") or 0 for entry in removed])
    return chars / (chars + text_chars) if chars else 0.0


def removed_step(text_chars: int, removed: Iterable[Mapping[str, Any]]) -> int:
    """Return the step of a removed share, 0 to `REMOVED_STEPS`."""
    return max(0, min(REMOVED_STEPS, int(REMOVED_STEPS * removed_share(text_chars, removed))))


def middle(histogram: Mapping[int, int]) -> int | None:
    """Return the step of the median; None where nothing was counted."""
    half = sum(histogram.values()) / 2
    for step in sorted(histogram):
        half -= histogram[step]
        if half <= 0 and histogram[step]:
            return step
    return None


def _key(said: str) -> int:
    """Return a key for a title or a place: the same for the same words."""
    return zlib.crc32(" ".join(said.casefold().split()).encode("utf-8", "replace"))
