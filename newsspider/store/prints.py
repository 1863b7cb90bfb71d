"""The prints of all stored texts, and the index by which those that may be related to a new one are found.

Hashes of the latest texts are kept in memory and written to the index in batches, sorted, since each would touch a
page of its own otherwise. What isn't indexed yet when a run dies is read from the prints by the next.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.core.dedupe.candidates import Postings, most_promising
from newsspider.core.dedupe.original import Match, best_match, takes_over
from newsspider.core.dedupe.prints import pack, sketch_of, unpack
from newsspider.core.dedupe.relate import relate_all

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from newsspider.core.dedupe.prints import Print, Sketch

logger = logging.getLogger(__name__)

MAX_POSTINGS = 32
"""Texts that are kept for one hash: what more texts share is no sign of a copy, and further copies tell nothing more."""
BATCH_TEXTS = 8192
"""Texts whose hashes wait in memory, 16 MB: most of their cost is the pages that they stand on, however few of a page."""

ADD_POSTINGS = (
    "INSERT INTO postings (hash, texts) VALUES (?, ?) ON CONFLICT (hash) DO UPDATE SET texts = texts || excluded.texts"
)

_ENTRY_CHARS = 16


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A text and what it was found to be related to."""

    print: Print
    sketch: Sketch
    crowded: frozenset[int] = frozenset()
    """Hashes that have all the texts they may have."""
    match: Match | None = None
    of: str | None = None
    """The id of the record that ``match`` is of."""

    @property
    def cluster(self) -> int | None:
        """The cluster that the text belongs to; None for one of its own."""
        return self.match.cluster if self.match and self.match.is_anchor else None


def entry_of(text: int, sketch: Sketch) -> str:
    """Return how a text stands in the postings of each of its hashes: its number and its sketch's extent."""
    return f"{text:08x}{sketch.extent:08x}"


