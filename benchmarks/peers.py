"""newsspider beside the extractors that people use today: quality and CPU per page in one run.

    python -m benchmarks.peers                        all data that is here
    python -m benchmarks.peers --data newsroom pages  the pages that are shipped
    python -m benchmarks.peers --limit 50             the first pages of each

Data: ``newsroom`` (the sample newsroom), ``pages`` (tests/pages), and the files of ../shared/data. Peers that
aren't installed are left out; benchmarks/requirements-peers.txt says how to install them.

The extractors take turns page by page, each page with another one first, so that the ratios hold on a busy
machine. Times are CPU milliseconds (process_time); each extractor is warmed up before it is timed.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import logging
import sys
import time
import warnings
from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING, Any

import newsspider
from benchmarks.gate import SHARED, SHARED_SETS
from benchmarks.scoring import Found, Labels, Scores
from newsspider.sample.clock import DEFAULT_MOMENT
from newsspider.sample.newsroom import load
from tests.pages import load_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_PORT = 8800
_FIGURES = ("shingle_f1", "exact", "snippet_f1", "title", "date", "authors")
_FIRST = "trafilatura"  # whose CPU time the others are measured against
_NOT_GIVEN = {"resiliparse": ("title", "date", "authors"), "readability": ("date", "authors")}


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled page: ``raw`` as sent over the wire, ``html`` decoded for those that take text only."""

    name: str
    url: str | None
    raw: str | bytes
    html: str
    labels: Labels


@dataclass(slots=True)
class Tally:
    """What one extractor did on one data set."""

    scores: Scores = field(default_factory=Scores)
    milliseconds: list[float] = field(default_factory=list)
    worst: str = ""
    failed: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", nargs="+", choices=tuple(_data_sets()), metavar="NAME", help="only these")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N pages of each")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    extractors = dict(_installed())
    for name, samples in _data_sets().items():
        if options.data and name not in options.data:
            continue
        if name in SHARED_SETS and not (SHARED / f"{name}.jsonl.gz").exists():
            print(f"{name}: not here, left out")
            continue
        print(table(name, measure(samples(), extractors, options.limit)), flush=True)
    return 0


def measure(
    samples: Iterable[Sample], extractors: dict[str, Callable[[Sample], Found]], limit: int | None = None
) -> dict[str, Tally]:
    """Run every extractor over every sample, taking turns."""
    tallies = {name: Tally() for name in extractors}
    names = list(extractors)
    for number, sample in enumerate(samples):
        if limit is not None and number >= limit:
            break
        if number == 0:
            for name in names:
                _timed(extractors[name], sample)
        first = number % len(names)
        for name in names[first:] + names[:first]:
            found, milliseconds = _timed(extractors[name], sample)
            tally = tallies[name]
            tally.failed += found is None
            tally.scores.add(sample.labels, found or Found())
            if milliseconds > max(tally.milliseconds, default=0.0):
                tally.worst = sample.name
            tally.milliseconds.append(milliseconds)
    return tallies


def table(name: str, tallies: dict[str, Tally]) -> str:
    """Return the figures of one data set for a person to read."""
    figures = {peer: tally.scores.figures() for peer, tally in tallies.items()}
    columns = [key for key in _FIGURES if any(key in row for row in figures.values())]
    pages = max((len(tally.milliseconds) for tally in tallies.values()), default=0)
    base = fmean(tallies[_FIRST].milliseconds) if _FIRST in tallies and tallies[_FIRST].milliseconds else 0.0
    heads = [*(key.replace("_", " ") for key in columns), "CPU ms", "x traf.", "worst ms", "failed"]
    lines = [f"\n{name}, {pages} pages", " " * 14 + "".join(f"{head:>12}" for head in heads) + "  worst page"]
    for peer, tally in tallies.items():
        mean = fmean(tally.milliseconds or [0.0])
        given = figures[peer].keys() - set(_NOT_GIVEN.get(peer, ()))
        cells = [f"{figures[peer][key]:.3f}" if key in given else "-" for key in columns]
        cells += [f"{mean:.1f}", f"{mean / base:.2f}" if base else "-", f"{max(tally.milliseconds, default=0.0):.0f}"]
        lines.append(
            f"{peer:<14}" + "".join(f"{cell:>12}" for cell in (*cells, tally.failed)) + f"  {tally.worst[:48]}"
        )
    return "\n".join(lines)


def _timed(extract: Callable[[Sample], Found], sample: Sample) -> tuple[Found | None, float]:
    """Return what an extractor found (None where it raised) and its CPU milliseconds."""
    started = time.process_time()
    try:
        found = extract(sample)
    except Exception:  # noqa: BLE001  (a peer that fails on a page has found nothing there; it is counted)
        found = None
    return found, (time.process_time() - started) * 1000


