"""A replay proxy: recorded pages under their own URLs, https included, all on loopback.

Plain requests arrive with an absolute URI and are answered at once; a CONNECT is accepted and the connection
turned into TLS with a throw-away certificate for that host, so that the crawler needs no setting but
``http_proxy`` and ``https_proxy``, and ``SSL_CERT_FILE``: the proxy's own authority, which signs them.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.support.certificates import Authority

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self


@dataclass(frozen=True, slots=True)
class Answer:
    """One recorded answer."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


NOT_RECORDED = Answer(b"not recorded", 404, {"Content-Type": "text/plain"})


class ReplayProxy:
    """Serves ``pages``, a mapping of URL to `Answer`, to whoever uses it as a proxy.

    ``asked`` lists (URL, monotonic seconds) of all requests in order. Use as a context manager.
    """

    def __init__(self, pages: Mapping[str, Answer]) -> None:
        self._pages = pages
        self.asked: list[tuple[str, float]] = []
        self._authority = Authority()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that send a crawler here."""
        address = f"http://127.0.0.1:{self.port}"
        return {
            "http_proxy": address,
            "https_proxy": address,
            "no_proxy": "",
            "SSL_CERT_FILE": str(self._authority.file),
        }

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        self._authority.forget()

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._track, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        assert self._server
        self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _track(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._connections.add(task)
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass  # the crawler hung up
        finally:
            self._connections.discard(task)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer requests until the other side hangs up."""
        origin = ""
        while head := await reader.readuntil(b"\r\n\r\n"):
            method, target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
            if method == "CONNECT":
                host = target.rpartition(":")[0]
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await writer.drain()
                await writer.start_tls(self._context_for(host))
                origin = f"https://{host}"
                continue
            url = target if "://" in target else origin + target
            self.asked.append((url, time.monotonic()))
            answer = self._pages.get(url, NOT_RECORDED)
            lines = [f"HTTP/1.1 {answer.status} Recorded", *(f"{k}: {v}" for k, v in answer.headers.items())]
            lines.append(f"Content-Length: {len(answer.body)}")
            writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + (b"" if method == "HEAD" else answer.body))
            await writer.drain()

    def _context_for(self, host: str) -> ssl.SSLContext:
        """Return a server context with a certificate of the host's own, made once."""
        if host not in self._contexts:
            self._contexts[host] = self._authority.context_for(host)
        return self._contexts[host]
