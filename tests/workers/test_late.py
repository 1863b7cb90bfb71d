"""A worker whose pool has ended stays silent; every other error of a starting worker is reported."""

from __future__ import annotations

import multiprocessing
import sys

import pytest

from newsspider.workers.late import report_unless_late


def report(error: BaseException) -> None:
    report_unless_late(type(error), error, error.__traceback__)


def test_locks_that_went_with_their_pool_are_not_reported(capsys: pytest.CaptureFixture[str]) -> None:
    lock = multiprocessing.get_context("spawn").Lock()
    with pytest.raises(FileNotFoundError) as raised:
        lock.__setstate__((0, 1, 1, "/newsspider-no-such-lock"))  # type: ignore[attr-defined]

    report(raised.value)

    assert not capsys.readouterr().err


def test_other_missing_files_and_errors_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    for action in (lambda: open("/no/such/file"), lambda: 1 // 0):  # noqa: SIM115, PTH123 - fails
        try:
            action()
        except (OSError, ZeroDivisionError):
            error = sys.exc_info()[1]
            assert error is not None
            report(error)
            assert type(error).__name__ in capsys.readouterr().err
