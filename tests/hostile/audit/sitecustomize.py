"""Loaded by every process of a watched crawl: notes each connection, look-up and listening socket in a file.

With NEWSSPIDER_SLOW_DISK each commit and sync takes so many seconds longer.
"""

from __future__ import annotations

import os
import sys
from typing import Any

_HEARD = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind")


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _HEARD:
        target = arguments[0] if event in {"socket.getaddrinfo", "socket.gethostbyname"} else arguments[1]
        if isinstance(target, tuple):  # an internet address; the workers' own sockets have paths
            target = f"{target[0]}:{target[1]}"
        elif event in {"socket.connect", "socket.bind"}:
            return
        with open(os.environ["NEWSSPIDER_AUDIT"], "a", encoding="utf-8") as log:  # noqa: PTH123 - before pathlib is there
            log.write(f"{event} {target}\n")


def _slow_down(seconds: float) -> None:
    import sqlite3
    import time
    from functools import partial

    class SlowConnection(sqlite3.Connection):
        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            if sql == "COMMIT":
                time.sleep(seconds)
            return super().execute(sql, *arguments)

    sync = os.fsync

    def slow_sync(file: Any) -> None:
        time.sleep(seconds)
        sync(file)

    sqlite3.connect = partial(sqlite3.connect, factory=SlowConnection)  # type: ignore[assignment]
    os.fsync = slow_sync  # type: ignore[assignment]


if slow := os.environ.get("NEWSSPIDER_SLOW_DISK"):
    _slow_down(float(slow))
sys.addaudithook(_note)
