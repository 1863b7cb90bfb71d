"""Serve the newsroom over HTTP on loopback, each site under its own host name."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from newsspider.sample.clock import Clock
from newsspider.sample.newsroom import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import TracebackType

    from newsspider.sample.model import Response
    from newsspider.sample.newsroom import Newsroom

_CACHED_ANSWERS = 4096
_IDLE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Hit:
    """A request that the server answered; `monotonic` is in seconds."""

    host: str
    path: str
    monotonic: float
    user_agent: str
    status: int


class SampleServer:
    """The newsroom on 127.0.0.1 while the context lasts; port 0 takes a free one."""

    def __init__(self, newsroom: Newsroom | None = None, port: int = 0, clock: Clock | None = None) -> None:
        self.newsroom = newsroom or load()
        self.clock = clock or Clock()
        self.hits: list[Hit] = []
        self._http = _Server(port, self._answer, self._record)
        self.port = int(self._http.server_address[1])
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._render = lru_cache(maxsize=_CACHED_ANSWERS)(self._render_at)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @property
    def home_urls(self) -> list[str]:
        """The front page of every site."""
        return [f"{self.newsroom.origin(site.key, self.port)}/" for site in self.newsroom.sites]

    @property
    def allowed_hosts(self) -> str:
        """The value of PRIVATE_HOSTS_ALLOWED that lets a crawl reach the newsroom and nothing else on loopback."""
        return ",".join(f"{site.host}:{self.port}" for site in self.newsroom.sites)

    def _answer(self, host: str, path: str) -> Response:
        return self._render(host, path, self.clock.now)

    def _render_at(self, host: str, path: str, moment: datetime) -> Response:
        return self.newsroom.render(host, path, moment, self.port)

    def _record(self, hit: Hit) -> None:
        self.hits.append(hit)


class _Server(ThreadingHTTPServer):
    """Knows how to answer and where to note it, so that the handler need not."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, answer: Callable[[str, str], Response], record: Callable[[Hit], None]) -> None:
        self.answer = answer
        self.record = record
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up early is no fault of the server's."""


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD with keep-alive, and 304 where the client's copy is still good."""

    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        self._respond(with_body=True)

    def do_HEAD(self) -> None:
        self._respond(with_body=False)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name http.server gives it)
        """Print nothing: a crawl's terminal is for the crawl; `hits` has every request."""

    def version_string(self) -> str:
        """Return the Server header without the Python version."""
        return "newsroom"

    def _respond(self, *, with_body: bool) -> None:
        host = self.headers.get("Host", "")
        response = self.server.answer(host, self.path)
        unchanged = response.status == 200 and self._is_known(response)
        status = 304 if unchanged else response.status
        agent = self.headers.get("User-Agent", "")
        self.server.record(Hit(host.partition(":")[0].lower(), self.path, time.monotonic(), agent, status))
        self.send_response(status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if with_body and not unchanged:
            self.wfile.write(response.body)

    def _is_known(self, response: Response) -> bool:
        """Tell whether the client's validators say that it has this answer; the tag counts before the date."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            known = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
            return response.headers.get("ETag", "") in known
        since, changed = self.headers.get("If-Modified-Since"), response.headers.get("Last-Modified")
        if not since or not changed:
            return False
        try:
            return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False
