"""The order of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

_WAITS = ("tests/docs/", "tests/e2e/", "tests/hostile/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the crawls: they take longest and mostly wait, so the other tests fill the time beside them."""
    items.sort(key=lambda item: not item.nodeid.startswith(_WAITS))
