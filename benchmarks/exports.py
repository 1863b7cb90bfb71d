"""Every form of ``scrapy export`` loaded by the tools it is for, and what an export costs beside pandas.

    .venv/bin/python -m benchmarks.exports [--records 2000] [--consumers .venv-consumers/bin/python]

Prints a line for each form and tool: how many records arrived, and whether their texts are those of the JSON lines.
Ends with 1 where some aren't. The tools stand in a venv of their own (benchmarks/requirements-consumers.txt).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from newsspider.core.article import Article, Dedup, Discovery, Extraction, Removed, Rights, Version

PROJECT = Path(__file__).parent.parent
_SENTENCE = "The ferry of {place} carried {count} passengers on day {day}, and “nobody” was seasick, the harbour said."
_PLACES = ("Alder Bay", "Birkenau am See", "Châtel-sur-Mer", "東京港", "Ostrów", "ميناء الشرق")
_ODD = (
    "=1+1 is not a formula",
    "# no heading",
    "a \u2028 separator",
    "a bell \x07 and a tab\tin it",
    "| a | bar |",
    "\\n",
)
# What a tool reads, and with what; `rows` is a list of (id or None, text).
_LOADERS = {
    "pandas/dolma": "import pandas; f = pandas.read_json('{dolma}', lines=True); rows = list(zip(f['id'], f['text']))",
    "pandas/csv": "import pandas; f = pandas.read_csv('{csv}'); rows = list(zip(f['id'], f['text']))",
    "pandas/parquet": "import pandas; f = pandas.read_parquet('{parquet}'); rows = list(zip(f['id'], f['text']))",
    "datasets/parquet": "from datasets import load_dataset; d = load_dataset('parquet', data_files='{parquet}',"
    " split='train', cache_dir='{cache}'); rows = list(zip(d['id'], d['text']))",
    "datasets/cc_news": "from datasets import load_dataset; d = load_dataset('json', data_files='{cc_news}',"
    " split='train', cache_dir='{cache}'); rows = [(None, t) for t in d['text']]",
    "datasets/dolma": "from datasets import load_dataset; d = load_dataset('json', data_files='{dolma}',"
    " split='train', cache_dir='{cache}'); rows = list(zip(d['id'], d['text']))",
    "datatrove/dolma": "from datatrove.pipeline.readers import JsonlReader; rows = [(d.id, d.text) for d in"
    " JsonlReader('{folder}', glob_pattern='dolma.jsonl.gz')()]",
    "datatrove/jsonl": "from datatrove.pipeline.readers import JsonlReader; rows = [(d.id, d.text) for d in"
    " JsonlReader('{folder}', glob_pattern='jsonl.jsonl.zst', compression='zstd')()]",
    "datatrove/parquet": "from datatrove.pipeline.readers import ParquetReader; rows = [(d.id, d.text) for d in"
    " ParquetReader('{folder}', glob_pattern='parquet.parquet')()]",
}
_NAMES = {
    "parquet": "parquet.parquet", "dolma": "dolma.jsonl.gz", "cc_news": "cc_news.jsonl", "jsonl": "jsonl.jsonl.zst",
    "csv": "csv.csv", "jsonld": "jsonld.jsonl",
}  # fmt: skip
_DIGEST = (
    'import json, hashlib, sys; texts = [t[1:] if t[:2] in ("\'=", "\'#") and {csv} else t for _, t in rows];'
    " print(json.dumps([len(rows), hashlib.sha256('\\0'.join(sorted(texts)).encode()).hexdigest()]))"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=2_000)
    parser.add_argument("--consumers", default=str(PROJECT / ".venv-consumers" / "bin" / "python"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_records(folder / "few" / "articles", options.records)
        wrong = 0
        print(f"{options.records} records; export: seconds and peak MiB")
        for form, file in _NAMES.items():
            seconds, mib = export(form, folder / file, folder / "few")
            print(f"  {form:<8} {seconds:6.1f} s  {mib:5.0f} MiB")
        texts = sorted(map(text_of, range(options.records)))
        wanted = [len(texts), sha256("\0".join(texts).encode()).hexdigest()]
        texts.clear()
        for tool, code in _LOADERS.items():
            wrong += not loaded(tool, code, wanted, folder, options.consumers)
        memory(folder, options.records, options.consumers)
    return int(wrong > 0)


def write_records(folder: Path, count: int) -> None:
    """Write records as a crawl does, holding none: a process's peak of memory counts what its parent held."""
    folder.mkdir(parents=True)
    with (folder / "2026-03-11.jsonl").open("w", encoding="utf-8", newline="") as file:
        for number in range(count):
            record = record_of(number, text_of(number))
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def text_of(number: int) -> str:
    lines = [_SENTENCE.format(place=_PLACES[k % 6], count=number * 7 + k, day=k) for k in range(number % 60 + 3)]
    return "\n\n".join([_ODD[number % 60], *lines] if number % 60 < len(_ODD) else lines)


