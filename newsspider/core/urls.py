"""Stage 1 of 8, discover: URLs in one normal form, and whose site and pace they belong to."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_URL_CHARS = 2048  # what browsers and servers agree on; longer ones are traps or data

# Query parameters that name the visitor's way, not the page: utm_* and the click ids of the big ad networks
# (the lists of courlan and of Mozilla's query stripping, 2026-11).
_TRACKING = re.compile(
    r"^(utm_\w+|[a-z]{1,4}clid|_hs(enc|mi)|mc_(cid|eid)|yclid|_ga|_gl|igshid|wt_\w+|wtmc\w*|xtor|at_(medium|campaign)\w*"
    r"|(php|j)?sess(ion)?_?id|__twitter_impression|cmpid|ncid|ocid|ref_src|fb_\w+|spm|vero_id|oly_(anon|enc)_id)$",
    re.IGNORECASE,
)
# What most URLs of a sitemap look like: already in normal form, which takes ten times as long to find out otherwise.
_PLAIN = re.compile(
    r"https?://(?!xn--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:(?!xn--)[a-z]{2,24}|[0-9]{1,3})"
    r"(?::(?!(?:80|443)/)(?:[1-9][0-9]{1,3}|[1-5][0-9]{4}))?(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?"
)
_PLAIN_HOST = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)/")
_HOST = re.compile(r"[a-z0-9._:-]+")  # after IDNA; underscores are in use, though not allowed
_DEFAULT_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=1)
def _suffixes() -> TLDExtract:
    """Return the public suffix list as tldextract ships it: no download, no cache on disk."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def normal_url(url: str, base: str | None = None) -> str | None:
    """Return the one form under which a page is known, or None where it can't be fetched over HTTP.

    Made absolute against ``base``; host in lower case, no default port, no fragment, no tracking parameters;
    the order of the others stays, since some sites mind it. Never raises.
    """
    if len(url) > MAX_URL_CHARS:
        return None
    if is_plain_url(url):
        return url
    return _normal_url(url, base)


def is_plain_url(url: str) -> bool:
    """Whether an absolute URL is in normal form at first sight; False says nothing."""
    return len(url) <= MAX_URL_CHARS and _PLAIN.fullmatch(url) is not None and ".xn--" not in url


def _normal_url(url: str, base: str | None) -> str | None:
    try:
        joined = urljoin(base, url.strip()) if base else url.strip()
        parts = urlsplit(joined)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode().lower() if parts.hostname else ""
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host or not _HOST.fullmatch(host) or len(joined) > MAX_URL_CHARS:
        return None
    from w3lib.url import safe_url_string

    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        netloc = f"{netloc}:{port}"
    whole = urlunsplit((parts.scheme, netloc, parts.path or "/", _without_tracking(parts), ""))
    try:
        safe = safe_url_string(whole)
    except (ValueError, UnicodeError):
        return None
    return safe if len(safe) <= MAX_URL_CHARS else None


def _without_tracking(parts: SplitResult) -> str:
    """Return the query string without tracking parameters; the others stay as they are, byte by byte."""
    pieces = parts.query.split("&")
    return "&".join(piece for piece in pieces if not _TRACKING.match(unquote(piece.partition("=")[0])))


def host_of(url: str) -> str:
    """Return the host whose pace counts, without port: Scrapy's download slot."""
    if plain := _PLAIN_HOST.match(url):
        return plain[1]
    return urlsplit(url).hostname or ""


def registrable_domain(host: str) -> str | None:
    """Return ``example.co.uk`` for ``news.example.co.uk``; None for IP addresses and single labels."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass
    else:
        return None
    if host.endswith(".localhost"):  # RFC 6761: a local test host is a site of its own
        return ".".join(host.split(".")[-2:])
    found = _suffixes()(host)
    return f"{found.domain}.{found.suffix}" if found.domain and found.suffix else None


@lru_cache(maxsize=4096)
def _site_of_host(host: str, netloc: str) -> str:
    return registrable_domain(host) or netloc


def site_of(url: str) -> str:
    """Return the site a URL belongs to: its registrable domain, or host:port where there is none."""
    if plain := _PLAIN_HOST.match(url):
        return _site_of_host(plain[1], plain[1])
    parts = urlsplit(url)
    netloc = parts.netloc.rpartition("@")[2].lower()
    return _site_of_host(parts.hostname or "", netloc)
