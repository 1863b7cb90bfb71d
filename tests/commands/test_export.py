"""``scrapy export``: each form read back by what reads it, whole files or none, and wrong calls told what to mend."""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from backports import zstd
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.utils.project import get_project_settings

from newsspider.commands.export import Command
from newsspider.core.article import Article
from newsspider.exitcodes import ExitCode
from newsspider.export.filters import Filters
from tests.export.support import a_record, odd_records, write_lines
from tests.support.commands import scrapy_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RECORDS = odd_records()
TEXTS = {record["id"]: record["text"] for record in RECORDS}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder with records of two days."""
    folder = tmp_path / "output"
    write_lines(folder / "articles" / "2026-03-11.jsonl", RECORDS[:3])
    write_lines(folder / "articles" / "2026-03-12.jsonl", RECORDS[3:])
    (folder / "articles" / "2026-03-12.jsonl.torn").write_text("not a record")
    return folder


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def exported(output: Path, *arguments: str) -> int:
    """Run the command in this process, as Scrapy's command line does; return its exit code."""
    command = Command()
    command.settings = get_project_settings()
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    options, rest = parser.parse_known_args([*arguments, "-s", f"OUTPUT_DIR={output}"])
    command.process_options(rest, options)
    command.run(rest, options)
    return command.exitcode


def from_json(path: Path) -> dict[str, str]:
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else zstd.decompress(data) if path.suffix == ".zst" else data
    return {row["id"]: row["text"] for row in map(json.loads, data.decode().split("\n")[:-1])}


def from_json_ld(path: Path) -> dict[str, str]:
    rows = map(json.loads, path.read_text(encoding="utf-8").split("\n")[:-1])
    return {row["identifier"]: row["articleBody"] for row in rows}


def from_cc_news(path: Path) -> dict[str, str]:
    rows = list(map(json.loads, path.read_text(encoding="utf-8").split("\n")[:-1]))
    return {record["id"]: row["text"] for record, row in zip(RECORDS, rows, strict=True)}


def from_csv(path: Path) -> dict[str, str]:
    csv.field_size_limit(10_000_000)
    rows = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""))
    return {row["id"]: row["text"][1:] if row["text"][0] == "'" else row["text"] for row in rows}


def ask(query: str) -> Any:
    """Ask DuckDB."""
    return duckdb.sql(query)


def from_parquet(path: Path) -> dict[str, str]:
    return dict(ask(f"SELECT id, text FROM '{path}'").fetchall())


def json_in_duckdb(path: Path) -> dict[str, str]:
    return dict(ask(f"SELECT id, text FROM read_json('{path}')").fetchall())


@pytest.mark.parametrize(
    ("form", "name", "read"),
    [
        ("jsonl", "c.jsonl.zst", from_json),
        ("dolma", "c.jsonl.gz", from_json),
        ("dolma", "c.jsonl", json_in_duckdb),
        ("cc_news", "c.jsonl", from_cc_news),
        ("jsonld", "c.jsonl", from_json_ld),
        ("csv", "c.csv", from_csv),
        ("parquet", "c.parquet", from_parquet),
    ],
    ids=lambda part: part if isinstance(part, str) else part.__name__,
)
def test_a_round_trip(
    output: Path, tmp_path: Path, form: str, name: str, read: Callable[[Path], dict[str, str]]
) -> None:
    path = tmp_path / "out" / name
    assert exported(output, form, str(path)) == ExitCode.DONE
    assert read(path) == TEXTS
    assert [file.name for file in path.parent.iterdir()] == [name]


def test_a_parquet_file_has_the_whole_record_with_its_types(output: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    exported(output, "parquet", str(path))

    table = ask(f"SELECT * FROM '{path}'")
    assert tuple(table.columns) == tuple(Article().to_dict())
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]
    assert [row["id"] for row in rows] == list(TEXTS), "in the order of the files"
    wanted = RECORDS[0]
    assert rows[0]["rights"] == wanted["rights"]
    assert rows[0]["authors"] == wanted["authors"]
    origins = {pair["key"]: pair["value"] for pair in rows[0]["extraction"]["origins"]}
    assert origins == wanted["extraction"]["origins"]
    assert rows[0]["extraction"]["removed"] == [{**wanted["extraction"]["removed"][0], "text": None, "detail": None}]


@pytest.mark.parametrize(("form", "ending"), [("text", "txt"), ("markdown", "md")])
def test_a_file_for_each_record(output: Path, tmp_path: Path, form: str, ending: str) -> None:
    assert exported(output, form, str(tmp_path / "files")) == ExitCode.DONE
    files = {path.stem: path for path in (tmp_path / "files" / "2026-03-11").iterdir()}

    assert sorted(files) == sorted(TEXTS)
    for record_id, path in files.items():
        assert path.suffix == f".{ending}"
        if form == "text":
            assert path.read_bytes().decode() == f"{TEXTS[record_id]}\n"


