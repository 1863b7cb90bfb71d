"""What a site's memory knows, for people: the texts that recur on its stories, and what a person has said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.core.looks import text_key
from newsspider.errors import UsageError
from newsspider.rules.metadata import bundled_metadata_rules
from newsspider.store.memory import memory_site

if TYPE_CHECKING:
    from newsspider.core.sitememory import SiteMemory
    from newsspider.core.siterules.model import SiteRule
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


def site_view(site: str, stored: StoredRecords, rule: SiteRule | None) -> dict[str, Any]:
    """Return all that is known of a site, each text with what a person has said of it (vetoed or pinned).

    Raises:
        UsageError: nothing is known of it.
    """
    memory = stored.memory(site)
    if not memory.stories:
        raise UsageError(f"nothing is known of {site} here: its memory begins with the first story that is stored")
    months = bundled_metadata_rules().months
    said = {text_key(text, months): "vetoed" for text in (rule.memory_veto if rule else ())}
    said |= {text_key(text, months): "pinned" for text in (rule.memory_pin if rule else ())}
    texts = [{**entry, "said": said.get(entry.pop("key"))} for entry in _recurring(memory)]
    return {
        "site": site,
        "stories": memory.stories,
        "since": memory.since,
        "places": len(memory.places),
        "texts": texts,
    }


def recurring(memory: SiteMemory) -> list[dict[str, Any]]:
    """Return the texts that stand on enough of a site's stories to be asked about, those on most first."""
    return [{name: value for name, value in entry.items() if name != "key"} for entry in _recurring(memory)]


def _recurring(memory: SiteMemory) -> list[dict[str, Any]]:
    found = []
    for key, known in memory.view().texts.items():
        place = memory.places.get(known.place)
        found.append({
            "key": key,
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
