"""The server over a real socket."""

from __future__ import annotations

import gzip
import http.client
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from newsspider.sample.__main__ import invitation, main
from newsspider.sample.clock import EPOCH, Clock
from newsspider.sample.server import SampleServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


@pytest.fixture
def connection(server: SampleServer) -> Iterator[http.client.HTTPConnection]:
    opened = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    yield opened
    opened.close()


Answer = tuple[int, http.client.HTTPMessage, bytes]


def ask(connection: http.client.HTTPConnection, host: str, path: str, method: str = "GET", **headers: str) -> Answer:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    connection.request(method, path, headers={"Host": f"{host}:{connection.port}", **named})
    response = connection.getresponse()
    return response.status, response.headers, response.read()


def test_every_front_page_answers(server: SampleServer, connection: http.client.HTTPConnection) -> None:
    for url in server.home_urls:
        host = url.removeprefix("http://").partition(":")[0]
        status, headers, body = ask(connection, host, "/")
        assert status == 200
        assert headers["Content-Length"] == str(len(body))
        assert f"{host}:{server.port}" in server.allowed_hosts.split(",")


def test_pages_link_to_the_port_that_serves_them(server: SampleServer, connection: http.client.HTTPConnection) -> None:
    _, _, body = ask(connection, "nnp.localhost", "/article/1204117")
    assert f'<link rel="canonical" href="http://nnp.localhost:{server.port}/article/1204117">' in body.decode()


def test_unknown_host_and_path(connection: http.client.HTTPConnection) -> None:
    assert ask(connection, "elsewhere.localhost", "/")[0] == 404
    assert ask(connection, "nnp.localhost", "/nowhere")[0] == 404


def test_one_page_is_gzipped(connection: http.client.HTTPConnection) -> None:
    _, headers, body = ask(connection, "nnp.localhost", "/article/1206004")
    assert headers["Content-Encoding"] == "gzip"
    assert b"GREAT SULE" in gzip.decompress(body)


def test_charsets(connection: http.client.HTTPConnection) -> None:
    _, headers, body = ask(connection, "garrisonwire.localhost", "/reports/story.php?id=20429")
    assert headers["Content-Type"] == "text/html"
    assert "“The enemy" in body.decode("windows-1252") or "“We planned" in body.decode("windows-1252")
    path = "/region/der-wolf-vor-der-schule-war-ein-hund-a-3311002.html"
    _, headers, body = ask(connection, "auenthaler-zeitung.localhost", path)
    assert headers["Content-Type"] == "text/html"
    assert b"charset" not in body
    assert "„Käthe hat schlechte Augen" in body.decode("windows-1252")
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_pdf_and_image(connection: http.client.HTTPConnection) -> None:
    status, headers, body = ask(
        connection, "auenthaler-zeitung.localhost", "/region/beilage-gartenjahr-a-3301112.html"
    )
    assert (status, headers["Content-Type"]) == (200, "application/pdf")
    assert body.startswith(b"%PDF-")
    _, headers, body = ask(connection, "nnp.localhost", "/img/bell.jpg")
    assert (headers["Content-Type"], body[:4]) == ("image/gif", b"GIF8")


def test_head_has_the_headers_and_no_body(connection: http.client.HTTPConnection) -> None:
    status, headers, body = ask(connection, "nnp.localhost", "/article/1204117", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 1000


def test_feed_answers_304_to_its_own_validators(connection: http.client.HTTPConnection) -> None:
    _, headers, _ = ask(connection, "nnp.localhost", "/feeds/latest.rss")
    tag, changed = headers["ETag"], headers["Last-Modified"]
    assert ask(connection, "nnp.localhost", "/feeds/latest.rss", If_None_Match=tag)[0] == 304
    assert ask(connection, "nnp.localhost", "/feeds/latest.rss", If_None_Match=f'"other", W/{tag}')[0] == 304
    assert ask(connection, "nnp.localhost", "/feeds/latest.rss", If_Modified_Since=changed)[0] == 304
    assert ask(connection, "nnp.localhost", "/feeds/latest.rss", If_None_Match='"other"')[0] == 200
    old = "Mon, 02 Mar 2026 00:00:00 GMT"
    assert ask(connection, "nnp.localhost", "/feeds/latest.rss", If_Modified_Since=old)[0] == 200
    assert ask(connection, "nnp.localhost", "/feeds/latest.rss", If_Modified_Since="yesterday")[0] == 200


def test_hits_tell_what_was_asked(server: SampleServer, connection: http.client.HTTPConnection) -> None:
    before = time.monotonic()
    ask(connection, "nnp.localhost", "/about", User_Agent="tester/1")
    hit = server.hits[-1]
    assert (hit.host, hit.path, hit.user_agent, hit.status) == ("nnp.localhost", "/about", "tester/1", 200)
    assert before <= hit.monotonic <= time.monotonic()


def test_setting_the_clock_changes_what_is_served() -> None:
    with SampleServer(clock=Clock(EPOCH)) as early:
        opened = http.client.HTTPConnection("127.0.0.1", early.port, timeout=5)
        assert ask(opened, "nnp.localhost", "/article/1204871")[0] == 404
        early.clock.advance(timedelta(days=5))
        assert ask(opened, "nnp.localhost", "/article/1204871")[0] == 200
        opened.close()


def test_two_hundred_requests_a_second(connection: http.client.HTTPConnection) -> None:
    start = time.process_time()
    for _ in range(100):
        ask(connection, "nnp.localhost", "/")
    assert time.process_time() - start < 0.5


def test_nothing_is_printed_for_a_request(
    connection: http.client.HTTPConnection, capfd: pytest.CaptureFixture[str]
) -> None:
    ask(connection, "nnp.localhost", "/nowhere")
    assert capfd.readouterr() == ("", "")


def test_invitation_tells_how_to_crawl(server: SampleServer) -> None:
    lines = invitation(server)
    assert f"scrapy crawl news -a urls={','.join(server.home_urls)}" in lines
    assert f"-s PRIVATE_HOSTS_ALLOWED={server.allowed_hosts}" in lines


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["--moment", "2026-03-04T00:00:00"], "needs an offset"), (["--port", "99999"], "can't open")],
)
def test_a_wrong_argument_is_exit_code_2(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert says in capsys.readouterr().err


def test_a_taken_port_is_exit_code_2(server: SampleServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", str(server.port)]) == 2
    assert "can't open" in capsys.readouterr().err
