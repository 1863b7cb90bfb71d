"""A fresh state.db, and the rooms over it that the tests look into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.store.frontier import Frontier
from newsspider.store.outcomes import Outcomes
from newsspider.store.schema import open_state

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    db = open_state(tmp_path / "state.db")
    yield db
    db.close()


@pytest.fixture
def frontier(db: sqlite3.Connection) -> Frontier:
    return Frontier(db)


@pytest.fixture
def outcomes(db: sqlite3.Connection) -> Outcomes:
    return Outcomes(db)
