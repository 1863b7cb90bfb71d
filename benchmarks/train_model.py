#!/usr/bin/env python3
"""Learn the body model from labelled pages and write newsspider/rules/body_model.json.

    pip install lightgbm
    python -m benchmarks.train_model ../shared/data/fundus_dev.jsonl.gz ../shared/data/wcxb_dev.jsonl.gz ...
    python -m benchmarks.train_model --end-to-end --dry-run ...

Rows as in ../shared/score.py: html, url and text (a standfirst apart), or with / without snippets, which label the
segments they stand in. Prints the cross-validation by publisher (5 folds) first: shares of wrongly kept and wrongly
dropped characters; with --end-to-end also the figures of each set's texts, every page read whole with the model of
the folds that its publisher isn't in. The choice of parameters below went by those.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from benchmarks.align import align
from benchmarks.scoring import Found, Labels, Scores
from newsspider.core.document import read_page
from newsspider.core.extract import gather_evidence
from newsspider.core.measures import FEATURES
from newsspider.core.model import Model, parse_model
from newsspider.core.page import parse_page
from newsspider.rules import generic_rules
from newsspider.rules.metadata import bundled_metadata_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

OUT = Path(__file__).parent.parent / "newsspider" / "rules" / "body_model.json"
TREES = 60
FOLDS = 5
# 60 trees of 32 leaves scored as 150 of 16 do, in half the time (cross-validated on five sets, 2026-11).
PARAMETERS = {
    "objective": "binary", "num_leaves": 32, "learning_rate": 0.15, "min_data_in_leaf": 80, "feature_fraction": 0.5,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5, "max_bin": 127, "verbose": -1, "num_threads": 1,
    "seed": 1, "deterministic": True,
}  # fmt: skip
# News pages checked by hand count for more than old or mixed ones.
SET_WEIGHTS = {"fundus_dev": 5.0, "wcxb_dev": 1.2, "l3s": 0.6}
COUNTED_CHARS = 800
SNIPPET_WEIGHT = 0.25
STANDFIRST_WEIGHT = 0.5


@dataclass
class Samples:
    """Candidates of all pages: values, label, weight, publisher and size of each."""

    values: list[list[float]] = field(default_factory=list)
    labels: list[bool] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)


def fold_of(row: Mapping[str, Any]) -> int:
    """Return the fold that all pages of a publisher are in."""
    host = ".".join(urlsplit(row.get("url") or row["id"]).netloc.split(".")[-2:])
    return zlib.crc32(host.encode()) % FOLDS


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def add_page(row: dict[str, Any], samples: Samples) -> None:
    """Add the candidates of one labelled page."""
    segments, found, _ = gather_evidence(parse_page(row["html"], row.get("url")), generic_rules())
    texts = [segment.text for segment in segments]
    scale = SET_WEIGHTS.get(row["dataset"], 1.0)
    fold = fold_of(row)
    if row.get("text"):
        labels = align(texts, row["text"])
        lead = align(texts, row["standfirst"]) if row.get("standfirst") else [False] * len(texts)
        page = max(500, sum(min(len(t), COUNTED_CHARS) for t, kept in zip(texts, labels, strict=True) if kept))
        weights = [
            scale * (min(len(text), COUNTED_CHARS) / page + 0.05) * (STANDFIRST_WEIGHT if first else 1.0)
            for text, first in zip(texts, lead, strict=True)
        ]
        labels = [kept and not first for kept, first in zip(labels, lead, strict=True)]
    else:
        labels = [any(" ".join(s.split()) in text for s in row.get("with") or ()) for text in texts]
        unwanted = [any(" ".join(s.split()) in text for s in row.get("without") or ()) for text in texts]
        weights = [scale * SNIPPET_WEIGHT * (a or b) for a, b in zip(labels, unwanted, strict=True)]
    for index, evidence in enumerate(found):
        if evidence.candidate and weights[index]:
            samples.values.append(evidence.values)
            samples.labels.append(labels[index])
            samples.weights.append(weights[index])
            samples.folds.append(fold)
            samples.sizes.append(len(texts[index]))


def train(samples: Samples, leave_out: int | None = None) -> Any:
    """Return a LightGBM booster of all samples but those of one fold."""
    lightgbm, numpy = importlib.import_module("lightgbm"), importlib.import_module("numpy")
    chosen = [index for index, fold in enumerate(samples.folds) if fold != leave_out]
    data = lightgbm.Dataset(
        numpy.array([samples.values[index] for index in chosen], dtype="float32"),
        numpy.array([samples.labels[index] for index in chosen], dtype="int8"),
        weight=numpy.array([samples.weights[index] for index in chosen]),
    )
    return lightgbm.train(PARAMETERS, data, TREES)


def cross_validate(samples: Samples) -> list[Any]:
    """Print what each fold's model gets wrong on the others' pages; return the models by the fold left out."""
    numpy = importlib.import_module("numpy")
    boosters = []
    wrongly_kept = wrongly_dropped = wanted = 0
    for fold in range(FOLDS):
        booster = train(samples, fold)
        boosters.append(booster)
        chosen = [index for index, other in enumerate(samples.folds) if other == fold]
        scores = booster.predict(numpy.array([samples.values[index] for index in chosen], dtype="float32"))
        for index, score in zip(chosen, scores, strict=True):
            size, label = samples.sizes[index], samples.labels[index]
            wanted += size * label
            wrongly_kept += size * (score >= 0.5 and not label)
            wrongly_dropped += size * (score < 0.5 and label)
    print(f"cross-validated: {wrongly_kept / wanted:.4f} wrongly kept, {wrongly_dropped / wanted:.4f} wrongly dropped")
    return boosters


def print_end_to_end(paths: Sequence[Path], models: Sequence[Model]) -> None:
    """Read each page whole with the model that hasn't seen its publisher; print the figures of each file."""
    rules, names = generic_rules(), bundled_metadata_rules()
    by_fold = [replace(rules, model=model) for model in models]
    for path in paths:
        scores = Scores()
        for row in read_rows(path):
            reading = read_page(row["html"], row.get("url"), rules=by_fold[fold_of(row)], metadata_rules=names)
            labels = Labels(
                text=row.get("text"), description=row.get("standfirst"),
                wanted=tuple(row.get("with") or ()), unwanted=tuple(row.get("without") or ()),
            )  # fmt: skip
            scores.add(labels, Found(text=reading.article.text, description=reading.article.description))
        figures = "  ".join(f"{name} {value:.4f}" for name, value in scores.figures().items())
        print(f"cross-validated, end to end: {path.name.partition('.')[0]}: {figures}", flush=True)


