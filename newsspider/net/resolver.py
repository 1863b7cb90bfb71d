"""A resolver that hands Twisted only addresses the policy allows.

The check stands after resolution and before the connection, on the very address that is then connected to, so
neither a name that points inside nor one that changes its answer in between gets through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.resolver import CachingHostnameResolver, HostResolution
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface.declarations import implementer

from newsspider.net.policy import AddressPolicy, parse_allowed, with_proxies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress, IHostResolution

MAX_REFUSALS_KEPT = 10_000

_refused: set[tuple[str, int]] = set()


def was_refused(host: str, port: int) -> bool:
    """Whether the last look-up of the host gave only addresses that the policy refuses."""
    return (host, port) in _refused


@implementer(IResolutionReceiver)  # type: ignore[no-untyped-call]
class _Guard:
    """Passes allowed addresses on and notes a host that has none."""

    def __init__(self, receiver: Any, host: str, port: int, policy: AddressPolicy) -> None:
        self._receiver = receiver
        self._key = (host, port)
        self._policy = policy
        self._seen = 0
        self._passed = 0

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        self._seen += 1
        if self._policy.allows(*self._key, address.host):
            self._passed += 1
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:
        _refused.discard(self._key)
        if self._seen and not self._passed and len(_refused) < MAX_REFUSALS_KEPT:
            _refused.add(self._key)
        self._receiver.resolutionComplete()


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver behind the policy of PRIVATE_HOSTS_ALLOWED.

    ``localhost`` and names below it are loopback without a look-up (RFC 6761), so that a test site can have a
    name on every machine; they are refused like any other private host unless named in the setting.
    """

    def __init__(self, reactor: ReactorBase, cache_size: int, policy: AddressPolicy) -> None:
        super().__init__(reactor, cache_size)
        self._policy = policy

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Build from settings; ``crawler`` is the process or a crawler, only its settings are used."""
        size = crawler.settings.getint("DNSCACHE_SIZE") if crawler.settings.getbool("DNSCACHE_ENABLED") else 0
        policy = parse_allowed(crawler.settings.getlist("PRIVATE_HOSTS_ALLOWED"))
        return cls(reactor, size, with_proxies(policy))

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """Resolve as Twisted asks, less the refused addresses."""
        guard: Any = _Guard(resolutionReceiver, hostName, portNumber, self._policy)
        if hostName == "localhost" or hostName.endswith(".localhost"):
            resolution: IHostResolution = HostResolution(hostName)  # type: ignore[assignment]
            guard.resolutionBegan(resolution)
            guard.addressResolved(IPv4Address("TCP", "127.0.0.1", portNumber))
            guard.resolutionComplete()
            return resolution
        return super().resolveHostName(guard, hostName, portNumber, addressTypes, transportSemantics)
