"""What became of each source of a run, and the exit code that follows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from newsspider.exitcodes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# A source whose own URL is dropped so has not been read. (An article's URL that turns out a gallery has.)
_UNREAD = frozenset({"robots_disallowed", "not_html", "soft_404", "error_page", "login_page", "no_text"})


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source with its outcome: ``cause`` is None while all is well; ``gave`` counts stored and unchanged.

    ``entries`` are the URLs read for what is new (empty: the source's own), ``failed`` those of several that couldn't
    be read. A source has failed when none of them could. ``state`` (well, watch, broken) and ``reason`` measure it
    against its own past; they are the last run's where this one read nothing of it, and then ``is_judged`` is false.
    """

    url: str
    cause: str | None = None
    gave: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    entries: tuple[str, ...] = ()
    failed: dict[str, str] = field(default_factory=dict)
    state: str | None = None
    reason: str | None = None
    is_judged: bool = False

    @property
    def has_failed(self) -> bool:
        """Whether the run couldn't read it, or read it and found it broken."""
        return self.cause is not None or (self.is_judged and self.state == "broken")

    def with_outcomes(
        self, own: Mapping[str, tuple[str, str | None]], below: Sequence[tuple[str, str | None, int]]
    ) -> SourceState:
        """Return the source with the states of its own URLs and the counts of all that they led to."""
        counts: dict[str, int] = {}
        for state, _, count in below:
            counts[state] = counts.get(state, 0) + count
        gave = counts.get("stored", 0) + counts.get("unchanged", 0)
        entries = self.entries or (self.url,)
        failed = {entry: cause for entry in entries if (cause := cause_of(own.get(entry)))}
        cause = self.cause
        if cause is None and len(failed) == len(entries):
            cause = failed[entries[0]]
        elif cause is None and not gave and any(own.get(entry, ("",))[0] == "waiting" for entry in entries):
            cause = "waiting"
        elif cause is None and not gave and counts.get("failed"):
            cause = "all_pages_failed"
        return replace(self, cause=cause, gave=gave, counts=counts, failed=failed if len(entries) > 1 else {})

    def to_dict(self) -> dict[str, Any]:
        """Return what runs/<id>.json says of the source."""
        said = {"url": self.url, "failed": self.cause, "counts": dict(sorted(self.counts.items()))}
        if self.state is not None:
            said |= {"state": self.state, "reason": self.reason}
        return {**said, "entries_failed": self.failed} if self.failed else said


def cause_of(outcome: tuple[str, str | None] | None) -> str | None:
    """Return why a URL that a source names couldn't be read, None where it could or hasn't been come to."""
    state, reason = outcome or ("", None)
    unread = state == "dropped" and (reason in _UNREAD or (reason or "").startswith("http_"))
    return reason if state == "failed" or unread else None


def exit_code(sources: Sequence[SourceState]) -> ExitCode:
    """Return the exit code that the sources' outcomes call for."""
    failed = [s for s in sources if s.has_failed]
    if not failed:
        return ExitCode.DONE
    if len(failed) == len(sources) and not any(s.gave for s in sources if s.cause):
        return ExitCode.ALL_SOURCES_FAILED
    return ExitCode.SOME_SOURCES_FAILED
