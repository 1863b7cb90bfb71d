"""The link rules that ship with newsspider."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from newsspider.core.discover import LinkRules
from newsspider.errors import UsageError


@lru_cache(maxsize=1)
def bundled_link_rules() -> LinkRules:
    """Return what newsspider/rules/links.toml says, read once."""
    return parse_link_rules(files("newsspider.rules").joinpath("links.toml").read_text(encoding="utf-8"), "links.toml")


def parse_link_rules(toml: str, name: str) -> LinkRules:
    """Parse the text of a link rule file.

    Raises:
        UsageError: it isn't TOML or a value isn't a list of lower-case strings; names file and key.
    """
    try:
        data = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as exc:
        raise UsageError(f"{name}: {exc}") from exc
    if unknown := set(data) - {"utility_segments", "files"}:
        raise UsageError(f"{name}: unknown key {min(unknown)!r}; known are utility_segments and files")
    segments: set[str] = set()
    for language, words in _table(data, "utility_segments", name).items():
        segments.update(_strings(words, f"{name}: utility_segments.{language}"))
    of_files = _table(data, "files", name)
    if unknown := set(of_files) - {"endings"}:
        raise UsageError(f"{name}: unknown key files.{min(unknown)}; known is files.endings")
    return LinkRules(frozenset(segments), tuple(_strings(of_files.get("endings", []), f"{name}: files.endings")))


def _table(data: dict[str, Any], key: str, name: str) -> dict[str, Any]:
    """Return a table of the file, empty where it isn't there."""
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise UsageError(f"{name}: {key} must be a table")
    return table


def _strings(value: object, where: str) -> list[str]:
    """Return a list of lower-case strings, or raise naming the place."""
    if not isinstance(value, list) or not all(isinstance(v, str) and v and v == v.lower() for v in value):
        raise UsageError(f"{where} must be a list of lower-case strings")
    return value
