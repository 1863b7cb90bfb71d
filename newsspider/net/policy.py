"""The address policy: public addresses only, but for the hosts that the user names."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import getproxies

from newsspider.errors import UsageError
from newsspider.printable import without_secrets

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

# https://fetch.spec.whatwg.org/#port-blocking (2026-11): services that a request could be mistaken by.
_BLOCKED_PORTS = frozenset((
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
    111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
    540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
    6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
))  # fmt: skip


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

    def allows_port(self, host: str, port: int) -> bool:
        """Whether a web page may be asked for at this port: not at those of mail, shells and the like."""
        return port not in _BLOCKED_PORTS or (_host_name(host), port) in self.allowed


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
    return AddressPolicy(parse_hosts("PRIVATE_HOSTS_ALLOWED", hosts))


def parse_hosts(setting: str, hosts: list[str]) -> frozenset[tuple[str, int | None]]:
    """Parse a setting's list of ``host``, ``host:port`` or ``[v6]:port`` each; port None means any.

    Raises:
        UsageError: an entry is neither.
    """
    found: set[tuple[str, int | None]] = set()
    for entry in filter(None, (h.strip() for h in hosts)):
        bare_v6 = entry.count(":") > 1 and not entry.startswith("[")
        try:
            parts = urlsplit(f"//[{entry}]" if bare_v6 else f"//{entry}")
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or not set(entry).isdisjoint("/?#@* "):
            raise UsageError(f"{setting}: {entry!r} isn't host or host:port, for example 127.0.0.1:8800")
        found.add((_host_name(host), port))
    return frozenset(found)


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
                raise UsageError(
                    f"{scheme}_proxy is {without_secrets(proxy)!r}: {exc}; give http://host:port"
                ) from exc
            if host:
                allowed.update({(_host_name(host), port), (_host_name(host), 0)})
    return AddressPolicy(frozenset(allowed))
