"""The record: what a stored article is, field by field (docs/record.md).

Every class here is a frozen value. A field that isn't known is ``None`` or an empty tuple, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rights:
    """The legal notice taken out of the text, and the opt-out signals as seen at fetch time."""

    copyright_holder: str | None = None
    notice: str | None = None
    license: str | None = None
    tdm_reservation: bool | None = None
    tdm_policy: str | None = None
    robots_ai: str | None = None
    meta_robots: str | None = None


@dataclass(frozen=True, slots=True)
class Dedup:
    """How the text relates to texts stored before; ``relation`` is None for a new one."""

    text_hash: str | None = None
    relation: str | None = None
    of: str | None = None
    similarity: float | None = None
    cluster: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """Which text of its URL this is: ``n`` counts from 1, ``previous`` is the id of version n - 1."""

    n: int = 1
    previous: str | None = None
    first_seen: str | None = None


@dataclass(frozen=True, slots=True)
class Discovery:
    """Where the URL came from: type is feed, sitemap, news_sitemap, section, url or replay."""

    type: str | None = None
    url: str | None = None
    title: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """One removal: neighbouring blocks that fell to the same rule count as one; ``text`` only when asked for.

    ``detail`` says what the site's memory knows of what it removed.
    """

    role: str
    rule: str
    chars: int
    text: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """Why the record is as it is. ``confidence`` is in 0..1; ``origins`` maps a field to where it came from.

    ``pass_`` (``pass`` in the record) is 2 where the text was cleaned again with what its site's later pages taught.
    """

    version: str = ""
    confidence: float | None = None
    charset: str | None = None
    origins: dict[str, str] = field(default_factory=dict)
    removed: tuple[Removed, ...] = ()
    evidence: dict[str, str] = field(default_factory=dict)
    pass_: int = 1


@dataclass(frozen=True, slots=True)
class Article:
    """One article as stored: `to_dict` is the JSON line.

    The crawl fills ``id``, ``requested_url``, ``status``, ``fetched_at``, ``dedup``, ``version`` and
    ``discovery``; `newsspider.extract` fills the rest from the page alone.
    """

    id: str | None = None
    text: str = ""
    title: str | None = None
    kicker: str | None = None
    description: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    requested_url: str | None = None
    domain: str | None = None
    authors: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    date_published: str | None = None
    date_modified: str | None = None
    dateline: str | None = None
    agency: str | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    type: str | None = None
    image: str | None = None
    publisher: str | None = None
    is_accessible_for_free: bool | None = None
    truncated: bool | None = None
    rights: Rights = field(default_factory=Rights)
    dedup: Dedup = field(default_factory=Dedup)
    version: Version = field(default_factory=Version)
    discovery: Discovery = field(default_factory=Discovery)
    extraction: Extraction = field(default_factory=Extraction)
    fetched_at: str | None = None
    status: int | None = None
    words: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the record: JSON types only, all fields in declaration order, unknown ones as None."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


def _plain(value: Any) -> Any:
    """Turn dataclasses into dicts and tuples into lists, all the way down."""
    if isinstance(value, Removed):
        given = {f.name: getattr(value, f.name) for f in fields(value)}
        return {name: part for name, part in given.items() if part is not None}
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
