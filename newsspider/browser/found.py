"""Whether pages can be built here: the extra ``js`` and a Chromium, or a message that names the mend."""

from __future__ import annotations

import shutil
import subprocess
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from newsspider.errors import UsageError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""Names under which systems have it, the first found counts."""

START_SECONDS = 30  # a cold start from a slow disk; a warm one takes a tenth of a second
_EXTRA = ("playwright.async_api", "scrapy_playwright.provider")
_INSTEAD = "or take js = true out of sources.toml"


def find_browser(settings: BaseSettings) -> str:
    """Return the path of the Chromium that builds pages: JS_BROWSER, else the first that PATH has.

    Raises:
        UsageError: the extra ``js`` isn't installed, there is no Chromium, or it doesn't start.
    """
    for module in _EXTRA:
        try:
            import_module(module)
        except ImportError as exc:
            raise UsageError(
                f"a source has js = true, and {exc.name or module} isn't installed:"
                f" pip install 'newsspider[js]' (in a checkout: pip install -e '.[js]'), {_INSTEAD}"
            ) from exc
    named = str(settings["JS_BROWSER"] or "")
    path = shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        missing = f"JS_BROWSER is {named!r}, and that is no program" if named else "there is no Chromium"
        raise UsageError(
            f"a source has js = true, and {missing}: install one (Debian: apt install chromium), name its path with"
            f" -s JS_BROWSER=/path/to/chromium, {_INSTEAD}"
        )
    _check_start(path)
    return path


def _check_start(path: str) -> None:
    """Raise `UsageError` where a program can't even say its version."""
    try:
        subprocess.run(  # noqa: S603 - a program that the user has named or installed
            [path, "--version"], check=True, capture_output=True, timeout=START_SECONDS, cwd=Path(path).parent
        )
    except (OSError, subprocess.SubprocessError) as exc:
        raise UsageError(
            f"a source has js = true, and {path} doesn't start ({exc}): mend it, name another with"
            f" -s JS_BROWSER=/path/to/chromium, {_INSTEAD}"
        ) from exc
