"""What a run is told where its pages can't be built."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from newsspider.browser.found import find_browser
from newsspider.errors import UsageError
from newsspider.exitcodes import ExitCode
from tests.support.commands import PROJECT, run_scrapy

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("scrapy_playwright", reason="the extra js isn't installed")

SOURCE = '[[source]]\nurl = "http://127.0.0.1:9/"\njs = true\n'


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_the_named_browser_counts(tmp_path: Path) -> None:
    path = program(tmp_path, "some-browser", "echo Chromium 1")
    assert find_browser(Settings({"JS_BROWSER": str(path)})) == str(path)


def test_without_a_name_the_first_on_the_path_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "google-chrome", "echo Chrome 1")
    path = program(tmp_path, "chromium", "echo Chromium 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser(Settings({"JS_BROWSER": ""})) == str(path)


def test_no_browser_names_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match=r"there is no Chromium: install one .* JS_BROWSER="):
        find_browser(Settings({"JS_BROWSER": ""}))
    with pytest.raises(UsageError, match=r"JS_BROWSER is 'nope', and that is no program"):
        find_browser(Settings({"JS_BROWSER": "nope"}))


def test_a_browser_that_does_not_start_is_named(tmp_path: Path) -> None:
    path = program(tmp_path, "chromium", "exit 127")
    with pytest.raises(UsageError, match=r"chromium doesn't start .* exit status 127"):
        find_browser(Settings({"JS_BROWSER": str(path)}))


@pytest.mark.parametrize("module", ["playwright.async_api", "scrapy_playwright.provider"])
def test_without_the_extra_its_install_command_is_named(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match=r"isn't installed: pip install 'newsspider\[js\]'"):
        find_browser(Settings({"JS_BROWSER": ""}))


def test_a_run_without_the_extra_ends_before_anything_is_fetched(tmp_path: Path) -> None:
    shadow = tmp_path / "shadow" / "playwright"
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text("raise ModuleNotFoundError('no playwright', name='playwright')\n")
    sources = tmp_path / "sources.toml"
    sources.write_text(SOURCE, encoding="utf-8")
    done = run_scrapy(
        "crawl", "news", "-a", f"sources={sources}", output=tmp_path / "output",
        environment={"PYTHONPATH": f"{shadow.parent}:{PROJECT}"},
    )  # fmt: skip
    assert done.returncode == ExitCode.WRONG_USAGE
    assert "playwright isn't installed: pip install 'newsspider[js]'" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "output").exists()
