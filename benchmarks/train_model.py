#!/usr/bin/env python3
"""Learn the body model from labelled pages and write newsspider/rules/body_model.json.

    pip install lightgbm
    python benchmarks/train_model.py ../shared/data/fundus_dev.jsonl.gz ../shared/data/wcxb_dev.jsonl.gz ...

Rows as in ../shared/score.py: html, url and text (a standfirst apart), or with / without snippets, which label the
segments they stand in. Prints the cross-validation by publisher (5 folds) first: shares of wrongly kept and wrongly
dropped characters, which the choice of parameters below went by.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newsspider.core.extract import gather_evidence
from newsspider.core.measures import FEATURES
from newsspider.core.page import parse_page
from newsspider.rules import generic_rules

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
WORD = re.compile(r"\w+")
SHINGLE_WORDS = 4
GAP_WORDS = 60
KEPT_SHARE = 0.6
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


def words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def align(texts: list[str], gold: str) -> list[bool]:
    """Tell which of the texts stand in the gold: long ones by shingles, short ones in the gap between those."""
    wanted = words(gold)
    places: dict[tuple[str, ...], list[int]] = {}
    for index in range(len(wanted) - SHINGLE_WORDS + 1):
        places.setdefault(tuple(wanted[index : index + SHINGLE_WORDS]), []).append(index)
    split = [words(text) for text in texts]
    used = bytearray(len(wanted))
    spans = [_place(own, places, used) if len(own) >= SHINGLE_WORDS else None for own in split]
    kept = [span is not None for span in spans]
    for index, own in enumerate(split):
        if not own or len(own) >= SHINGLE_WORDS:
            continue
        low = next((span[1] for span in reversed(spans[:index]) if span), 0)
        high = next((span[0] for span in spans[index + 1 :] if span), len(wanted))
        for start in range(max(0, low - 2), min(high + 2, low + GAP_WORDS, len(wanted) - len(own) + 1)):
            end = start + len(own)
            if wanted[start:end] == own and not any(used[start:end]):
                used[start:end] = b"\1" * len(own)
                spans[index], kept[index] = (start, end), True
                break
    return kept


def _place(own: list[str], places: dict[tuple[str, ...], list[int]], used: bytearray) -> tuple[int, int] | None:
    """Return where a long text stands in the gold, its first free place; None where most of it isn't there."""
    shingles = [tuple(own[i : i + SHINGLE_WORDS]) for i in range(len(own) - SHINGLE_WORDS + 1)]
    hits = [(i, places[shingle]) for i, shingle in enumerate(shingles) if shingle in places]
    if len(hits) < KEPT_SHARE * len(shingles):
        return None
    offsets = Counter(place - i for i, found in hits for place in found[:8])
    most = offsets.most_common(1)[0][1]
    for start in sorted(offset for offset, count in offsets.items() if count * 2 >= most):
        low, high = max(0, start), min(len(used), start + len(own))
        if sum(used[low:high]) * 2 < len(own):
            used[low:high] = b"\1" * (high - low)
            return low, high
    return None


def add_page(row: dict[str, Any], samples: Samples) -> None:
    """Add the candidates of one labelled page."""
    segments, found, _ = gather_evidence(parse_page(row["html"], row.get("url")), generic_rules())
    texts = [segment.text for segment in segments]
    scale = SET_WEIGHTS.get(row["dataset"], 1.0)
    host = ".".join(urlsplit(row.get("url") or row["id"]).netloc.split(".")[-2:])
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
            samples.folds.append(zlib.crc32(host.encode()) % FOLDS)
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


def cross_validate(samples: Samples) -> None:
    numpy = importlib.import_module("numpy")
    wrongly_kept = wrongly_dropped = wanted = 0
    for fold in range(FOLDS):
        booster = train(samples, fold)
        chosen = [index for index, other in enumerate(samples.folds) if other == fold]
        scores = booster.predict(numpy.array([samples.values[index] for index in chosen], dtype="float32"))
        for index, score in zip(chosen, scores, strict=True):
            size, label = samples.sizes[index], samples.labels[index]
            wanted += size * label
            wrongly_kept += size * (score >= 0.5 and not label)
            wrongly_dropped += size * (score < 0.5 and label)
    print(f"cross-validated: {wrongly_kept / wanted:.4f} wrongly kept, {wrongly_dropped / wanted:.4f} wrongly dropped")


def plain_tree(node: dict[str, Any], used: dict[int, int]) -> Any:
    """Return LightGBM's tree as nested lists; features are numbered in order of first use."""
    if "leaf_value" in node:
        return round(node["leaf_value"], 3)
    place = used.setdefault(node["split_feature"], len(used))
    left, right = plain_tree(node["left_child"], used), plain_tree(node["right_child"], used)
    return [place, float(f"{node['threshold']:.5g}"), left, right]


def write(booster: Any, path: Path) -> None:
    used: dict[int, int] = {}
    trees = [plain_tree(tree["tree_structure"], used) for tree in booster.dump_model()["tree_info"]]
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    names = json.dumps([FEATURES[feature] for feature in used])
    path.write_text(f'{{\n"features": {names},\n"bias": 0.0,\n"trees": [\n{lines}\n]}}\n', encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    samples = Samples()
    for path in arguments.data:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                add_page(json.loads(line), samples)
    print(f"{len(samples.labels)} segments, {sum(samples.labels)} of the body")
    cross_validate(samples)
    write(train(samples), arguments.out)


if __name__ == "__main__":
    main()
