"""Stage 1 of 8, discover: the AMP, print and mobile forms of a page's URL, and which of them a page names itself.

A form alone proves nothing: it only says under which other URL a page may be known already.
"""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from newsspider.core.urls import normal_url, registrable_domain, site_of

if TYPE_CHECKING:
    from newsspider.core.page import Page

MAX_NAMED = 5
"""Variants that one page may name."""

_MAX_LINKS = 2_000
# Most URLs are none: what all forms below have in common.
_PERHAPS = re.compile(r"://(?:m|mobile|amp)\.|[/._?&=](?:amp|print)", re.IGNORECASE)
_HOSTS = frozenset(("m", "mobile", "amp"))
_FOLDERS = frozenset(("amp", "print"))
_FILES = frozenset(("amp.html", "print.html", "amp.htm", "print.htm"))
_ENDING = re.compile(r"\.amp(\.html?)?$", re.IGNORECASE)
_SWITCHES = frozenset(("amp", "print", "printable"))
_ON = frozenset(("", "1", "true", "yes", "y", "on"))
_CHOICES = frozenset(("output", "outputtype", "view", "format", "display", "layout", "template"))
_CHOSEN = frozenset(("amp", "print", "printable"))


def plain_forms(url: str) -> tuple[str, ...]:
    """Return the URLs, in normal form, whose AMP, print or mobile variant a URL looks like; empty for most URLs."""
    if not _PERHAPS.search(url):
        return ()
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ()
    hosts, paths, query = _hosts(parts.hostname or ""), _paths(parts.path), _query(parts.query)
    made = (
        normal_url(f"{parts.scheme}://{host}{port}{path}{'?' + query if query else ''}")
        for host, path in product(hosts, paths)
    )
    return tuple(dict.fromkeys(form for form in made if form and form != url))


def _hosts(host: str) -> tuple[str, ...]:
    """Return the hosts that a mobile host stands for; any other for itself."""
    first, _, rest = host.partition(".")
    if first not in _HOSTS or registrable_domain(rest) is None or registrable_domain(rest) != registrable_domain(host):
        return (host,)
    return (host, rest) if rest.startswith("www.") else (host, f"www.{rest}", rest)


def _paths(path: str) -> tuple[str, ...]:
    """Return the path, and what is left of it without a variant's folder, file or ending."""
    folders = path.strip("/").split("/")
    first, last = folders[0].lower(), folders[-1].lower()
    found = [path]
    if len(folders) > 1 and (last in _FOLDERS or last in _FILES):
        shorter = "/" + "/".join(folders[:-1])
        found += [shorter, f"{shorter}/"]
    elif len(folders) > 1 and first in _FOLDERS:
        found.append("/" + "/".join(folders[1:]) + ("/" if path.endswith("/") else ""))
    elif ending := _ENDING.search(path):
        found.append(path[: ending.start()] + (ending[1] or ""))
        if not ending[1]:
            found.append(path[: ending.start()] + ".html")
    return tuple(found)


def _query(query: str) -> str:
    """Return a query without what asks for a variant; the rest stays as it is."""
    return "&".join(piece for piece in query.split("&") if piece and not _asks_for_variant(piece))


def _asks_for_variant(piece: str) -> bool:
    (name, value), *_ = [*parse_qsl(piece, keep_blank_values=True), (unquote(piece), "")]
    name, value = name.lower(), value.lower()
    return (name in _SWITCHES and value in _ON) or (name in _CHOICES and value in _CHOSEN)


def named_variants(page: Page) -> tuple[str, ...]:
    """Return the addresses that a page gives as its own AMP and mobile variants, of the same site, in normal form."""
    own = normal_url(page.url) if page.url else None
    if own is None:
        return ()
    site = site_of(own)
    found: dict[str, None] = {}
    for link in islice(page.tree.iter("link"), _MAX_LINKS):
        relations = (link.get("rel") or "").lower().split()
        media = (link.get("media") or "").lower()
        if "amphtml" in relations or ("alternate" in relations and ("max-width" in media or "handheld" in media)):
            url = normal_url(link.get("href") or "", page.url) if link.get("href") else None
            if url is not None and url != own and site_of(url) == site:
                found[url] = None
    return tuple(islice(found, MAX_NAMED))


def is_variant_of(url: str, plain: str) -> bool:
    """Whether a URL has the form of a variant of another one; http and https are the same."""
    return any(_without_scheme(form) == _without_scheme(plain) for form in plain_forms(url))


def _without_scheme(url: str) -> str:
    return url.partition("://")[2]
