"""The figures of a report equal those of a plain count, in whatever parts and from whatever cache they come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsspider.report import counting, parts
from newsspider.report.counting import count_records
from newsspider.report.figures import gather
from newsspider.report.parts import Part, count_part
from newsspider.report.summary import SAMPLES, Summary
from newsspider.store.compressed import open_write
from tests.report.corpus import DAYS, SITES, counted, make, run_record, write_runs

NOW = "2026-03-21T00:00:00Z"


def figures(folder: Path, workers: int = 1) -> dict[str, Any]:
    return gather(folder, count_records(folder, workers=workers), NOW)


def assert_equal_to_a_plain_count(folder: Path, said: dict[str, Any]) -> None:
    plain = counted(folder)
    assert said["records"] == plain["sites"].total()
    assert {s["site"]: s["records"] for s in said["sites"]} == plain["sites"]
    assert said["days"] == plain["days"]
    assert {s["site"]: s["truncated"] for s in said["sites"]} == plain["truncated"]
    for site in said["sites"]:
        for name in ("title", "authors", "date_published", "agency"):
            assert site["coverage"][name] == plain["coverage"][site["site"], name], (site["site"], name)
        assert site["recent"]["records"] + site["before"]["records"] == site["records"]
    assert {(p["agency"], p["site"]): p["records"] for p in said["printed"]} == plain["agencies"]
    for name in ("language", "access", "relation"):
        assert said[name] == plain[name], name
    assert sum(p["records"] for p in said["copies"]) == plain["relation"].total()


def test_the_figures_equal_a_plain_count_also_from_the_cache(tmp_path: Path) -> None:
    make(tmp_path)
    first = figures(tmp_path)
    assert_equal_to_a_plain_count(tmp_path, first)
    assert len(list((tmp_path / "report-cache").iterdir())) == len(DAYS)
    assert figures(tmp_path) == first


@pytest.mark.parametrize("size", [1, 700, 20_000], ids=str)
def test_parts_of_any_size_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    make(tmp_path, per_day=4)
    whole = figures(tmp_path)
    for path in (tmp_path / "report-cache").iterdir():
        path.unlink()
    monkeypatch.setattr(parts, "PART_BYTES", size)
    assert figures(tmp_path) == whole


def test_several_processes_give_the_same(tmp_path: Path) -> None:
    make(tmp_path, per_day=4)
    apart = figures(tmp_path, workers=2)
    assert_equal_to_a_plain_count(tmp_path, apart)


def test_damaged_lines_are_named_and_the_rest_is_counted(tmp_path: Path) -> None:
    make(tmp_path)
    damaged = figures(tmp_path)["damaged"]
    assert damaged["count"] == 5
    path = tmp_path / "articles" / f"{DAYS[3]}.jsonl"
    file, offset, what = damaged["lines"][0]
    assert path.read_bytes()[offset:].startswith(b"{broken\n")
    assert (file, what[:10]) == (path.name, "isn't JSON")
    assert damaged["lines"][-1][0] == f"{DAYS[-1]}.jsonl"
    assert "no whole line" in damaged["lines"][-1][2]


def test_a_file_that_grew_is_read_from_there_and_one_that_changed_from_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = make(tmp_path)
    figures(tmp_path)
    grown, changed = (tmp_path / "articles" / f"{day}.jsonl" for day in DAYS[:2])
    before = grown.stat().st_size
    grown.write_bytes(
        grown.read_bytes() + json.dumps(written[0] | {"domain": SITES[1], "id": "f" * 20 + "-1"}).encode() + b"\n"
    )
    changed.write_bytes(
        changed.read_bytes().replace(b'"Ada Poole"', b'"Eve Poole"').replace(b"daily.exa", b"newly.exa")
    )
    read: list[Part] = []

    def noted(part: Part) -> tuple[Summary, bytes]:
        read.append(part)
        return count_part(part)

    monkeypatch.setattr(counting, "count_part", noted)
    said = figures(tmp_path)
    assert_equal_to_a_plain_count(tmp_path, said)
    assert [(Path(part.path).name, part.start) for part in read[:2]] == [(grown.name, before), (changed.name, 0)]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"form": "0", "size": 1}', "null"], ids=["empty", "torn", "list", "older", "null"]
)
def test_a_cache_that_cannot_be_used_is_made_anew(tmp_path: Path, content: str) -> None:
    make(tmp_path, per_day=2)
    first = figures(tmp_path)
    for path in (tmp_path / "report-cache").iterdir():
        path.write_text(content)
    assert figures(tmp_path) == first


def append(path: Path, record: dict[str, Any]) -> None:
    with path.open("ab") as handle:
        handle.write(json.dumps(record).encode() + b"\n")


@pytest.mark.parametrize("cached", [False, True], ids=["at once", "from the cache"])
def test_of_several_lines_with_one_id_the_last_counts(tmp_path: Path, cached: bool) -> None:
    written = make(tmp_path)
    paths = [tmp_path / "articles" / f"{day}.jsonl" for day in DAYS]
    first = figures(tmp_path) if cached else None
    by_day = {day: [r for r in written if r["fetched_at"].startswith(day)] for day in DAYS}
    in_its_file, in_a_later_one, twice = by_day[DAYS[5]][2], by_day[DAYS[3]][6], by_day[DAYS[1]][0]
    changes = {"domain": SITES[1], "agency": "Reuters", "words": 7}
    append(paths[5], in_its_file | changes)
    append(paths[8], in_a_later_one | changes)
    append(paths[8], twice | changes)
    append(paths[9], twice | {"domain": SITES[3]})
    said = figures(tmp_path)
    assert said == figures(tmp_path) == figures(tmp_path, workers=2)
    assert said["records"] == len(written)
    assert first is None or first["records"] == said["records"]
    assert said["agency"]["Reuters"] == 2
    replaced = [*by_day[DAYS[5]][:2], *by_day[DAYS[5]][3:], in_its_file | changes]
    assert said["days"][DAYS[5]] == len(replaced)

    # the same lines without those that are replaced, in a folder of its own
    plain = tmp_path / "plain"
    (plain / "articles").mkdir(parents=True)
    last = {r["id"]: (path, n) for path in paths for n, r in lines_of(path)}
    for path in paths:
        lines = path.read_bytes().split(b"\n")
        drop = {n for n, r in lines_of(path) if last[r["id"]] != (path, n)}
        kept = [line for n, line in enumerate(lines) if n not in drop]
        (plain / "articles" / path.name).write_bytes(b"\n".join(kept))
    assert_equal_to_a_plain_count(plain, said)
    assert figures(plain)["samples"] == said["samples"]


def lines_of(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Return the records of a file with the numbers of their lines."""
    found = []
    for number, line in enumerate(path.read_bytes().split(b"\n")):
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict) and "id" in said:
            found.append((number, said))
    return found


