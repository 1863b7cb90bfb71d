"""Read the newsroom's TOML files, with errors that name the file and the key."""

from __future__ import annotations

import tomllib
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class SampleDataError(ValueError):
    """A data file of the sample newsroom is wrong; the message names the file and the key."""


class Table:
    """A TOML table that knows where it stands; every key must be asked for before `done`."""

    def __init__(self, data: dict[str, Any], file: str, prefix: str = "") -> None:
        self.data = data
        self.file = file
        self.prefix = prefix
        self._asked: set[str] = set()

    def wrong(self, key: str, what: str) -> SampleDataError:
        """Return the error for a key, to be raised by the caller."""
        return SampleDataError(f"{self.file}: {self.prefix}{key}: {what}")

    def get(self, key: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        """Return a value of the given kind, or the default where the key is absent."""
        self._asked.add(key)
        if key not in self.data:
            return default
        value = self.data[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise self.wrong(key, f"a {type(value).__name__} stands where {kind} is due")
        return value

    def need(self, key: str) -> str:
        """Return a text that must be there and not be empty."""
        value = self.get(key, str)
        if not value:
            raise self.wrong(key, "missing or empty")
        return str(value)

    def text(self, key: str) -> str | None:
        """Return a text, or None where the key is absent; an empty text is an error."""
        return self.need(key) if key in self.data else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the key is absent."""
        items = self.get(key, list, [])
        if not all(isinstance(item, str) and item.strip() for item in items):
            raise self.wrong(key, "every item must be a text")
        return tuple(items)

    def moment(self, key: str) -> datetime | None:
        """Return a date and time with its offset, or None where the key is absent."""
        value = self.get(key, datetime)
        if value is not None and value.tzinfo is None:
            raise self.wrong(key, "needs an offset, as in 2026-03-04T08:00:00+01:00")
        return value if isinstance(value, datetime) else None

    def one_of(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> Any:
        """Return a text that is one of those allowed."""
        value = self.get(key, str, default)
        if value not in allowed:
            raise self.wrong(key, f"{value!r} is none of {', '.join(allowed)}")
        return value

    def table(self, key: str) -> Table:
        """Return a table below this one, empty where the key is absent."""
        return Table(self.get(key, dict, {}), self.file, f"{self.prefix}{key}.")

    def tables(self, key: str) -> list[Table]:
        """Return an array of tables below this one."""
        rows = self.get(key, list, [])
        return [Table(row, self.file, f"{self.prefix}{key}[{index}].") for index, row in enumerate(rows)]

    def done(self) -> None:
        """Raise for a key that nobody asked for: it would be silently without effect."""
        for key in self.data:
            if key not in self._asked:
                raise self.wrong(key, "unknown key")


def read_table(path: Path, root: Path) -> Table:
    """Read a TOML file; its name in errors is relative to root."""
    name = path.relative_to(root).as_posix()
    try:
        return Table(tomllib.loads(path.read_text(encoding="utf-8")), name)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SampleDataError(f"{name}: {error}") from error
