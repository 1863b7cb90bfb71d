"""Serve the sample newsroom: python -m newsspider.sample [--port 8800] [--moment ISO]."""

from __future__ import annotations

import argparse
import sys
import threading
from datetime import datetime

from newsspider.sample.clock import DEFAULT_MOMENT, Clock
from newsspider.sample.fields import SampleDataError
from newsspider.sample.server import SampleServer


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; return 0, or 2 for a wrong argument, a taken port or a broken data file."""
    parser = argparse.ArgumentParser(prog="python -m newsspider.sample", description=__doc__)
    parser.add_argument("--port", type=int, default=8800, help="port on 127.0.0.1 (default 8800; 0 takes a free one)")
    parser.add_argument(
        "--moment",
        type=datetime.fromisoformat,
        default=DEFAULT_MOMENT,
        help=f"the newsroom's time, with an offset (default {DEFAULT_MOMENT.isoformat()})",
    )
    options = parser.parse_args(arguments)
    try:
        server = SampleServer(port=options.port, clock=Clock(options.moment))
    except (OSError, OverflowError, ValueError, SampleDataError) as error:
        sys.stderr.write(f"the newsroom can't open: {error}\n")
        return 2
    with server:
        sys.stdout.write(invitation(server))
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.stdout.write("\n")
    return 0


def invitation(server: SampleServer) -> str:
    """Return the lines that tell a reader which sites there are and how to crawl them."""
    lines = [f"The sample newsroom is open at {server.clock.now.isoformat()}, {len(server.home_urls)} sites:"]
    lines += [f"  {url}" for url in server.home_urls]
    lines += ["Crawl it from another terminal:"]
    urls = ",".join(server.home_urls)
    lines += [f"  scrapy crawl news -a urls={urls} -s PRIVATE_HOSTS_ALLOWED={server.allowed_hosts}"]
    return "\n".join([*lines, "Ctrl-C closes it.", ""])


if __name__ == "__main__":
    sys.exit(main())
