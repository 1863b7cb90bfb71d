"""Hand-written news pages in many languages, each with what it must yield (README.md says how to read them)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent

_TEXTS = ("url", "about", "encoding", "title", "kicker", "description", "date_published", "language", "text")
_LISTS = ("authors", "contributors", "gone")
_NEEDED = ("url", "about", "title", "language", "text", "gone")


class PageDataError(ValueError):
    """A page or its labels are wrong; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page as sent over the wire and what it must yield; None and empty stand for what it doesn't state."""

    name: str
    url: str
    about: str
    html: bytes
    encoding: str
    title: str
    language: str
    text: str
    kicker: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    date_published: str | None = None
    gone: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text's blocks in page order."""
        return tuple(self.text.split("\n\n"))

    @property
    def source(self) -> str:
        """The page's HTML, decoded."""
        return self.html.decode(self.encoding)


@lru_cache(maxsize=1)
def load_pages(root: Path = ROOT) -> tuple[LabelledPage, ...]:
    """Read every page under root, by language and name.

    Raises:
        PageDataError: a file of a pair is missing, or a label is unknown, missing or of the wrong type.
    """
    labels = {path.with_suffix("") for path in root.glob("*/*.toml")}
    pages = {path.with_suffix("") for path in root.glob("*/*.html")}
    for lonely in sorted(labels ^ pages):
        raise PageDataError(f"{lonely.relative_to(root)}: needs both .html and .toml")
    return tuple(_load_page(stem, root) for stem in sorted(pages))


def _load_page(stem: Path, root: Path) -> LabelledPage:
    """Read one page and its labels."""
    name = stem.relative_to(root).as_posix()
    try:
        table = tomllib.loads(stem.with_suffix(".toml").read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PageDataError(f"{name}.toml: {error}") from error
    _check(name, table)
    texts = {key: " ".join(table[key].split()) for key in _TEXTS if key in table and key != "text"}
    lists: dict[str, tuple[str, ...]] = {key: tuple(table.get(key, ())) for key in _LISTS}
    return LabelledPage(
        name=name,
        url=texts["url"],
        about=texts["about"],
        html=stem.with_suffix(".html").read_bytes(),
        encoding=texts.get("encoding", "utf-8"),
        title=texts["title"],
        language=texts["language"],
        text=_text(table),
        kicker=texts.get("kicker"),
        description=texts.get("description"),
        authors=lists["authors"],
        contributors=lists["contributors"],
        date_published=texts.get("date_published"),
        gone=lists["gone"],
    )


def _text(table: dict[str, Any]) -> str:
    """Return the text with each block on one line, a blank line between."""
    blocks = (" ".join(block.split()) for block in table["text"].split("\n\n"))
    return "\n\n".join(block for block in blocks if block)


def _check(name: str, table: dict[str, Any]) -> None:
    """Refuse labels that nobody would read."""
    for key, value in table.items():
        if key in _TEXTS:
            right = isinstance(value, str) and value.strip() != ""
        elif key in _LISTS:
            right = isinstance(value, list) and all(isinstance(entry, str) and entry.strip() for entry in value)
        else:
            raise PageDataError(f"{name}.toml: nothing is called {key!r}")
        if not right:
            raise PageDataError(
                f"{name}.toml: {key} must be text, or a list of texts; leave it out where it's unknown"
            )
    for key in _NEEDED:
        if key not in table:
            raise PageDataError(f"{name}.toml: {key} is missing")
