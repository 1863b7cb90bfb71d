"""Stage 6 of 8, deduplicate: which of several copies is the original, and who belongs to it.

A cluster is what is related to one original, each directly. Links aren't followed further: over a day's coverage of
one event they would join everything into one heap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.dedupe.relate import COPY, Relation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from newsspider.core.dedupe.prints import Print

MORE_COMPLETE = 1.25
"""How many times the words of a cluster's original a text must have to take its place."""
_ALL_OF_IT = 0.9


class Match(NamedTuple):
    """A known text and how it is related to a new one; the new one is the relation's first."""

    text: int
    cluster: int
    is_anchor: bool
    print: Print
    relation: Relation


def best_match(matches: Iterable[Match]) -> Match | None:
    """Return the match that a record names, None for none.

    An original before other texts, a copy before a version, an agency's own text before others, then the one that
    has more in common, then the earlier one.
    """
    return min(matches, key=_rank, default=None)


def _rank(match: Match) -> tuple[bool, bool, bool, float, float, int]:
    relation = match.relation
    return (
        not match.is_anchor,
        relation.kind != COPY,
        not match.print.original,
        -relation.similarity,
        -min(relation.share_a, relation.share_b),
        match.text,
    )


def takes_over(new: Print, anchor: Match) -> bool:
    """Whether a new text is rather the original of its cluster: the agency's own, or much more complete."""
    if new.original or anchor.print.original:
        return new.original and not anchor.print.original
    return anchor.relation.share_b >= _ALL_OF_IT and new.weight >= MORE_COMPLETE * anchor.print.weight


def is_agency(publisher: str | None, domain: str | None, agency: str | None, names: Collection[str]) -> bool:
    """Whether an outlet is the agency itself, ``names`` being the agency's names and codes.

    "AP News" and apnews.com are the AP; "The Daily AP" isn't.
    """
    if not agency:
        return False
    known = {_plain(name) for name in (*names, agency)} - {""}
    known |= {f"{name}news" for name in known}
    label = _plain((domain or "").split(".")[0])
    return _plain(publisher or "") in known or label in known


def _plain(name: str) -> str:
    """Return a name's letters and digits in lower case, without a leading article."""
    letters = "".join(c for c in name.casefold() if c.isalnum() or c == " ").strip()
    return letters.removeprefix("the ").replace(" ", "")
