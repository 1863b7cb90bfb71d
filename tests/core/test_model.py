"""The body model: how trees are read and weighed."""

from __future__ import annotations

from typing import Any

import pytest

from newsspider.core.model import Model, ModelError, parse_model

FEATURES = ("mass", "links")


def test_score_adds_the_leaves() -> None:
    data = {"features": ["links"], "bias": 0.5, "trees": [[0, 0.2, 1.5, -2.0], 1.0]}
    model = parse_model(data, FEATURES)
    assert model.score([9.0, 0.2]) == pytest.approx(1 / (1 + 2.718281828**-3.0))
    assert model.score([9.0, 0.3]) == pytest.approx(1 / (1 + 2.718281828**0.5))


def test_score_of_no_trees_is_even() -> None:
    assert Model(()).score([]) == 0.5


def test_huge_margins_dont_overflow() -> None:
    assert Model((1e9,)).score([]) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"trees": []}, id="no features"),
        pytest.param({"features": ["colour"], "trees": []}, id="unknown feature"),
        pytest.param({"features": ["mass"]}, id="no trees"),
        pytest.param({"features": ["mass"], "trees": [[0, 1.0, 2.0]]}, id="tree too short"),
        pytest.param({"features": ["mass"], "trees": [[1, 1.0, 2.0, 3.0]]}, id="feature out of range"),
        pytest.param({"features": ["mass"], "trees": [[0, "1", 2.0, 3.0]]}, id="threshold a string"),
        pytest.param({"features": ["mass"], "trees": ["x"]}, id="leaf a string"),
        pytest.param({"features": ["mass"], "trees": [float("nan")]}, id="leaf not a number"),
        pytest.param({"features": ["mass"], "trees": [[0, float("inf"), 2.0, 3.0]]}, id="threshold infinite"),
        pytest.param({"features": ["mass"], "trees": [], "bias": "x"}, id="bias a string"),
    ],
)
def test_wrong_model_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="body model"):
        parse_model(data, FEATURES)


def test_deep_tree_is_refused() -> None:
    tree: Any = 1.0
    for _ in range(60):
        tree = [0, 1.0, tree, 1.0]
    with pytest.raises(ModelError):
        parse_model({"features": ["mass"], "trees": [tree]}, FEATURES)


def test_decided_sums_end_the_count() -> None:
    assert Model((5.0,) * 15 + (-100.0,)).score([]) == pytest.approx(1.0)
    assert Model((0.1,) * 15 + (-100.0,)).score([]) == pytest.approx(0.0)
