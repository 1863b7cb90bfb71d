"""HEALTH_COMMAND: told about every change of a source's state."""

from __future__ import annotations

import json
import logging
import os
import shlex
import signal
import subprocess
from typing import TYPE_CHECKING, Any

from newsspider.printable import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.health.assess import Change

logger = logging.getLogger(__name__)

COMMAND_SECONDS = 10
_SHOWN_CHARS = 300


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
        words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        try:
            _, errors = process.communicate(said, timeout=COMMAND_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            logger.error("HEALTH_COMMAND was ended after %d s: %s", COMMAND_SECONDS, words[0])
            return False
    if process.returncode:
        shown = printable(errors.decode("utf-8", "replace").strip())[:_SHOWN_CHARS]
        logger.error("HEALTH_COMMAND ended with %d: %s", process.returncode, shown)
    return process.returncode == 0
