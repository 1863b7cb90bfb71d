"""Which sources are one process's, where several share a sources file: ``-a part=2/8``."""

from __future__ import annotations

import re
from collections import defaultdict
from hashlib import blake2b
from typing import TYPE_CHECKING

from newsspider.core.urls import host_of, site_of
from newsspider.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsspider.sources.config import Source

MAX_PARTS = 10_000


def parse_part(given: str) -> tuple[int, int]:
    """Return (2, 8) for ``2/8``: which part, from 1, of how many.

    Raises:
        UsageError: it isn't such a pair; the message names it and the mend.
    """
    found = re.fullmatch(r"([0-9]{1,5})/([0-9]{1,5})", given.strip())
    number, count = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= number <= count <= MAX_PARTS:
        raise UsageError(
            f"-a part={given} isn't a part: give its number and how many there are, from 1/8 to 8/8 where eight"
            f" processes share the sources (at most {MAX_PARTS})"
        )
    return number, count


def part_of(sources: Sequence[Source], number: int, count: int) -> Iterator[Source]:
    """Yield the sources of one part, in order; each source is in one part, and so is each host and each site.

    Sources go by the hash of their site, since a site's pages stand on several hosts. Where a source reads feeds of
    another site too, the sources of both stay together and go by the first of the sites by the alphabet.
    """
    sites = [_sites(source) for source in sources]
    groups = _joined(sites)
    for source, own in zip(sources, sites, strict=True):
        if _hash(groups[own[0]]) % count == number - 1:
            yield source


def _sites(source: Source) -> list[str]:
    """Return the sites of all that a source reads, its own first."""
    return list(dict.fromkeys(_site(url) for url in (source.url, *source.entries)))


def _site(url: str) -> str:
    """Return a URL's site, without the port: a host has one pace for all of them. What is no URL stands for itself."""
    try:
        site, host = site_of(url), host_of(url)
    except ValueError:
        return url
    return (host if site.startswith((f"{host}:", f"[{host}]")) else site) or url


def _joined(key_sets: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return for each key the first, by the alphabet, of all keys that it is joined with through any of the sets."""
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for keys in key_sets:
        neighbours[keys[0]].update(keys)
        for key in keys[1:]:
            neighbours[key].add(keys[0])
    names: dict[str, str] = {}
    for key in sorted(neighbours):
        front = [] if key in names else [key]
        while front:
            reached = front.pop()
            if reached not in names:
                names[reached] = key
                front.extend(neighbours[reached])
    return names


def _hash(key: str) -> int:
    """Return a number that is the same on every machine and in every run, unlike Python's own hash."""
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big")
