"""What the tests of the store share: candidates, records, and a store to put them into."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsspider.core.dedupe.exact import text_hash
from newsspider.store.finished import finish_record
from newsspider.store.frontier import Candidate

if TYPE_CHECKING:
    from pathlib import Path

    from newsspider.store.store import Store

DAY = "2026-03-01"
SITE = "paper.example"


def url(path: object, host: str = "www.paper.example") -> str:
    """Return an address of the paper."""
    return f"https://{host}/{path}"


def candidate(path: object, kind: str = "article", *, host: str = "www.paper.example", **more: Any) -> Candidate:
    """Return a candidate of the paper."""
    return Candidate(url(path, host), host, SITE, kind, **more)


def record(address: str, text: str, **more: Any) -> dict[str, Any]:
    """Return a record as step 200 sees it, with what the store reads of it."""
    plain = {"url": address, "canonical_url": None, "title": "Harbour bridge reopens", "text": text}
    return plain | {"fetched_at": f"{DAY}T08:00:00Z", "dedup": {"text_hash": text_hash(text)}} | more


def put(store: Store, address: str, text: str, site: str = SITE, **more: Any) -> str:
    """Store a text that is new to the archive; returns its id."""
    plain = record(address, text, **more)
    decision = store.decide(plain, site)
    assert not decision.unchanged_id
    assert not decision.duplicate_of
    store.put(Candidate(address, "www.paper.example", site), finish_record(plain, decision), decision, site)
    return decision.id


def lines(root: Path, day: str = DAY) -> list[dict[str, Any]]:
    """Return the records of a day; raises on a line that isn't whole."""
    return [json.loads(line) for line in (root / "articles" / f"{day}.jsonl").read_bytes().splitlines()]


def texts(root: Path, day: str = DAY) -> list[str]:
    """Return the texts of a day in the order of the file."""
    return [line["text"] for line in lines(root, day)]
