"""The address policy: public addresses only, but for the hosts that the user names."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import getproxies

from newsspider.errors import UsageError

# Globally routable by Python's registry copy, yet never a news site: NAT64, 6to4 and Teredo wrap other addresses.
_WRAPPING = tuple(ipaddress.ip_network(n) for n in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """``allowed`` holds (host, port) pairs; port None means any."""

    allowed: frozenset[tuple[str, int | None]] = field(default_factory=frozenset)

    def allows_host(self, host: str, port: int) -> bool:
        """Whether the user has named this host, at this port or at any."""
        name = host.lower().strip("[]").rstrip(".")
        return (name, port) in self.allowed or (name, None) in self.allowed

    def allows(self, host: str, port: int, address: str) -> bool:
        """Whether a connection to ``address``, which ``host`` resolved to, may be opened."""
        return self.allows_host(host, port) or is_public(address)


def literal_address(host: str) -> str | None:
    """Return the address that a host spells out, also as 2130706433, 0x7f000001 or 127.1; None for a name."""
    bare = host.strip("[]")
    try:
        return str(ipaddress.ip_address(bare.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(bare))
    except OSError:
        return None


def is_public(address: str) -> bool:
    """Whether an IP address is one that the whole internet can reach; False for what isn't an address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in network for network in _WRAPPING):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def parse_allowed(hosts: list[str]) -> AddressPolicy:
    """Parse PRIVATE_HOSTS_ALLOWED: ``host``, ``host:port`` or ``[v6]:port`` each.

    Raises:
        UsageError: an entry is neither.
    """
    allowed: set[tuple[str, int | None]] = set()
    for entry in filter(None, (h.strip() for h in hosts)):
        bare_v6 = entry.count(":") > 1 and not entry.startswith("[")
        try:
            parts = urlsplit(f"//[{entry}]" if bare_v6 else f"//{entry}")
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or parts.path or parts.query or "@" in entry:
            raise UsageError(f"PRIVATE_HOSTS_ALLOWED: {entry!r} isn't host or host:port, for example 127.0.0.1:8800")
        allowed.add((host.lower(), port))
    return AddressPolicy(frozenset(allowed))


def with_proxies(policy: AddressPolicy) -> AddressPolicy:
    """Return the policy with the proxies of the environment (http_proxy, https_proxy) allowed.

    Whoever sets them trusts them, and they mostly stand on a private address. Port 0 is what Twisted asks the
    resolver with for a tunnel.
    """
    allowed = set(policy.allowed)
    for scheme in ("http", "https"):
        proxy = getproxies().get(scheme)
        if proxy:
            parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
            if parts.hostname:
                allowed.update({(parts.hostname, parts.port or 80), (parts.hostname, 0)})
    return AddressPolicy(frozenset(allowed))
