"""Rules for single sites: those in this folder, and any directories of them (`SITE_RULES`).

A file is named after its host: ``www.example.com.toml`` (ours, docs/rules.md) or ``example.com.txt`` (FiveFilters'
ftr-site-config). ``example.com`` stands for www.example.com too, ``.example.com`` for all hosts below.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING

from newsspider.core.siterules.ftr import parse_ftr
from newsspider.core.siterules.model import MAX_FILE_CHARS, Problem, RuleReading, host_of_file
from newsspider.core.siterules.ours import parse_ours
from newsspider.core.urls import host_of
from newsspider.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.core.siterules.model import SiteRule

BUNDLED = Path(__file__).parent
_PARSERS = {".toml": parse_ours, ".txt": parse_ftr}
# Of ftr-site-config, no sites.
_NO_RULES = frozenset(("license.txt", "readme.txt", "global.txt"))


class SiteRules:
    """The rules of some directories by host; a file is read when its host is first met."""

    def __init__(self, files: dict[str, Path]) -> None:
        self._files = files
        self._known: dict[str, RuleReading | None] = {}

    def __len__(self) -> int:
        return len(self._files)

    def for_url(self, url: str | None) -> SiteRule | None:
        """Return the rule for an address's host, None where there is none that can be used."""
        reading = self.reading_for(url)
        return reading.rule if reading is not None else None

    def reading_for(self, url: str | None) -> RuleReading | None:
        """Return what became of the rule file for an address's host, None where there is none."""
        try:
            host = host_of(url or "").lower().rstrip(".")
        except ValueError:
            return None
        name = next((name for name in names_for(host) if name in self._files), None)
        if name is None:
            return None
        if name not in self._known:
            self._known[name] = read_rule_file(self._files[name])
        return self._known[name]


def names_for(host: str) -> Iterator[str]:
    """Yield the names of rules that stand for a host, the nearest first."""
    if not host:
        return
    yield host
    if host.startswith("www."):
        yield host.removeprefix("www.")
    else:
        yield f"www.{host}"
    labels = host.removeprefix("www.").split(".")
    # `.example.com` is for what lies below, and example.com isn't
    for start in range(1, len(labels) - 1):
        yield "." + ".".join(labels[start:])


def read_rule_file(path: Path) -> RuleReading:
    """Read one file by its ending; what can't be read is a problem of its own, never an exception."""
    try:
        with path.open("rb") as file:
            data = file.read(4 * MAX_FILE_CHARS + 1)
    except OSError as error:
        return RuleReading(None, (Problem(str(path), 0, "", f"can't be read: {error.strerror}"),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return RuleReading(None, (Problem(str(path), line, "", "isn't UTF-8", "save the file as UTF-8"),))
    return _PARSERS[path.suffix.lower()](str(path), text)


def rule_files(directory: Path) -> list[Path]:
    """Return the rule files of a directory, by name.

    Raises:
        UsageError: it can't be read; names it.
    """
    try:
        with os.scandir(directory) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError as error:
        raise UsageError(f"SITE_RULES: {directory}: {error.strerror}; name directories with commas between") from error
    return [
        directory / name for name in names if Path(name).suffix.lower() in _PARSERS and name.lower() not in _NO_RULES
    ]


def load_site_rules(directories: Sequence[str | os.PathLike[str]] = ()) -> SiteRules:
    """Index the rules of directories, in order, and those that come with the package after them.

    A host's first file counts; of one directory's two, ours.

    Raises:
        UsageError: a directory can't be read; names it.
    """
    files: dict[str, Path] = {}
    for directory in (*map(Path, directories), BUNDLED):
        found = rule_files(directory)
        for path in sorted(found, key=lambda path: path.suffix.lower() != ".toml"):
            files.setdefault(host_of_file(path.name), path)
    return SiteRules(files)


@functools.cache
def cached_site_rules(directories: tuple[str, ...] = ()) -> SiteRules:
    """Return `load_site_rules`, read once a process."""
    return load_site_rules(directories)


def rule_directories(given: Sequence[str]) -> tuple[str, ...]:
    """Return the directories of SITE_RULES, absolute: workers may stand elsewhere."""
    return tuple(str(Path(name.strip()).absolute()) for name in given if name.strip())


def check_site_rules(directories: Sequence[str]) -> None:
    """See that directories hold rules, and that those in our own format can be used; FiveFilters' are many and not ours.

    Raises:
        UsageError: names the directory, or the file, line and mend.
    """
    for directory in map(Path, directories):
        found = rule_files(directory)
        if not found:
            raise UsageError(f"SITE_RULES: {directory} holds no rules; they are named www.example.com.toml or .txt")
        for path in found:
            if path.suffix.lower() == ".toml" and (problems := read_rule_file(path).problems):
                more = f" (and {len(problems) - 1} more; scrapy checkrules lists them)" if len(problems) > 1 else ""
                raise UsageError(f"SITE_RULES: {problems[0]}{more}")
