"""The frontier: every URL ever seen, in one named state, and which of them to fetch next."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsspider.core.schedule import DEFAULT_REVISITS, LONGEST_RETRY, may_have_changed, next_visit, retry_seconds
from newsspider.core.variants import plain_forms
from newsspider.store.looks import SAMPLE, Looks

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

PRIORITY = {"seed": 0, "listing": 0, "article": 1, "section": 2, "page": 3, "elsewhere": 8, "replay": 9}
"""Order of fetching by kind, lower first: articles before more section pages, so that a budget buys articles.

What a listing names of another site (elsewhere) isn't fetched at all.
"""

_VARIANT_PRIORITY = 3
"""A page that looks like another's AMP, print or mobile form, after all listings that may name that one."""

_REVISIT_PRIORITY = 4
"""After all that is new: a budget buys new articles first."""

# Dropped for what the site said of itself at that moment: worth another look when it is listed again.
LISTS_PAGES = ("section_page", "feed", "sitemap")
"""Reasons of pages that hold no article and list some."""
_LOOK_AGAIN = (*LISTS_PAGES, "other_site")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A URL to fetch, in normal form, with how it was found.

    ``kind`` is a key of `PRIORITY`; ``depth`` counts links from a given URL, ``source``; ``id`` is the
    frontier's row and 0 while there is none.
    """

    url: str
    host: str
    site: str
    kind: str = "page"
    depth: int = 0
    source: str = ""
    discovery: dict[str, Any] = field(default_factory=dict)
    id: int = 0


def unix_time(now: str) -> float:
    """Return an ISO 8601 moment in seconds."""
    return datetime.fromisoformat(now).timestamp()


class Frontier:
    """The table of URLs. All methods run inside the caller's transaction or are one statement."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.looks = Looks(db)
        self.revisits: dict[str, tuple[float, ...]] = {}
        """By source: at which ages its articles are looked at again; others have the default."""

    def add(self, candidate: Candidate, run: int, now: str) -> bool:
        """List a candidate in this run; returns whether it now waits to be fetched.

        A known URL is fetched again only where that can bring something new: some time after a failure, for a page
        that lists others, when its listing says that it was modified, or when a person gives a URL that had failed or
        been dropped. Each URL is decided once a run, except that what one listing leaves out of a change another may say.
        """
        row = self._db.execute(
            "SELECT id, state, reason, listed_run, changed, next_try, idle, dated, depth FROM urls WHERE url = ?",
            (candidate.url,),
        ).fetchone()
        if candidate.kind == "elsewhere":
            if row is None:
                self.settle(candidate, "dropped", "other_site", None, run, now)
            return False
        if row is None:
            self._insert(candidate, "waiting", run, now)
            return True
        url_id, state, reason, listed_run, changed, next_try, idle, dated, depth = row
        if candidate.depth < depth:
            self._db.execute("UPDATE urls SET depth = ? WHERE id = ?", (candidate.depth, url_id))
        modified = candidate.discovery.get("modified")
        if modified and not dated:
            self._db.execute(
                "UPDATE urls SET dated = 1, next_visit = CASE WHEN ? THEN next_visit END WHERE id = ?",
                (candidate.source in self.revisits, url_id),
            )
        is_stored = state in ("stored", "unchanged")
        if listed_run == run and state != "waiting" and not (is_stored and modified):
            return False
        given, at = candidate.kind in ("seed", "listing"), unix_time(now)
        again = (
            state == "waiting"
            or (state == "failed" and (given or next_try is None or not at < next_try <= at + LONGEST_RETRY))
            or (state == "dropped" and (reason in _LOOK_AGAIN or given))
            or (reason == "not_modified" and given)
            or (is_stored and may_have_changed(modified, changed, idle, at))
        )
        if not again:
            self._db.execute("UPDATE urls SET listed_run = ? WHERE id = ?", (run, url_id))
            return False
        self._db.execute(
            "UPDATE urls SET state = 'waiting', reason = NULL, detail = NULL, changed = ?, listed_run = ? WHERE id = ?",
            (now, run, url_id),
        )
        # Within a run the most urgent finding stands: a given URL stays one when another page links to it.
        self._db.execute(
            "UPDATE urls SET kind = :kind, priority = :priority, depth = :depth, source = :source"
            " WHERE id = :id AND (:priority < priority OR :fresh)",
            {
                "kind": candidate.kind,
                "priority": PRIORITY[candidate.kind],
                "depth": candidate.depth,
                "source": candidate.source,
                "id": url_id,
                "fresh": listed_run != run,
            },
        )
        return True

    def has_new(self, links: Iterable[Candidate], read: float | None, depth: int) -> bool:
        """Whether one of a list's links was found after the list was last read, in Unix seconds.

        Where it never was, whether one is at least ``depth`` links away from the given URL: so lists nearer to it
        don't name that page. Unlike a moment this doesn't depend on which list is read first, or on a kill between.
        """
        known = (self._db.execute("SELECT first_seen, depth FROM urls WHERE url = ?", (c.url,)) for c in links)
        rows = (row for cursor in known for row in cursor)
        # first_seen has no fractions: what the last reading itself has found lies before it
        return any(at >= depth if read is None else unix_time(first_seen) >= read for first_seen, at in rows)

    def carry_over(self, run: int, now: str) -> int:
        """Make part of this run what an earlier one left to fetch, and what is due again; returns how much.

        Due are those that failed long enough ago, and young articles that may have changed meanwhile. Sources' own
        URLs are their run's to list.
        """
        left = self._db.execute(
            "UPDATE urls SET listed_run = ? WHERE state = 'waiting' AND kind <> 'replay'", (run,)
        ).rowcount
        failed = self._db.execute(
            "UPDATE urls SET listed_run = ?, state = 'waiting', reason = NULL, detail = NULL, changed = ?"
            " WHERE state = 'failed' AND (next_try <= ? OR next_try > ?) AND kind NOT IN ('replay', 'seed')",
            (run, now, unix_time(now), unix_time(now) + LONGEST_RETRY),
        ).rowcount
        return left + failed + len(self.look_again(self._due_looks(unix_time(now)), run, now))

    def _due_looks(self, now: float) -> list[int]:
        """Return the stored pages whose age says that they are to be looked at; of most sites all, see `Looks`."""
        due = self._db.execute(
            "SELECT id, site, source FROM urls WHERE next_visit <= ? AND state IN ('stored', 'unchanged')", (now,)
        ).fetchall()
        seldom = self.looks.seldom_find() if due else frozenset()
        chosen = [
            url_id
            for url_id, site, source in due
            if url_id % SAMPLE == 0 or site not in seldom or source in self.revisits
        ]
        self._db.execute("UPDATE urls SET next_visit = NULL WHERE next_visit <= ?", (now,))
        return chosen

    def look_again(self, ids: Iterable[int], run: int, now: str) -> list[Candidate]:
        """Have stored pages fetched again, after all that is new; returns those that now wait."""
        found = []
        for url_id in ids:
            row = self._db.execute(
                "UPDATE urls SET listed_run = ?, state = 'waiting', reason = NULL, detail = NULL, changed = ?,"
                " priority = ?, next_visit = NULL WHERE id = ? AND state IN ('stored', 'unchanged')"
                " RETURNING url, host, site, kind",
                (run, now, _REVISIT_PRIORITY, url_id),
            ).fetchone()
            if row:
                url, host, site, kind = row
                found.append(Candidate(url, host, site, kind, id=url_id))
        return found

    def settle(
        self,
        candidate: Candidate,
        state: str,
        reason: str | None,
        detail: str | None,
        run: int,
        now: str,
    ) -> int:
        """Write the candidate's outcome, listing it first where it wasn't; returns its row."""
        url_id = candidate.id or self._id_of(candidate.url) or self._insert(candidate, state, run, now)
        tries, next_try = 0, None
        if state == "failed":
            (before,) = self._db.execute("SELECT tries FROM urls WHERE id = ?", (url_id,)).fetchone()
            tries, pause = before + 1, retry_seconds(before + 1)
            next_try = unix_time(now) + pause if pause is not None else None
        visit = self._next_visit(url_id, now) if state in ("stored", "unchanged") else None
        self._learn_look(url_id, state, reason)
        self._db.execute(
            "UPDATE urls SET state = ?, reason = ?, detail = ?, changed = ?, listed_run = ?, done_run = ?, tries = ?,"
            " next_try = ?, next_visit = ?, idle = CASE ? WHEN 'unchanged' THEN idle + 1 WHEN 'stored' THEN 0 ELSE idle END WHERE id = ?",
            (state, reason, detail, now, run, run, tries, next_try, visit, state, url_id),
        )
        return url_id

    def _learn_look(self, url_id: int, state: str, reason: str | None) -> None:
        """Count what came of a look at a stored page, if this was one."""
        if state in ("stored", "unchanged") or reason == "gone":
            site, priority = self._db.execute("SELECT site, priority FROM urls WHERE id = ?", (url_id,)).fetchone()
            if priority == _REVISIT_PRIORITY:
                self.looks.made(site, found=state != "unchanged")

    def _next_visit(self, url_id: int, now: str) -> float | None:
        """Return when to look at a stored page again; sources' own URLs and replayed ones aren't by the clock."""
        first_seen, kind, dated, source = self._db.execute(
            "SELECT first_seen, kind, dated, source FROM urls WHERE id = ?", (url_id,)
        ).fetchone()
        if kind in ("seed", "listing", "replay"):
            return None
        ages = self.revisits.get(source, () if dated else DEFAULT_REVISITS)
        return next_visit(unix_time(first_seen), ages, unix_time(now))

    def hosts_waiting(self) -> list[tuple[str, str]]:
        """Return (host, site) of all hosts with something to fetch, those with the most urgent first."""
        return list(
            self._db.execute(
                "SELECT host, site FROM urls WHERE state = 'waiting' AND kind <> 'replay'"
                " GROUP BY host ORDER BY min(priority), min(id)"
            )
        )

    def next_of(self, host: str, count: int, leased: Collection[int]) -> list[Candidate]:
        """Return up to ``count`` waiting candidates of a host that aren't in ``leased``, most urgent first."""
        rows = self._db.execute(
            "SELECT id, url, host, site, kind, depth, source, discovery FROM urls"
            " WHERE state = 'waiting' AND kind <> 'replay' AND host = ? ORDER BY priority, id LIMIT ?",
            (host, count + len(leased)),
        )
        found = [
            Candidate(url, host_, site, kind, depth, source, json.loads(discovery or "{}"), id=url_id)
            for url_id, url, host_, site, kind, depth, source, discovery in rows
            if url_id not in leased
        ]
        return found[:count]

    def _id_of(self, url: str) -> int | None:
        row = self._db.execute("SELECT id FROM urls WHERE url = ?", (url,)).fetchone()
        return row[0] if row else None

    def _insert(self, candidate: Candidate, state: str, run: int, now: str) -> int:
        priority = PRIORITY[candidate.kind]
        if candidate.kind == "article" and plain_forms(candidate.url):
            priority = _VARIANT_PRIORITY
        cursor = self._db.execute(
            "INSERT INTO urls (url, host, site, kind, priority, depth, source, state, discovery, first_seen, changed,"
            " listed_run, dated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                candidate.url,
                candidate.host,
                candidate.site,
                candidate.kind,
                priority,
                candidate.depth,
                candidate.source,
                state,
                json.dumps(candidate.discovery, ensure_ascii=False),
                now,
                now,
                run,
                bool(candidate.discovery.get("modified")),
            ),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid
