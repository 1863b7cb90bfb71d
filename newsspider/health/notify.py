"""Tells whoever asked how a run went: METRICS_FILE and HEALTH_COMMAND."""

from __future__ import annotations

import logging
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsspider.errors import UsageError
from newsspider.health.command import tell
from newsspider.health.metrics import write_metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.settings import BaseSettings

    from newsspider.health.assess import Change

logger = logging.getLogger(__name__)


def notify(settings: BaseSettings, record: dict[str, Any], changes: Sequence[Change]) -> None:
    """Write the metrics and run the command, where the settings name them; what fails is logged. Never raises."""
    if not record:
        return
    if settings["METRICS_FILE"]:
        write_metrics(Path(settings["METRICS_FILE"]), record)
    if settings["HEALTH_COMMAND"]:
        tell(settings["HEALTH_COMMAND"], record, changes)


def check_notify(settings: BaseSettings) -> None:
    """Check the two settings. A program that isn't there is logged: a lost script must not cost the news of years.

    Raises:
        UsageError: the command can't be split, or the file is a folder.
    """
    command, file = settings["HEALTH_COMMAND"] or "", settings["METRICS_FILE"] or ""
    try:
        words = shlex.split(command)
    except ValueError as exc:
        raise UsageError(f"HEALTH_COMMAND is {command!r}: {exc}; quote it as a shell would") from exc
    if words and shutil.which(words[0]) is None:
        logger.error(
            "HEALTH_COMMAND: there is no program %r that this user may run; nobody will be told; give its whole path",
            words[0],
        )
    if file and Path(file).is_dir():
        raise UsageError(f"METRICS_FILE is {file!r}, a folder; name a file in it, such as newsspider.prom")
