"""A state.db that can't be used stops the crawl with a clear line and stays as it is; an older one is taken over."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import threading
import time
from importlib import resources
from typing import TYPE_CHECKING

import pytest

from newsspider.exitcodes import ExitCode
from newsspider.store.schema import SCHEMA_VERSION
from tests.support.commands import crawl_site, last_run, records, twice
from tests.support.origin import Origin, site_of_articles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COUNT = 4


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with Origin(site_of_articles(COUNT + 1)) as served:
        yield served


@pytest.fixture(scope="module")
def crawled(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the output folder of a crawl that a budget ended one page early."""
    folder = tmp_path_factory.mktemp("state") / "output"
    done = crawl_site(origin, folder, SITE_PAGE_BUDGET=COUNT + 1)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert len(records(folder)) == COUNT
    return folder


@pytest.fixture
def output(crawled: Path, tmp_path: Path) -> Path:
    """Return a copy of it."""
    return shutil.copytree(crawled, tmp_path / "output")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def make_newer(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    db.close()


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_to_nothing(path: Path) -> None:
    os.truncate(path, 0)


def overwrite(path: Path) -> None:
    path.write_bytes(b"<html>not here</html>" * 400)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        pytest.param(make_newer, "newer newsspider", id="newer"),
        pytest.param(cut_in_half, "damaged", id="cut-in-half"),
        pytest.param(cut_to_nothing, "is empty", id="cut-to-nothing"),
        pytest.param(overwrite, "isn't a newsspider database", id="overwritten"),
    ],
)
def test_a_state_that_cannot_be_read_stops_the_crawl_and_stays(
    origin: Origin, output: Path, damage: Callable[[Path], None], said: str
) -> None:
    damage(output / "state.db")
    before, asked = contents(output), len(origin.asked)
    done = crawl_site(origin, output)
    assert done.returncode == ExitCode.NOT_WRITABLE
    assert said in done.stderr
    assert str(output / "state.db") in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(output) == before
    assert len(origin.asked) == asked


def test_a_lock_that_is_lifted_is_waited_for(origin: Origin, output: Path) -> None:
    holder = sqlite3.connect(output / "state.db", isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN EXCLUSIVE")
    release = threading.Timer(4, lambda: holder.execute("ROLLBACK"))
    release.start()
    done = crawl_site(origin, output)
    release.join()
    holder.close()
    assert done.returncode == ExitCode.DONE, done.stderr
    assert len(records(output)) == COUNT + 1


@pytest.mark.soak
def test_a_lock_that_stays_ends_the_crawl(origin: Origin, output: Path) -> None:
    holder = sqlite3.connect(output / "state.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    started = time.monotonic()
    done = crawl_site(origin, output)
    holder.execute("ROLLBACK")
    holder.close()
    assert done.returncode == ExitCode.NOT_WRITABLE
    assert "locked" in done.stderr
    assert 25 < time.monotonic() - started < 60
    assert len(records(output)) == COUNT


def test_a_read_only_folder_stops_the_crawl(origin: Origin, output: Path, tmp_path: Path) -> None:
    mounted = tmp_path / "disk"
    mounted.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(["mount", "--bind", output, mounted], capture_output=True, check=False).returncode
    ):
        pytest.skip("mounting a folder read-only needs root")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", mounted], check=True)
        before = contents(output)
        done = crawl_site(origin, mounted)
        assert done.returncode == ExitCode.NOT_WRITABLE
        assert str(mounted) in done.stderr
        assert "Traceback" not in done.stderr
        assert contents(output) == before
    finally:
        subprocess.run(["umount", mounted], check=True)


def to_first_version(path: Path) -> None:
    """Write state.db anew as newsspider 0.1 laid it out, with the rows it has."""
    present = path.with_name("present.db")
    path.rename(present)
    old = sqlite3.connect(path)
    (first,) = (f for f in resources.files("newsspider.store.migrations").iterdir() if f.name.startswith("001_"))
    old.executescript(first.read_text(encoding="utf-8"))
    old.execute(f"ATTACH '{present}' AS present")
    for (table,) in old.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
        columns = ", ".join(name for (name,) in old.execute(f"SELECT name FROM pragma_table_info('{table}')"))
        old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM present.{table}")
    old.execute("PRAGMA user_version = 1")
    old.commit()
    old.close()
    present.unlink()


def test_a_crawl_goes_on_in_the_folder_of_the_first_version_and_sets_a_torn_line_aside(
    origin: Origin, output: Path
) -> None:
    to_first_version(output / "state.db")
    (day,) = (output / "articles").iterdir()
    with day.open("a", encoding="utf-8") as file:
        file.write('{"id": "half of a li')
    done = crawl_site(origin, output)
    assert done.returncode == ExitCode.DONE, done.stderr
    stored = records(output)
    assert len(stored) == COUNT + 1
    assert not twice([r["id"] for r in stored])
    counts = last_run(output)["counts"]
    assert (counts["stored"], counts["waiting"]) == (1, 0)
    assert day.with_name(day.name + ".torn").read_text(encoding="utf-8") == '{"id": "half of a li'
    assert "moved to" in done.stderr
