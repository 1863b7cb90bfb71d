"""The named outcome of every way in which fetching can fail."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import exceptions
from scrapy.spidermiddlewares.httperror import HttpError

from newsspider.middlewares.errors import Refused
from newsspider.net.download import CertificateInvalid
from newsspider.net.resolver import was_refused
from newsspider.printable import printable
from newsspider.store.store import Outcome

if TYPE_CHECKING:
    from scrapy.http import Response

# Asked and answered: the page isn't there, or isn't for us. Not asked again when a section lists it.
_DEFINITE_STATUS = (404, 410, 451)

_CAUSES: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.CannotResolveHostError, "host_not_found"),
    (exceptions.DownloadConnectionRefusedError, "connection_refused"),
    (exceptions.DownloadTimeoutError, "timeout"),
    (exceptions.DownloadCancelledError, "too_large"),
    (exceptions.ResponseDataLossError, "cut_off"),
    (CertificateInvalid, "certificate_invalid"),
    (exceptions.UnsupportedURLSchemeError, "unsupported_scheme"),
    (exceptions.DownloadFailedError, "connection_failed"),
    (OSError, "connection_failed"),
)
FETCH_ERRORS: tuple[type[Exception], ...] = (exceptions.IgnoreRequest, *(kind for kind, _ in _CAUSES))
"""All that a request may end in besides an answer."""


def outcome_of(error: BaseException, url: str = "") -> Outcome:
    """Return the state and reason for what the request of ``url`` ended in."""
    detail = printable(" ".join(str(error).split()))[:300] or type(error).__name__
    if isinstance(error, Refused):
        return Outcome(error.state, error.reason, error.detail)
    if isinstance(error, HttpError):
        return outcome_of_status(error.response)
    if isinstance(error, exceptions.IgnoreRequest):
        if "max redirections" in detail:
            return Outcome("failed", "too_many_redirects", detail)
        if "DOWNLOAD_MAXSIZE" in detail:
            return Outcome("failed", "too_large", detail)
        return Outcome("failed", "not_fetched", detail)
    parts = urlsplit(url)
    if isinstance(error, exceptions.CannotResolveHostError) and was_refused(
        parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    ):
        return Outcome(
            "failed", "private_address", f"{parts.netloc} has only addresses that PRIVATE_HOSTS_ALLOWED doesn't name"
        )
    for kind, cause in _CAUSES:
        if isinstance(error, kind):
            return Outcome("failed", cause, detail)
    return Outcome("failed", "fetch_error", f"{type(error).__name__}: {detail}")


def outcome_of_status(response: Response) -> Outcome:
    """Return the outcome of an answer that isn't 2xx."""
    reason = f"http_{response.status}"
    state = "dropped" if response.status in _DEFINITE_STATUS else "failed"
    if 300 <= response.status < 400:
        location = (response.headers.get(b"Location") or b"").decode("latin-1")
        return Outcome("failed", "bad_redirect", f"{response.status} to {printable(location)[:200] or 'nowhere'}")
    return Outcome(state, reason, None)
