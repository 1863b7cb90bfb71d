"""The rules that come with the package, as data: ``generic/`` holds those for any site."""

from __future__ import annotations

import functools
import json
import tomllib
from dataclasses import replace
from importlib import resources

from newsspider.core.measures import FEATURES
from newsspider.core.model import parse_model
from newsspider.core.rule_tables import parse_rules
from newsspider.core.rules import RuleError, Rules


@functools.cache
def bundled_rules() -> Rules:
    """Return the generic rules and the body model, read once a process.

    Raises:
        RuleError: a file isn't TOML or holds a rule that can't be used.
        ModelError: the body model doesn't fit this version.
    """
    data = json.loads((resources.files(__name__) / "body_model.json").read_text(encoding="utf-8"))
    return replace(generic_rules(), model=parse_model(data, FEATURES))


@functools.cache
def generic_rules() -> Rules:
    """Return the generic rules without a model, which is how one is trained.

    Raises:
        RuleError: a file isn't TOML or holds a rule that can't be used.
    """
    folder = resources.files(__name__) / "generic"
    tables = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".toml"):
            continue
        try:
            tables.append((entry.name, tomllib.loads(entry.read_text(encoding="utf-8"))))
        except tomllib.TOMLDecodeError as error:
            raise RuleError(f"{entry.name}: not readable as TOML: {error}") from error
    return parse_rules(tables)
