"""From edges to clusters: each is what is related to one text, directly.

The text with the most relations gathers its cluster first, so that the same pairs come together whatever the order of
the lines; a member that more texts are related to takes its place. Then the cluster is named after its original: the
agency's own text, else the earliest complete one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.dedupe.relate import COPY, VERSION, relate

if TYPE_CHECKING:
    import numpy as np

    from newsspider.corpus.chunks import Chunks

COMPLETE_SHARE = 0.8
"""Of the words of the text with the most relations, what the original must have to be complete."""
MANY = 4
"""From so many members on it is tried whether more are related to another of them."""
MAX_SECOND_LOOKS = 200
"""Neighbours of a cluster's members, and theirs, that are compared with the text it gathers around."""


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
        for first in sorted(self._near, key=lambda place: (-len(self._near[place]), place)):
            if first in taken:
                continue
            centre, members = first, self._around(first, set(), taken)
            if len(members) >= MANY:
                pool = members.union(*(self._near[member] for member in members))
                for other in self._other_centres(centre, members):
                    found = self._around(other, pool, taken)
                    if len(found) > len(members):
                        centre, members = other, found
            taken.add(centre)
            taken |= members
            if members:
                links.update(self._name(centre, members))
        return links

    def _other_centres(self, centre: int, members: set[int]) -> list[int]:
        """Return the members that more may be related to: the text with the most relations may only be the longest."""
        enough = COMPLETE_SHARE * float(self._about["weight"][centre])
        complete = [place for place in members if self._about["weight"][place] >= enough]
        alike = sorted(complete, key=lambda place: (-self._mean_similarity(place), place))
        tried = [self._original(centre, members), *alike[:1], *alike[len(alike) // 2 :][:1]]
        return [place for place in dict.fromkeys(tried) if place != centre]

    def _mean_similarity(self, place: int) -> float:
        near = self._near[place]
        return sum(self._kinds[min(place, other), max(place, other)][1] for other in near) / len(near)

    def _around(self, centre: int, pool: set[int], taken: set[int]) -> set[int]:
        """Return what is related to the centre and not taken.

        Beside its neighbours the pool and the neighbours of all that is found are looked at, `MAX_SECOND_LOOKS` in all.
        """
        members = self._near[centre] - taken
        seen = {centre, *members, *taken}
        mine = self._chunks.row(int(self._text_at[centre])).print
        looks = 0
        while looks < MAX_SECOND_LOOKS and (others := pool.union(*(self._near[m] for m in members)) - seen):
            chosen = sorted(others)[: MAX_SECOND_LOOKS - looks]
            looks += len(chosen)
            seen.update(chosen)
            for place in chosen:
                other = self._chunks.row(int(self._text_at[place])).print
                relation = relate(mine, other) if mine and other else None
                if relation:
                    self._kinds[min(centre, place), max(centre, place)] = (relation.kind, relation.similarity)
                    members.add(place)
        return members

    def _connect(self, a: int, b: int, kind: str, similarity: float) -> None:
        self._kinds[min(a, b), max(a, b)] = (kind, similarity)
        self._near.setdefault(a, set()).add(b)
        self._near.setdefault(b, set()).add(a)

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
