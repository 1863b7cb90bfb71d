"""``scrapy export FORMAT OUT``: stored records in the forms that other tools read."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections import Counter
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError

from newsspider.commands.options import refuse_unknown
from newsspider.errors import UsageError
from newsspider.exitcodes import ExitCode
from newsspider.export.filters import DATES, Filters
from newsspider.export.records import BadLine, Index, Records
from newsspider.export.writers import FORMATS, open_writer
from newsspider.printable import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from typing import Self

    from rich.progress import TaskID

    from newsspider.export.writers import Writer

_SHOWN_BAD_LINES = 20
_DAY_FILE = re.compile(r"\d{4}-\d\d-\d\d\.jsonl(\.gz|\.zst)?")


class Command(ScrapyCommand):
    """Writes records to a file or folder."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "FORMAT OUT [options]"

    def short_desc(self) -> str:
        """Return the line for ``scrapy -h``."""
        return "Export records to Parquet, Dolma, cc_news, JSON-LD, CSV, Markdown or text"

    def long_desc(self) -> str:
        """Return the description for ``scrapy export -h``."""
        return (
            f"FORMAT is one of {', '.join(FORMATS)}. OUT is a file, for lines and CSV also with .gz or .zst, or - for"
            " standard output; for markdown and text it is a folder. Exports what OUTPUT_DIR/articles holds. Exit codes:"
            " 0 done, 2 wrong usage, 3 some lines hold no record and were left out, 6 OUT can't be written, 7"
            " interrupted. docs/export.md has the columns of each format."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        add = parser.add_argument
        add("--input", nargs="+", metavar="FILE", help="read these files of records instead of OUTPUT_DIR/articles")
        add("--since", metavar="DAY", help="first day, such as 2026-03-01")
        add("--until", metavar="DAY", help="last day, inclusive")
        add("--by", choices=tuple(DATES), default="published", help="the date that counts (default: %(default)s)")
        add("--source", action="append", default=[], metavar="DOMAIN", help="only of this domain or host (repeatable)")
        add("--language", action="append", default=[], metavar="CODE", help="only in this language (repeatable)")
        add(
            "--agency", action="append", default=[], metavar="NAME", help="only of this agency; any, none (repeatable)"
        )
        add("--rights", choices=("all", "unreserved", "reserved"), default="all",
            help="by what is reserved against use for AI (default: %(default)s)")  # fmt: skip
        add("--copies", choices=("in", "out"), default="in", help="copies of other records (default: %(default)s)")
        add("--versions", choices=("all", "last"), default="all", help="of a changed article (default: %(default)s)")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the arguments before anything is opened."""
        refuse_unknown(args, opts)
        super().process_options(args, opts)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Export, and say what became of the records."""
        try:
            form, out = check_arguments(args)
            filters = filters_of(opts)
            files = self._files(opts)
            writer = open_writer(form, out)
        except UsageError as exc:
            raise ScrapyUsageError(printable(str(exc)), print_help=False) from exc
        except OSError as exc:
            self.exitcode = _not_writable(args[1], exc)
            return
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self._export(files, filters, writer, last=opts.versions == "last", out=out)
        except BrokenPipeError:
            # whoever read standard output has enough; at its end Python flushes what is left, to nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as exc:
            writer.abandon()
            self.exitcode = _not_writable(out, exc)
        except KeyboardInterrupt:
            writer.abandon()
            sys.stderr.write("newsspider: interrupted; run the same command again\n")
            self.exitcode = int(ExitCode.INTERRUPTED)
        except BaseException:
            writer.abandon()
            raise

    def _export(self, files: Sequence[Path], filters: Filters, writer: Writer, *, last: bool, out: str) -> None:
        """Move the records from the files to the writer."""
        left_out: Counter[str] = Counter()
        written = bad = 0
        with _Bar() as bar, Index() as index:
            records = Records(files, bar.advance)
            bar.start(records.bytes_to_read)
            records.index(index)
            for record in records.read(index):
                if isinstance(record, BadLine):
                    bad += 1
                    if bad <= _SHOWN_BAD_LINES:
                        bar.say(record.message)
                    continue
                reason = filters.refusal(record) or ("version" if last and index.is_replaced(record["id"]) else None)
                if reason:
                    left_out[reason] += 1
                    continue
                writer.write(record)
                written += 1
            writer.finish()
        if bad > _SHOWN_BAD_LINES:
            sys.stderr.write(f"newsspider: {bad - _SHOWN_BAD_LINES} more lines hold no record\n")
        why = "".join(f", {count} left out by {name}" for name, count in sorted(left_out.items()))
        sys.stderr.write(printable(f"{written} records written to {out}{why}, {bad} lines without a record") + "\n")
        self.exitcode = int(ExitCode.SOME_SOURCES_FAILED if bad else ExitCode.DONE)

    def _files(self, opts: argparse.Namespace) -> list[Path]:
        """Return the files to read, in order.

        Raises:
            UsageError: there are none.
        """
        assert self.settings is not None
        if opts.input:
            missing = next((name for name in opts.input if not Path(name).is_file()), None)
            if missing:
                raise UsageError(f"there is no file {missing}: check --input")
            return [Path(name) for name in opts.input]
        folder = Path(self.settings["OUTPUT_DIR"]) / "articles"
        found = sorted(path for path in folder.glob("*.jsonl*") if _DAY_FILE.fullmatch(path.name))
        if not found:
            raise UsageError(
                f"{folder} holds no records: crawl first, or name files with --input, or OUTPUT_DIR with -s"
            )
        if opts.by == "fetched":  # a file is named after the day of fetching
            since, until = opts.since or "", opts.until or "9999-12-31"
            found = [path for path in found if since <= path.name[:10] <= until]
        return found


def check_arguments(args: Sequence[str]) -> tuple[str, str]:
    """Return format and output.

    Raises:
        UsageError: they aren't both there, or the format isn't one; names the nearest.
    """
    from difflib import get_close_matches

    if args and args[0] not in FORMATS:
        near = get_close_matches(args[0].lower(), FORMATS, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(FORMATS)}"
        raise UsageError(f"there is no format {args[0]!r}; {hint}")
    if len(args) != 2:
        raise UsageError(f"give a format and where to write: scrapy export FORMAT OUT; formats: {', '.join(FORMATS)}")
    return args[0], args[1]


def filters_of(opts: argparse.Namespace) -> Filters:
    """Return the filters of the options.

    Raises:
        UsageError: a day isn't one, or the first is after the last.
    """
    for name in ("since", "until"):
        day = getattr(opts, name)
        if day is not None and not _is_day(day):
            raise UsageError(f"--{name} is {day!r}; it must be a day such as 2026-03-16")
    if opts.since and opts.until and opts.since > opts.until:
        raise UsageError(f"--since {opts.since} is after --until {opts.until}")
    return Filters(
        opts.since,
        opts.until,
        opts.by,
        tuple(name.lower() for name in opts.source),
        tuple(code.lower() for code in opts.language),
        tuple(name.casefold() for name in opts.agency),
        opts.rights,
        opts.copies == "in",
    )


def _is_day(day: str) -> bool:
    with suppress(ValueError):
        return date.fromisoformat(day).isoformat() == day
    return False


def _not_writable(out: str, exc: OSError) -> int:
    sys.stderr.write(printable(f"newsspider: can't write {exc.filename or out}: {exc.strerror or exc}") + "\n")
    return int(ExitCode.NOT_WRITABLE)


class _Bar:
    """A progress bar on a terminal; nothing elsewhere."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

        console = Console(stderr=True)
        self._progress = Progress(
            BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=console, transient=True,
            disable=not console.is_terminal,
        )  # fmt: skip
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def start(self, total: int) -> None:
        """Begin to count towards a total of bytes."""
        self._task = self._progress.add_task("", total=total)

    def advance(self, count: int) -> None:
        """Count bytes that were read."""
        if self._task is not None and not self._progress.disable:
            self._progress.advance(self._task, count)

    def say(self, message: str) -> None:
        """Name a line that was left out, above the bar."""
        self._progress.console.print(
            f"newsspider: {printable(message)}", markup=False, highlight=False, soft_wrap=True
        )
