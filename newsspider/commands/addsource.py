"""``scrapy addsource URL``: find what a site has to read for what is new, show it, and write it to sources.toml."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError as ScrapyUsageError

from newsspider.commands.crawl import prepare_settings, quieten_scrapy
from newsspider.commands.options import refuse_unknown
from newsspider.core.urls import normal_url, site_of
from newsspider.errors import UsageError
from newsspider.exitcodes import ExitCode
from newsspider.printable import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from newsspider.sources.config import Source
    from newsspider.sources.probe import Finding, ProbeSpider

_PLAIN_WIDTH = 160


class Command(ScrapyCommand):
    """Adds one site to sources.toml."""

    requires_project = True

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "URL [--file sources.toml] [--show]"

    def short_desc(self) -> str:
        """Return the line for ``scrapy -h``."""
        return "Find a site's feeds, sitemaps and sections, and add it to sources.toml"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--file", default="sources.toml", help="the file to add to (default: %(default)s)")
        parser.add_argument("--show", action="store_true", help="show what there is, and write nothing")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the settings before anything is fetched."""
        refuse_unknown(args, opts)
        super().process_options(args, opts)
        assert self.settings is not None
        try:
            prepare_settings(self.settings)
        except UsageError as exc:
            raise ScrapyUsageError(str(exc), print_help=False) from exc
        if not opts.loglevel:
            self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
        quieten_scrapy(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Look at the site, show what was found, and write the entry."""
        from newsspider.sources.config import read_sources
        from newsspider.sources.probe import choose, to_toml

        url = normal_url(args[0] if "://" in args[0] else f"https://{args[0]}") if len(args) == 1 else None
        if url is None:
            raise ScrapyUsageError("give one address, such as https://www.example.com", print_help=False)
        path = Path(opts.file)
        try:
            known = () if opts.show or not path.exists() else read_sources(path)
        except UsageError as exc:
            raise ScrapyUsageError(str(exc), print_help=False) from exc
        same = next((source.url for source in known if site_of(source.url) == site_of(url)), None)
        if same:
            raise ScrapyUsageError(f"{path} has {same} already; edit its entry, or use --show", print_help=False)
        spider = self._probe(url)
        if spider.cause or not any(finding.count for finding in spider.findings.values()):
            sys.stderr.write(f"newsspider: {url}: {printable(spider.cause or 'nothing to read for news was found')}\n")
            self.exitcode = int(ExitCode.ALL_SOURCES_FAILED)
            return
        source = choose(url, list(spider.findings.values()))
        _show(list(spider.findings.values()), source)
        if not opts.show:
            _append(path, to_toml(source))
            sys.stdout.write(f"added to {path}\n")

    def _probe(self, url: str) -> ProbeSpider:
        from newsspider.sources.probe import ProbeSpider

        assert self.crawler_process is not None
        process: Any = self.crawler_process
        crawler = process.create_crawler(ProbeSpider)
        process.crawl(crawler, url=url)
        process.start()
        spider = crawler.spider
        assert isinstance(spider, ProbeSpider)
        return spider


def _show(findings: Sequence[Finding], source: Source) -> None:
    """Print what was found, what of it is read, and the entry."""
    from rich.console import Console
    from rich.table import Table

    from newsspider.sources.probe import to_toml

    console = Console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("read", "kind", "lists", "latest", "address"):
        table.add_column(name, justify="right" if name == "lists" else "left", overflow="fold")
    for finding in findings:
        table.add_row(
            "yes" if finding.url in source.entries else "",
            finding.kind.replace("_", " "),
            finding.cause or str(finding.count),
            (finding.latest or "")[:16],
            printable(finding.url),
        )
    console.print(table)
    console.print()
    console.print(to_toml(source), markup=False, highlight=False)


def _append(path: Path, entry: str) -> None:
    """Add an entry at the end of the file, a blank line before it."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    path.write_text(f"{before}{gap}{entry}", encoding="utf-8")