def record_of(number: int, text: str) -> dict[str, Any]:
    """Return a record in which what is optional is there from time to time."""
    return Article(
        id=f"{number:020x}-1",
        text=text,
        title=f"Ferry {number}",
        url=f"https://www.paper.example/{number}",
        domain="paper.example",
        authors=("Ada Byron",) if number % 2 else (),
        date_published="2026-03-10T23:30:00+02:00" if number % 3 else None,
        agency="Reuters" if number % 1_000 == 999 else None,
        language="en",
        rights=Rights(notice="© Paper" if number > 500 else None),
        dedup=Dedup(text_hash="0" * 32, similarity=0.9 if number % 700 == 699 else None),
        version=Version(1, None, "2026-03-11T08:00:00Z"),
        discovery=Discovery("feed", "https://www.paper.example/feed"),
        extraction=Extraction("0.1.0", 0.97, "utf-8", {"title": "og"}, (Removed("ad", "ad/marker", 7),) * 20, {}),
        fetched_at="2026-03-11T08:00:00Z",
        status=200,
        words=len(text.split()),
    ).to_dict()


def export(form: str, out: Path, output: Path) -> tuple[float, float]:
    """Run the command; return seconds and the peak of its memory in MiB."""
    command = [sys.executable, "-m", "scrapy", "export", form, str(out), "-s", f"OUTPUT_DIR={output}"]
    return measured(command, PROJECT)


def measured(command: list[str], folder: Path) -> tuple[float, float]:
    started = time.monotonic()
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: {said.decode()[-2000:]}")
    return time.monotonic() - started, usage.ru_maxrss / 1024


def loaded(tool: str, code: str, wanted: list[Any], folder: Path, python: str) -> bool:
    """Load an export with a tool in its own venv, and say whether all arrived."""
    places = {form: str(folder / name) for form, name in _NAMES.items()}
    script = code.format(folder=folder, cache=folder / "cache", **places)
    digest = _DIGEST.format(csv=tool.endswith("/csv"))
    done = subprocess.run(
        [python, "-c", f"{script}\n{digest}"],
        capture_output=True, text=True, check=False, env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    got = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else [0, done.stderr[-1500:]]
    right = bool(got == wanted)
    print(f"  {tool:<18} {got[0]:>7} of {wanted[0]} records, texts {'equal' if right else f'DIFFER: {got[1]}'}")
    return right


def memory(folder: Path, records: int, python: str) -> None:
    """Print how an export's memory grows with the records, beside pandas, which holds them all."""
    write_records(folder / "many" / "articles", records * 10)
    many = folder / "many" / "articles" / "2026-03-11.jsonl"
    few = folder / "few" / "articles" / "2026-03-11.jsonl"
    print("ten times the records: peak MiB, and by what factor")
    for form in ("jsonl", "csv", "parquet"):
        small, large = (export(form, folder / f"out.{form}", folder / size)[1] for size in ("few", "many"))
        print(f"  newsspider {form:<8} {small:5.0f} → {large:5.0f}  x{large / small:.2f}")
    script = "import pandas; pandas.read_json('{0}', lines=True).to_csv('{1}')"
    small, large = (
        measured([python, "-c", script.format(path, folder / "peer.csv")], folder)[1] for path in (few, many)
    )
    print(f"  pandas     csv      {small:5.0f} → {large:5.0f}  x{large / small:.2f}")


if __name__ == "__main__":
    sys.exit(main())
