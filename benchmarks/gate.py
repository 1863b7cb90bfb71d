"""The quality gate: scores extraction on labelled pages and fails where a figure falls below its floor.

    python -m benchmarks.gate              check all data that is here against benchmarks/floors.json
    python -m benchmarks.gate --raise      raise floors to what is reached now
    python -m benchmarks.gate --lower      set floors to what is reached now, also where that is less
    python -m benchmarks.gate --only NAME  one data set: newsroom, pages, lines, neardup, or a file name of ../shared/data

The newsroom, tests/pages and the lines of tests/core/metadata are shipped and always scored; ../shared/data where present.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import newsspider
from benchmarks.lines import line_figures
from benchmarks.scoring import Found, Labels, Scores, letters
from newsspider.core.document import read_page
from newsspider.rules import bundled_rules
from newsspider.rules.metadata import bundled_metadata_rules
from newsspider.sample.clock import DEFAULT_MOMENT
from newsspider.sample.newsroom import load
from tests.pages import load_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsspider.core.article import Article
    from newsspider.sample.model import Expected

FLOORS = Path(__file__).with_name("floors.json")
SHARED = Path(__file__).parents[2] / "shared" / "data"
SHARED_SETS = ("fundus_dev", "wcxb_dev", "l3s", "portals_dev", "trafilatura_eval")
MARGIN = 0.002  # what a floor stands below the figure it was raised to: libraries' patch releases move some pages
_PORT = 8800

_FIELDS = (
    "title", "kicker", "description", "authors", "contributors", "date_published", "date_modified", "dateline", "agency",
    "language", "section", "tags", "type", "publisher", "is_accessible_for_free",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="lift", action="store_true")
    parser.add_argument("--lower", action="store_true")
    parser.add_argument("--only")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--misses", action="store_true", help="print what is wrong on the newsroom's pages")
    options = parser.parse_args()
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    below = 0
    for name, figures in _measure(options.only, options.limit, show_misses=options.misses):
        wanted = floors.setdefault(name, {})
        print(f"{name}: " + "  ".join(f"{k} {v:.3f} (floor {wanted.get(k, 0):.3f})" for k, v in figures.items()))
        for key, value in figures.items():
            floor = wanted.get(key, 0.0)
            if value < floor:
                below += 1
                print(f"  BELOW: {name} {key} {value:.4f} < {floor:.4f}")
            reached = round(max(value - MARGIN, 0.0), 4)
            if options.lower or (options.lift and reached > floor):
                wanted[key] = reached
    if options.lift or options.lower:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n")
        return 0
    print("gate: " + ("passed" if not below else f"{below} figures below their floors"))
    return 1 if below else 0


def _measure(only: str | None, limit: int | None, *, show_misses: bool) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield (data set, figures) of what is here."""
    if only in (None, "newsroom"):
        yield "newsroom", newsroom_figures(show_misses=show_misses)
    if only in (None, "pages"):
        yield "pages", pages_figures()
    if only in (None, "lines"):
        yield "lines", line_figures()
    if only in (None, "neardup") and (SHARED / "neardup.jsonl.gz").exists():
        from benchmarks.neardup import neardup_figures

        yield "neardup", neardup_figures()
    for name in SHARED_SETS:
        path = SHARED / f"{name}.jsonl.gz"
        if only in (None, name) and path.exists():
            yield name, labelled_figures(path, limit)


def newsroom_figures(*, show_misses: bool = False) -> dict[str, float]:
    """Score the sample newsroom: texts, every field of its labels, and the verdicts."""
    newsroom, scores = load(), Scores()
    right: dict[str, list[bool]] = {name: [] for name in (*_FIELDS, "verdict", "clean")}
    for (host, path), expected in newsroom.expectations(DEFAULT_MOMENT).items():
        if expected.reason in ("http_404", "http_410", "robots_disallowed", "not_html"):
            continue
        response = newsroom.render(host, path, DEFAULT_MOMENT, _PORT)
        body = gzip.decompress(response.body) if response.headers.get("Content-Encoding") == "gzip" else response.body
        reading = read_page(
            body, f"http://{host}:{_PORT}{path}", rules=bundled_rules(), metadata_rules=bundled_metadata_rules(),
            headers={k.lower(): v for k, v in response.headers.items()},
        )  # fmt: skip
        right["verdict"].append(reading.verdict == expected.reason)
        if show_misses and reading.verdict != expected.reason:
            print(f"  {host}{path}: verdict {reading.verdict}, must be {expected.reason}")
        if expected.kind == "article":
            _score_article(expected, reading.article, scores, right, f"{host}{path}" if show_misses else "")
    return {**scores.figures(), **{name: round(sum(v) / len(v), 4) for name, v in right.items() if v}}


def pages_figures() -> dict[str, float]:
    """Score the hand-written pages in further languages (tests/pages)."""
    scores = Scores()
    for page in load_pages():
        article = newsspider.extract(page.html, page.url)
        scores.add(
            Labels(page.text, page.description, page.title, page.authors or None, page.date_published, (), page.gone),
            Found(article.text, article.description, article.title, article.authors, article.date_published),
        )
    return scores.figures()


def _score_article(
    expected: Expected, article: Article, scores: Scores, right: dict[str, list[bool]], show: str
) -> None:
    """Score one article of the newsroom; ``show`` names it where its misses are to be printed."""
    scores.add(Labels(text=expected.text), Found(text=article.text))
    right["clean"].append(not any(letters(s) in letters(article.text) for s in expected.gone))
    for name in _FIELDS:
        wanted, got = getattr(expected, name), getattr(article, name)
        right[name].append(wanted == got)
        if show and wanted != got:
            print(f"  {show}: {name} {got!r}, must be {wanted!r}")
    if show:
        _print_text_misses(show, expected.text or "", article.text)


def _print_text_misses(show: str, wanted: str, got: str) -> None:
    """Print the paragraphs that only one of two texts has."""
    a, b = wanted.split("\n\n"), got.split("\n\n")
    for sign, only in (("-", [p for p in a if p not in b]), ("+", [p for p in b if p not in a])):
        for paragraph in only:
            print(f"  {show}: {sign} {paragraph[:110]!r}")


def labelled_figures(path: Path, limit: int | None) -> dict[str, float]:
    """Score a file of labelled pages (../shared/data/README.md)."""
    scores = Scores()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if limit is not None and number >= limit:
                break
            row: dict[str, Any] = json.loads(line)
            article = newsspider.extract(row["html"], row.get("url"))
            labels = Labels(
                row.get("text"), row.get("standfirst"), row.get("title"), tuple(row.get("authors") or ()) or None,
                row.get("date"), tuple(row.get("with") or ()), tuple(row.get("without") or ()),
            )  # fmt: skip
            scores.add(
                labels,
                Found(article.text, article.description, article.title, article.authors, article.date_published),
            )
    return scores.figures()


if __name__ == "__main__":
    sys.exit(main())
