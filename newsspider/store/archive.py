"""The archive: which texts are stored, so that a record's id, version and copies are decided once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsspider.core.dedupe.original import is_agency
from newsspider.core.dedupe.prints import hours_of, print_of
from newsspider.core.dedupe.relate import COPY, VERSION, similarity
from newsspider.store.prints import Prints

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping

    from newsspider.core.dedupe.prints import Print
    from newsspider.store.prints import Neighbours

MAX_VERSIONS = 100
"""Of one story: a live blog that is looked at every quarter of an hour for a day."""

DROPPED_SHARE = 0.5
"""Of a text that must stand in another site's for it to be dropped as a copy: a story must not go for its brief."""

_ID_HEX_DIGITS = 20  # 80 bits: no collision to be expected below 10^12 stories


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of a story as it is stored."""

    id: str
    story: str
    n: int
    text_hash: str
    title: str | None
    first_seen: str


@dataclass(frozen=True, slots=True)
class Related:
    """What a record's ``dedup`` says."""

    relation: str | None = None
    of: str | None = None
    similarity: float | None = None
    cluster: str | None = None
    """The id that names the cluster; None for the record's own."""
    evidence: str | None = None
    cluster_text: int | None = None
    """The cluster's number in the tables of prints."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a text: ``unchanged_id`` or ``duplicate_of`` where it is already there, else store it.

    ``last_of`` names the last version of a story that has all it may have: nothing more of it is stored.
    """

    story: str = ""
    id: str = ""
    n: int = 1
    previous: str | None = None
    first_seen: str = ""
    unchanged_id: str | None = None
    duplicate_of: str | None = None
    last_of: str | None = None
    related: Related = Related()
    copy_of: str | None = None
    """The record of another site that it is a copy of, and that has most of it: what DUPLICATES is about."""
    neighbours: Neighbours | None = field(default=None, compare=False, repr=False)
    """What the index needs to know to keep it."""


