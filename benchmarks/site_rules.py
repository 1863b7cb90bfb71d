"""Compare extraction with and without a directory of site rules, on the labelled pages whose host has one.

python -m benchmarks.site_rules DIR [DATA]    prints a line a host, and how many files of DIR load

DIR holds rule files (ftr-site-config unpacked, for instance); DATA is a file of labelled pages, by default
../shared/data/fundus_dev.jsonl.gz.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.gate import SHARED
from benchmarks.scoring import Found, Labels, Scores
from newsspider.core.document import read_page
from newsspider.core.urls import host_of
from newsspider.rules import bundled_rules
from newsspider.rules.metadata import bundled_metadata_rules
from newsspider.rules.sites import load_site_rules, read_rule_file, rule_files

if TYPE_CHECKING:
    from newsspider.core.siterules.model import SiteRule


def main() -> int:
    if len(sys.argv) not in (2, 3):
        print(__doc__)
        return 2
    directory = Path(sys.argv[1])
    data = Path(sys.argv[2]) if len(sys.argv) == 3 else SHARED / "fundus_dev.jsonl.gz"
    print_loading(directory)
    return print_scores(directory, data)


def print_loading(directory: Path) -> None:
    """Print how many files load, and each refusal."""
    readings = [read_rule_file(path) for path in rule_files(directory)]
    for problem in (problem for reading in readings for problem in reading.problems):
        print(f"  {problem}")
    loaded = sum(reading.rule is not None for reading in readings)
    whole = sum(not reading.problems for reading in readings)
    print(
        f"{loaded} of {len(readings)} files load ({loaded / max(1, len(readings)):.2%}), {whole} without any refusal"
    )


def print_scores(directory: Path, data: Path) -> int:
    """Print the scores of each host, and of all; return 1 where rules lower a figure."""
    rules = load_site_rules([directory])
    by_host: dict[str, tuple[Scores, Scores]] = defaultdict(lambda: (Scores(), Scores()))
    everywhere = (Scores(), Scores())
    with gzip.open(data, "rt", encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            rule = rules.for_url(row.get("url"))
            if rule is None:
                continue
            for which, chosen in enumerate((None, rule)):
                found, note = _read(row, chosen)
                for scores in (by_host[host_of(row["url"])][which], everywhere[which]):
                    scores.add(_labels(row), found)
                if note:
                    print(f"  {row['id']}: {note}")
    for host in sorted(by_host):
        print(_line(host, *by_host[host]))
    print(_line(f"all {len(by_host)} hosts", *everywhere))
    without, with_rules = (scores.figures() for scores in everywhere)
    return int(any(with_rules[key] < value for key, value in without.items()))


def _read(row: dict[str, Any], rule: SiteRule | None) -> tuple[Found, str | None]:
    reading = read_page(
        row["html"],
        row["url"],
        rules=bundled_rules(),
        metadata_rules=bundled_metadata_rules(),
        site_rule=rule,
    )
    article = reading.article
    found = Found(article.text, article.description, article.title, article.authors, article.date_published)
    return found, article.extraction.evidence.get("site_rule")


def _labels(row: dict[str, Any]) -> Labels:
    authors = tuple(row.get("authors") or ()) or None
    wanted, unwanted = tuple(row.get("with") or ()), tuple(row.get("without") or ())
    return Labels(row.get("text"), row.get("standfirst"), row.get("title"), authors, row.get("date"), wanted, unwanted)


def _line(name: str, without: Scores, with_rules: Scores) -> str:
    before, after = without.figures(), with_rules.figures()
    signs = {True: " +", False: " -"}
    return f"{name:32} {len(without.exact):3} pages  " + "  ".join(
        f"{key} {value:.4f} > {after[key]:.4f}{signs[after[key] > value] if after[key] != value else ''}"
        for key, value in before.items()
    )


if __name__ == "__main__":
    sys.exit(main())