def _installed() -> Iterator[tuple[str, Callable[[Sample], Found]]]:
    """Yield the extractors that can be imported here; print a line for each that can't."""
    yield "newsspider", _newsspider
    for name, module, make in (
        (_FIRST, "trafilatura", _trafilatura),
        ("resiliparse", "resiliparse.extract.html2text", _resiliparse),
        ("readability", "readability", _readability),
        ("newspaper4k", "newspaper", _newspaper),
    ):
        try:
            library = importlib.import_module(module)
        except ImportError as error:
            print(f"{name}: left out, not installed here ({error}); see benchmarks/requirements-peers.txt")
            continue
        yield name, make(library)


def _newsspider(sample: Sample) -> Found:
    article = newsspider.extract(sample.raw, sample.url)
    return Found(article.text, article.description, article.title, article.authors, article.date_published)


def _trafilatura(library: Any) -> Callable[[Sample], Found]:
    def extract(sample: Sample) -> Found:
        document = library.bare_extraction(sample.raw, url=sample.url, include_comments=False, with_metadata=True)
        if document is None:
            return Found()
        authors = tuple(document.author.split("; ")) if document.author else ()
        return Found(document.text or "", document.description, document.title, authors, document.date)

    return extract


def _resiliparse(library: Any) -> Callable[[Sample], Found]:
    def extract(sample: Sample) -> Found:
        text = library.extract_plain_text(
            sample.html, main_content=True, list_bullets=False, links=False, alt_texts=False
        )
        return Found(text)

    return extract


def _readability(library: Any) -> Callable[[Sample], Found]:
    import lxml.html

    def extract(sample: Sample) -> Found:
        document = library.Document(sample.html)
        text = "\n".join(str(run) for run in lxml.html.fromstring(document.summary()).itertext())
        return Found(text, title=document.short_title())

    return extract


def _newspaper(library: Any) -> Callable[[Sample], Found]:
    def extract(sample: Sample) -> Found:
        article = library.Article(sample.url or "https://www.unknown.example/", fetch_images=False)
        article.download(input_html=sample.html)
        article.parse()
        date = article.publish_date.isoformat() if article.publish_date else None
        return Found(article.text, article.meta_description, article.title, tuple(article.authors), date)

    return extract


def _data_sets() -> dict[str, Callable[[], Iterator[Sample]]]:
    """Return what can be measured, by name."""
    sets: dict[str, Callable[[], Iterator[Sample]]] = {"newsroom": newsroom_samples, "pages": page_samples}
    return sets | {name: lambda name=name: _shared_samples(name) for name in SHARED_SETS}


def newsroom_samples() -> Iterator[Sample]:
    """Yield the newsroom's articles as they stand at its default moment."""
    newsroom = load()
    for (host, path), expected in newsroom.expectations(DEFAULT_MOMENT).items():
        if expected.kind != "article" or not expected.text:
            continue
        response = newsroom.render(host, path, DEFAULT_MOMENT, _PORT)
        body = gzip.decompress(response.body) if response.headers.get("Content-Encoding") == "gzip" else response.body
        labels = Labels(
            expected.text, None, expected.title, expected.authors or None, expected.date_published,
            expected.paragraphs, expected.gone,
        )  # fmt: skip
        yield Sample(f"{host}{path}", f"http://{host}:{_PORT}{path}", body, _decoded(body), labels)


def page_samples() -> Iterator[Sample]:
    """Yield the hand-written pages of tests/pages."""
    for page in load_pages():
        labels = Labels(
            page.text, None, page.title, page.authors or None, page.date_published, page.paragraphs, page.gone
        )
        yield Sample(page.name, page.url, page.html, page.source, labels)


def _shared_samples(name: str) -> Iterator[Sample]:
    """Yield the rows of a file of ../shared/data."""
    with gzip.open(SHARED / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row: dict[str, Any] = json.loads(line)
            labels = Labels(
                row.get("text"), row.get("standfirst"), row.get("title"), _tuple(row.get("authors")) or None,
                row.get("date"), _tuple(row.get("with")), _tuple(row.get("without")),
            )  # fmt: skip
            yield Sample(str(row.get("id") or number), row.get("url"), row["html"], row["html"], labels)


def _tuple(values: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(values or ())


def _decoded(body: bytes) -> str:
    """Decode a newsroom page: UTF-8, else windows-1252, which is all it has."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("windows-1252", "replace")


if __name__ == "__main__":
    sys.exit(main())