class Archive:
    """The table of stored articles."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.prints = Prints(db)
        self.agencies: Mapping[str, Collection[str]] = {}
        """Further names and codes of the agencies, by the name that records give."""
        self._last: tuple[tuple[object, ...], Neighbours] | None = None

    def holds(self, url: str) -> bool:
        """Whether a record of this URL is stored."""
        return self._db.execute("SELECT 1 FROM articles WHERE url = ? LIMIT 1", (url,)).fetchone() is not None

    def decide(self, record: dict[str, Any], site: str, now: str) -> Decision:
        """Decide what a cleaned text is to the archive; the record's url, canonical_url, title and text count.

        The same text again under the same story is unchanged, under another URL of the site a duplicate, at
        another site a copy; another text of the same URL is the story's next version. A canonical URL that
        already stands for a different text of another address isn't trusted (some sites name one for all).
        """
        text_hash = record["dedup"]["text_hash"]
        url = record["url"]
        story = story_of(record.get("canonical_url") or url)
        latest = self._latest(story)
        if latest and latest.text_hash != text_hash and story != story_of(url) and not self._is_of_story(url, story):
            story = story_of(url)
            latest = self._latest(story)
        if latest and latest.text_hash == text_hash:
            if not self._is_of_story(url, story):
                return Decision(duplicate_of=latest.id)
            if latest.title == record.get("title"):
                return Decision(unchanged_id=latest.id)
        twin = self._db.execute(
            "SELECT id, site, story FROM articles WHERE text_hash = ? ORDER BY site <> ?, rowid LIMIT 1",
            (text_hash, site),
        ).fetchone()
        if twin and twin[1] == site and twin[2] != story:
            return Decision(duplicate_of=twin[0])
        if latest and latest.n >= MAX_VERSIONS:
            return Decision(last_of=latest.id)
        n = latest.n + 1 if latest else 1
        neighbours = self._neighbours(record, site)
        copy_of = None
        if latest:
            related = self._version_of(latest, neighbours.print, text_hash)
        else:
            related = self._related(neighbours, twin[0] if twin else None)
            if related.of and related.relation == COPY and self._is_elsewhere(related.of, site):
                match = neighbours.match
                copy_of = related.of if match is None or match.relation.share_a >= DROPPED_SHARE else None
        return Decision(
            story=story,
            id=record_id(story, n),
            n=n,
            previous=latest.id if latest else None,
            first_seen=latest.first_seen if latest else now,
            related=related,
            copy_of=copy_of,
            neighbours=neighbours,
        )

    def _neighbours(self, record: dict[str, Any], site: str) -> Neighbours:
        """Look a text up in the prints; the same question asked twice in a row is answered once."""
        agency = record.get("agency")
        asked = (record["text"], record.get("title"), record.get("date_published"), site, agency, self.prints.last())
        if self._last is None or self._last[0] != asked:
            found = print_of(
                record["text"],
                record.get("title"),
                hours=hours_of(record.get("date_published")) or hours_of(record.get("fetched_at")),
                source=site,
                agency=agency,
                original=is_agency(record.get("publisher"), site, agency, self.agencies.get(agency or "", ())),
            )
            self._last = (asked, self.prints.look_up(found))
        return self._last[1]

    def _related(self, neighbours: Neighbours, twin: str | None) -> Related:
        """Return how a new story is related to others, ``twin`` having the very same text."""
        match = neighbours.match
        if match and neighbours.of and not (twin and match.relation.similarity < 1.0):
            relation = match.relation
            cluster = neighbours.cluster
            name = self.prints.name_of(cluster) if cluster else None
            return Related(relation.kind, neighbours.of, relation.similarity, name, relation.evidence, cluster)
        if twin is None:
            return Related()
        known = self.prints.known(twin)
        name = self.prints.name_of(known[0]) if known else twin
        return Related(COPY, twin, 1.0, name, "the same words", known[0] if known else None)

    def _version_of(self, latest: Stored, found: Print, text_hash: str) -> Related:
        """Return how a further version of a story is related to the last one."""
        known = self.prints.known(latest.id)
        if known is None:
            alike = 1.0 if latest.text_hash == text_hash else None
            return Related(VERSION, latest.id, alike, latest.id, "the same address")
        alike = 1.0 if latest.text_hash == text_hash else similarity(found, known[1])
        return Related(VERSION, latest.id, alike, self.prints.name_of(known[0]), "the same address", known[0])

    def _is_elsewhere(self, article: str, site: str) -> bool:
        row = self._db.execute("SELECT site FROM articles WHERE id = ?", (article,)).fetchone()
        return bool(row) and row[0] != site

    def insert(self, decision: Decision, record: dict[str, Any], site: str, run: int, file: str) -> None:
        """Inside the caller's transaction: note a stored record."""
        self._db.execute(
            "INSERT INTO articles (id, story, n, site, url, text_hash, title, first_seen, run, file)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                decision.id,
                decision.story,
                decision.n,
                site,
                record["url"],
                record["dedup"]["text_hash"],
                record.get("title"),
                decision.first_seen,
                run,
                file,
            ),
        )
        if decision.neighbours:
            self.prints.add(decision.neighbours, decision.id, decision.related.cluster_text)

    def rehash(self, record_id: str, text_hash: str) -> None:
        """Inside the caller's transaction: note that a record's text was cleaned again."""
        self._db.execute("UPDATE articles SET text_hash = ? WHERE id = ?", (text_hash, record_id))

    def count(self) -> int:
        """Return how many records are stored."""
        return int(self._db.execute("SELECT count(*) FROM articles").fetchone()[0])

    def _latest(self, story: str) -> Stored | None:
        row = self._db.execute(
            "SELECT id, story, n, text_hash, title, first_seen FROM articles WHERE story = ? ORDER BY n DESC LIMIT 1",
            (story,),
        ).fetchone()
        return Stored(*row) if row else None

    def _is_of_story(self, url: str, story: str) -> bool:
        """Whether this very URL has brought a version of the story before."""
        return bool(self._db.execute("SELECT 1 FROM articles WHERE url = ? AND story = ?", (url, story)).fetchone())


def story_of(url: str) -> str:
    """Return the address that names a story: http and https are the same one."""
    return url.removeprefix(f"{urlsplit(url).scheme}:")


def record_id(story: str, n: int) -> str:
    """Return the id of version ``n`` of a story: the same on every machine and in every run."""
    return f"{hashlib.sha256(story.encode()).hexdigest()[:_ID_HEX_DIGITS]}-{n}"
