"""Wrong calls of ``scrapy crawl``: one line that names the mend, the right exit code, no traceback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.exitcodes import ExitCode
from tests.support.commands import run_scrapy

if TYPE_CHECKING:
    from pathlib import Path

USAGE, NOT_WRITABLE = ExitCode.WRONG_USAGE, ExitCode.NOT_WRITABLE
SITE = ("crawl", "news", "-a", "urls=https://www.paper.example")


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "said"),
    [  # of wrong settings one: tests/test_settings.py has the others
        pytest.param((*SITE, "-a", "url=x"), {}, USAGE, "did you mean -a urls=…?", id="unknown-argument"),
        pytest.param(("crawl", "newz"), {}, USAGE, "no spider 'newz'; there are: news, replay", id="unknown-spider"),
        pytest.param(("crawl",), {}, USAGE, "name one spider", id="no-spider"),
        pytest.param(("crawl", "news", "replay"), {}, USAGE, "name one spider", id="two-spiders"),
        pytest.param(("crawl", "news", "-a", "urls"), {}, USAGE, "Invalid -a value", id="argument-without-value"),
        pytest.param(("crawl", "news", "-a", "urls=gopher://x.example"), {}, USAGE, "gopher://x.example", id="scheme"),
        pytest.param(("crawl", "news", "-a", "urls="), {}, USAGE, "-a urls= is empty", id="no-urls"),
        pytest.param(
            ("crawl", "news", "-a", "sources=none.toml"), {}, USAGE, "there is no none.toml", id="no-sources"
        ),
        pytest.param(("crawl", "replay", "-a", "pages=none.jsonl"), {}, USAGE, "no file none.jsonl", id="no-pages"),
        pytest.param(("crawl", "replay"), {}, USAGE, "replay needs -a pages=", id="no-pages-argument"),
        pytest.param(SITE, {"DUPLICATES": "keep"}, USAGE, "it must be mark or drop", id="setting"),
    ],
)
def test_a_wrong_call_is_told_what_to_mend(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, Any], code: ExitCode, said: str
) -> None:
    output = tmp_path / "output"
    done = run_scrapy(*arguments, output=output, seconds=30, **settings)

    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert not output.exists(), "nothing was begun"


def test_an_output_folder_that_cannot_be_is_told_so(tmp_path: Path) -> None:
    output = tmp_path / "output"
    output.write_text("a file in its place", encoding="utf-8")
    pages = tmp_path / "pages.jsonl"
    pages.write_text(json.dumps({"url": "https://www.paper.example/1", "text": "x"}) + "\n", encoding="utf-8")
    done = run_scrapy("crawl", "replay", "-a", f"pages={pages}", output=output, seconds=30)

    assert done.returncode == NOT_WRITABLE, done.stderr
    assert str(output) in done.stderr
    assert "Traceback" not in done.stderr
    assert output.read_text(encoding="utf-8") == "a file in its place"


def test_a_damaged_state_is_told_so_and_kept(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"not a database " * 500)
    pages = tmp_path / "pages.jsonl"
    pages.write_text(json.dumps({"url": "https://www.paper.example/1", "text": "x"}) + "\n", encoding="utf-8")
    done = run_scrapy("crawl", "replay", "-a", f"pages={pages}", output=tmp_path, seconds=30)

    assert done.returncode == NOT_WRITABLE, done.stderr
    assert "state.db" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "state.db").read_bytes() == b"not a database " * 500
