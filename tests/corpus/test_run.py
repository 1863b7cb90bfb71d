"""A corpus through all steps, in this process."""

from __future__ import annotations

import json
from concurrent.futures import Future
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from newsspider.corpus import chunks as chunks_module
from newsspider.corpus import run as module
from newsspider.corpus.run import Done, dedupe_corpus
from newsspider.errors import UsageError
from newsspider.store.compressed import open_read, open_write
from tests.core.dedupe.agency_corpus import corpus as agency_items
from tests.core.dedupe.agency_event import coverage
from tests.core.dedupe.agency_items import COMPANY_ITEMS
from tests.core.dedupe.wire import TEMPLATES, headline, quote, story, templated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every task at once, and make chunks and ranges small, so that there are several."""

    @contextmanager
    def pool(_: int) -> Iterator[Callable[..., Future[Any]]]:
        def submit(task: Callable[..., Any], *arguments: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_result(task(*arguments))
            return future

        yield submit

    monkeypatch.setattr(module, "_pool", pool)
    monkeypatch.setattr(module, "BUCKETS", 4)
    monkeypatch.setattr(module, "RANGE_TEXTS", 16)
    for each in (module, chunks_module):
        monkeypatch.setattr(each, "CHUNK_LINES", 8)


def parts(number: int, *chosen: int) -> str:
    paragraphs = story(number).split("\n\n")
    return "\n\n".join(paragraphs[n] for n in chosen)


def corpus() -> list[dict[str, Any]]:
    """Return six stories with their copies, stories that share a quote, and items from templates."""
    rows = []
    for n in range(6):
        whole = story(n)
        local = story(50 + n).split("\n\n")
        kinds = {
            "whole": whole,
            "brief": parts(n, 0, 1),
            "local": "\n\n".join([whole, *local[:3]]),
            "mixed": "\n\n".join([parts(n, 0), local[4], parts(n, 1, 2), local[5]]),
        }
        rows += [{"id": f"{n}.{kind}", "text": text, "title": headline(n)} for kind, text in kinds.items()]
    rows += [{"id": f"q.{n}", "text": f"{story(80 + n, 3)}\n\n{quote(1)}"} for n in range(6)]
    for kind in TEMPLATES:
        rows += [
            {"id": f"{kind}.{n}", "title": title, "text": text}
            for n, (title, text) in ((n, templated(kind, n)) for n in range(4))
        ]
    return rows


def dedupe(tmp_path: Path, *files: list[Any], out: str = "out.jsonl") -> tuple[Done, list[dict[str, Any]]]:
    inputs = []
    for number, rows in enumerate(files):
        path = tmp_path / f"in{number}.jsonl"
        path.write_text("".join(r if isinstance(r, str) else json.dumps(r) + "\n" for r in rows), encoding="utf-8")
        inputs.append(path)
    done = dedupe_corpus(inputs, tmp_path / out, 1, lambda *_: None)
    with open_read(tmp_path / out) as file:
        return done, [json.loads(line) for line in file]


def clusters(lines: list[dict[str, Any]]) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line["cluster"], []).append(line["id"])
    return sorted(sorted(members) for members in found.values() if len(members) > 1)


def test_copies_come_together_and_nothing_else_does(tmp_path: Path) -> None:
    rows = corpus()
    done, lines = dedupe(tmp_path, rows)

    assert [line["id"] for line in lines] == [row["id"] for row in rows]
    assert clusters(lines) == [[f"{n}.{kind}" for kind in ("brief", "local", "mixed", "whole")] for n in range(6)]
    assert done == Done(len(rows), 0, 18, 0, [])
    by_id = {line["id"]: line for line in lines}
    for line in lines:
        if line["relation"]:
            assert by_id[line["of"]]["cluster"] == line["cluster"]
            assert 0.3 <= line["similarity"] <= 1.0
        else:
            assert (line["of"], line["similarity"]) == (None, None)
    assert list(tmp_path.glob("*.work")) == []


def test_the_order_of_the_lines_changes_nothing(tmp_path: Path) -> None:
    rows = corpus()
    expected = {line["id"]: line for line in dedupe(tmp_path, rows)[1]}
    for seed in range(10):
        Random(seed).shuffle(rows)
        assert {line["id"]: line for line in dedupe(tmp_path, rows)[1]} == expected


def test_the_cluster_is_named_after_the_original(tmp_path: Path) -> None:
    def row(name: str, text: str, hour: int, **more: Any) -> dict[str, Any]:
        return {"id": name, "text": text, "date_published": f"2026-03-01T{hour:02}:00:00Z", **more}

    papers = [
        row("brief", parts(1, 0, 1), 7),
        row("late", story(1), 12, publisher="Paper", agency="Wire"),
        row("early", story(1), 9, publisher="Other", agency="Wire"),
    ]
    assert {line["cluster"] for line in dedupe(tmp_path, papers)[1]} == {"early"}
    wire = row("wire", story(1), 15, publisher="Wire", agency="Wire")
    lines = dedupe(tmp_path, [*papers, wire])[1]
    assert {line["cluster"] for line in lines} == {"wire"}
    assert [line["of"] for line in lines] == ["wire", "wire", "wire", None]


def test_bad_lines_are_named_and_cost_only_themselves(tmp_path: Path) -> None:
    good = {"id": "a", "text": story(1)}
    copy = {"id": "b", "text": parts(1, 0, 1, 2)}
    done, lines = dedupe(tmp_path, [good, "{cut\n", "\n"], [{"id": 5}, copy])

    assert [line["id"] for line in lines] == ["a", None, None, 5, "b"]
    assert [line.get("error", "")[:8] for line in lines] == ["", "not JSON", "empty li", "no text", ""]
    assert lines[4]["of"] == "a"
    assert (done.lines, done.bad) == (5, 3)
    assert [error.partition(": ")[0] for error in done.errors] == [
        f"{tmp_path}/in0.jsonl:2",
        f"{tmp_path}/in0.jsonl:3",
        f"{tmp_path}/in1.jsonl:1",
    ]


def test_nothing_gives_nothing(tmp_path: Path) -> None:
    assert dedupe(tmp_path, []) == (Done(0, 0, 0, 0, []), [])


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_compressed_files_are_read_and_written(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"in.jsonl.{ending}"
    with open_write(path) as file:
        file.write("".join(json.dumps(row) + "\n" for row in corpus()).encode())
    done = dedupe_corpus([path], tmp_path / f"out.jsonl.{ending}", 1, lambda *_: None)

    assert done.copies == 18
    with open_read(tmp_path / f"out.jsonl.{ending}") as file:
        assert len(file.readlines()) == done.lines


def test_a_cut_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl.gz"
    with open_write(path) as file:
        file.write(b'{"id": 1, "text": "x"}\n' * 999)
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(UsageError, match=r"in\.jsonl\.gz"):
        dedupe_corpus([path], tmp_path / "out.jsonl", 1, lambda *_: None)


@pytest.mark.parametrize("step", ["write_chunk", "_pair", "_align", "_write"])
def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    rows = corpus()
    expected = dedupe(tmp_path, rows)[1]
    task, calls = getattr(module, step), []

    def dying(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == (1 if step == "_write" else 3):
            raise KeyboardInterrupt
        return task(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(module, step, dying)
        with pytest.raises(KeyboardInterrupt):
            dedupe_corpus([tmp_path / "in0.jsonl"], tmp_path / "again.jsonl", 1, lambda *_: None)
    assert (tmp_path / "again.jsonl.work").exists()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "again.jsonl.work").glob("*.prints")}
    monkeypatch.setattr("shutil.rmtree", lambda _: None)
    dedupe_corpus([tmp_path / "in0.jsonl"], tmp_path / "again.jsonl", 1, lambda *_: None)

    assert [json.loads(line) for line in (tmp_path / "again.jsonl").read_text().splitlines()] == expected
    assert all(path.stat().st_mtime_ns == written for path, written in before.items()), (
        "what was done isn't done again"
    )


def test_other_inputs_begin_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        dedupe(tmp_path, [{"id": "a", "text": story(1)}])
    monkeypatch.undo()
    done, lines = dedupe(tmp_path, [{"id": "b", "text": story(2)}, {"id": "c", "text": story(2)}])

    assert done.lines == 2
    assert {line["id"] for line in lines} == {"b", "c"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_story_in_many_papers_is_one_cluster_without_the_papers_own(tmp_path: Path, seed: int) -> None:
    sent = coverage(seed, 60)
    _, out = dedupe(tmp_path, [one.row(name, "full") for name, one in sent.items()])
    members = {row["id"] for row in out if row["cluster"] == next(r["cluster"] for r in out if r["id"] == "agency")}

    of_agency = {name for name, one in sent.items() if one.story == "wire"}
    assert not members - of_agency
    assert len(members) >= 0.9 * len(of_agency)


def test_what_is_sent_again_is_found_among_many_items_of_its_template(tmp_path: Path) -> None:
    sent = agency_items(4, 40, {"posting": COMPANY_ITEMS["posting"]})
    _, out = dedupe(tmp_path, [one.row(name, "full") for name, one in sent.items()])
    cluster_of = {row["id"]: row["cluster"] for row in out}

    again = [(one.base, name) for name, one in sent.items() if one.base and sent[one.base].story == one.story]
    found = [cluster_of[base] == cluster_of[name] for base, name in again]
    assert sum(found) >= 0.9 * len(found)
