"""``scrapy inspect URL|FILE|ID``: what one page gave, block by block, and why."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError

from newsspider.commands.crawl import prepare_settings, quieten_scrapy
from newsspider.commands.options import refuse_unknown
from newsspider.core.urls import normal_url
from newsspider.errors import UsageError
from newsspider.exitcodes import ExitCode
from newsspider.printable import printable

if TYPE_CHECKING:
    import argparse

    from newsspider.inspection.fetch import InspectSpider
    from newsspider.inspection.view import Inspection

_FILE_ENDINGS = (".html", ".htm", ".json", ".jsonl", ".gz", ".zst", ".txt", ".xml")


class Command(ScrapyCommand):
    """Shows one page or record."""

    requires_project = True

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "URL | FILE | ID | --site HOST"

    def short_desc(self) -> str:
        """Return the line for ``scrapy -h``."""
        return "Show what was kept and removed of a page, and why"

    def long_desc(self) -> str:
        """Return the description for ``scrapy inspect -h``."""
        return (
            "URL: a page, fetched once as a crawl fetches it, and not stored. FILE: an HTML page, or a row of JSON lines"
            " of {url, html}, of {url, text} or of stored records. ID: a stored record; where its page is kept"
            " (KEEP_PAGES) with all its blocks, else with what the record says. Exit codes: 0 shown, 2 wrong usage, 4"
            " the page can't be had."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--html", metavar="FILE", help="write a page for the browser to FILE")
        parser.add_argument("--full", action="store_true", help="show long blocks and unchanged paragraphs whole")
        parser.add_argument("--row", type=int, default=1, metavar="N", help="the row of FILE (default: %(default)s)")
        parser.add_argument("--url", metavar="URL", help="the address of an HTML FILE")
        parser.add_argument("--site", metavar="HOST", help="show what the memory of a site knows, instead of a page")
        parser.add_argument(
            "--veto", metavar="TEXT", help="with --site: never take this text for the site's furniture"
        )
        parser.add_argument("--pin", metavar="TEXT", help="with --site: always take it for that")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check arguments and settings before anything is opened."""
        refuse_unknown(args, opts)
        super().process_options(args, opts)
        assert self.settings is not None
        try:
            if opts.veto or opts.pin:
                self._say(opts)  # first: settings are checked with the rules, and a new folder has none yet
            prepare_settings(self.settings)
        except UsageError as exc:
            raise ScrapyUsageError(printable(str(exc)), print_help=False) from exc
        if not opts.loglevel:
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
        quieten_scrapy(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read what was given, and show it."""
        if opts.site:
            self._site(args, opts)
            return
        if len(args) != 1 or opts.row < 1:
            raise ScrapyUsageError("give one address, file or id; --row counts from 1", print_help=False)
        try:
            shown = self._inspection(args[0], opts)
            if shown is not None:
                self._show(shown, opts)
        except UsageError as exc:
            raise ScrapyUsageError(printable(str(exc)), print_help=False) from exc

    def _inspection(self, given: str, opts: argparse.Namespace) -> Inspection | None:
        """Return what is shown of what was given; None where the page can't be had, which is said."""
        from newsspider.inspection.read import Reader, inspect_file, inspect_id, inspect_page
        from newsspider.inspection.stored import RECORD_ID, StoredRecords
        from newsspider.rules.sites import rule_directories

        assert self.settings is not None
        settings = self.settings
        stored = StoredRecords(Path(settings["OUTPUT_DIR"]))
        reader = Reader(
            rule_directories(settings.getlist("SITE_RULES")),
            settings.getfloat("EXTRACT_TIMEOUT_SECONDS"),
            settings.getint("EXTRACT_MEMORY_MIB"),
            remembers=settings["SITE_MEMORY"] == "on",
        )
        if RECORD_ID.fullmatch(given):
            return inspect_id(given, reader, stored)
        if "://" not in given and Path(given).is_file():
            return inspect_file(Path(given), opts.row, opts.url, reader, stored)
        url = normal_url(given if "://" in given else f"https://{given}")
        if url is None or ("://" not in given and not _looks_like_a_site(given)):
            raise UsageError(f"{given!r} is no web address, no file that is there, and no id of a record")
        spider = self._fetch(url)
        if spider.page is None:
            sys.stderr.write(f"newsspider: {url}: {printable(spider.cause or 'not fetched')}\n")
            self.exitcode = int(ExitCode.ALL_SOURCES_FAILED)
            return None
        return inspect_page(
            spider.page, "fetched now", reader, stored, requested_url=url, status=spider.status
        )  # fmt: skip

    def _say(self, opts: argparse.Namespace) -> None:
        """Note what a person says of a site's texts in the first folder of rules."""
        from newsspider.inspection.saying import say
        from newsspider.rules.sites import rule_directories

        assert self.settings is not None
        directories = rule_directories(self.settings.getlist("SITE_RULES"))
        if not directories or not opts.site:
            raise UsageError(
                "--veto and --pin write into a site's rule file: give --site HOST and -s SITE_RULES=rules"
            )
        for word, text in (("veto", opts.veto), ("pin", opts.pin)):
            if text:
                path = say(Path(directories[0]), _site_of(opts.site), word, text)
                sys.stderr.write(f"written to {printable(str(path))}\n")

    def _site(self, args: list[str], opts: argparse.Namespace) -> None:
        """Show what is known of a site."""
        from newsspider.inspection.site import site_view
        from newsspider.inspection.stored import StoredRecords
        from newsspider.inspection.terminal import show_site
        from newsspider.rules.sites import load_site_rules, rule_directories

        assert self.settings is not None
        if args:
            raise ScrapyUsageError("--site HOST stands alone, without a page", print_help=False)
        directories = rule_directories(self.settings.getlist("SITE_RULES"))
        try:
            site = _site_of(opts.site)
            rule = load_site_rules(directories).for_url(f"https://{site}/")
            view = site_view(site, StoredRecords(Path(self.settings["OUTPUT_DIR"])), rule)
        except UsageError as exc:
            raise ScrapyUsageError(printable(str(exc)), print_help=False) from exc
        if opts.json:
            _print_json(view)
        else:
            show_site(view)

    def _fetch(self, url: str) -> InspectSpider:
        from newsspider.inspection.fetch import InspectSpider

        assert self.crawler_process is not None
        process: Any = self.crawler_process
        crawler = process.create_crawler(InspectSpider)
        process.crawl(crawler, url=url)
        process.start()
        spider = crawler.spider
        assert isinstance(spider, InspectSpider)
        return spider

    def _show(self, shown: Inspection, opts: argparse.Namespace) -> None:
        from newsspider.inspection.page import inspection_page
        from newsspider.inspection.terminal import show

        if opts.html:
            path = Path(opts.html)
            try:
                path.write_text(inspection_page(shown), encoding="utf-8", errors="replace")
            except OSError as exc:
                raise UsageError(f"can't write {path}: {exc.strerror}") from exc
            sys.stderr.write(f"written to {path}\n")
        if opts.json:
            _print_json(shown.to_dict())
        elif not opts.html:
            show(shown, full=opts.full)


def _site_of(given: str) -> str:
    """Return the name that a site's memory goes by.

    Raises:
        UsageError: it is no host.
    """
    from newsspider.store.memory import memory_site

    url = normal_url(given if "://" in given else f"https://{given}/")
    if url is None:
        raise UsageError(f"{given!r} is no host such as www.example.com")
    return memory_site(url)


def _print_json(value: dict[str, Any]) -> None:
    """Print an object; as ASCII on a terminal, which text from a stranger's page mustn't steer."""
    line = json.dumps(value, ensure_ascii=sys.stdout.isatty(), indent=1)
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")


def _looks_like_a_site(given: str) -> bool:
    """Whether something without a scheme begins like ``www.example.com`` and doesn't end like a file's name."""
    host, _, path = given.partition("/")
    return "." in host.strip(".") and " " not in host and (bool(path) or Path(host).suffix not in _FILE_ENDINGS)
