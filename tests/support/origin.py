"""A loopback site whose every answer a test decides, with a count of what was asked."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

PLACES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ironwood", "Juniper")
THINGS = ("ferry", "library", "orchard", "tram line", "reservoir", "harbour wall", "night school", "cable car")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the origin answers; ``stall`` seconds pass before it does."""

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    stall: float = 0.0


def article(number: int, paragraphs: int = 6) -> str:
    """Return the page of a made-up story; no two numbers share a text."""
    place, thing = PLACES[number % len(PLACES)], THINGS[number % len(THINGS)]
    body = "".join(
        f"<p>The {thing} at {place} Bay number {number} drew {number * 17 + k * 3} visitors in week {k + 1}, the town said, "
        f"and clerk number {number * 7 + k} counted every one of them by hand at the gate.</p>"
        for k in range(paragraphs)
    )
    title = f"Story {number}: the {thing} of {place} Bay opens again"
    return (
        f"<html lang=en><head><title>{title}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1>{body}</article><footer>Made for a test</footer></body></html>"
    )


def front_page(paths: list[str]) -> str:
    """Return a section page that links to the paths."""
    links = "".join(f"<li><a href='{p}'>The long headline of the story that stands at {p}</a></li>" for p in paths)
    return f"<html lang=en><head><title>The Bay Paper</title></head><body><h1>News</h1><ul>{links}</ul></body></html>"


def site_of_articles(count: int) -> dict[str, Reply]:
    """Return a site with a front page that links to ``count`` articles."""
    paths = [f"/news/{n}.html" for n in range(count)]
    return {"/": Reply(front_page(paths)), **{p: Reply(article(n)) for n, p in enumerate(paths)}}


class Origin:
    """Serves ``pages`` (path to `Reply`, or a function of the path) on loopback. Use as a context manager.

    Each ``address``, such as 127.0.0.2, is a host of its own.

    ``asked`` lists (path, monotonic seconds, User-Agent) of all requests in order, ``not_modified`` the paths of those
    that named the page's ETag and were answered 304.
    """

    def __init__(self, pages: Mapping[str, Reply] | Callable[[str], Reply], address: str = "127.0.0.1") -> None:
        origin = self
        self.asked: list[tuple[str, float, str]] = []
        self.not_modified: list[str] = []
        self._pages = pages

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                origin.asked.append((self.path, time.monotonic(), self.headers.get("User-Agent", "")))
                reply = origin.reply(self.path)
                time.sleep(reply.stall)
                body = reply.body.encode() if isinstance(reply.body, str) else reply.body
                known = self.headers.get("If-None-Match")
                if known and known == reply.headers.get("ETag"):
                    origin.not_modified.append(self.path)
                    self.send_response(304)
                    self.end_headers()
                    return
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(body)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name http.server gives it
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # a crawler that hangs up or is killed

        self._server = Server((address, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def reply(self, path: str) -> Reply:
        """Return the answer for a path; 404 where there is none."""
        if callable(self._pages):
            return self._pages(path)
        return self._pages.get(path, Reply("not here", 404))

    @property
    def host(self) -> str:
        """Host and port."""
        return f"{self._server.server_address[0]!s}:{self._server.server_port}"

    @property
    def url(self) -> str:
        """The front page."""
        return f"http://{self.host}/"

    def paths(self) -> list[str]:
        """Return the paths asked for, those left out that are asked for once a host: robots.txt and tdmrep.json."""
        return [path for path, _, _ in self.asked if path not in {"/robots.txt", "/.well-known/tdmrep.json"}]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
