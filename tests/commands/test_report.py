"""scrapy report: the page, the JSON, and what is told about a wrong call."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from newsspider.exitcodes import ExitCode
from tests.report.corpus import make, run_record, write_runs
from tests.support.commands import run_scrapy

if TYPE_CHECKING:
    from pathlib import Path


def test_the_page_and_the_json_of_a_folder(tmp_path: Path) -> None:
    written = make(tmp_path, per_day=6)
    write_runs(tmp_path, run_record(1))
    done = run_scrapy("report", output=tmp_path)
    assert (done.returncode, done.stdout) == (ExitCode.DONE, f"{tmp_path / 'report.html'}\n"), done.stderr
    assert f"{len(written)} records" in (tmp_path / "report.html").read_text(encoding="utf-8")

    said = json.loads(run_scrapy("report", "--json", output=tmp_path).stdout)
    assert said["records"] == len(written)

    one = json.loads(run_scrapy("report", "--json", "--run", run_record(1)["id"], output=tmp_path).stdout)
    during = run_record(1)["started"], run_record(1)["ended"]
    assert one["records"] == sum(during[0] <= r["fetched_at"] <= during[1] for r in written) > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--run", "20200101T000000Z-9"], "has no run '20200101T000000Z-9'; the latest is 20260320T060001Z-1"),
        (["somewhere"], "takes no arguments"),
    ],
    ids=["run", "argument"],
)
def test_a_wrong_call_is_told_what_to_mend(tmp_path: Path, arguments: list[str], said: str) -> None:
    write_runs(tmp_path, run_record(1))
    done = run_scrapy("report", *arguments, output=tmp_path)
    assert done.returncode == ExitCode.WRONG_USAGE
    assert said in done.stdout + done.stderr


def test_a_folder_without_a_crawl_and_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    done = run_scrapy("report", output=tmp_path / "none")
    assert (done.returncode, "holds no crawl" in done.stdout + done.stderr) == (ExitCode.WRONG_USAGE, True)
    write_runs(tmp_path, run_record(1))
    done = run_scrapy("report", "--out", str(tmp_path / "no" / "report.html"), output=tmp_path)
    assert (done.returncode, "can't use" in done.stderr) == (ExitCode.NOT_WRITABLE, True)
