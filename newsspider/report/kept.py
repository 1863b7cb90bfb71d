"""What an earlier report has counted of a file, kept beside the records for the next one."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsspider import __version__
from newsspider.report.summary import Summary

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

_TAIL_BYTES = 65_536  # that must be the same for the counts of a file's beginning to hold
_FORM = f"2 {__version__}"


@dataclass(slots=True)
class Counted:
    """The counts of a file's first ``size`` bytes.

    ``ids`` has eight bytes for each record, in order: a digest of its id. ``without`` names, as `places_name`, the records
    that aren't counted since a later line has their id.
    """

    summary: Summary = field(default_factory=Summary)
    ids: bytes = b""
    size: int = 0
    without: str = ""


def places_name(places: frozenset[int]) -> str:
    """Return a name for a set of records of a file; empty for none."""
    return hashlib.sha256(repr(sorted(places)).encode()).hexdigest() if places else ""


def read_counts(folder: Path, path: Path) -> Counted:
    """Return what is known of a file; nothing where it is another file than it was."""
    with suppress(OSError, KeyError, TypeError, ValueError, AttributeError):
        said = json.loads(_place(folder, path).read_bytes())
        is_same = said["form"] == _FORM and said["tail"] == _tail(path, said["size"])
        if is_same and (path.suffix == ".jsonl" or path.stat().st_size == said["size"]):
            ids = base64.b64decode(said["ids"], validate=True)
            return Counted(Summary.of(said["summary"]), ids, int(said["size"]), str(said["without"]))
    return Counted()


def keep_counts(folder: Path, path: Path, counted: Counted) -> None:
    """Keep the counts of a file; a folder that can't be written costs only time."""
    said = {
        "form": _FORM,
        "size": counted.size,
        "tail": _tail(path, counted.size),
        "without": counted.without,
        "summary": counted.summary.to_dict(),
        "ids": base64.b64encode(counted.ids).decode(),
    }
    target = _place(folder, path)
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        target.parent.mkdir(exist_ok=True)
        temporary.write_text(json.dumps(said, ensure_ascii=False, separators=(",", ":")), "utf-8", "surrogatepass")
        temporary.replace(target)
    except OSError as exc:
        logger.info("the counts can't be kept: %s", exc)


def _place(folder: Path, path: Path) -> Path:
    return folder / "report-cache" / f"{path.name.replace('.jsonl', '', 1)}.json"


def _tail(path: Path, size: int) -> str:
    """Return a digest of the bytes before ``size``, empty where the file is shorter."""
    with path.open("rb") as handle:
        if os.fstat(handle.fileno()).st_size < size:
            return ""
        handle.seek(max(0, size - _TAIL_BYTES))
        return hashlib.sha256(handle.read(min(size, _TAIL_BYTES))).hexdigest()
