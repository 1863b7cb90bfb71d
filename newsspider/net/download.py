"""The download handler: Scrapy's own over HTTP/1.1, with certificates verified and headers bounded."""

from __future__ import annotations

import ssl
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.contextfactory import _load_context_factory_from_settings
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from service_identity.exceptions import VerificationError
from twisted.internet._sslverify import IOpenSSLTrustRoot
from twisted.internet.ssl import optionsForClientTLS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface.declarations import implementer

from newsspider.net.policy import AddressPolicy, parse_hosts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from OpenSSL import SSL
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

MAX_HEADER_BYTES = 262_144
"""Of one answer, all 1xx answers before it included: what Chrome takes. Twisted itself sets no bound."""

_HOSTS_REMEMBERED = 256  # making a host's TLS options reads the whole trust store


class CertificateInvalid(Exception):
    """The host's certificate isn't one for it that a trusted authority has signed."""


class HeadersTooLarge(Exception):
    """An answer's headers have more than `MAX_HEADER_BYTES`."""


class _BoundedParser(_LenientHTTPClientParser):
    _header_bytes = 0

    def lineReceived(self, line: bytes) -> None:
        self._header_bytes += len(line) + 2
        if self._header_bytes > MAX_HEADER_BYTES:
            raise HeadersTooLarge(f"headers of more than {MAX_HEADER_BYTES} bytes")
        super().lineReceived(line)


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Any:
        answer = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _BoundedParser  # as Scrapy puts its own there: Twisted has no other way in
        return answer


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _BoundedProtocol:
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


@implementer(IOpenSSLTrustRoot)  # type: ignore[no-untyped-call]
class _TrustRoots:
    """The system's authorities, or those of SSL_CERT_FILE and SSL_CERT_DIR; certifi's where the system has none."""

    def _addCACertsToContext(self, context: SSL.Context) -> None:
        context.set_default_verify_paths()
        paths = ssl.get_default_verify_paths()
        if paths.cafile:  # the wheels' OpenSSL doesn't find it everywhere
            context.load_verify_locations(paths.cafile)
        elif not (paths.capath and any(Path(paths.capath).iterdir())):
            import certifi

            context.load_verify_locations(certifi.where())


@implementer(IPolicyForHTTPS)  # type: ignore[no-untyped-call]
class CertificatePolicy:
    """Verifies every host's certificate but for those of TLS_UNVERIFIED_HOSTS."""

    def __init__(self, crawler: Crawler) -> None:
        self._settings: Any = _load_context_factory_from_settings(crawler)
        self._verify_any = crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
        self._unverified = AddressPolicy(
            parse_hosts("TLS_UNVERIFIED_HOSTS", crawler.settings.getlist("TLS_UNVERIFIED_HOSTS"))
        )
        self._lenient: Any = _load_context_factory_from_settings(crawler)
        self._lenient._verify_certificates = False
        self._roots: Any = _TrustRoots()
        self._options_of = lru_cache(maxsize=_HOSTS_REMEMBERED)(self._verifying_options)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        """Return the TLS options for a connection to a host."""
        name = hostname.decode("ascii")
        if not self._verify_any or self._unverified.allows_host(name, port):
            return self._lenient.creatorForNetloc(hostname, port)
        return self._options_of(name)

    def _verifying_options(self, name: str) -> Any:
        return optionsForClientTLS(
            name, trustRoot=self._roots, extraCertificateOptions=self._settings._get_cert_options_kwargs()
        )


class DownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https with `CertificatePolicy` and bounded headers."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory
        self._contextFactory: Any = CertificatePolicy(crawler)
        self._fail_on_dataloss_warned = True  # its warning advises to store cut pages

    async def download_request(self, request: Request) -> Response:
        """Fetch.

        Raises:
            CertificateInvalid: the host's certificate can't be trusted.
            DownloadCancelledError: body or headers are too large.
            Exception: Scrapy's own, for the other ways to fail.
        """
        try:
            return await super().download_request(request)
        except DownloadFailedError as exc:
            for cause in _causes(exc.__cause__):
                if isinstance(cause, HeadersTooLarge):
                    raise DownloadCancelledError(str(cause)) from exc
                if isinstance(cause, VerificationError) or "certificate verify failed" in str(cause):
                    raise CertificateInvalid(_said(cause)) from exc
            raise


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it is made of: Twisted lists the causes of a failed answer."""
    if error is None:
        return
    yield error
    for failure in getattr(error, "reasons", None) or ():
        yield from _causes(getattr(failure, "value", None))


def _said(error: BaseException) -> str:
    """Return why a certificate isn't believed, in one line."""
    return f"{type(error).__name__}: {error}"[:300]
