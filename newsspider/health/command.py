"""HEALTH_COMMAND: told about every change of a source's state."""

from __future__ import annotations

import json
import logging
import os
import selectors
import shlex
import signal
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from newsspider.printable import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.health.assess import Change

logger = logging.getLogger(__name__)

COMMAND_SECONDS = 10
_POLL_SECONDS = 0.05
_CHUNK_BYTES = 65_536
_SHOWN_CHARS = 300
_KEPT_BYTES = 4 * _SHOWN_CHARS


def tell(command: str, record: dict[str, Any], changes: Sequence[Change]) -> bool:
    """Run a command with the changes on its standard input as JSON; returns whether it ended with 0. Never raises.

    The command is split as a shell would, and run without one: nothing of a page or source can become part of it.
    """
    words = shlex.split(command)
    if not words or not changes:
        return True
    said = {
        "run": record.get("id"),
        "ended": record.get("ended"),
        "exit_code": record.get("exit_code"),
        "changes": [change.to_dict() for change in changes],
    }
    try:
        return _run(words, json.dumps(said, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    except OSError as exc:
        logger.error("HEALTH_COMMAND can't be run: %s", exc)
        return False


def _run(words: list[str], said: bytes) -> bool:
    """Run in a process group of its own, so that what it starts ends with it."""
    with subprocess.Popen(  # noqa: S603 - the user's own command, no shell
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        bufsize=0,
        start_new_session=True,
    ) as process:
        errors = _talk(process, said)
        if errors is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            logger.error("HEALTH_COMMAND was ended after %d s: %s", COMMAND_SECONDS, words[0])
            return False
    if process.returncode:
        shown = printable(errors.decode("utf-8", "replace").strip())[:_SHOWN_CHARS]
        logger.error("HEALTH_COMMAND ended with %d: %s", process.returncode, shown)
    return process.returncode == 0


def _talk(process: subprocess.Popen[bytes], said: bytes) -> bytes | None:
    """Write to a process and return the beginning of its complaints, once it has ended; None where it takes too long.

    Only the process itself is waited for: what it leaves running may hold its standard error open for ever.
    """
    ends, left, errors = time.monotonic() + COMMAND_SECONDS, memoryview(said), b""
    assert process.stdin is not None
    assert process.stderr is not None
    to_write, to_read = process.stdin.fileno(), process.stderr.fileno()
    with selectors.DefaultSelector() as pipes:
        for pipe, event in ((to_write, selectors.EVENT_WRITE), (to_read, selectors.EVENT_READ)):
            os.set_blocking(pipe, False)
            pipes.register(pipe, event)
        while process.poll() is None:
            if time.monotonic() > ends:
                return None
            for key, _ in pipes.select(_POLL_SECONDS):
                if key.fd == to_read:
                    chunk = os.read(to_read, _CHUNK_BYTES)
                    errors = (errors + chunk)[:_KEPT_BYTES]
                    if not chunk:
                        pipes.unregister(to_read)
                    continue
                try:
                    left = left[os.write(to_write, left[:_CHUNK_BYTES]) :]
                except BrokenPipeError:
                    left = memoryview(b"")
                if not left:
                    pipes.unregister(to_write)
                    process.stdin.close()
    with suppress(BlockingIOError):
        errors += os.read(to_read, _CHUNK_BYTES)
    return errors[:_KEPT_BYTES]
