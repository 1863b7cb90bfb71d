"""Answers that are cut, endless, swollen or lead elsewhere: each ends under its cause, and costs nobody else."""

from __future__ import annotations

import gzip
import sys
import zlib
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

import brotli
import pytest

from newsspider.exitcodes import ExitCode
from tests.hostile.origin import OK, HostileOrigin, drip, flood, raw, reset_after
from tests.hostile.watched import Watched, watched_crawl
from tests.support.certificates import Authority
from tests.support.origin import Reply, article, front_page, site_of_articles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.hostile.origin import Page

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GOOD = 20
DRIPS = 3
TIMEOUT_SECONDS = 6
REDIRECTS = 8
LONG = article(900, paragraphs=120).encode()
ZEROS = bytes(40_000_000)
CUT = ("failed", "cut_off")
TOO_LARGE = ("failed", "too_large")
PRIVATE = ("failed", "private_address")


def packed(body: bytes, encoding: str) -> Reply:
    return Reply(body, headers={"Content-Type": "text/html; charset=utf-8", "Content-Encoding": encoding})


def deflated(data: bytes, bits: int) -> bytes:
    packer = zlib.compressobj(wbits=bits)
    return packer.compress(data) + packer.flush()


def to(address: str) -> Reply:
    return Reply("", 302, {"Location": address})


def whole_pages() -> dict[str, Page]:
    """Return pages that are whole, in unusual ways."""
    return {
        "/news/gzip-members.html": packed(
            b"".join(gzip.compress(p.encode()) for p in article(801).partition("<footer>")), "gzip"
        ),
        "/news/gzip-with-a-tail.html": packed(gzip.compress(article(802).encode()) + b"\0" * 9, "x-gzip"),
        "/news/zlib.html": packed(deflated(article(803).encode(), 15), "deflate"),
        "/news/raw-deflate.html": packed(deflated(article(804).encode(), -15), "deflate"),
        "/news/brotli.html": packed(brotli.compress(article(805).encode()), "br"),
        "/news/zstd.html": packed(zstd.compress(article(806).encode()), "zstd"),
        "/news/twice.html": packed(brotli.compress(gzip.compress(article(807).encode())), "gzip, br"),
        "/news/till-the-end.html": raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + article(808).encode()),
        "/news/broken-header-line.html": raw(OK + b"no colon here\r\n\r\n" + article(809).encode()),
    }


