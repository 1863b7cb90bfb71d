"""A loopback server that may misbehave below HTTP: cut, drip, reset, flood. Pages are `Reply` or functions of the socket."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import struct
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from tests.support.origin import Loopback, Reply, of_pages

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

    Page = Reply | Callable[[socket.socket], None]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: ``head`` is all of it, in lower case."""

    path: str
    head: str
    moment: float


class HostileOrigin(Loopback["Page"]):
    """Serves ``pages``; after a function the connection is closed. With ``tls`` it speaks https."""

    def __init__(
        self,
        pages: Mapping[str, Page] | Callable[[str], Page],
        address: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        origin = self
        self.asked: list[Asked] = []
        self.scheme = "https" if tls else "http"

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    connection = tls.wrap_socket(self.request, server_side=True) if tls else self.request
                    with contextlib.closing(connection):
                        origin._converse(connection)

        super().__init__(pages, Reply("not here", 404), Handler, address)

    def paths(self) -> list[str]:
        """Return the paths of pages asked for, in order."""
        return of_pages(asked.path for asked in self.asked)

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
            page = self.reply(path)
            if not isinstance(page, Reply):
                page(connection)
                return
            time.sleep(page.stall)
            connection.sendall(_answer(page))


def _answer(page: Reply) -> bytes:
    headers = {"Content-Length": str(len(page.content)), **page.headers}
    lines = [
        f"HTTP/1.1 {page.status} {HTTPStatus(page.status).phrase}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + page.content


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
