"""``scrapy dedupe`` refuses what it can't do, before it opens anything; e2e/test_dedupe.py runs it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from newsspider.commands.dedupe import Command

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "give files and --out", id="nothing"),
        pytest.param(["in.jsonl"], "give files and --out", id="no-out"),
        pytest.param(["missing.jsonl", "--out", "out.jsonl"], "missing.jsonl", id="no-file"),
        pytest.param(["in.jsonl", "--out", "in.jsonl"], "name another file", id="same-file"),
        pytest.param(["in.jsonl", "--out", "out.jsonl", "--workers", "0"], "at least 1", id="no-workers"),
    ],
)
def test_wrong_usage_says_what_to_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.jsonl").write_text('{"id": 0, "text": "x"}\n', encoding="utf-8")
    command, parser = Command(), argparse.ArgumentParser()
    command.settings = Settings()
    command.add_options(parser)
    options, files = parser.parse_known_args(arguments)
    with pytest.raises(UsageError, match=said):
        command.run(files, options)
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]
