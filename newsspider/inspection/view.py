"""What is shown of one page: its blocks, its record, where each field came from, and what the record relates to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from newsspider.core.siterules.pages import join_texts
from newsspider.inspection.changes import Change, compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsspider.core.blocks import Block
    from newsspider.inspection.stored import StoredRecords

# Fields of a record that aren't metadata of the article, or are shown elsewhere.
_NOT_METADATA = frozenset(("text", "extraction", "dedup", "version", "id"))


@dataclass(frozen=True, slots=True)
class SeenBlock:
    """One block: ``page`` counts from 1 for articles on several pages; ``rule`` is None where the block is kept.

    ``text`` is None where only its length is known; ``detail`` says what the site's memory knew of it; role, score, links and path are None or empty where the page isn't
    there any more.
    """

    text: str | None
    role: str | None
    rule: str | None = None
    score: float | None = None
    tag: str = ""
    path: str = ""
    links: float | None = None
    page: int = 1
    chars: int = 0
    detail: str | None = None

    @property
    def kept(self) -> bool:
        """Whether it belongs to the article's text."""
        return self.rule is None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON types."""
        names = ("page", "role", "rule", "detail", "score", "links", "tag", "path", "chars", "text")
        return {"kept": self.kept, **{name: getattr(self, name) for name in names}}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a record knows, and where that was read; ``origin`` is None where it isn't said."""

    name: str
    value: Any
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """Another record: ``kind`` says in words what it is to this one; ``changes`` lead from it to this one."""

    kind: str
    id: str
    url: str | None = None
    title: str | None = None
    similarity: float | None = None
    changes: tuple[Change, ...] = ()
    missing: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return JSON types; unchanged paragraphs are left out."""
        changes = [{"kind": c.kind, "parts": [list(p) for p in c.parts]} for c in self.changes if c.kind != "same"]
        return {
            "kind": self.kind, "id": self.id, "url": self.url, "title": self.title,
            "similarity": self.similarity, "missing": self.missing, "changes": changes,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that is shown of one page.

    ``how`` says in words where the page came from. ``record`` is what a crawl would store of it, or has stored.
    ``verdict`` is None for an article, else why the page isn't one.
    """

    how: str
    url: str | None
    record: dict[str, Any]
    blocks: tuple[SeenBlock, ...] = ()
    verdict: str | None = None
    notes: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    memory: dict[str, Any] | None = field(default=None)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON types."""
        return {
            "url": self.url,
            "how": self.how,
            "verdict": self.verdict,
            "notes": list(self.notes),
            "record": self.record,
            "blocks": [block.to_dict() for block in self.blocks],
            "relations": [relation.to_dict() for relation in self.relations],
            "site_memory": self.memory,
        }


def seen_blocks(pages: Iterable[Sequence[Block]]) -> tuple[SeenBlock, ...]:
    """Return the blocks of an article's pages, in order."""
    return tuple(
        SeenBlock(b.text, b.role, b.rule, b.score, b.tag, b.path, b.links, number, len(b.text), b.detail)
        for number, blocks in enumerate(pages, 1)
        for b in blocks
    )


def blocks_of_record(
    record: dict[str, Any], removed: Sequence[dict[str, Any]]
) -> tuple[tuple[SeenBlock, ...], tuple[str, ...]]:
    """Return what a record alone tells of its page's blocks, and a note on what it doesn't.

    Args:
        record: as stored.
        removed: what was taken out, with its text; empty where that wasn't kept.
    """
    text = str(record.get("text") or "")
    kept = [SeenBlock(part, None, chars=len(part)) for part in text.split("\n\n") if part]
    log = removed or [cut for cut in _part(record, "extraction").get("removed") or () if isinstance(cut, dict)]
    gone = [
        SeenBlock(
            str(cut["text"]) if cut.get("text") is not None else None,
            str(cut.get("role") or "other"),
            str(cut.get("rule") or "unknown"),
            chars=cut["chars"] if isinstance(cut.get("chars"), int) else 0,
            detail=str(cut["detail"]) if cut.get("detail") else None,
        )
        for cut in log
    ]
    note = (
        "The page isn't kept (KEEP_PAGES), so what was removed stands behind what was kept"
        + ("" if removed else ", with its length alone (REMOVED_TEXT keeps its text)")
        + "."
    )
    return (*kept, *gone), (note,)


