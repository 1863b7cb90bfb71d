"""Stage 5 of 8, enrich: the data that reading metadata needs, by language, as an immutable value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MetadataRules:
    """Names and phrases, loaded from newsspider/rules/metadata/*.toml."""
