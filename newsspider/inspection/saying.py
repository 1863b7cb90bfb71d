"""A person's word on what a site repeats, kept in the site's rule file: ``veto`` for never, ``pin`` for always furniture."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from newsspider.core.siterules.ours import parse_ours
from newsspider.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_TABLE = re.compile(r"^\[memory\][ \t]*(?:#.*)?$\n?", re.MULTILINE)
_NEXT_TABLE = re.compile(r"^\[", re.MULTILINE)


def say(directory: Path, host: str, word: str, text: str) -> Path:
    """Write ``text`` into the site's rule file as vetoed or pinned; returns the file.

    A file that isn't there is begun; of one that is, all else stays as it was written.

    Args:
        directory: of rules, in SITE_RULES.
        host: the site.
        word: veto or pin.
        text: the whole text of a block.

    Raises:
        UsageError: the file can't be read, used or written as it is; names it and the mend.
    """
    path = directory / f"{host}.toml"
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else f'written_for = "https://{host}/"\n'
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"{path} can't be read: {exc}") from exc
    after = _with(before, word, json.dumps(" ".join(text.split()), ensure_ascii=False))
    reading = parse_ours(str(path), after)
    said = getattr(reading.rule, f"memory_{word}", ())
    if " ".join(text.split()) not in said:
        problem = reading.problems[0] if reading.problems else "its [memory] is written in a way that isn't understood"
        raise UsageError(f"{path} stays as it is: {problem}; write under [memory]: {word} = [{json.dumps(text)}]")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.tmp")
        temporary.write_text(after, encoding="utf-8")
        temporary.replace(path)
    except OSError as exc:
        raise UsageError(f"{path} can't be written: {exc.strerror}") from exc
    return path


def _with(before: str, word: str, text: str) -> str:
    """Return a rule file with one more text; a text in JSON's quotes is one in TOML's."""
    table = _TABLE.search(before)
    if table is None:
        return f"{before.rstrip()}\n\n[memory]\n{word} = [{text}]\n".lstrip()
    following = _NEXT_TABLE.search(before, table.end())
    end = following.start() if following else len(before)
    inside = before[table.end() : end]
    listed = re.search(rf"^{word}[ \t]*=[ \t]*\[", inside, re.MULTILINE)
    if listed is None:
        head = before[: table.end()].rstrip("\n")
        return f"{head}\n{word} = [{text}]\n{before[table.end() :]}"
    start = table.end() + listed.end()
    return f"{before[:start]}{text}, {before[start:]}"
