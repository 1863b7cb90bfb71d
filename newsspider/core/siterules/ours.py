"""Stages 3 to 5 of 8: site rules in our own format, TOML: strict, since the one who writes them can mend them.

docs/rules.md tells how to write one.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsspider.core.blocks import BODY_ROLES, ROLES
from newsspider.core.rules import fold
from newsspider.core.siterules.model import (
    MAX_FILE_CHARS,
    MAX_PROBLEMS,
    MAX_SELECTORS,
    PageLink,
    Part,
    Problem,
    RuleReading,
    SiteRule,
    host_of_file,
)
from newsspider.core.siterules.selector import SelectorError, parse_selector

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsspider.core.siterules.selector import Selector

_KEYS = (
    "written_for", "valid_until", "title", "authors", "date", "body", "whole", "strip", "keep", "single_page_link",
    "next_page_link", "memory",
)  # fmt: skip
_MEMORY_KEYS = ("pin", "veto")
_PART_KEYS = ("name", "role", "selectors", "phrases", "match")
_MATCHES = ("whole", "start", "anywhere")
_NAME = re.compile(r"[a-z0-9_]{1,40}")
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_HOST = re.compile(r"\.?[^\W_](?:[\w-]*\w)?(?:\.[^\W_](?:[\w-]*\w)?)*")
_SHORTEST_PHRASE = 2


def parse_ours(file: str, text: str) -> RuleReading:
    """Read a rule file; one mistake refuses it, and all mistakes are named."""
    if len(text) > MAX_FILE_CHARS:
        problem = Problem(file, 0, "", f"has {len(text)} characters", f"a site needs no more than {MAX_FILE_CHARS}")
        return RuleReading(None, (problem,))
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = _TOML_LINE.search(str(error))
        what = _TOML_LINE.sub("", str(error)).strip()
        return RuleReading(None, (Problem(file, int(found[1]) if found else 0, "", f"isn't TOML: {what}"),))
    reader = _Reader(file, text)
    rule = reader.rule(table)
    return RuleReading(None if reader.problems else rule, tuple(reader.problems[:MAX_PROBLEMS]))


class _Reader:
    """Checks one file's table."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._lines = text.split("\n")
        self._selectors = 0
        self.problems: list[Problem] = []

    def rule(self, table: Mapping[str, Any]) -> SiteRule:
        """Return what the table says; what is wrong in it is noted."""
        host = host_of_file(self._file)
        if not _HOST.fullmatch(host):
            self._refuse(0, "", f"{host!r} is no host", "name the file after the site: www.example.com.toml")
        self._check_keys("", table, _KEYS, 0)
        memory = self._memory(table.get("memory", {}))
        rule = SiteRule(
            host,
            self._file,
            written_for=self._addresses(table.get("written_for")),
            valid_until=self._day(table.get("valid_until")),
            title=self._chosen(table, "title"),
            authors=self._chosen(table, "authors"),
            date=self._chosen(table, "date"),
            body=self._chosen(table, "body"),
            whole=self._flag(table.get("whole", False)),
            parts=(*self._parts(table, "keep"), *self._parts(table, "strip")),
            single_page_link=tuple(map(PageLink, self._chosen(table, "single_page_link"))),
            next_page_link=self._chosen(table, "next_page_link"),
            memory_pin=memory.get("pin", ()),
            memory_veto=memory.get("veto", ()),
        )
        says = self._selectors or any(part.phrases for part in rule.parts) or any(memory.values())
        if not self.problems and not says:
            self._refuse(0, "", "says nothing", f"give at least one of {', '.join(_KEYS[2:])}")
        return rule

    def _refuse(self, line: int, key: str, what: str, mend: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(self._file, line, key, what, mend))

    def _line(self, key: str, start: int = 0) -> int:
        """Return the line that a key, or a text in it, stands in from a line on; 0 where it isn't found."""
        sought = re.compile(rf"\s*\"?{re.escape(key)}\"?\s*[=.\]]|\s*\[\[?{re.escape(key)}\b")
        for number, line in enumerate(self._lines[start:], start=start + 1):
            if sought.match(line[:200]):
                return number
        return start

    def _check_keys(self, where: str, table: Mapping[str, Any], known: tuple[str, ...], start: int) -> None:
        for key in table:
            if key not in known and len(self.problems) < MAX_PROBLEMS:
                place = f"{where}.{key}" if where else key
                self._refuse(self._line(key, start), place[:80], "is unknown", f"use one of {', '.join(known)}")

    def _memory(self, value: object) -> dict[str, tuple[str, ...]]:
        """Return the texts that a person has pinned and vetoed."""
        line = self._line("memory")
        if not isinstance(value, dict):
            self._refuse(line, "memory", "must be a table", "write [memory]")
            return {}
        self._check_keys("memory", value, _MEMORY_KEYS, line)
        found: dict[str, tuple[str, ...]] = {}
        for key in _MEMORY_KEYS:
            texts = value.get(key, [])
            if not isinstance(texts, list) or len(texts) > MAX_SELECTORS or not all(_is_text(text) for text in texts):
                mend = f'write {key} = ["…"] with up to {MAX_SELECTORS} whole texts of blocks'
                self._refuse(self._line(key, line), f"memory.{key}", "must be a list of texts", mend)
                continue
            found[key] = tuple(texts)
        return found

    def _addresses(self, value: object) -> tuple[str, ...]:
        given = [value] if isinstance(value, str) else value
        if isinstance(given, list) and given and all(_is_address(item) for item in given):
            return tuple(given)
        line = self._line("written_for")
        self._refuse(line, "written_for", "must be the address of a page", 'write written_for = "https://…"')
        return ()

    def _day(self, value: object) -> date | None:
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._refuse(self._line("valid_until"), "valid_until", "must be a day", "write 2027-12-31, without quotes")
        return None

    def _flag(self, value: object) -> bool:
        if not isinstance(value, bool):
            self._refuse(self._line("whole"), "whole", f"is {value!r}"[:80], "write true or false")
        return value is True

    def _chosen(self, table: Mapping[str, Any], key: str, where: str = "", start: int = 0) -> tuple[Selector, ...]:
        """Return the selectors of a key; a single one may stand without brackets."""
        value = table.get(key)
        place = f"{where}.{key}" if where else key
        if value is None:
            return ()
        given = [value] if isinstance(value, str) else value
        line = self._line(key, start)
        if not isinstance(given, list) or not given or not all(isinstance(item, str) for item in given):
            self._refuse(line, place, "must be a selector or a list of them", f'write {key} = ["…"]')
            return ()
        self._selectors += len(given)
        if self._selectors > MAX_SELECTORS:
            self._refuse(line, place, f"goes beyond {MAX_SELECTORS} selectors", "leave some out")
            return ()
        found = []
        for item in given:
            at = self._line_of_text(item, line)
            try:
                found.append(parse_selector(item, at))
            except SelectorError as error:
                self._refuse(at, place, *str(error).rsplit("; ", maxsplit=1))
        return tuple(found)

    def _line_of_text(self, text: str, start: int) -> int:
        """Return the line that a value stands in from a line on, else that line."""
        for number, line in enumerate(self._lines[max(start - 1, 0) :], start=max(start, 1)):
            if text and text in line:
                return number
        return start

    def _parts(self, table: Mapping[str, Any], kind: str) -> list[Part]:
        entries = table.get(kind, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self._refuse(self._line(kind), kind, "must be tables", f"write each one as [[{kind}]]")
            return []
        parts: list[Part] = []
        line = 0
        for entry in entries[: MAX_SELECTORS + 1]:
            line = self._line(kind, line)
            parts.append(self._part(kind, entry, line))
        names = [part.name for part in parts]
        for name in sorted({name for name in names if name and names.count(name) > 1}):
            self._refuse(self._line_of_text(f'"{name}"', 0), kind, f"name {name!r} is used twice", "rename one")
        return parts

    def _part(self, kind: str, entry: Mapping[str, Any], line: int) -> Part:
        name = entry.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self._refuse(line, f"{kind}.name", f"is {name!r}"[:80], "write small letters and _: newsletter_box")
            name = ""
        where = f"{kind} {name}".strip()
        self._check_keys(where, entry, _PART_KEYS, line)
        keep = kind == "keep"
        roles = sorted(BODY_ROLES) if keep else [role for role in ROLES if role not in BODY_ROLES]
        role = entry.get("role", None if keep else "other")
        if role not in roles and not (keep and role is None):
            self._refuse(self._line("role", line), f"{where}.role", f"is {role!r}"[:80], f"use {', '.join(roles)}")
            role = None
        match = entry.get("match", "whole")
        if match not in _MATCHES:
            mend = f"use {', '.join(_MATCHES)}"
            self._refuse(self._line("match", line), f"{where}.match", f"is {match!r}"[:80], mend)
            match = "whole"
        selectors = self._chosen(entry, "selectors", where, line)
        phrases = self._phrases(entry.get("phrases"), where, line)
        if "selectors" not in entry and "phrases" not in entry:
            self._refuse(line, where, "says nothing", "give it selectors or phrases")
        return Part(name, keep, role, selectors, phrases, match)

    def _phrases(self, value: object, where: str, start: int) -> tuple[str, ...]:
        if value is None:
            return ()
        line = self._line("phrases", start)
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            self._refuse(line, f"{where}.phrases", "must be a list of texts", 'write phrases = ["…"]')
            return ()
        folded = tuple(dict.fromkeys(fold(item) for item in value))
        if len(folded) > MAX_SELECTORS or any(len(phrase) < _SHORTEST_PHRASE for phrase in folded):
            mend = f"use up to {MAX_SELECTORS} of at least {_SHORTEST_PHRASE} characters"
            self._refuse(line, f"{where}.phrases", "are too many or too short", mend)
        return folded


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value.strip()) >= _SHORTEST_PHRASE


def _is_address(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
