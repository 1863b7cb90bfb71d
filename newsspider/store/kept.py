"""The pages that records were made from, kept for some days (`KEEP_PAGES`) in ``pages/DAY/ID.zst``.

A page is on disk, whole, before its record is committed, so no record ever points at a torn one; what a kill leaves is
at most a page without a record, which goes with its day.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from newsspider.store.compressed import pack, unpack
from newsspider.store.schema import storage_errors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

logger = logging.getLogger(__name__)

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it went into the extraction; ``kind`` is bytes, str (of a replayed page) or text (without markup)."""

    url: str
    body: bytes
    kind: str = "bytes"
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, url: str, body: bytes | str, text: str | None, headers: dict[str, str]) -> KeptPage:
        """Return a page from what the extraction is given."""
        if text is not None:
            return cls(url, text.encode("utf-8", "surrogatepass"), "text", headers)
        if isinstance(body, str):
            return cls(url, body.encode("utf-8", "surrogatepass"), "str", headers)
        return cls(url, body, "bytes", headers)

    @property
    def content(self) -> bytes | str:
        """The body in the type it had."""
        return self.body if self.kind == "bytes" else self.body.decode("utf-8", "surrogatepass")


class KeptPages:
    """The folder of kept pages; one that isn't there holds none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, record_id: str, pages: Sequence[KeptPage], day: str) -> None:
        """Keep the pages of a record, whole or not at all; a second time replaces the first.

        Raises:
            StoreFailed: the disk is full or not writable.
            ValueError: the id can't name a file.
        """
        if not _ID.fullmatch(record_id):
            raise ValueError(f"{record_id!r:.100} can't name a file")
        head = [{"url": p.url, "kind": p.kind, "headers": p.headers, "bytes": len(p.body)} for p in pages]
        data = b"".join([json.dumps({"id": record_id, "pages": head}).encode(), b"\n", *(page.body for page in pages)])
        path = self._folder / day / f"{record_id}.zst"
        temporary = path.with_suffix(".tmp")
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                file.write(pack(data))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)

    def get(self, record_id: str) -> tuple[KeptPage, ...] | None:
        """Return the pages of a record, None where they aren't kept.

        Raises:
            ValueError: they are damaged; names the file.
            OSError: they can't be read.
        """
        if not _ID.fullmatch(record_id):
            return None
        for day in reversed(self._days()):
            path = self._folder / day / f"{record_id}.zst"
            if path.exists():
                try:
                    return _read(unpack(path.read_bytes()))
                except (ValueError, KeyError, TypeError, RecursionError) as exc:
                    raise ValueError(f"{path} is damaged: {exc}") from exc
        return None

    def sweep(self, days: int, today: str) -> int:
        """Remove what was kept more than ``days`` days ago (0: all of it); return how many days of pages went.

        What can't be removed stays, with a warning: it is in nobody's way.
        """
        oldest = (date.fromisoformat(today) - timedelta(days=days)).isoformat()
        old = [day for day in self._days() if day < oldest or not days]
        for day in old:
            try:
                shutil.rmtree(self._folder / day)
            except OSError as exc:
                logger.warning("can't remove the old pages in %s: %s", self._folder / day, exc)
        return len(old)

    def _days(self) -> list[str]:
        """Return the days that pages are kept of, in order; other things in the folder aren't ours."""
        if not self._folder.is_dir():
            return []
        return sorted(path.name for path in self._folder.iterdir() if re.fullmatch(r"\d{4}-\d\d-\d\d", path.name))


def _read(data: bytes) -> tuple[KeptPage, ...]:
    """Take a kept file apart."""
    line, _, bodies = data.partition(b"\n")
    head = json.loads(line)["pages"]
    ends = [0]
    for page in head:
        ends.append(ends[-1] + int(page["bytes"]))
    if ends[-1] != len(bodies):
        raise ValueError("the pages in it aren't as long as it says")
    return tuple(
        KeptPage(page["url"], bodies[start:end], page["kind"], page["headers"])
        for page, (start, end) in zip(head, pairwise(ends), strict=True)
    )