def test_records_without_an_id_are_all_counted(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    lines = [json.dumps({"text": "x", "id": some}) for some in (None, None, "", 5, 5)]
    (tmp_path / "articles" / "2026-03-01.jsonl").write_text("\n".join(lines) + "\n")
    assert figures(tmp_path)["records"] == len(lines)


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_compressed_files_count_as_the_others_do(tmp_path: Path, ending: str) -> None:
    make(tmp_path, per_day=3)
    plain = figures(tmp_path)
    for day in DAYS[:2]:
        path = tmp_path / "articles" / f"{day}.jsonl"
        with open_write(path.with_name(f"{path.name}.{ending}")) as packed:
            packed.write(path.read_bytes())
        if day == DAYS[0]:  # the other one is there in both forms
            path.unlink()
    assert figures(tmp_path)["sites"] == plain["sites"] == figures(tmp_path)["sites"]
    damaged = tmp_path / "articles" / f"{DAYS[0]}.jsonl.{ending}"
    damaged.write_bytes(damaged.read_bytes()[:-9])
    assert any(file == damaged.name for file, _, _ in figures(tmp_path)["damaged"]["lines"])


def test_values_of_other_types_never_end_a_report(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    names = ("domain", "url", "words", "rights", "dedup", "extraction", "fetched_at", "title", "truncated", "language")
    values: tuple[Any, ...] = (
        None,
        5,
        -1,
        "x",
        [],
        [1],
        {"a": 1},
        True,
        1e308,
        float("inf"),
        float("nan"),
        "x" * 5000,
        "\ud800",
    )
    lines = [
        json.dumps({"text": "x", "id": f"{name}-{n}", name: value}) for name in names for n, value in enumerate(values)
    ]
    lines.append(json.dumps({"text": "x", "extraction": {"removed": [{"chars": -1}, {"chars": float("inf")}]}}))
    lines.append(json.dumps({"text": "x", "extraction": {"removed": [{"chars": -1}]}}))
    lines.append(json.dumps({"text": "x", "dedup": {"relation": [], "of": {}}, "extraction": {"removed": {"a": 1}}}))
    (tmp_path / "articles" / "2026-03-01.jsonl").write_text("\n".join(lines) + "\n")
    said = figures(tmp_path)
    assert said["records"] + said["damaged"]["count"] == len(lines)
    assert said["records"] > len(lines) / 2
    assert sum(site["records"] for site in said["sites"]) == said["records"]


def test_only_the_records_of_a_time(tmp_path: Path) -> None:
    written = make(tmp_path)
    since, until = f"{DAYS[4]}T12:00:00Z", f"{DAYS[6]}T12:30:00Z"
    found = count_records(tmp_path, workers=1, since=since, until=until)
    assert found.records == sum(since <= str(r["fetched_at"]) <= until for r in written)
    assert not (tmp_path / "report-cache").exists()


def test_a_few_records_of_each_kind_are_named_the_latest_first(tmp_path: Path) -> None:
    written = make(tmp_path)
    for sample in figures(tmp_path)["samples"]:
        wanted = [r for r in written if r["domain"] == sample["site"]]
        if sample["kind"] == "truncated":
            wanted = [r for r in wanted if r["truncated"]]
        elif sample["kind"] == "without date":
            wanted = [r for r in wanted if not r["date_published"]]
        elif sample["kind"] == "copies":
            wanted = [r for r in wanted if r["dedup"]["relation"] == "copy"]
        latest = sorted((r["fetched_at"] for r in wanted), reverse=True)[:SAMPLES]
        assert [r["fetched_at"] for r in sample["records"]] == latest


def test_runs_and_states(tmp_path: Path) -> None:
    make(tmp_path, per_day=1)
    write_runs(tmp_path, run_record(1), run_record(2))
    (tmp_path / "runs" / "broken.json").write_text("{")
    (tmp_path / "runs" / "other.json").write_text("[]")
    said = figures(tmp_path)
    assert [run["id"] for run in said["runs"]] == [run_record(1)["id"], run_record(2)["id"]]
    assert said["runs"][-1]["pages_per_second"] == 2.5
    assert (said["runs"][-1]["dropped"], said["runs"][-1]["failed"]) == (2, 3)
    assert said["run"]["id"] == run_record(2)["id"]
    assert [source["state"] for source in said["sources"]] == ["broken", "well"]


def test_a_folder_without_anything_has_figures_too(tmp_path: Path) -> None:
    said = figures(tmp_path)
    assert (said["records"], said["run"], said["sources"], said["days"]) == (0, None, [], {})