def plain_tree(node: dict[str, Any], used: dict[int, int]) -> Any:
    """Return LightGBM's tree as nested lists; features are numbered in order of first use."""
    if "leaf_value" in node:
        return round(node["leaf_value"], 3)
    place = used.setdefault(node["split_feature"], len(used))
    left, right = plain_tree(node["left_child"], used), plain_tree(node["right_child"], used)
    return [place, float(f"{node['threshold']:.5g}"), left, right]


def model_data(booster: Any) -> dict[str, Any]:
    """Return a booster's trees as the model file holds them."""
    used: dict[int, int] = {}
    trees = [plain_tree(tree["tree_structure"], used) for tree in booster.dump_model()["tree_info"]]
    return {"features": [FEATURES[feature] for feature in used], "bias": 0.0, "trees": trees}


def write(data: Mapping[str, Any], path: Path) -> None:
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in data["trees"])
    names, bias = json.dumps(data["features"]), json.dumps(data["bias"])
    path.write_text(f'{{\n"features": {names},\n"bias": {bias},\n"trees": [\n{lines}\n]}}\n', encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--end-to-end", action="store_true", help="print the cross-validated figures of the texts")
    parser.add_argument("--dry-run", action="store_true", help="write no model")
    arguments = parser.parse_args()
    samples = Samples()
    for path in arguments.data:
        for row in read_rows(path):
            add_page(row, samples)
    print(f"{len(samples.labels)} segments, {sum(samples.labels)} of the body", flush=True)
    boosters = cross_validate(samples)
    if arguments.end_to_end:
        print_end_to_end(arguments.data, [parse_model(model_data(booster), FEATURES) for booster in boosters])
    if not arguments.dry_run:
        write(model_data(train(samples)), arguments.out)


if __name__ == "__main__":
    main()
