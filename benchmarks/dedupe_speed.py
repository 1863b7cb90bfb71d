"""``scrapy dedupe`` beside datatrove's MinHash chain (14 bands of 8) on the same texts: CPU seconds in one run.

    python -m benchmarks.dedupe_speed --texts 100000 --datatrove .venv-bench/bin/python

Texts are made by recombining paragraphs, of ../shared/data where that is here, else of the tests' stories. Each side
does all its steps in one process of its own, so that CPU time is all that counts on a busy machine; both spread over
processes alike. benchmarks/requirements-peers.txt says how to install datatrove; without it only ours is measured.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from benchmarks.gate import SHARED
from tests.core.dedupe.wire import story

PARAGRAPHS_A_TEXT = 8

_OURS = """
import sys
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from newsspider.corpus import run

@contextmanager
def pool(_):
    def submit(task, *arguments):
        future = Future()
        future.set_result(task(*arguments))
        return future
    yield submit

run._pool = pool
print(run.dedupe_corpus([Path(sys.argv[1])], Path(sys.argv[2]) / "out.jsonl", 1, lambda *_: None)[:4])
"""

_DATATROVE = """
import sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from datatrove.utils.text import TextNormConfig
from datatrove.utils.typeshelper import Languages

source, work = sys.argv[1].rsplit("/", 1), sys.argv[2]
config = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8, norm_config=TextNormConfig(norm_numbers=False))
def reader():
    return JsonlReader(source[0], glob_pattern=source[1], compression=None)
def run(name, tasks, *steps):
    LocalPipelineExecutor(pipeline=list(steps), tasks=tasks, workers=1, logging_dir=f"{work}/logs/{name}").run()
run("1", 1, reader(), MinhashDedupSignature(f"{work}/signatures", config=config, language=Languages.english))
run("2", 14, MinhashDedupBuckets(f"{work}/signatures", f"{work}/buckets", config=config))
run("3", 1, MinhashDedupCluster(f"{work}/buckets", f"{work}/remove", config=config))
run("4", 1, reader(), MinhashDedupFilter(f"{work}/remove"), JsonlWriter(f"{work}/kept"))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--datatrove", default=".venv-bench/bin/python", metavar="PYTHON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in" / "corpus.jsonl"
        source.parent.mkdir()
        words = write_corpus(source, options.texts)
        print(f"{options.texts} texts of {words / options.texts:.0f} words")
        ours = _cpu_seconds(sys.executable, _OURS, source, Path(folder) / "ours")
        print(f"newsspider: {ours:.1f} s of CPU, {options.texts / ours:.0f} texts/s on one core")
        if not Path(options.datatrove).exists():
            print("datatrove: not here, left out")
            return 0
        theirs = _cpu_seconds(options.datatrove, _DATATROVE, source, Path(folder) / "theirs")
        print(f"datatrove: {theirs:.1f} s of CPU, {options.texts / theirs:.0f} texts/s on one core")
        print(f"newsspider is {theirs / ours:.2f} times as fast")
    return 0


def paragraphs() -> list[str]:
    """Return distinct paragraphs of 15 to 140 words."""
    found: list[str] = []
    for name in ("wcxb_dev", "fundus_dev", "l3s"):
        path = SHARED / f"{name}.jsonl.gz"
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                found += [p for line in lines for p in (json.loads(line).get("text") or "").split("\n")]
    if not found:
        found = [p for number in range(3000) for p in story(number).split("\n\n")]
    return list(dict.fromkeys(p for p in found if 15 < len(p.split()) < 140))


def write_corpus(path: Path, count: int) -> int:
    """Write texts of recombined paragraphs; returns how many words they have."""
    known, random, words = paragraphs(), Random(1), 0
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = "\n\n".join(random.sample(known, PARAGRAPHS_A_TEXT))
            words += len(text.split())
            file.write(json.dumps({"id": str(number), "text": text}) + "\n")
    return words


def _cpu_seconds(python: str, program: str, source: Path, work: Path) -> float:
    """Run a program on a corpus; returns the CPU time that it took with all its children."""
    work.mkdir()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([python, "-c", program, str(source), str(work)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{python}: {done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
