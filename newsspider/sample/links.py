"""The links of a page and the one form of an address that the newsroom knows a page by."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

_HREF = re.compile(r"<a\b[^>]*?\shref=\"([^\"]+)\"", re.IGNORECASE)  # the layouts quote every attribute
_TRACKING = ("utm_", "fbclid", "gclid", "xtor", "wt_", "mc_")


def page_links(page: str, base: str) -> list[str]:
    """Return the absolute http addresses that a page's anchors lead to, in page order, without fragments."""
    urls = [urljoin(base, unescape(href).strip()).partition("#")[0] for href in _HREF.findall(page)]
    return [url for url in urls if url.startswith(("http://", "https://"))]


@lru_cache(maxsize=8192)
def plain_path(path: str) -> str:
    """Return a path with its query, without a fragment and without tracking parameters."""
    split = urlsplit(path)
    kept = [(key, value) for key, value in parse_qsl(split.query, keep_blank_values=True) if not _is_tracking(key)]
    return (split.path or "/") + (f"?{urlencode(kept)}" if kept else "")


def host_of(url: str) -> str:
    """Return an address's host in lower case, without a port."""
    return (urlsplit(url).hostname or "").lower()


def path_of(url: str) -> str:
    """Return an address's path with its query, without tracking parameters."""
    split = urlsplit(url)
    return plain_path(split.path + (f"?{split.query}" if split.query else ""))


def _is_tracking(key: str) -> bool:
    return key.lower().startswith(_TRACKING)
