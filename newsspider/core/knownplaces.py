"""Stage 3 of 8, extract: what a site's memory knows of its pages' places: dead regions, and where bodies stand.

Events say when that changes: ``layout_learned``, ``layout_changed`` (three stories in a row whose body stands where none
did before) and ``layout_second`` (two layouts at a time).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsspider.core.places import Regions

# A region is known from this many stories, and dead if none of all had anything there.
KNOWN_STORIES = 5
# Every so many stories a page is looked at whole: what has come to life is found out.
WHOLE_EVERY = 10
MAX_REGIONS = 300
MAX_LAYOUTS = 12
_RECENT = 12
_CHANGED_AFTER = 3
_LEAST_OF_RECENT = 3


class Event(NamedTuple):
    """What has changed in a site's layout."""

    kind: str
    detail: str


@dataclass(slots=True)
class KnownPlaces:
    """What is known of a site's places.

    ``regions`` maps a path's key to [stories with only furniture there, stories with more, most characters];
    ``bodies`` a body's path to [stories, number of the last one]; ``recent`` are the last stories' body paths,
    ``changed`` is whether they stand at unknown places now.
    """

    regions: dict[int, list[int]] = field(default_factory=dict)
    bodies: dict[str, list[int]] = field(default_factory=dict)
    recent: list[str] = field(default_factory=list)
    changed: bool = False
    second: bool = False

    def learn(self, seen: Regions, story: int) -> list[Event]:
        """Add what story number ``story`` shows; returns what has changed."""
        for region in seen.dead:
            known = self.regions.setdefault(region.key, [0, 0, 0])
            known[0] += 1
            known[2] = max(known[2], region.chars)
        for key in seen.live:
            self.regions.setdefault(key, [0, 0, 0])[1] += 1
        if len(self.regions) > MAX_REGIONS:
            common = sorted(self.regions.items(), key=lambda entry: (-entry[1][0] - entry[1][1], entry[0]))
            self.regions = dict(common[:MAX_REGIONS])
        return self._learn_body(seen.body, story) if seen.body else []

    def _learn_body(self, body: str, story: int) -> list[Event]:
        layout = self.bodies.setdefault(body, [0, 0])
        layout[0] += 1
        layout[1] = story
        if len(self.bodies) > MAX_LAYOUTS:
            del self.bodies[min(self.bodies, key=lambda path: (self.bodies[path][1], path))]
        self.recent = [*self.recent, body][-_RECENT:]
        events: list[Event] = []
        known = {path for path, (stories, _) in self.bodies.items() if stories >= KNOWN_STORIES}
        lately = self.recent[-_CHANGED_AFTER:]
        if known and not self.changed and len(lately) == _CHANGED_AFTER and not known & set(lately):
            self.changed = True
            # what was furniture in the old layout may be the body of the new one
            self.regions = {}
            events.append(Event("layout_changed", f"bodies stand at {body}"[-300:]))
        elif body in known and layout[0] == KNOWN_STORIES:
            self.changed = False
            events.append(Event("layout_learned", f"bodies stand at {body}"[-300:]))
        lately = self.recent[-_RECENT // 3 :]
        often = [path for path in known & set(lately) if self.recent.count(path) >= _LEAST_OF_RECENT]
        if len(often) > 1 and not self.second:
            events.append(Event("layout_second", f"bodies stand at {' and at '.join(sorted(often))}"[:300]))
        self.second = len(often) > 1
        return events

    def dead(self, stories: int) -> dict[int, int]:
        """Return the regions that needn't be looked into on the next page, with the most characters they held."""
        if self.changed or stories % WHOLE_EVERY == 0:
            return {}
        return {key: most for key, (dead, live, most) in self.regions.items() if dead >= KNOWN_STORIES and not live}

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as JSON takes them."""
        return {name: getattr(self, name) for name in ("regions", "bodies", "recent", "changed", "second")}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> KnownPlaces:
        """Return what `to_dict` gave, also after it was JSON."""
        regions = {int(key): list(counts) for key, counts in data["regions"].items()}
        return cls(regions, dict(data["bodies"]), list(data["recent"]), data["changed"], data["second"])
