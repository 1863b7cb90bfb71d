"""Rules for the tests of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsspider.core.rule_tables import parse_rules

if TYPE_CHECKING:
    from newsspider.core.rules import Rules


def rule(**changes: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": "ad/marker", "role": "ad", "match": "whole", "phrases": {"en": ["Advertisement"]}}
    entry.update(changes)
    return entry


def rules(*entries: dict[str, Any]) -> Rules:
    return parse_rules([("test.toml", {"rule": list(entries)})])
