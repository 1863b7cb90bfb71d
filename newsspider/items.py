"""What travels through the item pipelines, and how a step says that a page isn't stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem

if TYPE_CHECKING:
    import asyncio

    from newsspider.core.sitememory import MemoryView
    from newsspider.store.frontier import Candidate
    from newsspider.store.listings import Visit

CANDIDATE_KEY = "_candidate"
"""Where a record between the steps carries its candidate; keys with an underscore aren't stored."""

PAGES_KEY = "_pages"
"""Where it carries the pages that it was made from, if they are to be kept (`KEEP_PAGES`)."""

FETCHED_KEY = "_fetched"
"""Where it carries the `FetchedPage` that it was made from, should a later step break over it (`FAILED_PAGES_MIB`)."""

VARIANTS_KEY = "_variants"
"""Where it carries the addresses that its page gives as its AMP and mobile forms."""

JS_KEY = "js"
"""In a request's meta: the source of sources.toml whose page a browser is to build."""

PART_KEY = "part_of"
"""In a request's meta: the URL of the page that a browser builds and this is a part of."""

LEARNED_KEY = "_learned"
"""Where it carries what its page brings to its site's memory (`SITE_MEMORY`)."""


@dataclass(slots=True)
class Replayed:
    """A replayed page's place in its file, so that the file's order decides, not the workers' speed.

    ``turn`` is set when the page before is done with. ``memory`` is what the page's site repeats, as of a fixed page
    of its; None leaves the memory out. ``first_pass`` pages only teach the memory, ``second_pass`` ones are stored.
    """

    turn: asyncio.Event
    memory: MemoryView | None = None
    first_pass: bool = False
    second_pass: bool = False


@dataclass(slots=True)
class FetchedPage:
    """A page as fetched or replayed: ``body`` is HTML, or ``text`` holds a text that another crawl left.

    Step 100 turns it into the record, a plain dict with the fields of docs/record.md.
    """

    candidate: Candidate
    url: str
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | str = b""
    text: str | None = None
    fetched_at: str = ""
    title: str | None = None
    maybe_listing: bool = False
    """Whether it is no web page, and may be a feed or sitemap."""
    rendered: bool = False
    """Whether a browser has built it."""
    replayed: Replayed | None = None
    """How a replayed page stands to those before it."""


class PageDropped(DropItem):
    """The page isn't stored, for a reason with a name; ``links`` are still followed.

    ``visit`` is what to remember of a page that lists others.
    """

    state = "dropped"

    def __init__(
        self, reason: str, detail: str | None = None, links: tuple[Candidate, ...] = (), visit: Visit | None = None
    ) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason, log_level="DEBUG")
        self.reason = reason
        self.detail = detail
        self.links = links
        self.visit = visit


class PageUnchanged(PageDropped):
    """The same text is stored already."""

    state = "unchanged"


class PageFailed(PageDropped):
    """Something broke: the page is tried again in a later run."""

    state = "failed"


class PageLeftWaiting(DropItem):
    """The page couldn't be stored now (the run is ending); its URL stays waiting for the next run."""

    def __init__(self, message: str) -> None:
        super().__init__(message, log_level="DEBUG")


class PageLearned(PageLeftWaiting):
    """The page was read in the first of two passes: nothing is stored yet."""


def record_of(item: dict[str, Any]) -> dict[str, Any]:
    """Return the record without the keys that only the steps use."""
    return {key: value for key, value in item.items() if not key.startswith("_")}
