"""Public addresses only, in whatever form they are written, but for what the user names."""

from __future__ import annotations

import pytest

from newsspider.errors import UsageError
from newsspider.net.policy import AddressPolicy, is_public, literal_address, parse_allowed, with_proxies

PRIVATE = {
    "loopback": "127.0.0.1",
    "loopback-other": "127.8.9.10",
    "loopback-v6": "::1",
    "unspecified": "0.0.0.0",
    "unspecified-v6": "::",
    "ten": "10.0.0.8",
    "172.16": "172.31.255.254",
    "192.168": "192.168.1.1",
    "carrier-nat": "100.64.0.1",
    "metadata-aws": "169.254.169.254",
    "metadata-alibaba": "100.100.100.200",
    "metadata-oracle": "192.0.0.192",
    "metadata-aws-v6": "fd00:ec2::254",
    "link-local-v6": "fe80::1",
    "link-local-v6-zone": "fe80::1%eth0",
    "site-local-v6": "fec0::1",
    "unique-local-v6": "fd12:3456::1",
    "multicast": "224.0.0.251",
    "multicast-v6": "ff02::fb",
    "multicast-v6-global": "ff0e::1",
    "broadcast": "255.255.255.255",
    "reserved": "240.0.0.1",
    "benchmark": "198.18.0.1",
    "documentation": "203.0.113.5",
    "documentation-v6": "2001:db8::1",
    "documentation-v6-new": "3fff::1",
    "mapped": "::ffff:127.0.0.1",
    "mapped-hex": "::ffff:a9fe:a9fe",
    "compatible": "::127.0.0.1",
    "6to4": "2002:7f00:1::",
    "6to4-relay": "192.88.99.1",
    "teredo": "2001::1",
    "nat64": "64:ff9b::7f00:1",
    "nat64-local": "64:ff9b:1::a00:1",
    "not-an-address": "www.paper.example",
    "nothing": "",
}


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE.keys())
def test_an_address_that_not_everybody_can_reach_is_refused(address: str) -> None:
    assert not is_public(address)
    assert not AddressPolicy().allows("www.paper.example", 443, address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_public(address)
    assert AddressPolicy().allows("www.paper.example", 443, address)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0X7F.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("169.254.43518", "169.254.169.254"),
        ("[::1]", "::1"),
        ("[fe80::1%25eth0]", "fe80::1"),
        ("8.8.8.8", "8.8.8.8"),
        ("www.paper.example", None),
        ("paper", None),
        ("1.2.3.4.5", None),
        ("", None),
        ("\0", None),
        ("zürich.example", None),
    ],
)
def test_an_address_in_any_spelling_is_told_from_a_name(host: str, address: str | None) -> None:
    assert literal_address(host) == address


@pytest.mark.parametrize(
    ("entry", "host", "port", "allowed"),
    [
        pytest.param("127.0.0.1:8800", "127.0.0.1", 8800, True, id="host-and-port"),
        pytest.param("127.0.0.1:8800", "127.0.0.1", 8801, False, id="other-port"),
        pytest.param("127.0.0.1", "127.0.0.1", 1, True, id="any-port"),
        pytest.param("127.0.0.1", "127.0.0.2", 1, False, id="other-host"),
        pytest.param("Intranet.Example.", "intranet.example", 80, True, id="case-and-dot"),
        pytest.param("intranet.example", "INTRANET.example.", 80, True, id="case-and-dot-asked"),
        pytest.param("intranet.example", "www.intranet.example", 80, False, id="no-subdomains"),
        pytest.param("::1", "[::1]", 80, True, id="v6"),
        pytest.param("[::1]:8800", "::1", 8800, True, id="v6-and-port"),
        pytest.param("[0:0:0:0:0:0:0:1]:8800", "::1", 8800, True, id="v6-long"),
    ],
)
def test_what_the_user_names_is_allowed_and_nothing_else(entry: str, host: str, port: int, allowed: bool) -> None:
    policy = parse_allowed(["", entry, " "])

    assert policy.allows_host(host, port) is allowed
    assert policy.allows(host, port, "127.0.0.1") is allowed


@pytest.mark.parametrize(
    "entry",
    [
        "http://intranet.example",
        "intranet:http",
        "intranet:99999",
        "user@intranet",
        "a/b",
        "a?b",
        "a#b",
        "[::1",
        "*",
        ":80",
    ],
)
def test_an_entry_that_is_no_host_is_named(entry: str) -> None:
    with pytest.raises(UsageError, match="PRIVATE_HOSTS_ALLOWED") as raised:
        parse_allowed(["127.0.0.1:8800", entry])

    assert repr(entry) in str(raised.value)


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.usefixtures("no_proxies")
@pytest.mark.parametrize("proxy", ["http://127.0.0.1:3128", "127.0.0.1:3128"])
def test_the_proxy_of_the_environment_is_allowed_and_its_neighbours_are_not(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    policy = with_proxies(parse_allowed(["intranet.example:80"]))

    assert policy.allows_host("127.0.0.1", 3128)
    assert policy.allows_host("127.0.0.1", 0), "what Twisted asks with for a tunnel"
    assert policy.allows_host("intranet.example", 80)
    assert not policy.allows_host("127.0.0.1", 80)


@pytest.mark.usefixtures("no_proxies")
def test_without_a_proxy_nothing_is_added() -> None:
    assert with_proxies(AddressPolicy()) == AddressPolicy()


@pytest.mark.usefixtures("no_proxies")
def test_a_proxy_that_is_no_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example:99999")

    with pytest.raises(UsageError, match="http_proxy"):
        with_proxies(AddressPolicy())
