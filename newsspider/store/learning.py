"""What a stored record teaches its site's memory, and which lines are ready to be written then."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from newsspider.store.held import HELD_STORIES, Held
from newsspider.store.memory import Learned, SiteMemories

if TYPE_CHECKING:
    import sqlite3

    from newsspider.store.archive import Archive, Decision

Ready = list[tuple[str, dict[str, Any]]]
"""Records whose lines are to be written, each with its file."""


class Learning:
    """The memories of all sites, and the records that wait for them; ``events`` counts the layouts that changed."""

    def __init__(self, db: sqlite3.Connection, archive: Archive) -> None:
        self.memories = SiteMemories(db)
        self.waiting = Held(db)
        self.events: Counter[str] = Counter()
        self._archive = archive

    def learn(self, record: dict[str, Any], decision: Decision, file: str, learned: Learned | None, run: int) -> Ready:
        """Inside the transaction that stores a record: teach its site's memory; return what is to be written.

        Args:
            record: as it is stored.
            decision: the archive's; only a story's first version teaches.
            file: that its line goes to.
            learned: what its page shows; None where the memory is off.
            run: number of the run.
        """
        if learned is None or decision.n > 1:
            return [(file, record)]
        moment = record.get("fetched_at") or decision.first_seen
        changes = self.memories.learn(learned.site, learned.look, moment[:10])
        if changes.events:
            self.memories.note_events(learned.site, changes.events, moment, run, record["url"])
            self.events.update(event.kind for event in changes.events)
        stories = self.memories.of(learned.site).stories
        if not changes.new_story or stories > HELD_STORIES + 1:
            return [(file, record)]
        if stories <= HELD_STORIES:
            if not learned.holds:
                return [(file, record)]
            self.waiting.hold(learned.site, file, record, learned.look)
            return []
        released = self.waiting.release(learned.site, self.memories.view(learned.site))
        for _, again in released:
            if again["extraction"]["pass"] > 1:
                self._archive.rehash(again["id"], again["dedup"]["text_hash"])
        return [*released, (file, record)]

    def undo(self, learned: Learned | None) -> None:
        """Forget what a transaction that failed has taught."""
        if learned is not None:
            self.memories.forget(learned.site)