def cut_pages() -> dict[str, tuple[Page, tuple[str, str]]]:
    """Return path: (answer, state and reason) of answers that aren't whole."""
    bad_sum = bytearray(gzip.compress(LONG))
    bad_sum[-6] ^= 0xFF
    half = {
        "gzip": gzip.compress(LONG),
        "deflate": deflated(LONG, 15),
        "br": brotli.compress(LONG),
        "zstd": zstd.compress(LONG),
    }
    pages: dict[str, tuple[Page, tuple[str, str]]] = {
        f"/cut/{name}.html": (packed(body[: len(body) * 3 // 4], name), CUT) for name, body in half.items()
    }
    return pages | {
        "/cut/raw-deflate.html": (packed(deflated(LONG, -15)[:-90], "deflate"), CUT),
        "/cut/bad-sum.html": (packed(bytes(bad_sum), "gzip"), CUT),
        "/cut/not-packed-at-all.html": (packed(LONG, "gzip"), CUT),
        "/cut/three-layers.html": (packed(gzip.compress(gzip.compress(gzip.compress(LONG))), "gzip,gzip,gzip"), CUT),
        "/cut/unknown.html": (packed(LONG, "x-own"), ("failed", "unknown_encoding")),
        "/cut/length.html": (raw(OK + b"Content-Length: 99999\r\n\r\n" + LONG[:9_000]), CUT),
        "/cut/chunks.html": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\n2000\r\n" + LONG[:9_000]), CUT),
        "/cut/old-style.html": (raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + LONG[:9_000]), CUT),
        "/cut/reset.html": (reset_after(OK + b"Content-Length: 99999\r\n\r\n" + LONG[:9_000]), CUT),
        "/cut/hung-up.html": (raw(), ("failed", "connection_failed")),
        "/cut/no-http.html": (raw(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"), ("failed", "connection_failed")),
    }


def swollen_pages() -> dict[str, tuple[Page, tuple[str, str]]]:
    """Return answers without end or measure."""
    return {
        "/big/gzip.html": (packed(gzip.compress(ZEROS), "gzip"), TOO_LARGE),
        "/big/brotli.html": (packed(brotli.compress(ZEROS, quality=4), "br"), TOO_LARGE),
        "/big/zstd.html": (packed(zstd.compress(ZEROS), "zstd"), TOO_LARGE),
        "/big/gzip-in-gzip.html": (packed(gzip.compress(gzip.compress(ZEROS)), "gzip, gzip"), TOO_LARGE),
        "/big/plain.html": (raw(OK + b"Content-Length: 200000000\r\n\r\n" + ZEROS[:9_000]), TOO_LARGE),
        "/big/endless.html": (flood(OK + b"\r\n<html>", b"<p>more and more</p>" * 4_000), TOO_LARGE),
        "/big/headers.html": (flood(OK, b"".join(b"X-%d: %s\r\n" % (n, b"x" * 90) for n in range(900))), TOO_LARGE),
        "/big/hints.html": (flood(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 900), TOO_LARGE),
        "/big/one-header.html": (flood(OK + b"X: ", b"x" * 60_000), ("failed", "connection_failed")),
    }


def leading_pages(inner: str, own: str) -> dict[str, tuple[Page, tuple[str, str]]]:
    """Return redirects to where the crawl mustn't go; ``inner`` is host:port of a service on loopback."""
    port = inner.partition(":")[2]
    forms = {
        "plain": inner, "decimal": f"2130706441:{port}", "hex": f"0x7f000009:{port}", "octal": f"0177.0.0.011:{port}",
        "short": f"127.9:{port}", "dotted-hex": f"0x7f.0.0.0x9:{port}", "mapped": f"[::ffff:127.0.0.9]:{port}",
        "mapped-hex": f"[::ffff:7f00:9]:{port}", "nat64": f"[64:ff9b::7f00:9]:{port}", "6to4": f"[2002:7f00:9::]:{port}",
        "any": f"0.0.0.0:{port}", "name": f"localhost:{port}", "below": f"a.b.localhost:{port}",
        "userinfo": f"{own}@{inner}", "wide-digits": f"１２７.0.0.9:{port}", "metadata": "169.254.169.254",
        "link-local": "[fe80::1]", "multicast": "224.0.0.1", "unique-local": "[fd00:ec2::254]", "shared": "100.64.0.1",
    }  # fmt: skip
    pages: dict[str, tuple[Page, tuple[str, str]]] = {
        f"/to/{name}.html": (to(f"http://{host}/secret"), PRIVATE) for name, host in forms.items()
    }
    return pages | {
        "/to/file.html": (to("file:///etc/passwd"), ("failed", "bad_redirect")),
        "/to/data.html": (to("data:text/html,<p>x"), ("failed", "bad_redirect")),
        "/to/ftp.html": (to(f"ftp://{inner}/x"), ("failed", "bad_redirect")),
        "/to/mail-port.html": (to("http://www.paper.example:25/"), ("failed", "blocked_port")),
        "/to/loop.html": (to("/to/loop.html?again"), ("failed", "too_many_redirects")),
        "/to/chain-0.html": (to("/to/chain-1.html"), ("failed", "too_many_redirects")),
    }


class Crawled(NamedTuple):
    """The one crawl that all tests below look at."""

    crawl: Watched
    main: HostileOrigin
    inner: HostileOrigin
    dripping: HostileOrigin
    secure: dict[str, HostileOrigin]
    expected: dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """Crawl hosts of every kind at once."""
    folder: Path = tmp_path_factory.mktemp("network")
    trusted, stranger = Authority(), Authority()
    pages: dict[str, Page] = {**site_of_articles(GOOD), **whole_pages()}
    with ExitStack() as stack:
        inner = stack.enter_context(HostileOrigin(lambda _: Reply(article(950)), "127.0.0.9"))
        main = stack.enter_context(HostileOrigin(lambda path: pages.get(path, Reply("no", 404))))
        bad = cut_pages() | swollen_pages() | leading_pages(inner.host, main.host)
        pages |= {path: page for path, (page, _) in bad.items()}
        pages |= {f"/to/chain-{n}.html": to(f"/to/chain-{n + 1}.html") for n in range(25)}
        pages["/to/loop.html?again"] = pages["/to/loop.html"]
        pages["/news/named.html"] = to(f"http://somebody:hush@{main.host}/news/behind-a-name.html")
        pages["/news/behind-a-name.html"] = Reply(article(810))
        unlinked = ("/to/chain-", "/to/loop.html?", "/news/behind")
        linked = [p for p in pages if p != "/" and not p.startswith(unlinked)]
        pages["/"] = Reply(front_page([*linked, "/to/chain-0.html", "/to/elsewhere.html"]))
        slow: dict[str, Page] = {f"/slow/{n}.html": drip(OK + b"\r\n<html>", b"<p>") for n in range(DRIPS)}
        slow["/"] = Reply(front_page(list(slow)))
        dripping = stack.enter_context(HostileOrigin(slow, "127.0.0.2"))
        secure = {
            name: stack.enter_context(
                HostileOrigin(lambda _, n=number: Reply(article(n)), address, tls)  # type: ignore[misc]
            )
            for name, number, address, tls in (
                ("trusted", 820, "127.0.0.3", trusted.context_for("127.0.0.3")),
                ("another's", 821, "127.0.0.4", trusted.context_for("127.0.0.4", valid_for="127.0.0.44")),
                ("stranger's", 822, "127.0.0.5", stranger.context_for("127.0.0.5")),
                ("excused", 823, "127.0.0.6", stranger.context_for("127.0.0.6")),
            )
        }
        origins = [main, dripping, *secure.values()]
        pages["/to/elsewhere.html"] = to(f"{secure['trusted'].url}with-credentials.html")
        crawl = watched_crawl(
            *(o.url for o in origins),
            output=folder / "output",
            environment={"SSL_CERT_FILE": str(trusted.file)},
            PRIVATE_HOSTS_ALLOWED=",".join(o.host for o in origins),
            TLS_UNVERIFIED_HOSTS=secure["excused"].host,
            DOWNLOAD_TIMEOUT=TIMEOUT_SECONDS,
            CONCURRENT_REQUESTS_PER_DOMAIN=4,
            HTTPAUTH_USER="somebody", HTTPAUTH_PASS="hush", HTTPAUTH_DOMAIN=main.host,
        )  # fmt: skip
        yield Crawled(crawl, main, inner, dripping, secure, {path: outcome for path, (_, outcome) in bad.items()})
    trusted.forget()
    stranger.forget()


def test_every_good_page_is_stored_once_whatever_stands_beside_it(crawled: Crawled) -> None:
    good = {f"/news/{n}.html" for n in range(GOOD)} | whole_pages().keys() | {"/news/named.html"}
    asked = [r["requested_url"].removeprefix(crawled.main.url.rstrip("/")) for r in crawled.crawl.stored]
    assert sorted(path for path in asked if path.startswith("/")) == sorted(good)
    assert "Bay number 807 drew" in crawled.crawl.record("/news/twice.html")["text"]
    assert "Bay number 801 drew" in crawled.crawl.record("/news/gzip-members.html")["text"]
    assert crawled.crawl.run["counts"]["waiting"] == 0
    assert crawled.crawl.code == ExitCode.SOME_SOURCES_FAILED
    assert "Traceback" not in crawled.crawl.stderr


def test_every_bad_answer_ends_under_its_cause(crawled: Crawled) -> None:
    found = {path: crawled.crawl.of(path) for path in crawled.expected}
    assert found == crawled.expected


def test_what_is_cut_is_asked_for_three_times(crawled: Crawled) -> None:
    asked = crawled.main.paths()
    tries = {path: asked.count(path) for path, outcome in crawled.expected.items() if outcome == CUT}
    assert tries == dict.fromkeys(tries, 3)
    assert len(tries) >= 12


def test_redirects_are_bounded_and_never_lead_inside(crawled: Crawled) -> None:
    chain = [path for path in crawled.main.paths() if path.startswith("/to/chain-")]
    assert len(chain) == REDIRECTS + 1
    assert sum(path.startswith("/to/loop.html") for path in crawled.main.paths()) == REDIRECTS + 1
    assert crawled.inner.asked == []


def test_a_slow_drip_costs_its_budget_once_and_its_own_host_only(crawled: Crawled) -> None:
    assert {crawled.crawl.of(f"/slow/{n}.html") for n in range(DRIPS)} == {("failed", "timeout")}
    assert len(crawled.dripping.paths()) == DRIPS + 1
    dripping_since = min(a.moment for a in crawled.dripping.asked if a.path.startswith("/slow/"))
    meanwhile = [a for a in crawled.main.asked if 0 < a.moment - dripping_since < TIMEOUT_SECONDS]
    assert len(meanwhile) >= GOOD


def test_certificates_are_verified_but_for_named_hosts(crawled: Crawled) -> None:
    outcomes = {name: crawled.crawl.outcomes[origin.url][:2] for name, origin in crawled.secure.items()}
    refused = ("failed", "certificate_invalid")
    stored = ("stored", None)
    assert outcomes == {"trusted": stored, "another's": refused, "stranger's": refused, "excused": stored}
    assert crawled.secure["another's"].asked == crawled.secure["stranger's"].asked == []


def test_credentials_stay_with_their_host(crawled: Crawled) -> None:
    held = {a.path for a in crawled.main.asked if "authorization: basic" in a.head}
    assert "/news/0.html" in held
    assert crawled.crawl.of("/to/elsewhere.html") == ("dropped", "left_the_site")
    assert "/with-credentials.html" in crawled.secure["trusted"].paths()
    others = [crawled.dripping, *crawled.secure.values()]
    assert not [a for origin in others for a in origin.asked if "authorization" in a.head or "hush" in a.head]
    assert not [a for origin in (crawled.main, *others) for a in origin.asked if "cookie:" in a.head]
    for shown in (crawled.crawl.stdout, crawled.crawl.stderr, str(crawled.crawl.outcomes), str(crawled.crawl.stored)):
        assert "hush" not in shown


def test_no_socket_leads_anywhere_but_to_the_crawled_hosts(crawled: Crawled) -> None:
    allowed = {o.host for o in (crawled.main, crawled.dripping, *crawled.secure.values())}
    connected = {line.split()[1] for line in crawled.crawl.sockets if line.startswith("socket.connect ")}
    assert connected == allowed
    bound = {line.split()[1] for line in crawled.crawl.sockets if line.startswith("socket.bind ")}
    assert bound <= {"::1:0"}, "nothing listens; Twisted tries whether there is IPv6"


def test_memory_stays_bounded(crawled: Crawled) -> None:
    assert crawled.crawl.peak_mib <= 500
