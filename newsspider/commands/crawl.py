"""``scrapy crawl``: Scrapy's own, with newsspider's exit codes and a closing table."""

from __future__ import annotations

import logging
import math
import signal
import sys
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError as ScrapyUsageError

from newsspider.commands.options import refuse_unknown
from newsspider.errors import RunHeld, StoreFailed, UsageError
from newsspider.exitcodes import ExitCode
from newsspider.health.notify import check_notify
from newsspider.net.policy import parse_allowed, parse_hosts, with_proxies
from newsspider.printable import log_safely

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings, Settings

    from newsspider.extensions.run import RunExtension

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
# Least values. Libraries and models alone take 200 MiB of a worker (mostly shared with the others).
_WHOLE_NUMBERS = {
    "EXTRACT_WORKERS": 1,
    "EXTRACT_MEMORY_MIB": 320,
    "KEEP_PAGES": 0,
    "FAILED_PAGES_MIB": 0,
    "CONCURRENT_ITEMS": 1,
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_MAXSIZE": 1,
    "JS_PAGES": 1,
    "MAX_DEPTH": 0,
    "MAX_ENTRY_AGE_DAYS": 0,
    "SITE_PAGE_BUDGET": 0,
}
_FARTHEST_CLOCK = 1e9  # seconds, 31 years: dates stay within what Python can write
_NUMBERS = {
    "EXTRACT_TIMEOUT_SECONDS": 0.1,
    "DOWNLOAD_TIMEOUT": 0.1,
    "DOWNLOAD_DELAY": 0.0,
    "JS_SECONDS": 1.0,
    "RETRY_AFTER_MAX_SECONDS": 0.0,
    "CLOCK_OFFSET_SECONDS": -_FARTHEST_CLOCK,
}
_SWITCHES = (
    "TWO_PASS", "REMOVED_TEXT", "ROBOTSTXT_OBEY", "COOKIES_ENABLED", "METAREFRESH_ENABLED", "DOWNLOAD_VERIFY_CERTIFICATES",
)  # fmt: skip
_CHOICES = {
    "DUPLICATES": ("mark", "drop"),
    "SITE_MEMORY": ("on", "off"),
    "RIGHTS_POLICY": ("record", "flag", "drop"),
}
_CREDENTIALS = ("authorization", "cookie", "proxy-authorization")
_LOG_LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")


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
        refuse_unknown(args, opts)
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
            from newsspider.extensions.progress import summary

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
    from newsspider.extensions.run import RunExtension

    try:
        return crawler.get_extension(RunExtension)
    except RuntimeError:
        return None


def prepare_settings(settings: Settings) -> None:
    """Check values, and name the operator to the sites.

    Raises:
        UsageError: a setting has a value that can't be; names it and the mend.
    """
    from newsspider.rules.sites import check_site_rules, rule_directories

    with_proxies(parse_allowed(settings.getlist("PRIVATE_HOSTS_ALLOWED")))
    parse_hosts("TLS_UNVERIFIED_HOSTS", settings.getlist("TLS_UNVERIFIED_HOSTS"))
    for name in settings.getdict("DEFAULT_REQUEST_HEADERS"):
        if name.lower() in _CREDENTIALS:
            raise UsageError(
                f"DEFAULT_REQUEST_HEADERS holds {name}, which would go to every host; for one host give"
                " HTTPAUTH_USER, HTTPAUTH_PASS and HTTPAUTH_DOMAIN"
            )
    for name, least in {**_WHOLE_NUMBERS, **_NUMBERS}.items():
        _check_number(name, settings[name], least, whole=name in _WHOLE_NUMBERS)
    if settings.getfloat("CLOCK_OFFSET_SECONDS") > _FARTHEST_CLOCK:
        raise UsageError(f"CLOCK_OFFSET_SECONDS is {settings['CLOCK_OFFSET_SECONDS']!r}; at most {_FARTHEST_CLOCK:g}")
    for name in _SWITCHES:
        try:
            settings.getbool(name)
        except ValueError as exc:
            raise UsageError(f"{name} is {settings[name]!r}; it must be True or False") from exc
    if str(settings["LOG_LEVEL"]).upper() not in _LOG_LEVELS:
        raise UsageError(f"LOG_LEVEL is {settings['LOG_LEVEL']!r}; it must be one of {', '.join(_LOG_LEVELS)}")
    for name, choices in _CHOICES.items():
        if settings[name] not in choices:
            raise UsageError(f"{name} is {settings[name]!r}; it must be {', '.join(choices[:-1])} or {choices[-1]}")
    if settings.getbool("TWO_PASS") and settings["SITE_MEMORY"] == "off":
        raise UsageError("TWO_PASS learns what sites repeat, and SITE_MEMORY is off; set it to on")
    check_site_rules(rule_directories(settings.getlist("SITE_RULES")))
    check_notify(settings)
    if not settings["OUTPUT_DIR"]:
        raise UsageError("OUTPUT_DIR is empty; name a folder")
    if settings["CONTACT"]:
        agent = str(settings["USER_AGENT"]).removesuffix(")")
        settings.set("USER_AGENT", f"{agent}; {settings['CONTACT']})", priority="cmdline")


def _check_number(name: str, value: object, least: float, *, whole: bool) -> None:
    """Raise `UsageError` where a setting isn't a finite number of at least ``least``, or not a whole one."""
    try:
        number = float(str(value))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < least or (whole and number != int(number)):
        kind = "a whole number" if whole else "a number"
        raise UsageError(f"{name} is {value!r}; it must be {kind} of at least {least:g}")


def quieten_scrapy(settings: BaseSettings) -> None:
    """Keep secrets and control characters out of the log, and but for LOG_LEVEL=DEBUG Scrapy's reports on itself.

    The latter by filters: Scrapy sets the levels anew whenever it configures logging.
    """
    log_safely()
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
