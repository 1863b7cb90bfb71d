"""Pages that the extraction or a step failed on, kept aside in ``failed/REASON/NAME.jsonl.gz`` until they are stored.

Each file holds one row as `newsspider.store.pages` reads it, so that ``scrapy crawl replay`` reads the page again. They
are an aid: what can't be written is left out with a warning, and never ends a run.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import os
import re
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from newsspider.core.urls import normal_url

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

MOST_PAGES = 1_000
"""Kept aside at a time; about as many URLs fail over nine days where one of a hundred pages does."""

_REASON = re.compile(r"[a-z_]{1,40}")
_NAME_BYTES = 10  # 80 bits: no two URLs of a folder share a name
_COMPRESSION = 1  # pages of 10 MB are compressed while others wait
_SUFFIX = ".jsonl.gz"


class FailedPages:
    """The folder of pages kept aside, at most ``most_bytes`` of compressed files; of more the oldest go.

    A folder that isn't there holds none; a kill leaves at most a ``.tmp``, which the next start removes.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._sizes: dict[Path, int] = {}
        self._places: dict[str, Path] = {}
        try:
            self._take_stock()
        except OSError as exc:
            logger.warning("can't read the pages kept aside in %s: %s", folder, exc)

    def put(self, url: str, body: bytes | str, reason: str, **more: Any) -> Path | None:
        """Keep a page aside, whole or not at all; a second time replaces the first.

        Args:
            url: its address after redirects.
            body: as it was fetched.
            reason: what it failed for; names the folder.
            more: further keys of the row that JSON can hold: fetched_at, status, headers, detail.

        Returns:
            The file; None where it is larger than all may be, or can't be written, which is logged.
        """
        if not _REASON.fullmatch(reason):
            raise ValueError(f"{reason!r:.100} can't name a folder")
        content = {"html_base64": b64encode(body).decode()} if isinstance(body, bytes) else {"html": body}
        row = json.dumps({"url": url, "reason": reason, **more, **content}).encode() + b"\n"
        data = gzip.compress(row, _COMPRESSION, mtime=0)
        self.drop(url)
        if len(data) > self._most_bytes:
            return None
        self._make_room(len(data))
        path = self._folder / reason / f"{_name(url)}{_SUFFIX}"
        try:
            _write(path, data)
        except OSError as exc:
            logger.warning("can't keep a page aside in %s: %s", path, exc)
            return None
        self._sizes[path], self._places[path.name] = len(data), path
        return path

    def drop(self, url: str) -> None:
        """Forget a page: it is stored, or about to be kept aside again. One that isn't there is no error."""
        path = self._places.get(f"{_name(url)}{_SUFFIX}")
        if path is not None:
            self._remove(path)

    def _take_stock(self) -> None:
        """Read what is there, oldest first, and remove what is too much."""
        found = []
        for path in self._folder.glob(f"*/*{_SUFFIX}"):
            status = path.stat()
            found.append((status.st_mtime, path, status.st_size))
        for path in self._folder.glob("*/*.tmp"):
            path.unlink(missing_ok=True)
        for _, path, size in sorted(found):
            self._sizes[path], self._places[path.name] = size, path
        self._make_room(0)

    def _make_room(self, coming: int) -> None:
        """Remove the oldest until so many bytes more, and one page, may come; with 0 bytes, until the rest may stay."""
        while self._sizes and (
            sum(self._sizes.values()) + coming > self._most_bytes or len(self._sizes) + bool(coming) > MOST_PAGES
        ):
            self._remove(next(iter(self._sizes)))

    def _remove(self, path: Path) -> None:
        self._sizes.pop(path, None)
        self._places.pop(path.name, None)
        try:
            path.unlink(missing_ok=True)
            path.parent.rmdir()
        except OSError:  # others are in the folder, or the disk won't: it is in nobody's way
            pass


def _name(url: str) -> str:
    """Return a name that nothing a site sent can steer, one for all forms of an address."""
    return hashlib.sha256((normal_url(url) or url).encode("utf-8", "surrogatepass")).hexdigest()[: 2 * _NAME_BYTES]


def _write(path: Path, data: bytes) -> None:
    """Write a file whole, or leave nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
