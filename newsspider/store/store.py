"""The store of one run: the lock, state.db, the JSON lines and the run's own record, kept in step."""

from __future__ import annotations

import logging
import os
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from newsspider import clock
from newsspider.core.discover import is_pagination
from newsspider.core.variants import plain_forms
from newsspider.errors import StoreFailed
from newsspider.store.archive import Archive, Decision
from newsspider.store.forms import Forms
from newsspider.store.frontier import Candidate, Frontier
from newsspider.store.health import HealthBook
from newsspider.store.hosts import Hosts
from newsspider.store.jsonl import JsonLines
from newsspider.store.learning import Learning
from newsspider.store.listings import Listings, Visit
from newsspider.store.lock import run_lock
from newsspider.store.outcomes import Outcomes
from newsspider.store.recent import Recent
from newsspider.store.recordlines import lines_of
from newsspider.store.runs import RunCounts, Runs, write_run_file
from newsspider.store.schema import open_state, storage_errors, transaction
from newsspider.store.sitefiles import SiteFiles
from newsspider.store.variants import Variants

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from newsspider.store.memory import Learned

logger = logging.getLogger(__name__)

BARREN_DEPTH = 2
"""Links from a given URL, from which on a list that names no new article isn't followed further."""

GONE_REASONS = ("http_404", "http_410", "soft_404")
"""What a page that is stored ends in when its site has taken it away."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a candidate: state is stored, unchanged, dropped or failed; the others have a reason."""

    state: str
    reason: str | None = None
    detail: str | None = None
    links: tuple[Candidate, ...] = field(default=())
    """Candidates that its page led to, to be listed in the same transaction."""
    visit: Visit | None = None
    """What to remember of a page that lists others."""


