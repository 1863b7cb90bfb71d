"""Stage 8 of 8, inspect: the state of a source after a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.core.health.entries import Entry, judge_entries
from newsspider.core.health.finding import Finding, State, reason_of, state_of
from newsspider.core.health.shares import LEAST_PAST, judge_shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.health.figures import Figures
    from newsspider.core.health.watched import Past

_ENTRY_FINDINGS = frozenset({"unread", "empty", "silent"})
ALL_FAILED = "all_pages_failed"


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is: ``reason`` is None while it is well."""

    state: State = "well"
    findings: tuple[Finding, ...] = ()

    @property
    def flagged(self) -> frozenset[str]:
        """Names of what is unusual."""
        return frozenset(finding.name for finding in self.findings if finding.state != "well")

    @property
    def reason(self) -> str | None:
        """One sentence that names the figures."""
        return reason_of(self.findings)


def judge(
    past: Sequence[Past],
    at: float,
    last: Figures,
    entries: Sequence[Entry],
    known: Sequence[Finding],
    *,
    all_failed: bool = False,
    is_layout_new: bool = False,
) -> Health:
    """Return a source's state after a run that read something of it.

    Args:
        past: its earlier runs with evidence, oldest first.
        at: Unix time of the run.
        last: what the run got.
        entries: what is known of its feeds, sitemaps and sections, with this run; those it doesn't read are left out.
        known: what was unusual until then.
        all_failed: whether every page that the run asked for failed, and none is known from before.
        is_layout_new: whether the site's memory saw its layout change in the run.
    """
    of_shares = [finding for finding in known if finding.name not in _ENTRY_FINDINGS]
    found = judge_shares(past, at, last, of_shares, is_layout_new=is_layout_new)
    found += judge_entries(entries, at, known)
    failed = last.counts["failed"] - last.counts["retried"]
    is_new = sum(run.figures.counts["asked"] for run in past) < LEAST_PAST  # else its own shares say more
    if (
        all_failed
        and is_new
        and failed > 0
        and all(finding.name not in ("failures", "stored", "unread") for finding in found)
    ):
        before = next((f for f in known if f.name == ALL_FAILED), None)
        said = f"all {failed} pages asked for failed" if failed > 1 else "the only page asked for failed"
        found.append(Finding(ALL_FAILED, "broken" if before else "watch", said, before.since if before else at))
    return Health(state_of(found), tuple(found))
