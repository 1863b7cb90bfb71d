"""The resolver hands on only allowed addresses, at every look-up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.resolver import HostResolution, dnscache
from scrapy.settings import Settings
from twisted.internet.address import IPv4Address, IPv6Address

from newsspider.net import resolver as module
from newsspider.net.policy import parse_allowed
from newsspider.net.resolver import GuardedResolver, was_refused

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "www.paper.example"


class Answers:
    """A resolver that gives one list of addresses after the other, the last one for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.asked = 0

    def resolveHostName(
        self, receiver: Any, host: str, port: int = 0, types: Any = None, semantics: str = "TCP"
    ) -> Any:
        self.asked += 1
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        receiver.resolutionBegan(HostResolution(host))
        for address in answer:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()
        return HostResolution(host)


class Receiver:
    """What Twisted's connection attempt hears."""

    def __init__(self) -> None:
        self.addresses: list[tuple[str, int]] = []
        self.ended = 0

    def resolutionBegan(self, resolution: Any) -> None:
        self.name = resolution.name

    def addressResolved(self, address: Any) -> None:
        self.addresses.append((address.host, address.port))

    def resolutionComplete(self) -> None:
        self.ended += 1


@pytest.fixture(autouse=True)
def _no_memory() -> Iterator[None]:
    dnscache.clear()
    module._refused.clear()
    yield
    dnscache.clear()
    module._refused.clear()


def guarded(answers: Answers, *allowed: str, cache: int = 0) -> GuardedResolver:
    reactor: Any = SimpleNamespace(nameResolver=answers)
    return GuardedResolver(reactor, cache, parse_allowed(list(allowed)))


def resolve(resolver: GuardedResolver, host: str = HOST, port: int = 443) -> list[str]:
    receiver: Any = Receiver()
    resolver.resolveHostName(receiver, host, port)
    assert receiver.name == host
    assert receiver.ended == 1
    assert all(of == port for _, of in receiver.addresses)
    return [address for address, _ in receiver.addresses]


@pytest.mark.parametrize(
    ("answer", "passed"),
    [
        pytest.param(["8.8.8.8"], ["8.8.8.8"], id="public"),
        pytest.param(["127.0.0.1"], [], id="loopback"),
        pytest.param(["10.0.0.1", "8.8.8.8", "::1"], ["8.8.8.8"], id="mixed"),
        pytest.param(["::ffff:169.254.169.254"], [], id="mapped-metadata"),
        pytest.param([], [], id="no-answer"),
    ],
)
def test_only_public_addresses_are_handed_on(answer: list[str], passed: list[str]) -> None:
    assert resolve(guarded(Answers(answer))) == passed
    assert was_refused(HOST, 443) is (bool(answer) and not passed)


def test_a_host_that_is_named_may_be_private_at_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = guarded(Answers(["10.0.0.1"]), f"{HOST}:443")

    assert resolve(resolver) == ["10.0.0.1"]
    assert resolve(resolver, port=80) == []
    assert was_refused(HOST, 80)
    assert not was_refused(HOST, 443)


def test_a_name_that_changes_its_answer_is_checked_each_time() -> None:
    resolver = guarded(Answers(["8.8.8.8"], ["127.0.0.1"], ["8.8.8.8"]))

    assert [resolve(resolver) for _ in range(3)] == [["8.8.8.8"], [], ["8.8.8.8"]]
    assert not was_refused(HOST, 443), "the last look-up counts"


def test_what_is_remembered_is_checked_as_well() -> None:
    answers = Answers(["10.0.0.1"])
    resolver = guarded(answers, f"{HOST}:8443", cache=10)

    assert resolve(resolver, port=8443) == ["10.0.0.1"]
    assert resolve(resolver, port=443) == []
    assert resolve(resolver, port=8443) == ["10.0.0.1"]
    assert answers.asked == 1


@pytest.mark.parametrize("host", ["localhost", "herald.localhost"])
def test_local_test_names_are_loopback_without_a_look_up(host: str) -> None:
    answers = Answers(["8.8.8.8"])

    assert resolve(guarded(answers), host, 8800) == []
    assert was_refused(host, 8800)
    assert resolve(guarded(answers, f"{host}:8800"), host, 8800) == ["127.0.0.1"]
    assert answers.asked == 0


def test_refusals_are_remembered_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_REFUSALS_KEPT", 3)
    resolver = guarded(Answers(["10.0.0.1"]))
    for number in range(10):
        resolve(resolver, f"{number}.paper.example")

    assert len(module._refused) == 3


@pytest.mark.parametrize("cached", [True, False])
def test_it_is_built_from_the_settings(cached: bool) -> None:
    settings = Settings({"PRIVATE_HOSTS_ALLOWED": "intranet.example:80", "DNSCACHE_ENABLED": cached})
    reactor: Any = SimpleNamespace(nameResolver=Answers(["10.0.0.1"]))
    crawler: Any = SimpleNamespace(settings=settings)
    resolver = GuardedResolver.from_crawler(crawler, reactor)

    assert resolve(resolver, "intranet.example", 80) == ["10.0.0.1"]
    assert resolve(resolver, "other.example", 80) == []
    assert dnscache.limit == (10_000 if cached else 0)
