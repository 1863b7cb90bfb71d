"""Stage 4 of 8, clean: what a site repeats, learned story by story: texts that recur, and where bodies stand.

A `SiteMemory` is all that is known of one site; `learn` adds a story's page, `view` gives what the cleaning of the
site's next page needs. Values in, values out: the same stories in the same order give the same memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from newsspider.core.knownplaces import KnownPlaces

if TYPE_CHECKING:
    from newsspider.core.knownplaces import Event
    from newsspider.core.looks import PageLook, SeenPlace, SeenText

# A text or place must be known from this many stories, and from most of the site's since it was first seen.
LEAST_STORIES = 3
LEAST_SHARE = 0.6
# That share counts of at most this many of all stories: on a site long known three in a row are a running story.
COUNTED_STORIES = 12
# Texts seen on one story only are forgotten after this many others, on two after more; numbers that keep a site's
# memory below 200 KB in state.db at most (tests/store/test_memory.py).
FORGET_ONCE = 20
FORGET_TWICE = 60
FORGET_OFTEN = 500
MAX_TEXTS = 500
MAX_PLACES = 250
# A page of which less is new than these is another telling of a story that is known.
_NEW_SHARE = 0.4
_NEW_SHARE_OF_LONG = 0.2
_NEW_WORDS = 40
_OWN_SHARE = 0.4
_STEADY_SHARE = 0.8
_NEAR_END = 5


@dataclass(slots=True)
class TextMemory:
    """A text that a site has shown.

    ``first`` and ``last`` number the stories it was seen on, ``since`` is the day of the first; ``dropped`` counts
    those on whose page alone it would have gone. ``head_hits`` and ``tail_hits`` count how often it stood at just
    the first one's distance from the body's beginning and end, ``ends`` how often among the last few blocks.
    """

    key: int
    place: int
    first: int
    last: int
    since: str
    words: int
    text: str
    head: int
    tail: int
    stories: int = 1
    dropped: int = 0
    in_place: int = 1
    head_hits: int = 1
    tail_hits: int = 1
    ends: int = 0


@dataclass(slots=True)
class PlaceMemory:
    """A place of a site's pages: of its ``weighed`` blocks the model kept ``kept``; ``fresh`` texts were new."""

    key: int
    path: str
    last: int
    stories: int = 0
    weighed: int = 0
    kept: int = 0
    texts: int = 0
    fresh: int = 0


class KnownText(NamedTuple):
    """A recurring text as cleaning sees it: on ``stories`` of ``of`` pages since a day, and what else speaks."""

    stories: int
    of: int
    since: str
    place: int
    own_place: bool
    steady: bool
    at_end: bool
    dropped_share: float

    def __str__(self) -> str:
        """Return what a record says of a removal."""
        return f"on {self.stories} of {self.of} pages since {self.since}"


@dataclass(frozen=True, slots=True)
class MemoryView:
    """What reading a page needs of its site's memory: recurring texts, by key."""

    stories: int = 0
    texts: dict[int, KnownText] = field(default_factory=dict)


@dataclass(slots=True)
class Changes:
    """What a page changed in a memory, by key: to be written, and to be deleted; whether it told a new story."""

    new_story: bool = False
    texts: set[int] = field(default_factory=set)
    places: set[int] = field(default_factory=set)
    forgotten_texts: set[int] = field(default_factory=set)
    forgotten_places: set[int] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)


