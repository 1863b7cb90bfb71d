"""Stage 3 of 8, extract: what a site's memory knows of where the bodies of its pages stand.

Events say when that changes: ``layout_learned``, ``layout_changed`` (three stories in a row whose body stands where none
did before) and ``layout_second`` (two layouts at a time).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

# A place is known from this many stories.
KNOWN_STORIES = 5
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

    ``bodies`` maps a body's path to [stories, number of the last one]; ``recent`` are the last stories' body paths,
    ``changed`` is whether they stand at unknown places now, ``second`` whether at two known ones in turn.
    """

    bodies: dict[str, list[int]] = field(default_factory=dict)
    recent: list[str] = field(default_factory=list)
    changed: bool = False
    second: bool = False

    def learn(self, body: str, story: int) -> list[Event]:
        """Add where the body of story number ``story`` stands; returns what has changed."""
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

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as JSON takes them."""
        return {name: getattr(self, name) for name in ("bodies", "recent", "changed", "second")}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> KnownPlaces:
        """Return what `to_dict` gave, also after it was JSON."""
        return cls(dict(data["bodies"]), list(data["recent"]), data["changed"], data["second"])
