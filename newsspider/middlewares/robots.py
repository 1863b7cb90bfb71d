"""robots.txt as RFC 9309 has it: obeyed, and a site that can't say what it allows isn't crawled now."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.utils.httpobj import urlparse_cached

from newsspider.middlewares.errors import Refused
from newsspider.spiders.outcomes import outcome_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

MAX_ROBOTS_BYTES = 512_000
"""Of a robots.txt, in whole lines: RFC 9309 (2.5) asks for these 500 KiB. Ten times that stops the crawl for seconds."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware with named outcomes.

    An answer of 4xx means that all is allowed; 5xx, 429 or none, that nothing is for now (RFC 9309, 2.3.1).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, Refused] = {}
        self._scheme: dict[str, str] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the host's rules, fetched once a run."""
        parts = urlparse_cached(request)
        self._scheme.setdefault(parts.netloc, parts.scheme)
        return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise `Refused` where robots.txt forbids the URL or couldn't be had."""
        netloc = urlparse_cached(request).netloc
        if netloc in self._unreachable:
            cause = self._unreachable[netloc]
            raise Refused(cause.state, cause.reason, cause.detail)
        agent = self._robotstxt_useragent or self._default_useragent
        if rp is not None and not rp.allowed(request.url, agent):
            raise Refused("dropped", "robots_disallowed", f"{netloc}/robots.txt forbids it")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._unreachable[netloc] = Refused(
                "failed", "robots_unreachable", f"/robots.txt answered {response.status}"
            )
        elif response.status >= 400:
            response = response.replace(body=b"")  # an error page isn't a rule file
        if len(response.body) > MAX_ROBOTS_BYTES:
            logger.warning(
                "%s/robots.txt has %d bytes; the first %d count", netloc, len(response.body), MAX_ROBOTS_BYTES
            )
            response = response.replace(body=response.body[:MAX_ROBOTS_BYTES].rpartition(b"\n")[0])
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        outcome = outcome_of(exc, f"{self._scheme.get(netloc, 'https')}://{netloc}/")
        self._unreachable[netloc] = Refused(
            "failed", outcome.reason or "robots_unreachable", f"/robots.txt: {outcome.detail or exc}"
        )
        super()._robots_error(exc, netloc)
