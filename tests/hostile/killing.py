"""Runs ``scrapy``, or a small program over the store alone, and kills it with SIGKILL at a named step.

    python -m tests.hostile.killing STEP NTH scrapy crawl news …
    python -m tests.hostile.killing STEP NTH store FOLDER COUNT

Production code knows nothing of this: the step's function is wrapped before the program starts.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

STORE = "newsspider.store.store"
LINES = "newsspider.store.jsonl"


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _Countdown:
    """Kills this process when it is asked for the ``nth`` time."""

    def __init__(self, nth: int) -> None:
        self._left = nth

    def __call__(self) -> None:
        self._left -= 1
        if self._left <= 0:
            _die()


def _wrap(owner: Any, name: str, make: Callable[[Any], Any]) -> None:
    setattr(owner, name, make(getattr(owner, name)))


def _before(due: _Countdown) -> Callable[[Any], Any]:
    def make(original: Any) -> Any:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            due()
            return original(*args, **kwargs)

        return wrapped

    return make


def _after(due: _Countdown) -> Callable[[Any], Any]:
    def make(original: Any) -> Any:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            due()
            return result

        return wrapped

    return make


def _after_awaiting(due: _Countdown) -> Callable[[Any], Any]:
    def make(original: Any) -> Any:
        async def wrapped(*args: Any, **kwargs: Any) -> Any:
            result = await original(*args, **kwargs)
            due()
            return result

        return wrapped

    return make


def _transaction(due: _Countdown, *, committed: bool) -> Callable[[Any], Any]:
    def make(original: Any) -> Any:
        @contextmanager
        def wrapped(db: sqlite3.Connection) -> Iterator[None]:
            with original(db):
                yield
                if not committed:
                    due()
            if committed:
                due()

        return wrapped

    return make


def _half_a_line(due: _Countdown) -> Callable[[Any], Any]:
    def make(original: Any) -> Any:
        def wrapped(handle: int, line: bytes, offset: int) -> None:
            original(handle, line[: len(line) // 2], offset)
            due()
            original(handle, line, offset)

        return wrapped

    return make


STORE_STEPS: dict[str, tuple[str, str, Callable[[_Countdown], Callable[[Any], Any]]]] = {
    "before-commit": (STORE, "transaction", lambda due: _transaction(due, committed=False)),
    "after-commit": (STORE, "transaction", lambda due: _transaction(due, committed=True)),
    "half-a-line": (LINES, "_write_at", _half_a_line),
    "line-written": (LINES, "_write_at", _after),
    "before-sync": (f"{LINES}:JsonLines", "sync", _before),
    "files-synced": (LINES, "transaction", lambda due: _transaction(due, committed=False)),
    "outbox-emptied": (LINES, "transaction", lambda due: _transaction(due, committed=True)),
    "before-the-runs-file": (STORE, "write_run_file", _before),
    "runs-file-written": (STORE, "write_run_file", _after),
    "recovered": (f"{LINES}:JsonLines", "recover", _after),
}
CRAWL_STEPS: dict[str, tuple[str, str, Callable[[_Countdown], Callable[[Any], Any]]]] = {
    "not-fetched": ("newsspider.spiders.news:NewsSpider", "not_fetched", _before),
    "fetched": ("newsspider.spiders.news:NewsSpider", "fetched", _before),
    "read": ("newsspider.workers.pool:ExtractPool", "read", _after_awaiting),
    "decided": ("newsspider.pipelines.dedupe:DedupePipeline", "process_item", _after),
    "stored": ("newsspider.pipelines.store:StorePipeline", "process_item", _after),
    "settled": (f"{STORE}:Store", "settle", _after),
    **STORE_STEPS,
}


def arm(step: str, nth: int) -> None:
    """Have this process killed at the nth passing of a step."""
    place, name, make = CRAWL_STEPS[step]
    module, _, owner = place.partition(":")
    target: Any = import_module(module)
    _wrap(getattr(target, owner) if owner else target, name, make(_Countdown(nth)))


def fill_store(folder: Path, count: int) -> None:
    """Store the records that aren't stored yet, as a crawl does."""
    from newsspider.store.store import Store
    from tests.store.support import put, url

    store = Store.open(folder, "news")
    for number in range(count):
        if not store.archive.holds(url(number)):
            put(store, url(number), f"text {number} " * 50)
    store.close("done")


def main() -> None:
    """Run the program that the command line names."""
    step, nth, program, *rest = sys.argv[1:]
    if int(nth):
        arm(step, int(nth))
    if program == "store":
        fill_store(Path(rest[0]), int(rest[1]))
        return
    from scrapy.cmdline import execute

    execute(["scrapy", *rest])


if __name__ == "__main__":
    main()