def test_filters_versions_and_bad_lines_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = {**a_record(2, "new"), "version": {"n": 2, "previous": a_record(1, "")["id"], "first_seen": None}}
    german = a_record(3, "deutsch", language="de")
    copy = a_record(4, "copy", dedup={"relation": "copy", "of": new["id"]})
    path = write_lines(tmp_path / "a.jsonl", [a_record(1, "old"), "{torn", new, german, copy])
    out = tmp_path / "c.jsonl"

    code = exported(
        tmp_path, "jsonl", str(out), "--input", str(path), "--versions", "last", "--language", "en", "--copies", "out"
    )
    assert code == ExitCode.SOME_SOURCES_FAILED
    assert from_json(out) == {new["id"]: "new"}
    said = capsys.readouterr().err
    assert "a.jsonl, line 2 isn't JSON" in said
    assert "1 records written" in said
    assert "1 left out by copies, 1 left out by language, 1 left out by version, 1 lines without a record" in said


def test_by_day_of_fetching_only_those_files_are_read(output: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.jsonl"
    assert (
        exported(output, "jsonl", str(out), "--by", "fetched", "--since", "2026-03-11", "--until", "2026-03-11") == 0
    )
    assert from_json(out) == {record["id"]: record["text"] for record in RECORDS[:3]}


def test_a_second_export_replaces_the_first(output: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.csv"
    out.write_text("old")
    exported(output, "csv", str(out))
    first = out.read_bytes()
    exported(output, "csv", str(out))
    assert out.read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["parqet", "x"], "no format 'parqet'; did you mean parquet?"),
        (["csv"], "give a format and where to write"),
        (["csv", "x", "--langage", "en"], "no option --langage; did you mean --language?"),
        (["csv", "x", "--since", "March"], "--since is 'March'"),
        (["csv", "x", "--since", "2026-03-02", "--until", "2026-03-01"], "is after --until"),
        (["csv", "x", "--input", "none.jsonl"], "no file none.jsonl"),
        (["csv", "."], "is a folder"),
        (["text", "-"], "must be a folder"),
        (["parquet", "-"], "parquet needs a file"),
    ],
)
def test_a_wrong_call_is_told_what_to_mend(output: Path, arguments: list[str], said: str) -> None:
    with pytest.raises(ScrapyUsageError) as raised:
        exported(output, *arguments)
    assert said in str(raised.value)


def test_without_records_or_duckdb_the_mend_is_named(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ScrapyUsageError, match="holds no records: crawl first"):
        exported(tmp_path / "none", "csv", str(tmp_path / "c.csv"))
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(ScrapyUsageError, match=r"pip install 'newsspider\[duckdb\]'"):
        exported(output, "parquet", str(tmp_path / "c.parquet"))
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_a_place_that_cannot_be_written_leaves_nothing_behind(output: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert exported(output, "csv", str(tmp_path / "file" / "c.csv")) == ExitCode.NOT_WRITABLE
    (tmp_path / "link.csv").symlink_to("target.csv")
    assert exported(output, "csv", str(tmp_path / "link.csv")) == ExitCode.DONE
    assert (tmp_path / "link.csv").is_symlink()
    assert from_csv(tmp_path / "target.csv") == TEXTS


def test_a_full_device_is_said_and_stays_one(output: Path) -> None:
    device = Path("/dev/full")
    if not device.is_char_device():
        pytest.skip("this machine has no /dev/full")
    for form in ("jsonl", "csv"):
        assert exported(output, form, str(device)) == ExitCode.NOT_WRITABLE
    assert device.is_char_device()
    with pytest.raises(ScrapyUsageError, match="can't be written to a pipe"):
        exported(output, "parquet", str(device))


def test_standard_output_holds_the_lines_alone(output: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert exported(output, "jsonl", "-") == ExitCode.DONE
    assert [json.loads(line) for line in capsysbinary.readouterr().out.split(b"\n")[:-1]] == RECORDS


def test_a_reader_that_has_enough_is_no_error(output: Path) -> None:
    with subprocess.Popen(
        scrapy_command("export", "jsonl", "-", output=output), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as cut:
        assert cut.stdout
        assert cut.stderr
        cut.stdout.read(10)
        cut.stdout.close()
        said = cut.stderr.read().decode()
    assert "Traceback" not in said
    assert "Exception ignored" not in said


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_sigterm_leaves_no_half_file(output: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = 0

    def refusal(filters: Filters, record: dict[str, Any]) -> None:
        nonlocal seen
        seen += 1
        if seen == 3:
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(Filters, "refusal", refusal)
    assert exported(output, form, str(tmp_path / "out" / "c.x")) == ExitCode.INTERRUPTED
    assert seen >= 3
    assert list((tmp_path / "out").iterdir()) == []
