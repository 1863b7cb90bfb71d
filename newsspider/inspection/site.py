"""What a site's memory knows, for people: the texts that recur on its stories, and what a person has said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.store.memory import memory_site

if TYPE_CHECKING:
    from newsspider.core.sitememory import SiteMemory
    from newsspider.inspection.stored import StoredRecords

MOST_TEXTS = 50
"""Recurring texts shown of a site beside one of its pages, those on most stories first."""


def memory_of(url: str, stored: StoredRecords) -> dict[str, Any] | None:
    """Return what is known of the site of an address; None where nothing is."""
    site = memory_site(url) if url else ""
    memory = stored.memory(site)
    if not memory.stories:
        return None
    return {"site": site, "stories": memory.stories, "since": memory.since, "texts": recurring(memory)[:MOST_TEXTS]}


def recurring(memory: SiteMemory) -> list[dict[str, Any]]:
    """Return the texts that stand on enough of a site's stories to be asked about, those on most first."""
    found = []
    for key, known in memory.view().texts.items():
        place = memory.places.get(known.place)
        found.append({
            "text": memory.texts[key].text,
            "seen": str(known),
            "stories": known.stories,
            "at_place_of_its_own": known.own_place,
            "same_distance_from_an_end": known.steady,
            "among_last_blocks": known.at_end,
            "dropped_by_page_alone": round(known.dropped_share, 2),
            "path": place.path if place else "",
        })  # fmt: skip
    return sorted(found, key=lambda entry: (-int(entry["stories"]), str(entry["text"])))
