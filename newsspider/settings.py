"""Scrapy's project settings: polite, safe and complete by default; docs/settings.md lists those that are ours."""

from __future__ import annotations

import os
import sys

from scrapy.settings import default_settings

from newsspider import __version__

BOT_NAME = "newsspider"
SPIDER_MODULES = ["newsspider.spiders"]
COMMANDS_MODULE = "newsspider.commands"

# Ours ------------------------------------------------------------------------------------------------------
OUTPUT_DIR = "output"
PRIVATE_HOSTS_ALLOWED: list[str] = []
TLS_UNVERIFIED_HOSTS: list[str] = []
DUPLICATES = "mark"
RIGHTS_POLICY = "record"
CONTACT = ""
SITE_RULES: list[str] = []
SITE_MEMORY = "on"
TWO_PASS = False
MAX_DEPTH = 4
SITE_PAGE_BUDGET = 2000
EXTRACT_WORKERS = os.cpu_count() or 1
EXTRACT_TIMEOUT_SECONDS = 8.0
REMOVED_TEXT = False
KEEP_PAGES = 0
FAILED_PAGES_MIB = 64
MAX_ENTRY_AGE_DAYS = 30
EXTRACT_MEMORY_MIB = 512
RETRY_AFTER_MAX_SECONDS = 300.0
CLOCK_OFFSET_SECONDS = 0.0
HEALTH_COMMAND = ""
METRICS_FILE = ""
JS_BROWSER = ""
JS_PAGES = 2
JS_SECONDS = 20.0

# Who asks --------------------------------------------------------------------------------------------------
USER_AGENT = f"newsspider/{__version__} (+https://github.com/newsspider/newsspider)"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newsspider"
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"}

# How fast --------------------------------------------------------------------------------------------------
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0  # default 0.5: Scrapy's would at times ask a host after half the delay
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8
CONCURRENT_REQUESTS = 32  # default 16; over all hosts
CONCURRENT_ITEMS = 4  # default 100; Scrapy starts as many tasks a page, and a page gives one item
DOWNLOAD_TIMEOUT = 30  # default 180: a slow drip would hold its host for ten minutes
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # default has 429 and 503 too, which PaceMiddleware handles
REDIRECT_MAX_TIMES = 8  # default 20
# default has timeouts too: a host that drips would be waited for three times in a row, and is by later runs
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.ResponseDataLossError",
    "scrapy.core.downloader.handlers.http11.TunnelError",
    OSError,
]

# What is let in --------------------------------------------------------------------------------------------
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # default 1 GiB; the largest page of the data sets has 1.8 MB
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_HANDLERS = {
    "http": "newsspider.net.download.DownloadHandler",
    "https": "newsspider.net.download.DownloadHandler",
    # default on: /etc/passwd is one link away
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False
TWISTED_DNS_RESOLVER = "newsspider.net.resolver.GuardedResolver"
METAREFRESH_ENABLED = False  # default True: live blogs refresh to themselves, teasers to paywalls
COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
REFERRER_POLICY = "no-referrer"
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # default ERROR: every failure is counted under its cause

# The stages ------------------------------------------------------------------------------------------------
SCHEDULER = "newsspider.scheduler.FrontierScheduler"
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsspider.middlewares.address.AddressMiddleware": 50,
    "newsspider.middlewares.javascript.JavaScriptMiddleware": 90,
    "newsspider.middlewares.robots.RobotsMiddleware": 100,
    "newsspider.middlewares.pace.PaceMiddleware": 560,  # nearer to the network than Scrapy's retries (550)
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "newsspider.middlewares.whole.WholeBodyMiddleware": 590,
}
ITEM_PIPELINES = {
    "newsspider.pipelines.extract.ExtractPipeline": 100,
    "newsspider.pipelines.rights.RightsPipeline": 150,
    "newsspider.pipelines.dedupe.DedupePipeline": 200,
    "newsspider.pipelines.store.StorePipeline": 300,
}
# Without Scrapy's remote control: it is off (above), and loading it loads aiohttp, 0.15 s of CPU a crawl (2026-11)
EXTENSIONS_BASE = {
    name: place
    for name, place in default_settings.EXTENSIONS_BASE.items()
    if name != "scrapy.extensions.remote_control.RemoteControl"
}
EXTENSIONS = {
    "newsspider.extensions.run.RunExtension": 0,
    "newsspider.extensions.failed.FailedPagesExtension": 3,
    "newsspider.extensions.rights.RightsExtension": 5,
    "newsspider.extensions.progress.ProgressExtension": 10,
    "scrapy.extensions.logstats.LogStats": None,  # ours says more
}

# What a person sees ----------------------------------------------------------------------------------------
# On a terminal the progress display tells the story; without one, plain log lines do.
LOG_LEVEL = "WARNING" if sys.stderr.isatty() else "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
LOG_DATEFORMAT = "%Y-%m-%dT%H:%M:%S"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False
