"""The order of a replay: what its pages go by is decided by the file, never by how fast the workers are."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.core.sitememory import MemoryView
from newsspider.items import Replayed

if TYPE_CHECKING:
    from newsspider.store.memory import SiteMemories

# A site's pages go by its memory as of the first, the fourth, the seventh and then every twelfth of them: before each
# of those the site's pages in work are waited for, which costs the workers a page's time in twelve.
_FIRST_STEPS = (0, 3, 6)
_STEP = 12


@dataclass(slots=True)
class _Site:
    """How far a site is: pages begun, pages in work, and the memory that its pages go by now."""

    begun: int = 0
    in_work: int = 0
    memory: MemoryView | None = None


class ReplayOrder:
    """Hands out the places of a replay's pages.

    Args:
        memories: what sites repeat; None for empty memories.
        fixed: whether the memories are those of a first pass, and don't change.
    """

    def __init__(self, memories: SiteMemories | None, *, fixed: bool = False) -> None:
        self._memories = memories
        self._fixed = fixed
        self._sites: dict[str, _Site] = {}
        self._in_work: deque[tuple[_Site, asyncio.Event]] = deque()
        self._last = asyncio.Event()
        self._last.set()
        self._changed = asyncio.Event()

    async def place_for(self, name: str) -> Replayed:
        """Return the place of a site's next page, once its memory is known."""
        site = self._sites.setdefault(name, _Site())
        if self._memories is None:
            site.memory = MemoryView()
        elif self._fixed:
            site.memory = self._memories.view(name)
        elif site.begun in _FIRST_STEPS or site.begun % _STEP == 0:
            while site.in_work:
                self._changed.clear()
                await self._changed.wait()
            site.memory = self._memories.view(name)
        site.begun += 1
        site.in_work += 1
        turn, self._last = self._last, asyncio.Event()
        self._in_work.append((site, self._last))
        return Replayed(turn, site.memory)

    def page_done(self) -> None:
        """Let the next page have its turn: pages end in the order in which they began."""
        if self._in_work:
            site, done = self._in_work.popleft()
            site.in_work -= 1
            done.set()
            self._changed.set()

    async def all_done(self) -> None:
        """Wait until no page is in work."""
        while self._in_work:
            self._changed.clear()
            await self._changed.wait()
