"""What a person sees of a run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.extensions.progress import _status_line, summary
from newsspider.extensions.run import RunExtension
from newsspider.sources.state import SourceState
from newsspider.store.frontier import Candidate
from newsspider.store.store import Outcome
from tests.extensions.support import crawler_of
from tests.store.support import candidate

if TYPE_CHECKING:
    from pathlib import Path


def ended(tmp_path: Path, *sites: str) -> RunExtension:
    """Return a run that is over, with one failed URL at each site."""
    run = RunExtension.of(crawler_of(tmp_path))
    for site in sites:
        run.settle(Candidate(f"https://{site}/", "", site), Outcome("failed", "timeout"))
    run.sources = [SourceState("https://[/x]", cause="bad_url"), SourceState("https://good.example/")]
    run.close("done")
    return run


def test_the_line_says_what_was_done_so_far(tmp_path: Path) -> None:
    run = RunExtension.of(crawler_of(tmp_path))
    run.settle(candidate(1), Outcome("dropped", "too_short"))
    run.settle(candidate(2), Outcome("failed", "timeout"))
    run.fetched = 2
    line = _status_line(run)
    run.close("done")

    for part in ("fetched 2", "stored 0", "dropped 1", "failed 1", "pages/s"):
        assert part in line


def test_the_table_adds_up_by_site_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = ended(tmp_path, "a.example", "b.example")
    summary(run)
    out = capsys.readouterr().out

    cells = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.split()}
    assert cells["a.example"] == ["1", "0", "0", "0", "1", "0"]
    assert next(line.split() for line in out.splitlines() if line.startswith("all sites"))[2:] == list("200020")
    assert out.count("timeout") == 3
    assert "source failed: https://[/x]: bad_url" in out
    assert f"{run.record['id']}.json" in out.replace("\n", "")
    assert "good.example" not in out


@pytest.mark.parametrize("site", ["[fd00::1]:8800", "https://[/x]", "[bold]", "zürich.example"])
def test_names_are_shown_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str], site: str) -> None:
    summary(ended(tmp_path, site))

    assert site in capsys.readouterr().out


def test_a_run_without_a_record_has_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    run: Any = SimpleNamespace(record={})
    summary(run)

    assert capsys.readouterr().out == ""


def test_no_control_character_reaches_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = RunExtension.of(crawler_of(tmp_path))
    evil = "https://x\x1b[2J\x07\u202eexample"
    run.settle(Candidate(evil, "", evil), Outcome("failed", "bad_url"))
    run.sources = [SourceState(evil, cause="bad_url")]
    run.close("done")
    summary(run)

    assert not set(capsys.readouterr().out) & set("\x1b\x07\u202e")
