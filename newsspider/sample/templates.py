"""A site's layout: one HTML file whose parts, each below a `<!-- part: NAME -->` line, are string templates."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from string import Template
from typing import TYPE_CHECKING

from newsspider.sample.fields import SampleDataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from newsspider.sample.model import Value

_PART_LINE = re.compile(r"^<!-- part: ([a-z_]+) -->\n", re.MULTILINE)
_NEEDED = ("page", "article", "plain", "section", "teaser", "nav_item", "box_item", "footer_item")


def read_parts(path: Path, root: Path) -> dict[str, str]:
    """Read a layout file into its parts by name.

    Raises:
        SampleDataError: the file can't be read, lacks a part that every layout needs, or has a bad placeholder.
    """
    name = path.relative_to(root).as_posix()
    try:
        pieces = _PART_LINE.split(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SampleDataError(f"{name}: {error}") from error
    parts = {key: text.rstrip("\n") for key, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    for key in _NEEDED:
        if key not in parts:
            raise SampleDataError(f"{name}: {key}: the part is missing")
    for key, text in parts.items():
        if not Template(text).is_valid():
            raise SampleDataError(f"{name}: {key}: a placeholder is malformed; write a dollar sign as $$")
    return parts


def fill(parts: Mapping[str, str], part: str, values: Mapping[str, str]) -> str:
    """Fill a part; what the values lack is empty, and so is a part that the layout doesn't have."""
    return Template(parts.get(part, "")).substitute(defaultdict(str, values))


def wrap(parts: Mapping[str, str], name: str, value: str, **more: str) -> str:
    """Put a value of HTML into the part of that name; an empty value gives nothing, not an empty element."""
    if not value:
        return ""
    return fill(parts, name, {"value": value, **more}) if name in parts else value


def wrap_values(parts: Mapping[str, str], values: Mapping[str, Value]) -> dict[str, str]:
    """Turn what a page prints into HTML, each value in its part, each item of a list in the part `NAME_item`.

    A key that ends in `_html` holds HTML and is known to the layout without that ending; others are escaped.
    """
    shown: dict[str, str] = {}
    for key, value in values.items():
        name = key.removesuffix("_html")
        items = (value,) if isinstance(value, str) else value
        markup = [item if key.endswith("_html") else html.escape(item, quote=False) for item in items]
        if isinstance(value, str):
            shown[name] = wrap(parts, name, markup[0])
        else:
            shown[name] = wrap(parts, name, _join(parts, f"{name}_item", markup))
    return shown


def _join(parts: Mapping[str, str], part: str, items: Iterable[str]) -> str:
    return "".join(wrap(parts, part, item) for item in items)
