"""From edges to clusters: each is what is related to one text, directly.

The text with the most relations gathers its cluster first, so that the same pairs come together whatever the order of
the lines. Then the cluster is named after its original: the agency's own text, else the earliest complete one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.dedupe.relate import COPY, VERSION, relate

if TYPE_CHECKING:
    import numpy as np

    from newsspider.corpus.chunks import Chunks

COMPLETE_SHARE = 0.8
"""Of the words of the text with the most relations, what the original must have to be complete."""
MAX_SECOND_LOOKS = 200
"""Neighbours of a cluster's members that are compared with the text it gathers around."""


class Link(NamedTuple):
    """What a line says: its place's relation to another place, and the place that names the cluster."""

    kind: str
    of: int
    similarity: float
    cluster: int


class Clusters:
    """Gathers the clusters of a corpus; texts are known by their places (`newsspider.corpus.pairs.ranks`)."""

    def __init__(self, edges: np.ndarray, about: np.ndarray, chunks: Chunks, text_at: np.ndarray) -> None:
        self._about = about
        self._chunks = chunks
        self._text_at = text_at
        self._kinds: dict[tuple[int, int], tuple[str, float]] = {}
        self._near: dict[int, set[int]] = {}
        for a, b, is_copy, similarity in edges.tolist():
            self._connect(a, b, COPY if is_copy else VERSION, round(similarity, 4))

    def gather(self) -> dict[int, Link]:
        """Return what each text that is related to another says; originals and single texts aren't in it."""
        links: dict[int, Link] = {}
        taken: set[int] = set()
        for centre in sorted(self._near, key=lambda place: (-len(self._near[place]), place)):
            if centre in taken:
                continue
            members = {place for place in self._near[centre] if place not in taken}
            members |= self._second_look(centre, members, taken)
            taken.add(centre)
            taken |= members
            if members:
                links.update(self._name(centre, members))
        return links

    def _connect(self, a: int, b: int, kind: str, similarity: float) -> None:
        self._kinds[min(a, b), max(a, b)] = (kind, similarity)
        self._near.setdefault(a, set()).add(b)
        self._near.setdefault(b, set()).add(a)

    def _second_look(self, centre: int, members: set[int], taken: set[int]) -> set[int]:
        """Return the neighbours' neighbours that are related to the centre, though they weren't paired with it."""
        others = set().union(*(self._near[member] for member in members)) - members - taken - {centre}
        found = set()
        mine = self._chunks.row(int(self._text_at[centre])).print if others else None
        for place in sorted(others)[:MAX_SECOND_LOOKS]:
            other = self._chunks.row(int(self._text_at[place])).print
            relation = relate(mine, other) if mine and other else None
            if relation:
                self._kinds[min(centre, place), max(centre, place)] = (relation.kind, relation.similarity)
                found.add(place)
        return found

    def _name(self, centre: int, members: set[int]) -> dict[int, Link]:
        original = self._original(centre, members)
        links = {}
        for place in {centre, *members} - {original}:
            of = original if (min(place, original), max(place, original)) in self._kinds else centre
            kind, similarity = self._kinds[min(place, of), max(place, of)]
            links[place] = Link(kind, of, similarity, original)
        return links

    def _original(self, centre: int, members: set[int]) -> int:
        """Return the agency's own text, else the earliest that is about as complete as the centre."""
        enough = COMPLETE_SHARE * float(self._about["weight"][centre])

        def order(place: int) -> tuple[bool, bool, float, bool, int]:
            about = self._about[place]
            complete = about["weight"] >= enough
            return not about["original"], not complete, float(about["hours"]), place != centre, place

        return min({centre, *members}, key=order)
