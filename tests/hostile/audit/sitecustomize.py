"""Loaded by every process of a watched crawl: notes each connection, look-up and listening socket in a file."""

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


sys.addaudithook(_note)
