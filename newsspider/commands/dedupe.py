"""``scrapy dedupe IN… --out FILE``: say of each line of a finished corpus what it is a copy or version of."""

from __future__ import annotations

import os
import sys
import time
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

_PROGRESS_SECONDS = 2.0


class Command(ScrapyCommand):
    """Deduplicates JSON lines that are there already."""

    requires_project = True

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "IN… --out FILE [--workers N]"

    def short_desc(self) -> str:
        """Return the line for ``scrapy -h``."""
        return "Find the copies and versions in JSON lines of {id, text}"

    def long_desc(self) -> str:
        """Return the description for ``scrapy dedupe -h``."""
        return (
            "Reads JSON lines (.gz and .zst too) of {id, text} and, where they are there, title, url, date_published,"
            " publisher and agency. Writes one line for each, in the same order: {id, relation, of, similarity, cluster};"
            " a line that can't be read has an error instead. A killed run goes on where it stopped when the same command"
            " is given again; until then FILE.work holds what is done. Exit codes: 0 done, 2 wrong usage, 3 some lines"
            " were bad, 4 all were, 6 disk full or not writable, 7 interrupted."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--out", metavar="FILE", help="where to write; .gz and .zst are compressed")
        parser.add_argument(
            "--workers", type=int, default=_cores(), metavar="N", help="processes (default: %(default)s)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Deduplicate."""
        refuse_unknown(args, opts)
        if not args or not opts.out:
            raise ScrapyUsageError(
                "give files and --out: scrapy dedupe articles.jsonl --out dedup.jsonl", print_help=False
            )
        if opts.workers < 1:
            raise ScrapyUsageError(f"--workers is {opts.workers}; it must be at least 1", print_help=False)
        inputs, out = [Path(name) for name in args], Path(opts.out)
        missing = [str(path) for path in inputs if not path.is_file()]
        if missing:
            raise ScrapyUsageError(f"no such file: {', '.join(missing)}", print_help=False)
        if any(out.exists() and out.samefile(path) for path in inputs):
            raise ScrapyUsageError(f"--out is {out}, which is read too; name another file", print_help=False)
        self.exitcode = int(_dedupe(inputs, out, opts.workers))


def _dedupe(inputs: list[Path], out: Path, workers: int) -> ExitCode:
    from newsspider.corpus.run import dedupe_corpus

    try:
        done = dedupe_corpus(inputs, out, workers, _Progress())
    except UsageError as exc:
        sys.stderr.write(f"newsspider: {printable(str(exc))}\n")
        return ExitCode.WRONG_USAGE
    except OSError as exc:
        where = exc.filename or out
        sys.stderr.write(
            f"newsspider: can't write {where}: {exc.strerror or exc}; free or mend it and run this again\n"
        )
        return ExitCode.NOT_WRITABLE
    except KeyboardInterrupt:
        sys.stderr.write("newsspider: interrupted; the same command goes on from here\n")
        return ExitCode.INTERRUPTED
    for error in done.errors:
        sys.stderr.write(f"newsspider: {printable(error)}\n")
    if done.bad > len(done.errors):
        sys.stderr.write(f"newsspider: and {done.bad - len(done.errors)} further bad lines\n")
    sys.stdout.write(f"{done.lines} lines: {done.copies} copies, {done.versions} versions, {done.bad} bad; {out}\n")
    if done.bad:
        return ExitCode.ALL_SOURCES_FAILED if done.bad == done.lines else ExitCode.SOME_SOURCES_FAILED
    return ExitCode.DONE


class _Progress:
    """Says on stderr how far each step is, every few seconds."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, step: str, done: int, of: int) -> None:
        """Take note of progress; ``of`` 0 means that the end isn't known."""
        if time.monotonic() - self._said >= _PROGRESS_SECONDS:
            self._said = time.monotonic()
            sys.stderr.write(f"{step}: {done:,}{f' of {of:,}' if of else ' lines'}\n")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
