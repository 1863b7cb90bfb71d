"""The record's types, read off `newsspider.core.article`: what a column is called in SQL, and whether a value fits it."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from newsspider.core.article import Article

_SCALARS: dict[Any, str] = {str: "VARCHAR", bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE"}
_MOST_INT = 2**63
_TYPES: dict[Any, dict[str, Any]] = {}


def record_types() -> dict[str, Any]:
    """Return the record's fields in order, with their Python types."""
    return _types_of(Article)


def sql_type(kind: Any) -> str:
    """Return the type of a column as DuckDB writes it."""
    kind = _plain(kind)
    if kind in _SCALARS:
        return _SCALARS[kind]
    if is_dataclass(kind):
        parts = ", ".join(f'"{name}" {sql_type(part)}' for name, part in _types_of(kind).items())
        return f"STRUCT({parts})"
    if get_origin(kind) is dict:
        return 'STRUCT("key" VARCHAR, "value" VARCHAR)[]'  # not MAP: Hugging Face's datasets can't read one
    return f"{sql_type(get_args(kind)[0])}[]"


def conform(value: Any, kind: Any) -> Any:
    """Return a value as its column has it: an object with any keys as a list of {key, value}.

    What doesn't fit is None, so that one odd record never costs the others.
    """
    kind = _plain(kind)
    if is_dataclass(kind):
        given = value if isinstance(value, dict) else {}
        return {name: conform(given.get(name), part) for name, part in _types_of(kind).items()}
    if get_origin(kind) is dict:
        pairs = value.items() if isinstance(value, dict) else ()
        return [{"key": str(key), "value": str(part)} for key, part in pairs if part is not None]
    if kind not in _SCALARS:
        parts = value if isinstance(value, list) else []
        fitting = (conform(part, get_args(kind)[0]) for part in parts)
        return [part for part in fitting if part is not None]
    return value if _fits(value, kind) else None


def _fits(value: Any, kind: Any) -> bool:
    if kind is float:
        return type(value) in (int, float) and abs(value) < float(_MOST_INT)
    return type(value) is kind and (kind is not int or -_MOST_INT <= value < _MOST_INT)


def _plain(kind: Any) -> Any:
    """Return a type without its None."""
    if get_origin(kind) in (Union, types.UnionType):
        return next(part for part in get_args(kind) if part is not type(None))
    return kind


def _types_of(kind: Any) -> dict[str, Any]:
    """Return a dataclass's fields in order, with their types."""
    if kind not in _TYPES:
        hints = get_type_hints(kind)
        _TYPES[kind] = {field.name.rstrip("_"): hints[field.name] for field in fields(kind)}
    return _TYPES[kind]
