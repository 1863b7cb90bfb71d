"""The rules that come with the package, as data: ``generic/`` holds those for any site."""

from __future__ import annotations

import functools
import json
import tomllib
from importlib import resources

from newsspider.core.measures import FEATURES
from newsspider.core.model import parse_model
from newsspider.core.rules import RuleError, Rules, parse_rules


@functools.cache
def bundled_rules() -> Rules:
    """Return the generic rules and the body model, read once a process.

    Raises:
        RuleError: a file isn't TOML or holds a rule that can't be used.
        ModelError: the body model doesn't fit this version.
    """
    package = resources.files(__name__)
    folder = package / "generic"
    tables = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".toml"):
            continue
        try:
            tables.append((entry.name, tomllib.loads(entry.read_text(encoding="utf-8"))))
        except tomllib.TOMLDecodeError as error:
            raise RuleError(f"{entry.name}: not readable as TOML: {error}") from error
    model = json.loads((package / "body_model.json").read_text(encoding="utf-8"))
    return parse_rules(tables, parse_model(model, FEATURES))