class Store:
    """Everything a run writes. Open with `Store.open`, end with `close`; a kill at any point loses nothing."""

    def __init__(self, root: Path, db: sqlite3.Connection, lines: JsonLines, held: ExitStack) -> None:
        self.root = root
        self.frontier = Frontier(db)
        self.outcomes = Outcomes(db)
        self.archive = Archive(db)
        self.listings = Listings(db)
        self.forms = Forms(db)
        self.variants = Variants(db)
        self.recent = Recent(db)
        self.hosts = Hosts(db)
        self.learning = Learning(db, self.archive)
        self.memories = self.learning.memories
        self.site_files = SiteFiles(db, root)
        self.health = HealthBook(db)
        self._db = db
        self._lines = lines
        self._held = held
        self._runs = Runs(db)
        self.run = 0
        self.run_id = ""

    @classmethod
    def open(cls, root: Path, spider: str) -> Store:
        """Take the directory's lock, mend what a killed run left, and begin a run.

        Raises:
            RunHeld: another run holds the directory.
            StoreFailed: it can't be used; the message names the file and the mend.
        """
        with ExitStack() as held:
            with storage_errors(root):
                root.mkdir(parents=True, exist_ok=True)
                held.enter_context(run_lock(root))
                if not os.access(root, os.W_OK):
                    raise StoreFailed(
                        f"can't write to {root}: give this user the right to, or name another OUTPUT_DIR"
                    )
            db = open_state(root / "state.db")
            held.callback(db.close)
            store = cls(root, db, JsonLines(root, db), held)
            with storage_errors(root):
                store._begin(spider)
            store._held = held.pop_all()
        return store

    def _begin(self, spider: str) -> None:
        """Recover, write the records of runs that died, and start this one."""
        rewritten = self._lines.recover()
        if rewritten:
            logger.info("wrote %d records that the last run had committed but not yet written out", rewritten)
        for seq, run_id in self._runs.dead():
            ended = clock.utc_now()
            record = {**self._runs.record(seq, self.counts(seq)), "status": "killed", "ended": ended}
            write_run_file(self.root, record)  # first: a kill between the two repeats it
            with self._transaction():
                self._runs.end(seq, "killed", ended)
            logger.warning("run %s had been killed; going on where it stopped", run_id)
        self._write_waiting()
        self.archive.prints.report()
        with self._transaction():
            self.run, self.run_id = self._runs.begin(spider, clock.utc_now())

    def carry_over(self) -> int:
        """Make what earlier runs left to fetch part of this one; returns how many URLs that is."""
        with storage_errors(self.root), self._transaction():
            return self.frontier.carry_over(self.run, clock.utc_now())

    def list_candidates(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """List candidates; returns those that now wait to be fetched."""
        with storage_errors(self.root), self._transaction():
            return self._list(candidates, clock.utc_now())

    def settle(self, candidate: Candidate, outcome: Outcome) -> list[Candidate]:
        """Write a candidate's end state and list the links of its page; returns those that now wait."""
        with storage_errors(self.root), self._transaction():
            now = clock.utc_now()
            reason = outcome.reason
            if outcome.state == "dropped" and reason in GONE_REASONS and self.archive.holds(candidate.url):
                reason = "gone"
            self.frontier.settle(candidate, outcome.state, reason, outcome.detail, self.run, now)
            if candidate.kind != "replay":
                self.forms.learn(candidate.site, candidate.url, outcome.state, reason)
            waiting, is_new = self._follow(candidate, outcome, now)
            if outcome.visit is not None:
                changed = is_new or any(c.kind != "section" for c in waiting)
                self.listings.visited(candidate.url, outcome.visit, changed=changed, now=clock.now())
                dropped = self.recent.visited(candidate.url, outcome.links, clock.now())
                waiting += self.frontier.look_again(dropped, self.run, now)
            return waiting

    def _follow(self, candidate: Candidate, outcome: Outcome, now: str) -> tuple[list[Candidate], bool]:
        """List a page's links; returns those that now wait, and whether the page leads to anything new."""
        links = [self._by_form(c) for c in outcome.links if not _is_further_page(c)]
        articles, others = ([c for c in links if (c.kind == "article") is wanted] for wanted in (True, False))
        read, is_list = self.listings.last_read(candidate.url), outcome.visit is not None
        waiting = self._list(articles, now)
        # a feed or sitemap also says what has changed; of a page's links each is looked up
        linked = [self.variants.folded(c) for c in articles if _is_linked(c)]
        is_new = any(not _is_linked(c) for c in waiting)
        is_new = is_new or self.frontier.has_new(linked, read, candidate.depth + 1)
        # far from the given URL, a list without a new article leads to more such lists, as filters and calendars do
        if is_new or candidate.depth < BARREN_DEPTH or not is_list:
            waiting += self._list(others, now)
        linked += [self.variants.folded(c) for c in others if c.kind == "page"]
        is_new = is_new or self.frontier.has_new(linked, read, candidate.depth)
        # older pages of a list that has nothing new hold nothing new either, and calendars go on for ever
        if is_new or candidate.depth == 0 or not is_list:
            waiting += self._list(filter(_is_further_page, outcome.links), now)
        return waiting, is_new

    def _list(self, candidates: Iterable[Candidate], now: str) -> list[Candidate]:
        """List candidates, each under the URL by which its page is known; returns those that now wait."""
        # plain forms first, so that their variants in the same listing are known as such
        folded = map(self.variants.folded, sorted(candidates, key=lambda c: bool(plain_forms(c.url))))
        return [c for c in folded if self._add(c, now)]

    def plain_of(self, candidate: Candidate) -> str | None:
        """Return the URL of the page that a candidate has turned out to be a variant of (see `Variants.plain_of`)."""
        with storage_errors(self.root):
            return self.variants.plain_of(candidate)

    def _add(self, candidate: Candidate, now: str) -> bool:
        """List a candidate; a sitemap of an index only when it is time to read it again."""
        if candidate.kind == "listing" and not self.listings.is_due(candidate.url, clock.now()):
            return False
        return self.frontier.add(self._by_form(candidate), self.run, now)

    def _by_form(self, candidate: Candidate) -> Candidate:
        """Return a candidate as what its site's pages of this form have turned out to be."""
        if _is_linked(candidate) and not is_pagination(candidate.url):
            kind = self.forms.kind_of(candidate.site, candidate.url)
            # what was no article so far is still fetched, after all that may be one
            if kind == "article" or (kind == "page" and candidate.kind == "article"):
                return replace(candidate, kind=kind)
        return candidate

    def decide(self, record: dict[str, Any], site: str, plain_hash: str | None = None) -> Decision:
        """Decide whether a text is new, a version, a copy, or there already (see `Archive.decide`).

        Args:
            record: the cleaned text's record.
            site: its registrable domain.
            plain_hash: of the text without the site memory's say, where it had one: what was stored before the
                memory knew better is no other version.
        """
        now = record.get("fetched_at") or clock.utc_now()
        with storage_errors(self.root):
            decision = self.archive.decide(record, site, now)
            if plain_hash is not None and decision.n > 1:
                plain = {**record, "dedup": {**record["dedup"], "text_hash": plain_hash}}
                before = self.archive.decide(plain, site, now)
                return before if before.unchanged_id else decision
            return decision

    def put(
        self, candidate: Candidate, record: dict[str, Any], decision: Decision, site: str,
        variants: Sequence[str] = (), learned: Learned | None = None,
    ) -> None:  # fmt: skip
        """Store a record and all that goes with it, together or not at all.

        That is its line, its archive row, its URL's state and other addresses, and what its site's memory learns from it.
        Where it holds the text of what was removed, that goes to a line of its own, beside the record's. The lines
        of a site's first stories wait (`newsspider.store.held`).

        Raises:
            StoreFailed: nothing was stored, or the line is committed and the next start writes it out.
        """
        file = f"articles/{(record.get('fetched_at') or clock.utc_now())[:10]}.jsonl"
        with storage_errors(self.root):
            try:
                with self._transaction(), self.archive.prints.guard():
                    self.archive.insert(decision, record, site, self.run, file)
                    if candidate.kind != "replay":
                        self.forms.learn(candidate.site, candidate.url, "stored", None)
                        addresses = (record["url"], *variants)
                        self.variants.learn(candidate.url, addresses, record.get("canonical_url"))
                    self.frontier.settle(candidate, "stored", None, None, self.run, clock.utc_now())
                    ready = self.learning.learn(record, decision, file, learned, self.run)
                    lines = [line for entry in ready for line in lines_of(*entry)]
                    places = [self._lines.enlist(*line) for line in lines]
            except BaseException:
                self.learning.undo(learned)
                raise
            for line, place in zip(lines, places, strict=True):
                self._lines.write(*line, *place)

    def _write_waiting(self) -> None:
        """Write out the lines that still wait, as they are."""
        with self._transaction():
            lines = [line for entry in self.learning.waiting.release() for line in lines_of(*entry)]
            places = [self._lines.enlist(*line) for line in lines]
        for line, place in zip(lines, places, strict=True):
            self._lines.write(*line, *place)

    def hold_host(self, host: str, seconds: float) -> None:
        """Remember across runs that a host asked to be left alone for that long."""
        with storage_errors(self.root), self._transaction():
            self.hosts.hold(host, seconds, clock.now())

    def counts(self, run: int | None = None) -> RunCounts:
        """Return the counts of a run, by default this one."""
        return RunCounts.of(self.outcomes.by_site(run or self.run))

    def close(self, status: str, extra: dict[str, Any] | None = None) -> dict[str, Any]:
        """End the run as ``status`` and release everything; returns the run's record, also written to runs/.

        Works on a full disk too: what can't be written then is written by the next start.
        """
        record: dict[str, Any] = {}
        try:
            with storage_errors(self.root):
                record = {**self._runs.record(self.run, self.counts()), **(extra or {}), "status": status}
                record["site_events"] = dict(self.learning.events)
                self._write_waiting()
                self._lines.close()
                with self._transaction():
                    self.archive.prints.flush()
                ended = clock.utc_now()
                with self._transaction():
                    self._runs.end(self.run, status, ended)
                    self.health.save(self.run, clock.now())
                record["ended"] = ended
                write_run_file(self.root, record)
        except StoreFailed as exc:
            logger.error("the run's record isn't complete: %s", exc)
        finally:
            self._held.close()
        return record

    def _transaction(self) -> AbstractContextManager[None]:
        return transaction(self._db)


def _is_linked(candidate: Candidate) -> bool:
    """Whether a candidate is a link of a page, not an entry of a feed or sitemap."""
    return candidate.discovery.get("type") == "section"


def _is_further_page(candidate: Candidate) -> bool:
    """Whether a candidate is a further page of the list that links to it; a sitemap's parts are no such."""
    return _is_linked(candidate) and is_pagination(candidate.url)
