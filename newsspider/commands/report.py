"""``scrapy report``: what was stored, from whom, and how the runs went, as one HTML file or as JSON."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError

from newsspider.commands.options import refuse_unknown
from newsspider.exitcodes import ExitCode

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """Counts the records of an OUTPUT_DIR."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[--run ID] [--out FILE] [--json]"

    def short_desc(self) -> str:
        """Return the line for ``scrapy -h``."""
        return "Show what was stored and whether every source is well, as one HTML file"

    def long_desc(self) -> str:
        """Return the description for ``scrapy report -h``."""
        return (
            "Counts the records of OUTPUT_DIR and writes a page for the browser that loads nothing: articles by day and"
            " site, the runs, the state of each source, coverage of fields, lengths, copies and agencies."
            " Exit codes: 0 done, 2 wrong usage, 6 the file can't be written. docs/report.md tells what is shown."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--run", help="only records fetched in this run, and its outcomes (default: all records)")
        parser.add_argument("--out", help="file to write (default: report.html in OUTPUT_DIR; - is standard output)")
        parser.add_argument(
            "--json", action="store_true", help="the same figures as JSON, by default on standard output"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the arguments before anything is read."""
        refuse_unknown(args, opts)
        super().process_options(args, opts)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Count, and write the page."""
        from newsspider.report.counting import count_records
        from newsspider.report.figures import gather

        assert self.settings is not None
        folder = Path(self.settings["OUTPUT_DIR"])
        if args:
            raise ScrapyUsageError(
                f"report takes no arguments, not {args[0]!r}; see scrapy report -h", print_help=False
            )
        if not (folder / "articles").is_dir() and not (folder / "runs").is_dir():
            raise ScrapyUsageError(f"{folder} holds no crawl; name one with -s OUTPUT_DIR=…", print_help=False)
        since, until = _bounds(folder, opts.run) if opts.run else ("", "~")
        try:
            summary = count_records(folder, workers=os.cpu_count() or 1, since=since, until=until)
            now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
            figures = gather(folder, summary, now, opts.run)
            self._write(figures, folder, opts)
        except OSError as exc:
            sys.stderr.write(f"newsspider: can't use {exc.filename or folder}: {exc.strerror or exc}\n")
            self.exitcode = int(ExitCode.NOT_WRITABLE)

    def _write(self, figures: dict[str, object], folder: Path, opts: argparse.Namespace) -> None:
        from newsspider.report.overview import report_page

        content = f"{json.dumps(figures, ensure_ascii=False, indent=1)}\n" if opts.json else report_page(figures)
        out = opts.out or ("-" if opts.json else str(folder / "report.html"))
        data = content.encode("utf-8", "replace")
        if out == "-":
            sys.stdout.buffer.write(data)
            return
        temporary = Path(f"{out}.tmp")
        temporary.write_bytes(data)
        temporary.replace(out)
        sys.stdout.write(f"{out}\n")


def _bounds(folder: Path, run: str) -> tuple[str, str]:
    """Return when a run began and ended.

    Raises:
        ScrapyUsageError: there is no such run; names the latest.
    """
    known = sorted(path.stem for path in (folder / "runs").glob("*.json"))
    if run not in known:
        latest = f"; the latest is {known[-1]}" if known else ""
        raise ScrapyUsageError(f"{folder} has no run {run!r}{latest}", print_help=False)
    said = json.loads((folder / "runs" / f"{run}.json").read_bytes())
    return str(said["started"]), str(said.get("ended") or "~")
