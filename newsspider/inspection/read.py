"""From what was given, a file, an id or a fetched page, to what is shown of it."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsspider.core.urls import normal_url
from newsspider.errors import UsageError
from newsspider.inspection.changes import compare
from newsspider.inspection.site import memory_of
from newsspider.inspection.view import (
    Inspection,
    Relation,
    blocks_of_record,
    evidence_of,
    relations_of,
    seen_blocks,
    stored_beside,
    text_of,
    with_memory_of,
)
from newsspider.store.compressed import READ_ERRORS, open_read
from newsspider.store.kept import KeptPage
from newsspider.store.memory import memory_site
from newsspider.store.pages import MAX_ROW_BYTES, PageRow, read_rows
from newsspider.workers.job import PageJob, PageResult
from newsspider.workers.pool import ExtractFailed, ExtractPool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from newsspider.core.sitememory import MemoryView
    from newsspider.inspection.stored import StoredRecords

_MARKUP_ENDINGS = (".html", ".htm", ".xhtml", ".xml", ".mhtml")
_MAX_FILE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pages in a worker process with the caps of a crawl; ``remembers`` is whether sites' memories have a say."""

    site_rules: tuple[str, ...]
    seconds: float
    memory_mib: int
    remembers: bool = True

    def read(self, pages: Sequence[KeptPage], memory: MemoryView | None = None) -> list[PageResult]:
        """Read the pages of one article, with what its site's memory knows, if anything.

        Raises:
            UsageError: one of them takes more time or memory than a crawl gives it.
        """
        return asyncio.run(self._read(pages, memory))

    async def _read(self, pages: Sequence[KeptPage], memory: MemoryView | None) -> list[PageResult]:
        pool = ExtractPool(1, self.seconds, self.memory_mib)
        try:
            return [await pool.read(self._job(page, memory)) for page in pages]
        except ExtractFailed as exc:
            raise UsageError(f"{pages[0].url}: {exc}; a crawl counts the page under that reason") from exc
        finally:
            pool.close()

    def _job(self, page: KeptPage, memory: MemoryView | None) -> PageJob:
        content = page.content
        text = content if page.kind == "text" and isinstance(content, str) else None
        return PageJob(
            page.url or None,
            b"" if text is not None else content,
            text,
            page.headers,
            with_removed_text=True,
            site_rules=self.site_rules,
            with_blocks=True,
            memory=memory,
        )


def inspect_page(page: KeptPage, how: str, reader: Reader, stored: StoredRecords, **known: Any) -> Inspection:
    """Read one page; ``known`` are fields that only the one who fetched it knows."""
    memory = stored.memory(memory_site(page.url)).view() if reader.remembers and page.url else None
    (result,) = reader.read([page], memory)
    record = {**result.record, **known}
    notes = []
    if result.next_page or result.single_page:
        notes.append(f"A crawl joins this page with {result.single_page or result.next_page}; here it stands alone.")
    return Inspection(
        how, page.url or None, record, seen_blocks([result.blocks]), result.verdict, tuple(notes),
        stored_beside(record, stored), memory_of(page.url, stored),
    )  # fmt: skip


def inspect_id(record_id: str, reader: Reader, stored: StoredRecords) -> Inspection:
    """Show a stored record: from its page where that is kept, else from what the record says.

    Raises:
        UsageError: there is no such record.
    """
    record = stored.find(record_id)
    if record is None:
        raise UsageError(f"no record {record_id} is stored here; -s OUTPUT_DIR=… names another folder")
    return inspect_record(record, reader, stored)


def inspect_record(record: dict[str, Any], reader: Reader, stored: StoredRecords) -> Inspection:
    """Show a record, with its page where that is kept."""
    relations, memory = relations_of(record, stored), memory_of(str(record.get("url") or ""), stored)
    notes: tuple[str, ...] = ()
    pages: tuple[KeptPage, ...] | None = None
    try:
        pages = stored.pages(str(record.get("id")))
    except (ValueError, OSError) as exc:
        notes = (f"The kept page can't be read: {exc}.",)
    if not pages:
        blocks, said = blocks_of_record(record, stored.removed_texts(record))
        return Inspection("the record alone", record.get("url"), record, blocks, None, notes + said, relations, memory)
    results = reader.read(pages)
    blocks = with_memory_of(record, seen_blocks(result.blocks for result in results))
    text = text_of(blocks, one_has_all=_one_has_all(record))
    if text != record.get("text"):
        notes += ("Read again, its page gives another text than the one stored: see what changed.",)
        changes = compare(str(record.get("text") or ""), text)
        relations = (Relation("as read now", str(record.get("id")), record.get("url"), changes=changes), *relations)
    verdict = results[0].verdict
    return Inspection("the kept page", record.get("url"), record, blocks, verdict, notes, relations, memory)


def _one_has_all(record: dict[str, Any]) -> bool:
    """Whether one of the article's pages held all of it."""
    return evidence_of(record).get("pages") == "1"


def inspect_file(path: Path, row: int, url: str | None, reader: Reader, stored: StoredRecords) -> Inspection:
    """Show an HTML file, or one row of a file of JSON lines: a page ({url, html} or {url, text}) or a stored record.

    Raises:
        UsageError: there is no such row, it holds no page, or the file can't be read.
    """
    if _is_markup(path):
        page = KeptPage(normal_url(url) or "" if url else "", _bytes_of(path))
        return inspect_page(page, f"{path}", reader, stored)
    record = _record_in(path, row)
    if record is not None:
        shown = inspect_record(record, reader, stored)
        return replace(shown, how=f"{path}, row {row}, {shown.how}")
    found = next(islice(read_rows(path), row - 1, None), None)
    if found is None:
        raise UsageError(f"{path} has no row {row}")
    if not isinstance(found, PageRow):
        raise UsageError(f"{found.message}; --row N names another")
    page = KeptPage.of(found.url, found.html or "", found.text, found.headers)
    return inspect_page(
        page, f"{path}, row {row}", reader, stored, fetched_at=found.fetched_at, status=found.status
    )  # fmt: skip


def _is_markup(path: Path) -> bool:
    """Whether a file is a page: by its ending, else where it doesn't begin like JSON."""
    if path.suffix.lower() in _MARKUP_ENDINGS:
        return True
    try:
        with open_read(path) as file:
            return not file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    except READ_ERRORS as exc:
        raise UsageError(f"{path} can't be read: {exc}") from exc


def _bytes_of(path: Path) -> bytes:
    try:
        with open_read(path) as file:
            return file.read(_MAX_FILE_BYTES)
    except READ_ERRORS as exc:
        raise UsageError(f"{path} can't be read: {exc}") from exc


def _record_in(path: Path, row: int) -> dict[str, Any] | None:
    """Return the stored record in a row of a file; None where the row holds something else."""
    with suppress(ValueError, RecursionError, *READ_ERRORS), open_read(path) as file:
        for number, line in enumerate(iter(lambda: file.readline(MAX_ROW_BYTES), b""), 1):
            if number == row:
                value = json.loads(line)
                return value if isinstance(value, dict) and "extraction" in value and "html" not in value else None
    return None