@dataclass(slots=True)
class SiteMemory:
    """All that is remembered of one site; ``stories`` counts the different ones it was learned from."""

    stories: int = 0
    since: str = ""
    texts: dict[int, TextMemory] = field(default_factory=dict)
    places: dict[int, PlaceMemory] = field(default_factory=dict)
    layout: KnownPlaces = field(default_factory=KnownPlaces)
    _view: MemoryView | None = None

    def learn(self, look: PageLook, day: str) -> Changes:
        """Add a stored page. One that tells no new story counts for nothing; its texts are known from then on.

        Args:
            look: what the page shows.
            day: when it was fetched, YYYY-MM-DD.
        """
        self._view = None
        if not self._is_new(look):
            return self._learn_update(look, day)
        self.stories += 1
        self.since = min(self.since or day, day)
        changes = Changes(new_story=True)
        fresh: dict[int, list[int]] = {}
        for seen in look.texts:
            counts = fresh.setdefault(seen.place, [0, 0])
            counts[0] += seen.kept
            counts[1] += seen.kept and seen.key not in self.texts
            self._see_text(seen, day)
            changes.texts.add(seen.key)
        for place in look.places:
            self._see_place(place, *fresh.get(place.key, (0, 0)))
            changes.places.add(place.key)
        if look.body:
            changes.events = self.layout.learn(look.body, self.stories)
        self._forget(changes)
        return changes

    def _learn_update(self, look: PageLook, day: str) -> Changes:
        """Take in the texts of a further telling that are new: the next one may have them too."""
        changes = Changes()
        for seen in look.texts:
            if seen.key not in self.texts and self.stories:
                self._see_text(seen, day)
                changes.texts.add(seen.key)
        self._forget(changes)
        return changes

    def _is_new(self, look: PageLook) -> bool:
        """Whether enough of a page isn't known from others: an update under another address is no new story."""
        if not look.words:
            return False
        known = sum(seen.words for seen in look.texts if seen.kept and seen.key in self.texts)
        new = look.words - known
        return new >= _NEW_SHARE * look.words or (new >= _NEW_WORDS and new >= _NEW_SHARE_OF_LONG * look.words)

    def _see_text(self, seen: SeenText, day: str) -> None:
        known = self.texts.get(seen.key)
        if known is None:
            known = self.texts[seen.key] = TextMemory(
                seen.key, seen.place, self.stories, self.stories, day, seen.words, seen.text, seen.head, seen.tail
            )
        else:
            known.stories += 1
            known.last = self.stories
            known.since = min(known.since, day)
            known.in_place += seen.place == known.place
            known.head_hits += seen.head == known.head
            known.tail_hits += seen.tail == known.tail
        known.dropped += not seen.kept
        known.ends += seen.tail < _NEAR_END

    def _see_place(self, seen: SeenPlace, texts: int, fresh: int) -> None:
        known = self.places.get(seen.key)
        if known is None:
            known = self.places[seen.key] = PlaceMemory(seen.key, seen.path, self.stories)
        known.last = self.stories
        known.stories += 1
        known.weighed += seen.weighed
        known.kept += seen.kept
        known.texts += texts
        known.fresh += fresh

    def _forget(self, changes: Changes) -> None:
        """Let what is rare and old fade, and keep what is left within bounds."""
        now = self.stories
        for key, text in self.texts.items():
            age = now - text.last
            if age > (FORGET_ONCE if text.stories == 1 else FORGET_TWICE if text.stories == 2 else FORGET_OFTEN):
                changes.forgotten_texts.add(key)
        changes.forgotten_places.update(key for key, place in self.places.items() if now - place.last > FORGET_OFTEN)
        if len(self.texts) - len(changes.forgotten_texts) > MAX_TEXTS:
            rare = sorted(self.texts.values(), key=lambda text: (text.stories, text.last, text.key))
            changes.forgotten_texts.update(text.key for text in rare[: len(rare) - MAX_TEXTS])
        if len(self.places) - len(changes.forgotten_places) > MAX_PLACES:
            old = sorted(self.places.values(), key=lambda place: (place.last, place.stories, place.key))
            changes.forgotten_places.update(place.key for place in old[: len(old) - MAX_PLACES])
        for key in changes.forgotten_texts:
            del self.texts[key]
        for key in changes.forgotten_places:
            del self.places[key]
        changes.texts -= changes.forgotten_texts
        changes.places -= changes.forgotten_places

    def view(self) -> MemoryView:
        """Return what the cleaning of the site's next page needs; the same object until the next story."""
        if self._view is None:
            texts = {text.key: self._known(text) for text in self.texts.values() if self.recurs(text)}
            self._view = MemoryView(self.stories, texts)
        return self._view

    def recurs(self, text: TextMemory) -> bool:
        """Whether a text stands on enough of the site's different stories for more to be asked of it."""
        if text.stories < LEAST_STORIES:
            return False
        least = LEAST_SHARE * min(self.stories, COUNTED_STORIES)
        return text.stories >= least and text.stories >= LEAST_SHARE * self._of(text)

    def _of(self, text: TextMemory) -> int:
        """Return the number of stories since a text was first seen."""
        return self.stories - text.first + 1

    def _known(self, text: TextMemory) -> KnownText:
        place = self.places.get(text.place)
        own = place is not None and place.texts >= LEAST_STORIES and place.fresh <= _OWN_SHARE * place.texts
        enough = _STEADY_SHARE * text.stories
        return KnownText(
            text.stories,
            self._of(text),
            text.since,
            text.place,
            own and text.in_place >= enough,
            text.head_hits >= enough or text.tail_hits >= enough,
            text.ends >= enough,
            text.dropped / text.stories,
        )
