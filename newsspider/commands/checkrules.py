"""``scrapy checkrules``: see whether site rules can be used, and name each mistake with its mend."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError

from newsspider.commands.options import refuse_unknown
from newsspider.errors import UsageError
from newsspider.exitcodes import ExitCode
from newsspider.printable import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from newsspider.core.siterules.model import RuleReading


@dataclass(slots=True)
class Counts:
    """What became of the files of one format."""

    files: int = 0
    usable: int = 0
    refused_files: int = 0
    refused_lines: int = 0
    ignored_lines: int = 0
    expired: int = 0


class Command(ScrapyCommand):
    """Reads every rule file of some directories."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[options] [DIR …]"

    def short_desc(self) -> str:
        """Return the line for ``scrapy -h``."""
        return "Check site rules: ours (.toml) and FiveFilters' (.txt)"

    def long_desc(self) -> str:
        """Return the description for ``scrapy checkrules -h``."""
        return (
            "Reads the rule files of each DIR, by default those of SITE_RULES and those that come with newsspider, and"
            " names what can't be used with file, line and mend. Exit codes: 0 all files can be used, 2 something is"
            " wrong. docs/rules.md tells how to write one."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add our options."""
        super().add_options(parser)
        parser.add_argument("--ignored", action="store_true", help="also name the lines that have no meaning here")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check, print and set the exit code."""
        from newsspider.rules.sites import BUNDLED, rule_directories, rule_files

        refuse_unknown(args, opts)
        assert self.settings is not None
        directories = args or [*rule_directories(self.settings.getlist("SITE_RULES")), str(BUNDLED)]
        try:
            files = [path for directory in directories for path in rule_files(Path(directory))]
        except UsageError as exc:
            raise ScrapyUsageError(str(exc).removeprefix("SITE_RULES: "), print_help=False) from exc
        counts = check(files, datetime.now(UTC).date(), show_ignored=opts.ignored)
        _print_table(counts)
        wrong = any(count.refused_files or count.refused_lines for count in counts.values())
        self.exitcode = int(ExitCode.WRONG_USAGE if wrong else ExitCode.DONE)


def check(files: Sequence[Path], today: date, *, show_ignored: bool = False) -> dict[str, Counts]:
    """Read files and print what is wrong in them, a line each; return the counts by format."""
    from newsspider.rules.sites import read_rule_file

    counts = {"newsspider (.toml)": Counts(), "FiveFilters (.txt)": Counts()}
    for path in files:
        reading = read_rule_file(path)
        name = "newsspider (.toml)" if path.suffix.lower() == ".toml" else "FiveFilters (.txt)"
        _count(counts[name], reading, today)
        for problem in (*reading.problems, *(reading.ignored if show_ignored else ())):
            sys.stdout.write(f"{printable(str(problem))}\n")
        if reading.rule is not None and _has_expired(reading, today):
            sys.stdout.write(f"{printable(str(path))}: valid_until: is past; check the rule against a page of today\n")
    return counts


def _count(count: Counts, reading: RuleReading, today: date) -> None:
    count.files += 1
    count.usable += reading.rule is not None
    count.refused_files += reading.rule is None
    count.refused_lines += len(reading.problems) if reading.rule is not None else 0
    count.ignored_lines += len(reading.ignored)
    count.expired += _has_expired(reading, today)


def _has_expired(reading: RuleReading, today: date) -> bool:
    rule = reading.rule
    return rule is not None and rule.valid_until is not None and rule.valid_until < today


def _print_table(counts: dict[str, Counts]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("format", "files", "can be used", "refused", "lines refused", "lines ignored", "past valid_until")
    for name, count in counts.items():
        values = (count.files, count.usable, count.refused_files, count.refused_lines, count.ignored_lines)
        table.add_row(name, *map(str, (*values, count.expired)))
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120).print(table)
