"""Loads the bundled data of the metadata stage."""

from __future__ import annotations

from functools import cache

from newsspider.core.metadata.rules import MetadataRules


@cache
def bundled_metadata_rules() -> MetadataRules:
    """Return the rules that come with the package."""
    return MetadataRules()
