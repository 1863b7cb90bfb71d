"""HEALTH_COMMAND: told of changes, without a shell, for a limited time, and never the run's end."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

import pytest

from newsspider.health import command
from newsspider.health.assess import Change
from newsspider.health.command import tell

if TYPE_CHECKING:
    from pathlib import Path

RECORD = {"id": "20260302T060000Z-1", "ended": "2026-03-02T06:04:10Z", "exit_code": 3}
CHANGE = Change("https://www.paper.example/$(touch owned)", "well", "broken", "stored 0 of 14; `touch owned`")


def python(tmp_path: Path, source: str) -> str:
    """Return the command that runs a script."""
    script = tmp_path / "my script.py"
    script.write_text(source, encoding="utf-8")
    return f"{sys.executable} '{script}' ; touch owned"


def test_the_command_hears_what_changed_and_no_shell_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = "import sys, pathlib; pathlib.Path('heard').write_text(sys.stdin.read() + repr(sys.argv[1:]))"
    assert tell(python(tmp_path, source), RECORD, [CHANGE])
    heard, _, arguments = (tmp_path / "heard").read_text(encoding="utf-8").partition("\n")
    said = json.loads(heard)
    assert said["changes"] == [CHANGE.to_dict()]
    assert (said["run"], said["exit_code"]) == (RECORD["id"], 3)
    assert arguments == "[';', 'touch', 'owned']"
    assert not (tmp_path / "owned").exists()


def test_without_a_change_nothing_is_run() -> None:
    assert tell("/no/such/program", RECORD, [])


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import sys; sys.exit('no mail \\x1b[31m today')", "ended with 1: no mail \ufffd[31m today"),
        ("raise SystemExit(9)", "ended with 9"),
    ],
    ids=["message", "code"],
)
def test_a_failure_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture, source: str, said: str) -> None:
    assert not tell(python(tmp_path, source), RECORD, [CHANGE])
    assert said in caplog.text


def test_a_command_that_reads_nothing_is_fine(tmp_path: Path) -> None:
    many = [CHANGE] * 5_000
    assert tell(python(tmp_path, "pass"), RECORD, many)


def test_a_program_that_is_not_there_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert not tell("/no/such/program", RECORD, [CHANGE])
    assert "HEALTH_COMMAND can't be run" in caplog.text


def test_what_a_command_leaves_running_is_not_waited_for(tmp_path: Path) -> None:
    """It holds the standard error open that it was given."""
    source = "import subprocess, sys; subprocess.Popen(['sleep', '5'], start_new_session=True)"
    before = time.monotonic()
    assert tell(python(tmp_path, source), RECORD, [CHANGE])
    assert time.monotonic() - before < 4


def test_endless_complaints_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(command, "COMMAND_SECONDS", 0.5)
    assert not tell(python(tmp_path, "import sys\nwhile True: sys.stderr.write('x' * 9_999)"), RECORD, [CHANGE])
    assert "HEALTH_COMMAND was ended" in caplog.text
    assert len(caplog.text) < 1_000


def test_a_command_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(command, "COMMAND_SECONDS", 0.5)
    source = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)"
    before = time.monotonic()
    assert not tell(python(tmp_path, source), RECORD, [CHANGE])
    assert time.monotonic() - before < 20
    assert "HEALTH_COMMAND was ended" in caplog.text
