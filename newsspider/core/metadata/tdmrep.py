"""Stage 5 of 8, enrich: what a site's /.well-known/tdmrep.json reserves (TDM Reservation Protocol).

The file is a list of places with a reservation each; where several places match an address, the longest counts, as
in robots.txt (RFC 9309, 2.2.2).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

TDMREP_PATH = "/.well-known/tdmrep.json"
MAX_TDMREP_BYTES = 1_000_000
MAX_RULES = 1_000
_MAX_PLACE_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Reservation:
    """What holds for the addresses that ``place`` matches: a path in which ``*`` stands for anything."""

    place: str
    reserved: bool
    policy: str | None = None

    def covers(self, path: str) -> bool:
        """Whether a path, with its query, is one of the place."""
        whole = self.place.endswith("$")
        first, *others = self.place.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        position = len(first)
        for index, part in enumerate(others):
            if whole and index == len(others) - 1:
                return path.endswith(part) and len(path) - len(part) >= position
            position = path.find(part, position)
            if position < 0:
                return False
            position += len(part)
        return not whole or position == len(path)


def parse_tdmrep(body: bytes) -> tuple[Reservation, ...]:
    """Return the rules of a file in its order; what isn't one gives none, never an exception."""
    if len(body) > MAX_TDMREP_BYTES:
        return ()
    try:
        data: Any = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return ()
    entries = data if isinstance(data, list) else [data]
    found = (_rule(entry) for entry in entries[:MAX_RULES])
    return tuple(rule for rule in found if rule is not None)


def _rule(entry: Any) -> Reservation | None:
    """Return one rule, None where the entry states none."""
    if not isinstance(entry, dict):
        return None
    stated, place, policy = (entry.get(key) for key in ("tdm-reservation", "location", "tdm-policy"))
    if str(stated) not in {"0", "1"} or not isinstance(place, str) or not place.startswith(("/", "*")):
        return None
    said = policy.strip()[:_MAX_PLACE_CHARS] if isinstance(policy, str) else ""
    return Reservation(place[:_MAX_PLACE_CHARS], str(stated) == "1", said or None)


def reservation_of(url: str, rules: Iterable[Reservation]) -> Reservation | None:
    """Return the rule that holds for an address, its policy made absolute; None where none does."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    best: Reservation | None = None
    for rule in rules:
        if (best is None or len(rule.place) > len(best.place)) and rule.covers(path):
            best = rule
    if best is None or best.policy is None:
        return best
    try:
        return Reservation(best.place, best.reserved, urljoin(url, best.policy))
    except ValueError:
        return best
