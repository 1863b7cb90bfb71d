"""The spiders' -a arguments: unknown names are refused with the nearest valid one."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from newsspider.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SCRAPYD_ARGUMENTS = ("_job",)
"""What scrapyd gives every spider: the job's id, which its logs are named after."""


def check_arguments(spider: str, given: Iterable[str], known: Sequence[str]) -> None:
    """Raise `UsageError` for the first argument that the spider doesn't know."""
    for name in given:
        if name not in known and name not in _SCRAPYD_ARGUMENTS:
            near = get_close_matches(name, known, n=1, cutoff=0.4)
            hint = f"did you mean -a {near[0]}=…?" if near else f"known: {', '.join(known)}"
            raise UsageError(f"the spider {spider!r} has no argument {name!r}; {hint}")
