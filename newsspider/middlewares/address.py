"""Refuses what is never fetched, before a connection: other schemes, odd ports, private addresses spelled out.

Names are checked after resolution, by `newsspider.net.resolver`; this step also stands before a proxy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from newsspider.middlewares.errors import Refused
from newsspider.net.policy import AddressPolicy, is_public, literal_address, parse_allowed

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

_DEFAULT_PORTS = {"http": 80, "https": 443}


class AddressMiddleware:
    """Checks every request, each hop of a redirect included."""

    def __init__(self, policy: AddressPolicy) -> None:
        self._policy = policy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from PRIVATE_HOSTS_ALLOWED."""
        return cls(parse_allowed(crawler.settings.getlist("PRIVATE_HOSTS_ALLOWED")))

    def process_request(self, request: Request) -> Request | None:
        """Pass the request on, without user name and password in its address; or raise `Refused`."""
        try:
            parts = urlsplit(request.url)
            host = parts.hostname or ""
            port = parts.port if parts.port is not None else _DEFAULT_PORTS.get(parts.scheme, 0)
        except ValueError as exc:
            raise Refused("failed", "bad_url", str(exc)) from exc
        if parts.scheme not in _DEFAULT_PORTS:
            raise Refused("failed", "unsupported_scheme", request.url[:200])
        address = literal_address(host)
        if address and not is_public(address) and not self._policy.allows_host(host, port):
            raise Refused("failed", "private_address", f"{host}:{port}")
        if not self._policy.allows_port(host, port):
            raise Refused("failed", "blocked_port", f"{host}:{port}")
        if "@" in parts.netloc:
            return request.replace(url=urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))
        return None
