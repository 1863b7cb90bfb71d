"""What a worker process does: one page in, its record, verdict and links out.

The crawl's own process imports this module too, for what it hands over; so what reads a page is imported by `read`.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
from dataclasses import dataclass, field
from multiprocessing import connection, parent_process
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsspider.core.blocks import Block
    from newsspider.core.discover import Link
    from newsspider.core.listed import Listed
    from newsspider.core.looks import PageLook
    from newsspider.core.sitememory import MemoryView


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page to read: ``text`` instead of ``body`` is a text that another crawl left, one block a line."""

    url: str | None
    body: bytes | str = b""
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    with_removed_text: bool = False
    site: str = ""
    maybe_listing: bool = False
    oldest: str | None = None
    """Entries of a listing with an earlier date are left out."""
    site_rules: tuple[str, ...] = ()
    """Directories of rules for single sites."""
    with_blocks: bool = False
    """Whether the result has the page's blocks, which only a person looks at."""
    memory: MemoryView | None = None
    """What the page's site repeats, as of when the job was given; None leaves the memory out."""


@dataclass(frozen=True, slots=True)
class PageResult:
    """What a page gave: ``verdict`` is None for an article, else the reason why it is none.

    ``listed`` are the pages of a feed or sitemap, ``asked`` the seconds that its publisher wants between two visits;
    ``next_page`` is where an article goes on, ``single_page`` where it stands whole, ``variants`` are the addresses of
    its AMP and mobile forms.
    """

    record: dict[str, Any]
    verdict: str | None
    links: tuple[Link, ...]
    listed: tuple[Listed, ...] = ()
    detail: str | None = None
    asked: float | None = None
    next_page: str | None = None
    single_page: str | None = None
    variants: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    look: PageLook | None = None
    """What the site's memory may learn from the page."""
    plain_hash: str | None = None
    """Of the text without the memory's say, where it has had one."""


def prepare_worker(memory_bytes: int) -> None:
    """Make this process a worker: end at once when told to, or with its parent, and keep below a memory cap."""
    # pebble's own handler would wait for the page: Python runs handlers only between its instructions, and a
    # page that hangs does so inside one.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Private memory, not address space: libraries reserve far more of that than they use. macOS ignores it.
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Leave at once when the crawl is gone, however it ended: nobody reads the results any more."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def read(job: PageJob) -> PageResult:
    """Run stages 3 to 5 on one page.

    Raises:
        MemoryError: the page needs more than the worker may have.
    """
    from newsspider.core.dedupe.exact import text_hash
    from newsspider.core.document import read_page, read_text
    from newsspider.rules import bundled_rules
    from newsspider.rules.links import bundled_link_rules
    from newsspider.rules.metadata import bundled_metadata_rules
    from newsspider.rules.sites import cached_site_rules

    sys.setrecursionlimit(1_000)
    if job.maybe_listing:
        return _read_listing(job)
    rule = cached_site_rules(job.site_rules).for_url(job.url)
    if job.text is not None:
        reading = read_text(
            job.text,
            job.url,
            rules=bundled_rules(),
            metadata_rules=bundled_metadata_rules(),
            site_rule=rule,
            memory=job.memory,
            with_removed_text=job.with_removed_text,
        )
    else:
        reading = read_page(
            job.body,
            job.url,
            rules=bundled_rules(),
            metadata_rules=bundled_metadata_rules(),
            link_rules=bundled_link_rules(),
            site_rule=rule,
            memory=job.memory,
            headers=job.headers,
            with_removed_text=job.with_removed_text,
        )
    return PageResult(
        reading.article.to_dict(),
        reading.verdict,
        reading.links,
        next_page=reading.next_page,
        single_page=reading.single_page,
        variants=reading.variants,
        blocks=reading.blocks if job.with_blocks else (),
        look=reading.look,
        plain_hash=text_hash(reading.plain_text) if reading.plain_text is not None else None,
    )


def _read_listing(job: PageJob) -> PageResult:
    """Read what is no web page as a feed or sitemap."""
    from newsspider.core.feeds.read import read_listing
    from newsspider.core.listed import listed_pages

    kind = job.headers.get("content-type")
    body = job.body if isinstance(job.body, bytes) else job.body.encode("utf-8", "replace")
    listing = read_listing(body, job.url or "", content_type=kind)
    if listing is None:
        return PageResult({}, "not_html", (), detail=kind or "no Content-Type")
    pages, old = listed_pages(listing, job.url or "", job.site, job.oldest)
    flaws = [f"{count} {name}" for name, count in listing.flaws.items()]
    said = [f"{listing.kind}: {len(pages)} pages", *([f"{old} too old"] if old else []), *flaws]
    verdict = "sitemap" if "sitemap" in listing.kind else "feed"
    return PageResult({}, verdict, (), pages, ", ".join(said)[:300], listing.interval_seconds)
