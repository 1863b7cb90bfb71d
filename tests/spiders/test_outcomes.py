"""Every way in which fetching fails has a name of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scrapy import exceptions
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from newsspider.middlewares.errors import Refused
from newsspider.net import resolver
from newsspider.spiders.outcomes import outcome_of, outcome_of_status
from newsspider.store.store import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

URL = "https://www.paper.example/1"


@pytest.fixture(autouse=True)
def _no_refusals() -> Iterator[None]:
    resolver._refused.clear()
    yield
    resolver._refused.clear()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (exceptions.CannotResolveHostError("x"), "host_not_found"),
        (exceptions.DownloadConnectionRefusedError("x"), "connection_refused"),
        (exceptions.DownloadTimeoutError("x"), "timeout"),
        (exceptions.DownloadCancelledError("x"), "too_large"),
        (exceptions.ResponseDataLossError("x"), "cut_off"),
        (exceptions.UnsupportedURLSchemeError("x"), "unsupported_scheme"),
        (exceptions.DownloadFailedError("x"), "connection_failed"),
        (ConnectionResetError("x"), "connection_failed"),
        (exceptions.IgnoreRequest("max redirections reached"), "too_many_redirects"),
        (exceptions.IgnoreRequest("over DOWNLOAD_MAXSIZE"), "too_large"),
        (exceptions.IgnoreRequest("a step of the user's"), "not_fetched"),
        (ValueError("x"), "fetch_error"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value,
)
def test_an_error_has_its_reason(error: Exception, reason: str) -> None:
    outcome = outcome_of(error, URL)

    assert (outcome.state, outcome.reason) == ("failed", reason)
    assert outcome.detail


def test_a_refusal_keeps_its_own_words() -> None:
    assert outcome_of(Refused("dropped", "robots_disallowed", "why")) == Outcome("dropped", "robots_disallowed", "why")


@pytest.mark.parametrize(
    ("url", "private"),
    [(URL, True), ("https://www.paper.example:443/", True), ("http://www.paper.example/", False), ("", False)],
)
def test_a_host_with_private_addresses_only_is_said_to_be_one(url: str, private: bool) -> None:
    resolver._refused.add(("www.paper.example", 443))
    outcome = outcome_of(exceptions.CannotResolveHostError("x"), url)

    assert outcome.reason == ("private_address" if private else "host_not_found")


def test_details_are_one_short_line() -> None:
    outcome = outcome_of(exceptions.DownloadFailedError("a\n  b\t" + "x" * 5000), URL)

    assert outcome.detail is not None
    assert outcome.detail.startswith("a b x")
    assert len(outcome.detail) == 300
    assert outcome_of(OSError(), URL).detail == "OSError"


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        (403, "failed", "http_403"),
        (404, "dropped", "http_404"),
        (410, "dropped", "http_410"),
        (451, "dropped", "http_451"),
        (500, "failed", "http_500"),
        (302, "failed", "bad_redirect"),
        (304, "failed", "bad_redirect"),
    ],
)
def test_a_status_has_its_reason(status: int, state: str, reason: str) -> None:
    response = Response(URL, status=status)

    assert outcome_of_status(response).state == state
    assert outcome_of_status(response).reason == reason
    assert outcome_of(HttpError(response), URL) == outcome_of_status(response)


@pytest.mark.parametrize(
    ("location", "said"),
    [("file:///etc/passwd", "302 to file:///etc/passwd"), (None, "302 to nowhere"), (b"\xff", "302 to ÿ")],
)
def test_a_bad_redirect_says_where_to(location: str | bytes | None, said: str) -> None:
    headers = {} if location is None else {"Location": location}

    assert outcome_of_status(Response(URL, status=302, headers=headers)).detail == said


@pytest.mark.parametrize("location", [b"file:///\x1b[2Jx", b"gopher://\x9b31m", b"x:\x07\x00\x7f"])
def test_no_control_character_of_an_answer_gets_into_the_log(location: bytes) -> None:
    detail = outcome_of_status(Response(URL, status=302, headers={"Location": location})).detail

    assert detail is not None
    assert detail.isprintable()
    assert (outcome_of(ValueError(location.decode("latin-1"))).detail or "").isprintable()
