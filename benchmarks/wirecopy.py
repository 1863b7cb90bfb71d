"""An invented agency's items: what is found of its re-sends and corrections, and which look-alikes come together.

python -m benchmarks.wirecopy --each 12              the decision and `scrapy dedupe`, with all fields, with titles, without
python -m benchmarks.wirecopy --pairs --show typo    the decision alone, and the pairs that it judges wrongly
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from newsspider.core.dedupe.relate import relate
from newsspider.corpus.rows import read_row
from newsspider.corpus.run import dedupe_corpus
from tests.core.dedupe.agency_corpus import BUILT_ON, corpus
from tests.core.dedupe.agency_event import coverage
from tests.core.dedupe.agency_more import HELD_OUT_ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.core.dedupe.agency_corpus import Sent

    Pairs = set[tuple[str, str]]

FIELDS = ("full", "title", "bare")


def made_pairs(sent: dict[str, Sent]) -> list[tuple[str, str]]:
    """Return each item that was made from another, with that other first."""
    return [(one.base, name) for name, one in sent.items() if one.base]


def is_same(sent: dict[str, Sent], pair: tuple[str, str]) -> bool:
    """Whether two items are the same news."""
    return sent[pair[0]].story == sent[pair[1]].story


def decided(sent: dict[str, Sent], fields: str) -> Pairs:
    """Return the made pairs that the decision relates."""
    prints = {name: read_row(json.dumps(one.row(name, fields)).encode())[1] for name, one in sent.items()}
    return {(base, name) for base, name in made_pairs(sent) if relate(prints[base], prints[name])}


def gathered(sent: dict[str, Sent], fields: str) -> Pairs:
    """Return the pairs that `scrapy dedupe` puts in one cluster."""
    members: dict[str, list[str]] = {}
    with TemporaryDirectory() as folder:
        source, out = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        source.write_text("".join(json.dumps(one.row(name, fields)) + "\n" for name, one in sent.items()), "utf-8")
        dedupe_corpus([source], out, 1, lambda *_: None)
        for line in out.read_text("utf-8").splitlines():
            row = json.loads(line)
            members.setdefault(row["cluster"], []).append(row["id"])
    return {pair for found in members.values() for pair in combinations(found, 2)}


def table(sent: dict[str, Sent], columns: dict[str, Pairs]) -> Iterator[str]:
    """Yield a line for each kind: the share of the re-sends that is related, and how many look-alikes are."""
    yield f"{'':30}{'pairs':>7}" + "".join(f"{name:>15}" for name in columns)
    groups: dict[tuple[bool, str], Pairs] = {}
    for base, name in made_pairs(sent):
        pair = base, name
        for kind in (sent[name].kind, f"of {sent[base].kind}", " all"):
            groups.setdefault((is_same(sent, pair), kind), set()).add(pair)
    for (same, kind), pairs in sorted(groups.items(), reverse=True):
        counts = [sum(pair in found or pair[::-1] in found for pair in pairs) for found in columns.values()]
        shown = [f"{count / len(pairs):.3f}" if same else str(count) for count in counts]
        yield f"{('same: ' if same else 'other: ') + kind:30}{len(pairs):7}" + "".join(f"{n:>15}" for n in shown)
    wrong = [sum(not is_same(sent, pair) for pair in found) for found in columns.values()]
    yield f"{'wrong pairs of all':37}" + "".join(f"{count:15}" for count in wrong)


def heaps(sent: dict[str, Sent], found: Pairs) -> Iterator[str]:
    """Yield which templates come together wrongly, the most frequent first, with an example."""
    wrong = sorted(pair for pair in found if not is_same(sent, pair))
    kinds = {pair: " ".join(sorted({sent[name].story.split("-")[0] for name in pair})) for pair in wrong}
    examples = {kind: pair for pair, kind in kinds.items()}
    for kind, count in Counter(kinds.values()).most_common():
        yield f"{count:7} {kind}: {' '.join(examples[kind])}"


def mistakes(sent: dict[str, Sent], found: Pairs, kind: str) -> Iterator[str]:
    """Yield the made pairs of a kind that are judged wrongly."""
    for base, name in made_pairs(sent):
        if kind in (sent[name].kind, sent[base].kind) and ((base, name) in found) != is_same(sent, (base, name)):
            one, other = sent[base], sent[name]
            yield "\n".join(("=" * 20, f"{base} | {name}", one.title, other.title, one.text, "-" * 10, other.text))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=12, help="items of each template")
    parser.add_argument("--held-out", action="store_true", help="items of kinds that the comparison wasn't built on")
    parser.add_argument("--outlets", type=int, default=0, help="papers that cover one event")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fields", nargs="+", default=FIELDS, choices=FIELDS)
    parser.add_argument("--pairs", action="store_true", help="the decision only")
    parser.add_argument("--heaps", action="store_true", help="what `scrapy dedupe` puts together wrongly")
    parser.add_argument("--show", metavar="KIND", help="print the pairs of this kind that are judged wrongly")
    options = parser.parse_args()
    made_by = HELD_OUT_ITEMS if options.held_out else BUILT_ON
    sent = coverage(options.seed, options.outlets) if options.outlets else corpus(options.seed, options.each, made_by)
    columns: dict[str, Pairs] = {}
    for fields in options.fields:
        columns[f"{fields} decided"] = decided(sent, fields)
        if not options.pairs:
            columns[f"{fields} dedupe"] = gathered(sent, fields)
    print(f"{len(sent)} items", *table(sent, columns), sep="\n")
    if options.heaps:
        print(*heaps(sent, list(columns.values())[1]), sep="\n")
    if options.show:
        print(*mistakes(sent, next(iter(columns.values())), options.show), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
