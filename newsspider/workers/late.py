"""Workers that start too late: after the pool that asked for them has ended."""

from __future__ import annotations

import sys
from multiprocessing import synchronize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType


def report_unless_late(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Report an error as Python does, as ``sys.excepthook``; but not that a worker's locks are gone.

    They go with their pool. A worker that was just being started in the place of a killed one finds them missing and
    ends, which nobody waits for, and which would print its traceback between the crawl's own lines.
    """
    last = trace
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    of_locks = last is not None and last.tb_frame.f_code.co_filename == synchronize.__file__
    if not (isinstance(error, FileNotFoundError) and of_locks):
        sys.__excepthook__(kind, error, trace)
