"""``scrapy checkrules`` names what is wrong with its mend, counts, and tells scripts by its exit code."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from newsspider.commands.checkrules import check
from newsspider.exitcodes import ExitCode
from tests.support.commands import run_scrapy

if TYPE_CHECKING:
    from pathlib import Path

OURS = 'written_for = "https://lake.example/a"\nvalid_until = 2026-01-31\nbody = "article"\n'


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        pytest.param({"lake.example.toml": OURS, "hill.example.txt": "body: //p"}, ExitCode.DONE, "can be used", id="good"),
        pytest.param({"lake.example.toml": "body = 1"}, ExitCode.WRONG_USAGE, "lake.example.toml:1: body: must be", id="ours"),
        pytest.param({"hill.example.txt": "\nstrip: //p["}, ExitCode.WRONG_USAGE, "hill.example.txt:2: strip:", id="ftr"),
        pytest.param({}, ExitCode.DONE, "FiveFilters", id="empty"),
        pytest.param(None, ExitCode.WRONG_USAGE, "No such file or directory", id="no-directory"),
    ],
)  # fmt: skip
def test_the_command(tmp_path: Path, files: dict[str, str] | None, code: ExitCode, said: str) -> None:
    folder = tmp_path / "rules"
    if files is not None:
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    done = run_scrapy("checkrules", str(folder), output=tmp_path / "output", seconds=60)

    assert done.returncode == code, done.stderr
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_counts_by_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in {
        "lake.example.toml": OURS,
        "bay.example.toml": "body = 1",
        "hill.example.txt": "body: //p\nstrip: //p[\ntidy: no\n",
        "moor.example.txt": "what is this\x1b[2J",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    ours, ftr = check(sorted(tmp_path.iterdir()), date(2026, 2, 1), show_ignored=True).values()
    said = capsys.readouterr().out

    assert (ours.files, ours.usable, ours.refused_files, ours.expired) == (2, 1, 1, 1)
    assert (ftr.files, ftr.usable, ftr.refused_files, ftr.refused_lines, ftr.ignored_lines) == (2, 1, 1, 1, 1)
    assert "tidy: isn't used: there is one parser" in said
    assert "lake.example.toml: valid_until: is past" in said
    assert "\x1b" not in said
