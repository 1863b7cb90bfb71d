"""Unpacks answers, and refuses those that aren't whole: cut in the middle, damaged, or swollen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request

from newsspider.middlewares.errors import Refused
from newsspider.net.decompress import ENCODINGS, DamagedBody, SwollenBody, decompress

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_END_BYTES = 4_096  # of a page, in which its end tag is looked for; some sites put scripts behind it
_ENDLESS = "partial"  # Scrapy's flag for a body without a stated length, which ends with its connection


class WholeBodyMiddleware(HttpCompressionMiddleware):
    """Takes the place of Scrapy's HttpCompressionMiddleware, which hands on what it could unpack of a cut body.

    A body that isn't whole is asked for again, RETRY_TIMES times, and then fails as ``cut_off``.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build; COMPRESSION_ENABLED switches only the asking for compressed answers, not the unpacking."""
        return cls(crawler)

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return the answer unpacked, or the request to be made again; raises `Refused`."""
        named = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower().split(",")
        encodings = [name for name in (part.strip() for part in named) if name not in ("", "identity")]
        if not ENCODINGS.issuperset(encodings):
            raise Refused("failed", "unknown_encoding", ", ".join(encodings)[:100])
        limit = int(request.meta.get("download_maxsize", self._max_size))
        if encodings and response.body:
            try:
                body = decompress(response.body, encodings, limit)
            except SwollenBody as exc:
                raise Refused("failed", "too_large", str(exc)) from exc
            except DamagedBody as exc:
                return self._again(request, str(exc))
            response = _unpacked(response, body)
        if _ENDLESS in response.flags and _is_cut_page(response.body):
            return self._again(request, "the connection ended before the page did")
        return response

    def _again(self, request: Request, detail: str) -> Request:
        """Return the request to make once more; raises `Refused` where that was done often enough."""
        assert self._crawler.spider
        again = None
        if not request.meta.get("dont_retry"):
            again = get_retry_request(
                request, spider=self._crawler.spider, reason="cut_off", give_up_log_level="DEBUG"
            )
        if again is None:
            raise Refused("failed", "cut_off", detail)
        return again


def _unpacked(response: Response, body: bytes) -> Response:
    """Return the answer with its body unpacked, as the type that it then is."""
    from scrapy.responsetypes import responsetypes

    headers = response.headers.copy()
    del headers["Content-Encoding"]
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    return response.replace(cls=kind, body=body, headers=headers)


def _is_cut_page(body: bytes) -> bool:
    """Whether a page was begun and not ended; fragments, which have no such tags, count as whole."""
    start, end = body[:_END_BYTES].lower(), body[-_END_BYTES:].lower()
    return (b"<html" in start or b"<body" in start) and b"</html" not in end and b"</body" not in end
