"""Which hosts' certificates are verified (over sockets, and that headers are bounded: tests/hostile)."""

from __future__ import annotations

from typing import Any

from scrapy.utils.test import get_crawler

from newsspider.net.download import CertificatePolicy


def policy(**settings: Any) -> CertificatePolicy:
    crawler: Any = get_crawler(settings_dict={"DOWNLOAD_VERIFY_CERTIFICATES": True, **settings})
    return CertificatePolicy(crawler)


def verifies(chosen: CertificatePolicy, host: str, port: int = 443) -> bool:
    return "Scrapy" not in type(chosen.creatorForNetloc(host.encode(), port)).__name__


def test_all_hosts_are_verified_but_for_those_named() -> None:
    chosen = policy(TLS_UNVERIFIED_HOSTS="old.example:8443,127.0.0.1")
    assert verifies(chosen, "www.paper.example")
    assert verifies(chosen, "old.example")
    assert verifies(chosen, "www.old.example", 8443)
    assert not verifies(chosen, "old.example", 8443)
    assert not verifies(chosen, "127.0.0.1", 4433)


def test_scrapys_own_setting_switches_verifying_off() -> None:
    assert not verifies(policy(DOWNLOAD_VERIFY_CERTIFICATES=False), "www.paper.example")


def test_a_hosts_options_are_made_once() -> None:
    chosen = policy()
    assert chosen.creatorForNetloc(b"a.example", 443) is chosen.creatorForNetloc(b"a.example", 8443)
