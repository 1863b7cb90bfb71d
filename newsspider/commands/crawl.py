"""``scrapy crawl``: Scrapy's own, with newsspider's exit codes and a closing table."""

from __future__ import annotations

import logging
import signal
import sys
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError as ScrapyUsageError

from newsspider.errors import RunHeld, StoreFailed, UsageError
from newsspider.exitcodes import ExitCode
from newsspider.extensions.progress import summary
from newsspider.extensions.run import RunExtension
from newsspider.net.policy import parse_allowed

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings, Settings

logger = logging.getLogger(__name__)

_EXIT_OF_ERROR: tuple[tuple[type[BaseException], ExitCode], ...] = (
    (UsageError, ExitCode.WRONG_USAGE),
    (RunHeld, ExitCode.HELD_BY_ANOTHER_RUN),
    (StoreFailed, ExitCode.NOT_WRITABLE),
)
# Scrapy's reports on its own workings, which say nothing to someone who wants news.
_CHATTY = {
    "scrapy.addons": logging.WARNING,
    "scrapy.core.engine": logging.WARNING,
    "scrapy.crawler": logging.WARNING,
    "scrapy.middleware": logging.WARNING,
    "scrapy.utils.log": logging.WARNING,
    # Tracebacks for hosts that don't answer: RobotsMiddleware names the cause, and it is counted.
    "scrapy.downloadermiddlewares.robotstxt": logging.CRITICAL,
}
_POSITIVE = ("EXTRACT_WORKERS", "EXTRACT_TIMEOUT_SECONDS", "EXTRACT_MEMORY_MIB", "CONCURRENT_REQUESTS_PER_DOMAIN")
_NOT_NEGATIVE = ("DOWNLOAD_DELAY", "MAX_DEPTH", "SITE_PAGE_BUDGET", "RETRY_AFTER_MAX_SECONDS")


class Command(ScrapyCrawl):
    """Runs a spider and reports to the shell what became of its sources."""

    def short_desc(self) -> str:
        """Return the line for ``scrapy -h``."""
        return "Crawl news (spider 'news'), or read recorded pages (spider 'replay')"

    def long_desc(self) -> str:
        """Return the description for ``scrapy crawl -h``."""
        return (
            "scrapy crawl news -a urls=URL,URL crawls sites, section pages and articles; scrapy crawl news reads"
            " sources.toml; scrapy crawl replay -a pages=FILE,FILE reads JSON lines of {url, html} or {url, text}."
            " Records go to output/articles/. Exit codes: 0 done, 2 wrong usage, 3 some sources failed, 4 all sources"
            " failed, 5 another run holds the output folder, 6 disk full or not writable, 7 interrupted."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the settings before anything is opened."""
        super().process_options(args, opts)
        assert self.settings is not None
        try:
            prepare_settings(self.settings)
            quieten_scrapy(self.settings)
        except UsageError as exc:
            raise ScrapyUsageError(str(exc), print_help=False) from exc

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider, then set the exit code and print the closing table."""
        if len(args) != 1:
            raise ScrapyUsageError("name one spider: scrapy crawl news, or scrapy crawl replay", print_help=False)
        assert self.crawler_process is not None
        process: Any = self.crawler_process
        try:
            crawler: Crawler = self._create_crawler(args[0])
        except KeyError as exc:
            names = ", ".join(sorted(process.spider_loader.list()))
            raise ScrapyUsageError(f"no spider {args[0]!r}; there are: {names}", print_help=False) from exc
        task = process.crawl(crawler, **opts.spargs)
        process.start()
        _finish_undisturbed()
        run = _run_of(crawler)
        if run is not None:
            run.close("interrupted")  # does nothing where the run has ended by itself
            self.exitcode = int(run.exit_code)
        error = None if task.cancelled() or not task.done() else task.exception()
        if error is not None:
            self.exitcode = self._report(error)
        elif run is not None:
            summary(run)

    def _report(self, error: BaseException) -> int:
        """Say what went wrong in one line; a traceback only for what isn't foreseen."""
        for kind, code in _EXIT_OF_ERROR:
            if isinstance(error, kind):
                sys.stderr.write(f"newsspider: {error}\n")
                return int(code)
        logger.error("the crawl couldn't start", exc_info=error)
        return 1


def _finish_undisturbed() -> None:
    """Ignore further signals to end: the crawl is over, and what is left takes a moment and sets the exit code."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _run_of(crawler: Crawler) -> RunExtension | None:
    """Return the crawler's run, None where it never began."""
    try:
        return crawler.get_extension(RunExtension)
    except RuntimeError:
        return None


def prepare_settings(settings: Settings) -> None:
    """Check values, and name the operator to the sites.

    Raises:
        UsageError: a setting has a value that can't be; names it and the mend.
    """
    parse_allowed(settings.getlist("PRIVATE_HOSTS_ALLOWED"))
    for name in (*_POSITIVE, *_NOT_NEGATIVE):
        try:
            value = settings.getfloat(name)
        except (TypeError, ValueError) as exc:
            raise UsageError(f"{name} is {settings[name]!r}; it must be a number") from exc
        if value < 0 or (name in _POSITIVE and value == 0):
            raise UsageError(
                f"{name} is {settings[name]}; it must be {'above' if name in _POSITIVE else 'at least'} 0"
            )
    if settings["DUPLICATES"] not in ("mark", "drop"):
        raise UsageError(f"DUPLICATES is {settings['DUPLICATES']!r}; it must be mark or drop")
    if not settings["OUTPUT_DIR"]:
        raise UsageError("OUTPUT_DIR is empty; name a folder")
    if settings["CONTACT"]:
        agent = str(settings["USER_AGENT"]).removesuffix(")")
        settings.set("USER_AGENT", f"{agent}; {settings['CONTACT']})", priority="cmdline")


def quieten_scrapy(settings: BaseSettings) -> None:
    """Keep Scrapy's reports on itself out of the log, but for LOG_LEVEL=DEBUG.

    By filters: Scrapy sets the levels anew whenever it configures logging.
    """
    if settings["LOG_LEVEL"] != "DEBUG":
        for name, least in _CHATTY.items():
            logging.getLogger(name).addFilter(_AtLeast(least))


class _AtLeast(logging.Filter):
    """Lets records of a level and above through."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is logged."""
        return record.levelno >= self._level
