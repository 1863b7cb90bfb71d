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


@cache
def bundled_ai_agents() -> dict[str, tuple[str, ...]]:
    """Return the AI crawlers that robots.txt files name, by group, read once.

    Raises:
        MetadataRuleError: names the group that is wrong.
    """
    return parse_ai_agents(_read("ai_agents"))


def parse_ai_agents(table: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Check the groups of AI crawlers.

    Raises:
        MetadataRuleError: names the group that is wrong.
    """
    for group, entry in table.items():
        agents = entry.get("agents") if isinstance(entry, dict) else None
        if not isinstance(agents, list) or not agents or not all(isinstance(name, str) and name for name in agents):
            raise MetadataRuleError(f"ai_agents.toml: [{group}]: key 'agents' must be a list of names")
    return {group: tuple(entry["agents"]) for group, entry in table.items()}


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
