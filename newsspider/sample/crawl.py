"""What `make crawl` runs: opens the sample newsroom on loopback and crawls it with the real command."""

from __future__ import annotations

import subprocess
import sys

from newsspider.sample.server import SampleServer

PORT = 8800  # the same at every start, so that a second crawl finds its URLs known
KEEP_PAGES_DAYS = 30  # so that scrapy inspect shows a newcomer whole pages
DELAY_SECONDS = 0.02  # the newsroom is ours: no need for a second between requests


def main() -> int:
    """Crawl the newsroom into output/; further arguments go to ``scrapy crawl news``."""
    try:
        server = SampleServer(port=PORT)
    except OSError:
        server = SampleServer()  # the port is taken: any other will do
    with server:
        command = [
            sys.executable, "-m", "scrapy", "crawl", "news",
            "-a", "urls=" + ",".join(server.home_urls),
            "-s", f"PRIVATE_HOSTS_ALLOWED={server.allowed_hosts}",
            "-s", f"DOWNLOAD_DELAY={DELAY_SECONDS}",
            "-s", f"KEEP_PAGES={KEEP_PAGES_DAYS}",
            *sys.argv[1:],
        ]  # fmt: skip
        return subprocess.run(command, check=False).returncode  # noqa: S603 - our own command, no shell


if __name__ == "__main__":
    sys.exit(main())
