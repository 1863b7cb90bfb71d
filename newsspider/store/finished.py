"""A record with all that the archive decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsspider.store.archive import Decision


def finish_record(record: dict[str, Any], decision: Decision) -> dict[str, Any]:
    """Return the record with the id, version and relation that the archive decided."""
    version = {"n": decision.n, "previous": decision.previous, "first_seen": decision.first_seen}
    related = decision.related
    dedup = {
        **record["dedup"],
        "relation": related.relation,
        "of": related.of,
        "similarity": related.similarity,
        "cluster": related.cluster or decision.id,
    }
    finished = {**record, "id": decision.id, "version": version, "dedup": dedup}
    extraction = record.get("extraction")
    if extraction and related.evidence:
        evidence = {**(extraction.get("evidence") or {}), "dedup": related.evidence}
        finished["extraction"] = {**extraction, "evidence": evidence}
    return finished
