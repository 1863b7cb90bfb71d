"""Opens a file in headless Chromium as its readers do, and says what is wrong with it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parents[1] / "axe" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_GRAVE = ("serious", "critical")
# Keyboard: the elements that Tab reaches, in order, as "tag#id" with their text.
_REACHED = """() => { const e = document.activeElement;
    return e === document.body ? '' : `${e.tagName.toLowerCase()} ${(e.textContent || '').trim().slice(0, 40)}`; }"""

needs_browser = pytest.mark.skipif(
    CHROMIUM is None or not AXE.is_file(),
    reason="needs Chromium and axe-core: apt-get install chromium; npm ci --prefix tests/axe (.ci/run does both)",
)


@dataclass(slots=True)
class Looked:
    """What a browser made of a page. ``axe`` names its serious and critical findings; all empty is well."""

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    overflow: int = 0
    """Pixels that the page is wider than the window."""
    reached: list[str] = field(default_factory=list)
    """What the first presses of Tab reach."""


def look_at(path: Path, *, width: int = 1300, scheme: str = "light", tabs: int = 0) -> Looked:
    """Open a file and look.

    Args:
        path: an HTML file.
        width: of the window, in pixels.
        scheme: light or dark.
        tabs: how often Tab is pressed.
    """
    from playwright.sync_api import sync_playwright

    looked = Looked()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        chosen: Any = scheme
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=chosen)
        page.on("console", lambda message: looked.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: looked.console.append(str(error)))
        page.on("request", lambda request: looked.requests.append(request.url))
        page.goto(path.as_uri())
        looked.requests = [url for url in looked.requests if url != path.as_uri()]
        looked.overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        for _ in range(tabs):
            page.keyboard.press("Tab")
            looked.reached.append(page.evaluate(_REACHED))
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        looked.axe = [
            f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}"
            for v in found["violations"]
            if v["impact"] in _GRAVE
        ]
        browser.close()
    return looked
