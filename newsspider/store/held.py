"""The first records of a new site, held until its furniture is known: committed at once, written out a little later.

A site's first stories can't be told from its furniture. Their records are stored like all others, but their lines
wait in state.db until `HELD_STORIES` more are known, or the run ends; then they are cleaned again with what the site's
pages have taught, and written: once, so that no reader ever meets two lines of one record.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsspider.core.dedupe.exact import text_hash
from newsspider.core.furniture import TEXT_RULE, find_furniture
from newsspider.core.looks import PageLook, SeenText
from newsspider.core.verdict import count_words

if TYPE_CHECKING:
    import sqlite3

    from newsspider.core.sitememory import MemoryView

HELD_STORIES = 3
"""The first stories of a site whose lines wait; the next one's page brings them out."""
_SEPARATOR = "\n\n"


class Held:
    """The table of records that wait; all methods run inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def hold(self, site: str, file: str, record: dict[str, Any], look: PageLook) -> None:
        """Let a record's line wait."""
        self._db.execute(
            "INSERT INTO held (id, seq, site, file, record, look)"
            " VALUES (?, (SELECT coalesce(max(seq), 0) + 1 FROM held), ?, ?, ?, ?)",
            (record["id"], site, file, _packed(record), _packed([list(seen) for seen in look.texts])),
        )

    def release(self, site: str | None = None, view: MemoryView | None = None) -> list[tuple[str, dict[str, Any]]]:
        """Return the waiting records of a site, of all sites for None, each with its file, in order of storing.

        Args:
            site: whose.
            view: what the site repeats; the records are cleaned again with it. None leaves them as they are.
        """
        where, values = ("WHERE site = ?", (site,)) if site is not None else ("", ())
        rows = self._db.execute(f"SELECT file, record, look FROM held {where} ORDER BY seq", values)  # noqa: S608
        released = []
        for file, packed, seen in rows.fetchall():
            record = json.loads(packed)
            texts = tuple(SeenText(*values) for values in json.loads(seen))
            released.append((file, record if view is None else cleaned_again(record, texts, view)))
        self._db.execute(f"DELETE FROM held {where}", values)  # noqa: S608
        return released


def cleaned_again(record: dict[str, Any], texts: tuple[SeenText, ...], view: MemoryView) -> dict[str, Any]:
    """Return a record without the paragraphs that its site has turned out to repeat; the same where there are none.

    Text, words, text hash and extraction change; a text of which nothing would be left stays.
    """
    paragraphs = record["text"].split(_SEPARATOR)
    words = sum(seen.words for seen in texts if seen.kept)
    found = find_furniture(PageLook(texts, (), words), view)
    gone: dict[str, str] = {}
    for seen in texts:
        if seen.key in found and seen.head < len(paragraphs) and paragraphs[seen.head].startswith(seen.text):
            gone[paragraphs[seen.head]] = found[seen.key]
    left = [paragraph for paragraph in paragraphs if paragraph not in gone]
    if not gone or not left:
        return record
    text = _SEPARATOR.join(left)
    extraction = record["extraction"]
    with_text = any("text" in entry for entry in extraction["removed"])
    removed = [
        {"role": "other", "rule": TEXT_RULE, "chars": len(paragraph)}
        | ({"text": paragraph} if with_text else {})
        | {"detail": gone[paragraph]}
        for paragraph in paragraphs
        if paragraph in gone
    ]
    return {
        **record,
        "text": text,
        "words": count_words(text),
        "dedup": {**record["dedup"], "text_hash": text_hash(text)},
        "extraction": {**extraction, "pass": 2, "removed": [*extraction["removed"], *removed]},
    }


def _packed(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
