"""The address policy: public addresses only, but for the hosts that the user names."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import getproxies

from newsspider.errors import UsageError

# Never a news site, though Python calls them global, or did in some version: NAT64, 6to4 and Teredo wrap other
# addresses; the rest are IETF protocol assignments (a cloud's metadata service among them), the 6to4 relay,
# site-local and documentation addresses (IANA special-purpose registries, 2026-11).
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10", "3fff::/20",
        "192.0.0.0/24", "192.88.99.0/24",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """``allowed`` holds (host, port) pairs; port None means any."""

    allowed: frozenset[tuple[str, int | None]] = field(default_factory=frozenset)

    def allows_host(self, host: str, port: int) -> bool:
        """Whether the user has named this host, at this port or at any."""
        name = _host_name(host)
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
    except (OSError, ValueError):
        return None


def is_public(address: str) -> bool:
    """Whether an IP address is one that the whole internet can reach; False for what isn't an address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        return is_public(str(ip.ipv4_mapped))
    if any(ip.version == network.version and ip in network for network in _REFUSED):
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
        if not host or not set(entry).isdisjoint("/?#@* "):
            raise UsageError(f"PRIVATE_HOSTS_ALLOWED: {entry!r} isn't host or host:port, for example 127.0.0.1:8800")
        allowed.add((_host_name(host), port))
    return AddressPolicy(frozenset(allowed))


def _host_name(host: str) -> str:
    """Return a host in the one form that is compared: lower case, no brackets or final dot, IPv6 shortened."""
    name = host.lower().strip("[]").rstrip(".")
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return name


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
            try:
                host, port = parts.hostname, parts.port or 80
            except ValueError as exc:
                raise UsageError(f"{scheme}_proxy is {proxy!r}: {exc}; give http://host:port") from exc
            if host:
                allowed.update({(_host_name(host), port), (_host_name(host), 0)})
    return AddressPolicy(frozenset(allowed))
