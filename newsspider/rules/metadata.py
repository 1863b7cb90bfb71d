"""Loads the data of the metadata stage that comes with the package: newsspider/rules/metadata/*.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from newsspider.core.metadata.rules import MetadataRuleError, MetadataRules, parse_metadata_rules


@cache
def bundled_metadata_rules() -> MetadataRules:
    """Return the rules that come with the package, read once.

    Raises:
        MetadataRuleError: names the file and the key that are wrong.
    """
    return parse_metadata_rules(*(_read(name) for name in ("agencies", "people", "months", "phrases")))


def _read(name: str) -> dict[str, Any]:
    """Return the table of one data file."""
    text = resources.files("newsspider.rules").joinpath(f"metadata/{name}.toml").read_text(encoding="utf-8")
    return read_table(text, f"{name}.toml")


def read_table(text: str, file: str) -> dict[str, Any]:
    """Parse the text of a data file.

    Raises:
        MetadataRuleError: it isn't TOML; names the file and the line.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MetadataRuleError(f"{file}: {error}") from error
