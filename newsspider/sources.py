"""Sources: what a run was asked to crawl, and what became of each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from newsspider.errors import UsageError
from newsspider.exitcodes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SOURCE_KEYS = frozenset({"url"})

# A source whose own URL is dropped so has not been read. (An article's URL that turns out a gallery has.)
_UNREAD = frozenset({"robots_disallowed", "not_html", "soft_404", "error_page", "login_page", "no_text"})


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source with its outcome: ``cause`` is None while all is well; ``gave`` counts stored and unchanged."""

    url: str
    cause: str | None = None
    gave: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def with_outcomes(
        self, own: tuple[str, str | None] | None, below: Sequence[tuple[str, str | None, int]]
    ) -> SourceState:
        """Return the source with the state of its own URL and the counts of all that it led to."""
        counts: dict[str, int] = {}
        for state, _, count in below:
            counts[state] = counts.get(state, 0) + count
        gave = counts.get("stored", 0) + counts.get("unchanged", 0)
        state, reason = own or ("", None)
        cause = self.cause
        if (cause is None and state == "failed") or (
            cause is None and state == "dropped" and (reason in _UNREAD or (reason or "").startswith("http_"))
        ):
            cause = reason
        elif cause is None and not gave and state == "waiting":
            cause = "waiting"
        elif cause is None and not gave and counts.get("failed"):
            cause = "all_pages_failed"
        return replace(self, cause=cause, gave=gave, counts=counts)

    def to_dict(self) -> dict[str, Any]:
        """Return what runs/<id>.json says of the source."""
        return {"url": self.url, "failed": self.cause, "counts": dict(sorted(self.counts.items()))}


def exit_code(sources: Sequence[SourceState]) -> ExitCode:
    """Return the exit code that the sources' outcomes call for."""
    failed = [s for s in sources if s.cause]
    if not failed:
        return ExitCode.DONE
    if len(failed) == len(sources) and not any(s.gave for s in sources):
        return ExitCode.ALL_SOURCES_FAILED
    return ExitCode.SOME_SOURCES_FAILED


def read_sources(path: Path) -> list[str]:
    """Return the URLs of a sources file: ``[[source]]`` tables with a ``url`` each.

    Raises:
        UsageError: it is missing, isn't TOML, or an entry is wrong; names file, entry and mend.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as exc:
        raise UsageError(f"there is no {path}: write one, or name sites with -a urls=https://www.example.com") from exc
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise UsageError(f"{path} can't be read: {exc}") from exc
    if unknown := set(data) - {"source"}:
        raise UsageError(f"{path}: unknown key {min(unknown)!r}; a source is a [[source]] table")
    entries = data.get("source")
    if not isinstance(entries, list) or not entries:
        raise UsageError(f"{path}: no [[source]] table in it")
    urls = []
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            raise UsageError(f"{path}: source {number} must be a [[source]] table")
        if unknown := set(entry) - _SOURCE_KEYS:
            raise UsageError(
                f"{path}: source {number}: unknown key {min(unknown)!r}; known: {', '.join(sorted(_SOURCE_KEYS))}"
            )
        if not isinstance(entry.get("url"), str) or not entry["url"].strip():
            raise UsageError(f'{path}: source {number} needs url = "https://…"')
        urls.append(entry["url"])
    return urls
