"""Stage 5 of 8, enrich: the canonical address and the registrable domain."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from newsspider.core.urls import registrable_domain

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from newsspider.core.metadata.structured import Structured
    from newsspider.core.page import Page

_MAX_URL_CHARS = 2_000
_LONG_NUMBER = re.compile(r"\d{5,}")


def find_canonical(page: Page, data: Structured) -> tuple[str | None, str | None, str | None]:
    """Return the canonical address, where it came from, and why a stated one was ignored.

    A canonical link counts only where it can be about this page: the same site, not its home page or another story.
    """
    ignored = None
    links = [link.get("href") for relation, link in data.related if relation == "canonical" and link.tag == "link"]
    for origin, stated in [*(("link", link) for link in links[:3]), ("og:url", page.meta.get("og:url"))]:
        address = _absolute(page.url, stated)
        if address is None:
            continue
        reason = _refusal(page.url, address)
        if reason is None:
            return address, origin, ignored
        ignored = ignored or f"{origin} {address[:200]}: {reason}"
    return None, None, ignored


def _absolute(base: str | None, stated: str | None) -> str | None:
    """Return a stated address made absolute and without fragment; None where it's none of the web."""
    if not stated or not stated.strip():
        return None
    try:
        parts = urlsplit(urljoin(base or "", stated.strip()[:_MAX_URL_CHARS]))
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, ""))


def _refusal(url: str | None, address: str) -> str | None:
    """Say why an address can't be the page's canonical one, None where it can."""
    if not url:
        return None
    try:
        own, other = urlsplit(url), urlsplit(address)
        if own.netloc.lower() != other.netloc.lower() and domain_of(url) != domain_of(address):
            return "another site"
    except ValueError:
        return "malformed"
    if own.path.strip("/") and not other.path.strip("/") and not other.query:
        return "the home page"
    if _is_above(own, other):
        return "a page above this one"
    numbers, others = (
        set(_LONG_NUMBER.findall(own.path + own.query)),
        set(_LONG_NUMBER.findall(other.path + other.query)),
    )
    if numbers and others and not numbers & others and _slug(own.path) != _slug(other.path):
        return "another story"
    return None


def _is_above(own: SplitResult, other: SplitResult) -> bool:
    """Whether the other address is a folder of this page's, which is a section page for all its stories."""
    folders, above = own.path.strip("/").split("/"), other.path.strip("/").split("/")
    # /story/amp, /story/2 and /story.html?page=2 are one story
    return len(folders) > len(above) + 1 and folders[: len(above)] == above and len(above[-1]) < len(folders[-1])


def _slug(path: str) -> str:
    """Return the letters of the last folder of a path."""
    return re.sub(r"[\W\d_]+", "", path.rstrip("/").rpartition("/")[2].partition(".")[0].lower())


def domain_of(url: str | None) -> str | None:
    """Return the registrable domain; for addresses by number and for localhost the host with its port."""
    try:
        parts = urlsplit(url or "")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if not host:
        return None
    found = registrable_domain(host)
    if found or not (host == "localhost" or _is_number(host)):
        return found or host
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{port}" if port else shown


def _is_number(host: str) -> bool:
    """Whether a host is an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
