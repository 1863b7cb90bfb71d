"""A stranger's path: every code block of README.md, from top to bottom, does what the page says.

Replaced are, knowingly: ``make crawl`` by the crawl that it ends in (its set-up is this very venv), https://www.example.com
by a site of the sample newsroom, the folders under /srv by ones of the test, and the record's id where the newsroom had
to take another port, which is part of its addresses.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.core.siterules.ours import parse_ours
from newsspider.exitcodes import ExitCode
from newsspider.sample.server import SampleServer
from newsspider.sources.config import read_sources
from tests.support.commands import PROJECT, records
from tests.support.origin import article

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXAMPLE = "https://www.example.com"
_CUT = "…"
_CONSUMERS = Path(os.environ.get("NEWSSPIDER_CONSUMERS", PROJECT / ".venv-consumers" / "bin" / "python"))


def blocks(page: Path, *languages: str) -> list[tuple[str, str]]:
    """Return (language, code) of a page's code blocks, in order."""
    found = _FENCE.findall(page.read_text(encoding="utf-8"))
    return [(language, code) for language, code in found if not languages or language in languages]


class Stranger:
    """Somebody in a folder of their own who types what the page says."""

    def __init__(self, folder: Path, server: SampleServer) -> None:
        self.folder = folder
        self.site = server.home_urls[0].rstrip("/")
        (folder / ".venv").symlink_to(sys.prefix)
        (folder / "scrapy.cfg").write_text("[settings]\ndefault = stranger\n")
        (folder / "stranger.py").write_text(
            "from newsspider.settings import *\n"
            f"PRIVATE_HOSTS_ALLOWED = {server.allowed_hosts!r}.split(',')\nDOWNLOAD_DELAY = 0\n"
        )
        self.record_id = ""
        pages = [{"url": f"https://www.paper.example/{n}", "html": article(n)} for n in range(2)]
        texts = [{"url": page["url"], "text": re.sub(r"<[^>]+>", "\n", str(page["html"]))} for page in pages]
        for name, rows in (("pages", pages), ("corpus", texts)):
            lines = "".join(f"{json.dumps(row)}\n" for row in rows)
            (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))

    def types(self, code: str, *, python: str | None = None) -> str:
        """Run shell or Python code; return what it printed. Anything but success fails the test."""
        code = code.replace(_EXAMPLE, self.site).replace("/srv/newsspider", str(self.folder))
        code = code.replace("/srv", str(self.folder)).replace("bc53d044c88018a4bb5d-1", self.record_id)
        code = re.sub(r"^make crawl\b.*$", f"{sys.executable} -m newsspider.sample.crawl", code, flags=re.MULTILINE)
        command = [python, "-c", code] if python else ["sh", "-e", "-c", code]
        path = f"{self.folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, timeout=300, check=False,
            env={**os.environ, "PYTHONPATH": str(PROJECT), "PATH": path, "HF_HUB_OFFLINE": "1"},
        )  # fmt: skip
        assert done.returncode == ExitCode.DONE, f"{code}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        return done.stdout


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stranger]:
    with SampleServer() as server:
        yield Stranger(tmp_path_factory.mktemp("stranger"), server)


def is_in(shown: Any, real: Any, where: str) -> None:
    """Check that what a page shows of a value is in the real one; strings that end in an ellipsis are beginnings."""
    if isinstance(shown, dict):
        for key, value in shown.items():
            is_in(value, real[key], f"{where}.{key}")
    elif isinstance(shown, list) and shown and isinstance(shown[0], dict):
        for value in shown:
            assert value in real, where
    elif isinstance(shown, str) and shown.endswith(_CUT):
        assert real.startswith(shown.removesuffix(_CUT).rstrip()), where
    else:
        assert shown == real, where


def test_the_readme_from_top_to_bottom(stranger: Stranger) -> None:
    seen = set()
    for language, code in blocks(PROJECT / "README.md"):
        seen.add(language)
        if language == "json":
            shown = json.loads(code)
            real = next(r for r in records(stranger.folder / "output") if r["title"] == shown["title"])
            stranger.record_id = real["id"]
            port = re.search(r":(\d+)/", real["url"])
            assert port
            if port[1] != "8800":
                shown |= {"id": real["id"], "url": shown["url"].replace(":8800", f":{port[1]}")}
            is_in(shown, real, "record")
        elif language == "toml":
            (stranger.folder / "example.toml").write_text(code, encoding="utf-8")
            assert read_sources(stranger.folder / "example.toml")
        elif language == "cron":
            stranger.types(re.sub(r"^(\S+\s+){5}", "", code))
        elif language == "python" and "pandas" in code:
            if _CONSUMERS.is_file():
                *_, last = stranger.types(code, python=str(_CONSUMERS)).splitlines()
                assert all(int(count) > 1 for count in last.split()), last
        elif language == "python":
            assert stranger.types(code, python=sys.executable).strip()
        else:
            assert language == "sh", "a code block without its language"
            stranger.types(code)
    assert seen == {"sh", "json", "toml", "cron", "python"}

    folder = stranger.folder
    assert "<del>" in (folder / "page.html").read_text(encoding="utf-8")
    assert len((folder / "articles.csv").read_text(encoding="utf-8").splitlines()) > 40
    assert len(records(folder / "archive")) == len(records(folder / "cleaned")) == 2
    for name in ("cleaned", "copies"):
        assert gzip.decompress((folder / f"{name}.jsonl.gz").read_bytes()).count(b"\n") == 2
    assert read_sources(folder / "sources.toml")[0].url.startswith(stranger.site)
    assert (folder / "corpus" / "articles").is_dir() or list((folder / "corpus" / "runs").iterdir())


def test_make_has_what_the_readme_names() -> None:
    targets = re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"\bmake ([a-z]+)", (PROJECT / "README.md").read_text(encoding="utf-8"))
    assert set(named) >= {"crawl", "test"}
    assert set(named) <= set(targets)


@pytest.mark.parametrize("page", sorted(path.name for path in (PROJECT / "docs").glob("*.md")))
def test_the_toml_of_every_document_can_be_used(page: str, tmp_path: Path) -> None:
    for number, (_, code) in enumerate(blocks(PROJECT / "docs" / page, "toml")):
        if "[[source]]" in code:
            path = tmp_path / f"{number}.toml"
            path.write_text(code, encoding="utf-8")
            assert read_sources(path)
        else:
            needed = "" if "written_for" in code else 'written_for = "https://www.newsroom.example/1"\n'
            reading = parse_ours("www.newsroom.example.toml", needed + code)
            assert reading.rule is not None, reading.problems


@pytest.mark.parametrize("page", sorted(path.name for path in (PROJECT / "docs").glob("*.md")))
def test_every_command_that_a_document_shows_is_one(page: str) -> None:
    """Only what stands in code blocks: ``scrapy NAME`` with options that NAME knows."""
    text = "\n".join(code for _, code in blocks(PROJECT / "docs" / page))
    known = {path.stem for path in (PROJECT / "newsspider" / "commands").glob("*.py")}
    assert set(re.findall(r"\bscrapy ([a-z]+)", text)) - known == set()
