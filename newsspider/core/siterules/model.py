"""Stages 3 to 5 of 8: what a rule for one site says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from newsspider.core.siterules.selector import Selector

MAX_FILE_CHARS = 200_000
"""Of a rule file; the largest of ftr-site-config has 5,876 (2026-11)."""
MAX_SELECTORS = 400
"""Of one file, all keys together; the most in ftr-site-config are 92 (2026-11)."""
MAX_PROBLEMS = 50
"""Named of one file; what follows in a file that is wrong from end to end says nothing new."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a rule file, or not read there: ``line`` is 0 and ``key`` empty where the whole file is."""

    file: str
    line: int
    key: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        """Return the problem as one line."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f" {self.key}:" if self.key else ""
        return f"{place}:{key} {self.what}" + (f"; {self.mend}" if self.mend else "")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a rule says of an element: ``kind`` is keep, strip or body; ``rule`` names it in a record's removals."""

    kind: str
    rule: str
    role: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Blocks to keep or to strip: those in elements that a selector finds, and those whose folded text fits a phrase.

    ``match`` is whole, start or anywhere; ``attributes`` are texts of which one stands in the element's class or id.
    """

    name: str
    keep: bool
    role: str | None = None
    selectors: tuple[Selector, ...] = ()
    phrases: tuple[str, ...] = ()
    match: str = "whole"
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageLink:
    """Where the whole article stands on one page; the link counts only where ``condition`` finds something."""

    selector: Selector
    condition: Selector | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SiteRule:
    """The rule of one site.

    ``host`` is as in the file's name: ``example.com`` stands for itself and ``www.example.com``, ``.example.com`` for
    all hosts below. Lists of selectors hold alternatives: the first that finds something counts. ``whole`` keeps also
    what the model takes for no body within ``body``. A rule that isn't ``trusted`` comes from a collection that nobody
    here looks after: it fills what is missing, and counts only where it leaves a body.
    ``memory_pin`` and ``memory_veto`` are texts that are furniture, or aren't, whatever the site's memory says.
    """

    host: str
    file: str
    trusted: bool = True
    written_for: tuple[str, ...] = ()
    valid_until: date | None = None
    title: tuple[Selector, ...] = ()
    authors: tuple[Selector, ...] = ()
    date: tuple[Selector, ...] = ()
    body: tuple[Selector, ...] = ()
    whole: bool = False
    parts: tuple[Part, ...] = ()
    images: tuple[str, ...] = ()
    single_page_link: tuple[PageLink, ...] = ()
    next_page_link: tuple[Selector, ...] = ()
    memory_pin: tuple[str, ...] = ()
    memory_veto: tuple[str, ...] = ()

    def note(self, what: str) -> str:
        """Return what a record says of how the rule went; without the folder, which is this machine's alone."""
        return f"{self.file.rpartition('/')[2]}: {what}"

    def name(self, what: str) -> str:
        """Return how a record names a removal by this rule."""
        return f"site/{self.host}/{what}"


@dataclass(frozen=True, slots=True)
class RuleReading:
    """What became of a rule file: ``rule`` is None where it is refused; ``ignored`` names what has no meaning here."""

    rule: SiteRule | None
    problems: tuple[Problem, ...] = ()
    ignored: tuple[Problem, ...] = ()


def host_of_file(file: str) -> str:
    """Return the host that a rule file is for: its name without folder and ending, in lower case."""
    return file.rpartition("/")[2].rpartition(".")[0].lower()
