"""Stage 8 of 8, inspect: what is wrong with a source, and the state that follows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

State = Literal["well", "watch", "broken"]
STATES: tuple[State, ...] = ("well", "watch", "broken")
"""Ascending."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that isn't as usual: ``since`` is the Unix time of the run that first showed it.

    Where it has become the usual, its state is well; it stands there so that it isn't found again.
    """

    name: str
    state: State
    reason: str
    since: float

    def to_dict(self) -> dict[str, Any]:
        """Return JSON types."""
        return asdict(self)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Finding:
        """Read what `to_dict` wrote."""
        return cls(said["name"], said["state"], said["reason"], said["since"])


def state_of(findings: Sequence[Finding]) -> State:
    """Return the worst state of the findings; well for none."""
    return max((finding.state for finding in findings), key=STATES.index, default="well")


def reason_of(findings: Sequence[Finding]) -> str | None:
    """Return one sentence: the worst finding's reason, the oldest first, and the names of the others; None for none."""
    unusual = [finding for finding in findings if finding.state != "well"]
    if not unusual:
        return None
    first, *others = sorted(unusual, key=lambda f: (-STATES.index(f.state), f.since, f.name))
    more = f" (also: {', '.join(f.name.replace('_', ' ') for f in others)})" if others else ""
    return first.reason + more