def with_memory_of(record: dict[str, Any], blocks: Iterable[SeenBlock]) -> tuple[SeenBlock, ...]:
    """Return blocks read without the site's memory as the record's crawl saw them.

    What the memory knew then isn't kept; the record's log is: a kept block that isn't in the record's text goes to the
    first entry of the memory's that has room for it.
    """
    log = _part(record, "extraction").get("removed")
    entries = [cut for cut in log if isinstance(cut, dict)] if isinstance(log, list) else []
    left = [[cut, cut["chars"]] for cut in entries if cut.get("detail") and isinstance(cut.get("chars"), int)]
    paragraphs = set(str(record.get("text") or "").split("\n\n"))
    seen = []
    for block in blocks:
        found = None
        if block.kept and block.text not in paragraphs:
            found = next((entry for entry in left if entry[1] >= block.chars), None)
        if found is not None:
            cut = found[0]
            found[1] -= block.chars
            gone = replace(block, role=str(cut.get("role")), rule=str(cut.get("rule")), detail=str(cut["detail"]))
            seen.append(gone)
        else:
            seen.append(block)
    return tuple(seen)


def text_of(blocks: Iterable[SeenBlock], *, one_has_all: bool = False) -> str:
    """Return the article's text as a crawl joins it from its pages, or the longest where one has all of it."""
    texts: dict[int, list[str]] = {}
    for block in blocks:
        texts.setdefault(block.page, []).extend([block.text] if block.kept and block.text else [])
    pages = ["\n\n".join(parts) for parts in texts.values()]
    if len(pages) < 2 or one_has_all:
        return max(pages, key=len, default="")
    return join_texts(pages)


def fields_of(record: dict[str, Any]) -> list[Field]:
    """Return a record's metadata in its order, known ones only, rights and discovery taken apart."""
    origins = _part(record, "extraction").get("origins")
    origins = origins if isinstance(origins, dict) else {}
    found = []
    for name, value in record.items():
        if name in _NOT_METADATA or name.startswith("_"):
            continue
        parts = {f"{name}.{key}": part for key, part in value.items()} if isinstance(value, dict) else {name: value}
        found += [Field(key, part, origins.get(key)) for key, part in parts.items() if part not in (None, [], {}, "")]
    return found


def evidence_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record's extraction.evidence."""
    return _part(_part(record, "extraction"), "evidence")


def relations_of(record: dict[str, Any], stored: StoredRecords) -> tuple[Relation, ...]:
    """Return what a stored record relates to: its original, other versions, and where its text stands too."""
    record_id = str(record.get("id"))
    dedup, version = _part(record, "dedup"), _part(record, "version")
    found: dict[str, tuple[str, float | None]] = {}
    if version.get("previous"):
        similarity = dedup.get("similarity") if dedup.get("of") == version["previous"] else None
        found[str(version["previous"])] = ("the version before", similarity)
    if dedup.get("of"):
        kind = f"this is a {dedup.get('relation') or 'copy'} of it"
        found.setdefault(str(dedup["of"]), (kind, dedup.get("similarity")))
    n = version.get("n") if isinstance(version.get("n"), int) else 1
    for other in stored.other_versions(record_id):
        earlier = int(other.rpartition("-")[2]) < (n or 1)
        found.setdefault(other, ("an earlier version" if earlier else "a later version", None))
    for other in stored.same_texts(record_id):
        found.setdefault(other, ("has the same text", 1.0))
    for other in stored.same_cluster(record_id):
        found.setdefault(other, ("is in the same cluster", None))
    return tuple(_relation(record, other, kind, similarity, stored) for other, (kind, similarity) in found.items())


def _relation(
    record: dict[str, Any], other_id: str, kind: str, similarity: float | None, stored: StoredRecords
) -> Relation:
    other = stored.find(other_id)
    if other is None:
        return Relation(kind, other_id, similarity=similarity, missing=True)
    changes = compare(str(other.get("text") or ""), str(record.get("text") or ""))
    return Relation(kind, other_id, other.get("url"), other.get("title"), similarity, changes)


def stored_beside(record: dict[str, Any], stored: StoredRecords) -> tuple[Relation, ...]:
    """Return how what was just read relates to what is stored of its address, and to that record's relations."""
    record_id = stored.latest_of(str(record.get("url") or ""))
    known = stored.find(record_id) if record_id else None
    if known is None or record_id is None:
        return ()
    return (_relation(record, record_id, "stored of this address", None, stored), *relations_of(known, stored))


def _part(record: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an object of a record, empty for anything else."""
    value = record.get(name)
    return value if isinstance(value, dict) else {}
