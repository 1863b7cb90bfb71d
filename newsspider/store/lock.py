"""One run per OUTPUT_DIR: an advisory lock that the kernel drops with the process, however it ends."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsspider.errors import RunHeld

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def run_lock(output_dir: Path) -> Iterator[None]:
    """Hold the directory's lock for the time of the block.

    The lock is taken on the directory itself, so that a second start writes nothing at all, and worker
    processes don't inherit it.

    Raises:
        RunHeld: another process holds it.
        OSError: the directory can't be opened.
    """
    handle = os.open(output_dir, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise RunHeld(
                f"another run is writing to {output_dir}: wait for it to end, or give this one its own OUTPUT_DIR"
            ) from exc
        yield
    finally:
        os.close(handle)
