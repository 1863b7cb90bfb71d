"""The pictures of README.md, made from a crawl of the sample newsroom (python -m benchmarks.pictures).

Writes docs/images/: crawl.svg (the end of ``make crawl``), inspect.svg (``scrapy inspect`` on a terminal), and
inspect-light.png and inspect-dark.png (``scrapy inspect --html`` in Chromium).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from newsspider.inspection.read import Reader, inspect_id
from newsspider.inspection.stored import StoredRecords
from newsspider.inspection.terminal import show
from tests.support.browser import CHROMIUM

PROJECT = Path(__file__).parent.parent
IMAGES = PROJECT / "docs" / "images"
HEADLINE = "Engineer tells ferry inquiry his warnings were filed and forgotten"
_HEAD_LINES = 8
_LAST_LINES = 15
_FIRST_LINES = 34
_WIDTH = 110


def main() -> int:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        output = Path(name) / "output"
        said = subprocess.run(
            [sys.executable, "-m", "newsspider.sample.crawl", "-s", f"OUTPUT_DIR={output}"],
            cwd=PROJECT, env={**os.environ, "FORCE_COLOR": "1"}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
        ).stdout.replace(f"{name}/", "")  # fmt: skip
        lines = said.splitlines()
        first = next(number for number, line in enumerate(lines) if "Run " in line)
        picture("make crawl", [*lines[first : first + _HEAD_LINES], "  …", *lines[-_LAST_LINES:]], "crawl.svg")
        record_id = record_of(output, HEADLINE)
        inspect(output, record_id)
    return 0


def record_of(output: Path, headline: str) -> str:
    """Return the id of the record with this headline."""
    for path in (output / "articles").iterdir():
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            record = json.loads(line)
            if record["title"] == headline:
                return str(record["id"])
    raise SystemExit(f"the newsroom has no story {headline!r}")


def inspect(output: Path, record_id: str) -> None:
    """Make the pictures of one record."""
    shown = inspect_id(record_id, Reader((), 30.0, 512), StoredRecords(output))
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(file=nowhere, width=_WIDTH, force_terminal=True, color_system="truecolor", highlight=False)
        with console.capture() as capture:
            show(shown, full=False, console=console)
    picture(f"scrapy inspect {record_id}", capture.get().splitlines()[:_FIRST_LINES], "inspect.svg")
    page = output / "page.html"
    command = [sys.executable, "-m", "scrapy", "inspect", record_id, "--html", str(page), "-s", f"OUTPUT_DIR={output}"]
    subprocess.run(command, cwd=PROJECT, check=True)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            tab = browser.new_page(viewport={"width": 1180, "height": 900}, color_scheme=scheme)
            tab.goto(page.as_uri())
            tab.screenshot(path=IMAGES / f"inspect-{scheme}.png")
        browser.close()


def picture(title: str, lines: list[str], name: str) -> None:
    """Write lines of a terminal as a picture that loads nothing."""
    texts = [Text.from_ansi(line) for line in lines]
    for text in texts:
        text.rstrip()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, file=nowhere, width=max(text.cell_len for text in texts) + 1, highlight=False)
        for text in texts:
            console.print(text, soft_wrap=True)
        svg = console.export_svg(title=title, theme=MONOKAI, unique_id=name.partition(".")[0])
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = "\n".join(line.rstrip() for line in svg.splitlines() if line.strip())
    (IMAGES / name).write_text(f"{svg}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
