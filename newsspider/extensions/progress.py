"""What a person sees: a live line per moment on a terminal, log lines without one, a table at the end."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text
from scrapy import signals

from newsspider.extensions.run import RunExtension
from newsspider.printable import printable

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_LOG_EVERY_SECONDS = 30
_PER_SECOND = 4  # redraws
_PLAIN_WIDTH = 160  # columns where there is no terminal to ask
_MOST_SITES = 30  # in the closing table, those with the most pages
_COLUMNS = ("listed", "stored", "unchanged", "dropped", "failed", "waiting")


class ProgressExtension:
    """Shows what the run has done so far."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._live: Live | None = None
        self._task: asyncio.Task[None] | None = None
        self._handlers: list[tuple[logging.StreamHandler[Any], Any]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build, and start and stop with the spider."""
        extension = cls(crawler)
        crawler.signals.connect(extension._opened, signal=signals.spider_opened)
        crawler.signals.connect(extension._closed, signal=signals.spider_closed)
        return extension

    def _opened(self, spider: Spider) -> None:
        run = RunExtension.of(self._crawler)
        console = Console(stderr=True)
        if console.is_terminal and self._crawler.settings.getbool("LOG_ENABLED"):
            self._live = Live(
                console=console,
                get_renderable=lambda: _status_line(run),
                refresh_per_second=_PER_SECOND,
                transient=True,
            )
            self._live.start()
            self._log_above(console)
        else:
            self._task = asyncio.ensure_future(_log_progress(run))

    def _log_above(self, console: Console) -> None:
        """Let log lines go through the live display rather than across it."""
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.FileHandler):
                self._handlers.append((handler, handler.setStream(sys.stderr)))

    def _closed(self, spider: Spider) -> None:
        if self._task:
            self._task.cancel()
        if self._live:
            self._live.stop()
            for handler, stream in self._handlers:
                if stream is not None:
                    handler.setStream(stream)


async def _log_progress(run: RunExtension) -> None:
    """Log a line now and then, for those who read the log of a scheduled run."""
    while True:
        await asyncio.sleep(_LOG_EVERY_SECONDS)
        logger.info("%s", _status_line(run))


def _status_line(run: RunExtension) -> str:
    """Return the state of the run in one line."""
    live = run.live
    rate = run.fetched / run.seconds if run.seconds else 0.0
    return (
        f"listed {run.listed}  fetched {run.fetched}  stored {live.stored}  unchanged {live.unchanged}  dropped {live.dropped.total()}"
        f"  failed {live.failed.total()}  {rate:.1f} pages/s  {run.seconds:.0f} s"
    )


def summary(run: RunExtension) -> None:
    """Print the closing table: what became of every URL, by site and reason, and where the records are."""
    record = run.record
    if not record:
        return
    width = None if sys.stdout.isatty() else _PLAIN_WIDTH
    console = Console(file=sys.stdout, highlight=False, width=width)
    table = Table(
        title=f"Run {record['id']}: {record['status']}", title_justify="left", box=None, padding=(0, 2, 0, 0)
    )
    table.add_column("site / reason", overflow="fold")
    for name in _COLUMNS:
        table.add_column(name, justify="right")
    sites = sorted(record["sites"].items(), key=lambda kv: (-kv[1]["listed"], kv[0]))
    for site, counts in sorted(sites[:_MOST_SITES]):
        _add_rows(table, site, counts)
    if len(sites) > _MOST_SITES:
        table.add_row(f"{len(sites) - _MOST_SITES} more sites in the run's file", style="dim")
    if len(sites) != 1:
        _add_rows(table, "all sites", record["counts"])
    console.print(table)
    for source in record.get("sources", []):
        if source["failed"]:
            console.print(printable(f"source failed: {source['url']}: {source['failed']}"), markup=False)
        if source.get("reason"):
            console.print(printable(f"source {source['state']}: {source['url']}: {source['reason']}"), markup=False)
    folder = run.store.root
    console.print(
        f"articles: {folder / 'articles'}   this run: {folder / 'runs' / (record['id'] + '.json')}", markup=False
    )
    console.print(
        f"{record['fetched']} pages in {record['seconds']:.1f} s, exit code {record['exit_code']}"
        + ("; run the same command again to go on" if record["counts"]["waiting"] else ""),
        markup=False,
    )


def _add_rows(table: Table, name: str, counts: dict[str, Any]) -> None:
    """Add a site's counts, and below them what was dropped and what failed, by reason."""
    sums = {**counts, "dropped": sum(counts["dropped"].values()), "failed": sum(counts["failed"].values())}
    table.add_row(Text(printable(name)), *(str(sums[column]) for column in _COLUMNS), style="bold")
    for column in ("dropped", "failed"):
        for reason, count in sorted(counts[column].items(), key=lambda kv: (-kv[1], kv[0])):
            table.add_row(
                Text(f"  {printable(reason)}"), *(str(count) if c == column else "" for c in _COLUMNS), style="dim"
            )
