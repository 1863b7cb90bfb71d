"""A loopback server that may misbehave below HTTP: cut, drip, reset, flood. Pages are `Reply` or functions of the socket."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import struct
import threading
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from tests.support.origin import Reply

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

    Page = Reply | Callable[[socket.socket], None]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: ``head`` is all of it, in lower case."""

    path: str
    head: str
    moment: float


class HostileOrigin:
    """Serves ``pages`` (by path, or a function of the path); after a function the connection is closed.

    Use as a context manager. Each ``address`` is a host of its own; with ``tls`` it speaks https.
    """

    def __init__(
        self,
        pages: Mapping[str, Page] | Callable[[str], Page],
        address: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        origin = self
        self.asked: list[Asked] = []
        self.scheme = "https" if tls else "http"
        self._pages = pages

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    connection = tls.wrap_socket(self.request, server_side=True) if tls else self.request
                    with contextlib.closing(connection):
                        origin._converse(connection)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 128

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # the crawler hung up, or doesn't trust the certificate

        self._server = Server((address, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def host(self) -> str:
        """Host and port."""
        return f"{self._server.server_address[0]!s}:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """The front page."""
        return f"{self.scheme}://{self.host}/"

    def paths(self) -> list[str]:
        """Return the paths asked for, in order; robots.txt and tdmrep.json left out."""
        return [a.path for a in self.asked if a.path not in {"/robots.txt", "/.well-known/tdmrep.json"}]

    def _converse(self, connection: socket.socket) -> None:
        """Answer requests until one is answered by a function, or the other side hangs up."""
        data = b""
        while True:
            while b"\r\n\r\n" not in data:
                received = connection.recv(65_536)
                if not received:
                    return
                data += received
            head, _, data = data.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("latin-1")
            self.asked.append(Asked(path, head.decode("latin-1").lower(), time.monotonic()))
            page = self._page(path)
            if not isinstance(page, Reply):
                page(connection)
                return
            time.sleep(page.stall)
            connection.sendall(_answer(page))

    def _page(self, path: str) -> Page:
        if callable(self._pages):
            return self._pages(path)
        return self._pages.get(path, Reply("not here", 404))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


def _answer(page: Reply) -> bytes:
    body = page.body.encode() if isinstance(page.body, str) else page.body
    headers = {"Content-Length": str(len(body)), **page.headers}
    lines = [
        f"HTTP/1.1 {page.status} {HTTPStatus(page.status).phrase}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def raw(*pieces: bytes) -> Callable[[socket.socket], None]:
    """Send the pieces and close."""

    def send(connection: socket.socket) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return send


def reset_after(data: bytes) -> Callable[[socket.socket], None]:
    """Send, then break the connection off."""

    def send(connection: socket.socket) -> None:
        connection.sendall(data)
        time.sleep(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return send


def drip(head: bytes, drop: bytes, every: float = 0.2, seconds: float = 120) -> Callable[[socket.socket], None]:
    """Send the head, then a drop at a time until the other side has enough."""

    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            connection.sendall(drop)
            time.sleep(every)

    return send


def flood(head: bytes, wave: bytes, seconds: float = 20) -> Callable[[socket.socket], None]:
    """Send the head, then waves as fast as they are taken, until the other side hangs up."""
    return drip(head, wave, every=0, seconds=seconds)
