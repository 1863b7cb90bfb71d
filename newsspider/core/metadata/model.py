"""Stage 5 of 8, enrich: the metadata fields of one page, as `enrich` hands them over."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsspider.core.article import Rights


@dataclass(frozen=True, slots=True)
class Metadata:
    """The record's metadata fields (see `Article`).

    ``origins`` maps a field to where its value came from; ``evidence`` holds what a person may want to see:
    contradictions between sources, the sign of a paywall, a field that was cut.
    """

    title: str | None = None
    kicker: str | None = None
    description: str | None = None
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
    canonical_url: str | None = None
    domain: str | None = None
    origins: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
