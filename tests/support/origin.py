"""A loopback site whose every answer a test decides, with a count of what was asked."""

from __future__ import annotations

import socketserver
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
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

    @property
    def content(self) -> bytes:
        """The body's bytes."""
        return self.body.encode() if isinstance(self.body, str) else self.body


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


Page = TypeVar("Page")


class Loopback(Generic[Page]):
    """A server on loopback that answers with ``pages`` (by path, or a function of the path). Use as a context manager.

    Each ``address``, such as 127.0.0.2, is a host of its own.
    """

    scheme = "http"

    def __init__(
        self,
        pages: Mapping[str, Page] | Callable[[str], Page],
        nothing: Page,
        handler: type[socketserver.BaseRequestHandler],
        address: str,
    ) -> None:
        self._pages = pages
        self._nothing = nothing

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 128

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # a crawler that hangs up, is killed, or doesn't trust the certificate

        self._server = Server((address, 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def reply(self, path: str) -> Page:
        """Return the answer for a path; 404 where there is none."""
        return self._pages(path) if callable(self._pages) else self._pages.get(path, self._nothing)

    @property
    def host(self) -> str:
        """Host and port."""
        address, port = self._server.server_address[:2]
        return f"{address!s}:{port}"

    @property
    def url(self) -> str:
        """The front page."""
        return f"{self.scheme}://{self.host}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


def of_pages(paths: Iterable[str]) -> list[str]:
    """Return the paths but those that are asked for once a host: robots.txt and tdmrep.json."""
    return [path for path in paths if path not in {"/robots.txt", "/.well-known/tdmrep.json"}]


class Origin(Loopback[Reply]):
    """Serves HTTP as it should be.

    ``asked`` lists (path, monotonic seconds, User-Agent) of all requests in order, ``not_modified`` the paths of those
    that named the page's ETag and were answered 304.
    """

    def __init__(self, pages: Mapping[str, Reply] | Callable[[str], Reply], address: str = "127.0.0.1") -> None:
        origin = self
        self.asked: list[tuple[str, float, str]] = []
        self.not_modified: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                origin.asked.append((self.path, time.monotonic(), self.headers.get("User-Agent", "")))
                reply = origin.reply(self.path)
                time.sleep(reply.stall)
                known = self.headers.get("If-None-Match")
                if known and known == reply.headers.get("ETag"):
                    origin.not_modified.append(self.path)
                    self.send_response(304)
                    self.end_headers()
                    return
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(reply.content)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.content)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name http.server gives it
                pass

        super().__init__(pages, Reply("not here", 404), Handler, address)

    def paths(self) -> list[str]:
        """Return the paths of pages asked for, in order."""
        return of_pages(path for path, _, _ in self.asked)
