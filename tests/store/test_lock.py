"""One run per OUTPUT_DIR, and a lock that no end of a process leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from newsspider.errors import RunHeld
from newsspider.store.lock import run_lock
from tests.support.commands import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

HOLDER = """
import subprocess, sys
from pathlib import Path
from newsspider.store.lock import run_lock

with run_lock(Path(sys.argv[1])):
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    print(child.pid, flush=True)
    sys.stdin.read()
"""


def test_the_lock_is_held_and_given_back(tmp_path: Path) -> None:
    for _ in range(2):
        with run_lock(tmp_path), pytest.raises(RunHeld, match="its own OUTPUT_DIR"), run_lock(tmp_path):
            pytest.fail("two held it")


def test_the_lock_is_given_back_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(tmp_path):
        raise ZeroDivisionError
    with run_lock(tmp_path):
        assert not list(tmp_path.iterdir()), "the lock is no file of its own"


def test_a_directory_that_is_not_there_is_the_systems_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), run_lock(tmp_path / "none"):
        pytest.fail("held nothing")


def test_another_process_is_refused_until_the_holder_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT) as holder:
        assert holder.stdout is not None
        child = int(holder.stdout.readline())
        try:
            with pytest.raises(RunHeld), run_lock(tmp_path):
                pytest.fail("two processes held it")
            holder.kill()
            holder.wait()
            os.kill(child, 0)  # the holder's own child is still there, and doesn't hold the lock
            with run_lock(tmp_path):
                pass
        finally:
            holder.kill()
            os.kill(child, signal.SIGKILL)
