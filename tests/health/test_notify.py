"""METRICS_FILE and HEALTH_COMMAND together: what is wrong with them is said, and the run goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from scrapy.settings import Settings

from newsspider.errors import UsageError
from newsspider.health.assess import Change
from newsspider.health.notify import check_notify, notify
from tests.health.test_metrics import record

if TYPE_CHECKING:
    from pathlib import Path

CHANGE = Change("https://www.paper.example", "well", "broken", "stored 0 of 14")


def settings(**values: Any) -> Settings:
    return Settings({"METRICS_FILE": "", "HEALTH_COMMAND": "", **values})


@pytest.mark.parametrize(
    ("values", "said"),
    [({"HEALTH_COMMAND": "mail 'desk"}, "quote it"), ({"METRICS_FILE": "/"}, "a folder")],
    ids=["quotes", "folder"],
)
def test_what_cannot_be_meant_is_refused(values: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        check_notify(settings(**values))


def test_a_program_that_is_gone_is_said_at_the_start_and_the_run_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    check_notify(settings(HEALTH_COMMAND="/no/such/program --now"))
    assert "no program '/no/such/program'" in caplog.text


def test_neither_of_them_keeps_the_other_from_its_work(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    heard = tmp_path / "heard"
    unwritable = settings(METRICS_FILE=str(tmp_path / "file" / "x.prom"), HEALTH_COMMAND=f"tee {heard}")
    notify(unwritable, {**record(), "id": "1"}, [CHANGE])
    assert "METRICS_FILE can't be written" in caplog.text
    assert b"stored 0 of 14" in heard.read_bytes()
    unheard = settings(METRICS_FILE=str(tmp_path / "new" / "x.prom"), HEALTH_COMMAND="/no/such/program")
    notify(unheard, {**record(), "id": "2"}, [CHANGE])
    assert "HEALTH_COMMAND can't be run" in caplog.text
    assert (tmp_path / "new" / "x.prom").exists()


def test_a_run_without_a_record_tells_nobody(tmp_path: Path) -> None:
    notify(settings(METRICS_FILE=str(tmp_path / "x.prom"), HEALTH_COMMAND=f"touch {tmp_path / 'told'}"), {}, [CHANGE])
    assert list(tmp_path.iterdir()) == []
