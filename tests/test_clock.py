"""One clock, which simulations move."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from newsspider import clock

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def machine_clock() -> Iterator[None]:
    yield
    clock.set_offset(0.0)


def test_the_clock_is_the_machines() -> None:
    assert abs(clock.now() - time.time()) < 5
    assert abs(clock.utc_moment() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize("seconds", [-86_400.0, 3_600.0], ids=["back", "ahead"])
def test_an_offset_moves_all_of_it(seconds: float) -> None:
    clock.set_offset(seconds)

    assert abs(clock.now() - time.time() - seconds) < 5
    assert abs(clock.utc_moment().timestamp() - clock.now()) < 5
    assert abs(datetime.fromisoformat(clock.utc_now()).timestamp() - clock.now()) < 5


def test_the_present_is_written_in_utc_to_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_772_352_000.75)

    assert clock.utc_now() == "2026-03-01T08:00:00Z"