class Prints:
    """The tables of prints. Reads what other processes write, but one process at a time may `add`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._recent: dict[int, str] | None = None
        self._waiting = 0

    def look_up(self, found: Print) -> Neighbours:
        """Find what a text is related to."""
        sketch = sketch_of(found)
        if not len(found.words):
            return Neighbours(found, sketch)
        postings, crowded = self._postings(sketch.hashes)
        matches = self._matches(found, most_promising(sketch, postings))
        for cluster in {match.cluster for match in matches.values()}:
            anchor = self._anchor(cluster)
            if anchor not in matches:
                matches |= self._matches(found, [anchor])
            if anchor in matches:
                matches[anchor] = matches[anchor]._replace(is_anchor=True)
        best = best_match(matches.values())
        return Neighbours(found, sketch, crowded, best, self._article(best.text) if best else None)

    def known(self, article: str) -> tuple[int, Print] | None:
        """Return the cluster and the print of a record, None where it has none."""
        row = self._db.execute(
            "SELECT cluster, print FROM prints WHERE article = ? ORDER BY text DESC LIMIT 1", (article,)
        ).fetchone()
        return (row[0], unpack(row[1])) if row else None

    def name_of(self, cluster: int) -> str:
        """Return the id that names a cluster."""
        return self._article(cluster)

    def add(self, neighbours: Neighbours, article: str, cluster: int | None) -> None:
        """Inside the caller's transaction: keep a text's print; ``cluster`` None makes one of its own."""
        recent = self._load()
        sketch = neighbours.sketch
        text = self._db.execute(
            "INSERT INTO prints (cluster, hashes, hash_limit, article, print)"
            " VALUES (coalesce(?, (SELECT coalesce(max(text), 0) + 1 FROM prints)), ?, ?, ?, ?)",
            (cluster, len(sketch.whole), sketch.limit, article, pack(neighbours.print)),
        ).lastrowid
        assert text is not None  # of an INSERT it never is
        match = neighbours.match
        if match and match.is_anchor and cluster == match.cluster and takes_over(neighbours.print, match):
            self._db.execute("INSERT OR REPLACE INTO anchors (cluster, text) VALUES (?, ?)", (cluster, text))
        entry = entry_of(text, sketch)
        for value in sketch.hashes - neighbours.crowded:
            recent[value] += entry
        self._waiting += 1
        if self._waiting >= BATCH_TEXTS:
            self._index(recent, text)

    def last(self) -> int:
        """Return the number of the latest text, 0 for none."""
        return int(self._db.execute("SELECT coalesce(max(text), 0) FROM prints").fetchone()[0])

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Around an `add` and the rest of its transaction: where that is rolled back, what waits is read again."""
        try:
            yield
        except BaseException:
            self.forget()
            raise

    def forget(self) -> None:
        """Read what waits from the database again."""
        self._recent = None

    def flush(self) -> None:
        """Inside the caller's transaction: write to the index what waits in memory."""
        if self._recent and self._waiting:
            self._index(self._recent, self.last())

    def unprinted(self) -> int:
        """Return how many stored records have no print, as those of earlier releases."""
        articles, prints = self._db.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM prints)"
        ).fetchone()
        return max(0, int(articles) - int(prints))

    def report(self) -> None:
        """Say so where there are such records."""
        count = self.unprinted()
        if count:
            logger.info("%d records of an earlier release have no print: only exact copies of them are found", count)

    def _load(self) -> dict[int, str]:
        """Return the entries of the texts that aren't indexed yet, by hash."""
        if self._recent is None:
            recent: dict[int, str] = defaultdict(str)
            rows = self._db.execute(
                "SELECT text, print FROM prints WHERE text > (SELECT text FROM indexed)"
            ).fetchall()
            for text, data in rows:
                sketch = sketch_of(unpack(data))
                entry = entry_of(text, sketch)
                for value in sketch.hashes:
                    recent[value] += entry
            self._recent, self._waiting = recent, len(rows)
        return self._recent

    def _index(self, recent: dict[int, str], last: int) -> None:
        self._db.executemany(ADD_POSTINGS, sorted(recent.items()))
        self._db.execute("UPDATE indexed SET text = ?", (last,))
        recent.clear()
        self._waiting = 0

    def _postings(self, hashes: frozenset[int]) -> tuple[Postings, frozenset[int]]:
        """Return the known texts that share hashes, and the hashes that have no room for another text."""
        import numpy as np

        wanted = sorted(hashes)
        # joined like this each hash is looked up and no more; IN makes an index of them first
        by_hash: dict[int, str] = dict(
            self._db.execute(
                f"SELECT hash, texts FROM (VALUES {', '.join(['(?)'] * len(wanted))}) CROSS JOIN postings"  # noqa: S608
                " ON hash = column1",
                wanted,
            )
        )
        recent = self._load()
        for value in hashes:
            if value in recent:
                by_hash[value] = by_hash.get(value, "") + recent[value]
        sizes = [len(entries) // _ENTRY_CHARS for entries in by_hash.values()]
        entries = np.frombuffer(bytes.fromhex("".join(by_hash.values())), ">u4").astype(np.uint32)
        postings = Postings([*by_hash], sizes, entries[::2], entries[1::2])
        crowded = (value for value, size in zip(by_hash, sizes, strict=True) if size >= MAX_POSTINGS)
        return postings, frozenset(crowded)

    def _matches(self, found: Print, texts: list[int]) -> dict[int, Match]:
        """Return those of the texts that are related to one."""
        rows = self._db.execute(
            f"SELECT text, cluster, print FROM prints WHERE text IN ({','.join('?' * len(texts))})",  # noqa: S608
            texts,
        )
        known = [(text, cluster, unpack(data)) for text, cluster, data in rows]
        relations = relate_all(found, [other for *_, other in known])
        return {
            text: Match(text, cluster, False, other, relation)
            for (text, cluster, other), relation in zip(known, relations, strict=True)
            if relation
        }

    def _anchor(self, cluster: int) -> int:
        row = self._db.execute("SELECT text FROM anchors WHERE cluster = ?", (cluster,)).fetchone()
        return int(row[0]) if row else cluster

    def _article(self, text: int) -> str:
        return str(self._db.execute("SELECT article FROM prints WHERE text = ?", (text,)).fetchone()[0])
