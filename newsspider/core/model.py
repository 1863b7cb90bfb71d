"""Stage 3 of 8, extract: weigh a segment's evidence with small decision trees.

The trees are data (newsspider/rules/body_model.json), learned from labelled pages by benchmarks/train_model.py and
cross-validated by publisher. A tree is a leaf's number, or [feature, threshold, tree up to it, tree above it].
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Tree = float | tuple[int, float, Any, Any]
MAX_TREES = 2_000
MAX_TREE_DEPTH = 40
# A sum past this isn't turned round by the trees that are left: stopping there changed none of the texts of
# fundus_dev (2026-11).
_TREES_BETWEEN_LOOKS = 15
_DECIDED = 4.0


class ModelError(ValueError):
    """The model file doesn't fit this version's features; train it again."""


@dataclass(frozen=True, slots=True)
class Model:
    """The trees in order of learning, ``bias`` added first."""

    trees: tuple[Tree, ...]
    bias: float = 0.0

    def score(self, values: Sequence[float]) -> float:
        """Return how likely a segment with these values belongs to the body, 0 to 1."""
        total = self.bias
        for start in range(0, len(self.trees), _TREES_BETWEEN_LOOKS):
            for tree in self.trees[start : start + _TREES_BETWEEN_LOOKS]:
                node: Any = tree
                while node.__class__ is tuple:
                    node = node[2] if values[node[0]] <= node[1] else node[3]
                total += node
            if abs(total) > _DECIDED:
                break
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def parse_model(data: Mapping[str, Any], features: Sequence[str]) -> Model:
    """Check and build a model.

    Raises:
        ModelError: the data isn't a model, or names features that don't exist.
    """
    names = data.get("features")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ModelError("body model: key 'features' must list feature names; run benchmarks/train_model.py")
    unknown = sorted(set(names) - set(features))
    if unknown:
        raise ModelError(f"body model: features {', '.join(unknown)} don't exist; run benchmarks/train_model.py")
    trees = data.get("trees")
    if not isinstance(trees, list) or len(trees) > MAX_TREES:
        raise ModelError("body model: key 'trees' must be a list of trees; run benchmarks/train_model.py")
    places = [list(features).index(name) for name in names]
    bias = data.get("bias", 0.0)
    if not isinstance(bias, int | float):
        raise ModelError("body model: key 'bias' must be a number")
    return Model(tuple(_build(tree, places, 0) for tree in trees), float(bias))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _build(tree: Any, places: Sequence[int], depth: int) -> Tree:
    if _is_number(tree):
        return float(tree)
    if not isinstance(tree, list) or len(tree) != 4 or depth > MAX_TREE_DEPTH:
        raise ModelError("body model: a tree is a number or [feature, threshold, tree, tree]")
    feature, threshold = tree[0], tree[1]
    if not isinstance(feature, int) or not 0 <= feature < len(places) or not _is_number(threshold):
        raise ModelError("body model: a tree's feature must be the number of a listed one, its threshold a number")
    return (
        places[feature],
        float(threshold),
        _build(tree[2], places, depth + 1),
        _build(tree[3], places, depth + 1),
    )
