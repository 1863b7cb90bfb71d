"""Stages 3 to 5 of 8: site rules in the text format of FiveFilters' ftr-site-config.

A line is ``key: value``; the keys are those of https://help.fivefilters.org/full-text-rss/site-patterns.html. What
would change the page's source, log in or send headers has no place here, and is named as ignored.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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
from newsspider.core.siterules.selector import SelectorError, parse_xpath

if TYPE_CHECKING:
    from newsspider.core.siterules.selector import Selector

_LINE = re.compile(r"([a-z_-]+)\s*(\([^\n]{0,500}?\))?\s*:\s*(.*)", re.IGNORECASE)
_SELECTING = frozenset((
    "title", "author", "date", "body", "strip", "single_page_link", "next_page_link", "if_page_contains",
))  # fmt: skip
_TEXTS = frozenset(("strip_id_or_class", "strip_image_src", "test_url"))
_SWITCHES = frozenset(("prune", "tidy", "autodetect_on_failure"))
_WHY_IGNORED = {
    # Of 63 pages of fundus_dev whose host has a file, keeping all of the body made 41 worse and 3 better (2026-11).
    "prune": "what stands in the body is weighed as on any page",
    "tidy": "there is one parser",
    "autodetect_on_failure": "the generic extraction always takes over",
    "find_string": "the page is read as it was sent",
    "replace_string": "the page is read as it was sent",
    "http_header": "requests carry the crawl's own headers",
    "requires_login": "nobody is logged in",
    "login_uri": "nobody is logged in",
    "login_username_field": "nobody is logged in",
    "login_password_field": "nobody is logged in",
    "login_extra_fields": "nobody is logged in",
    "not_logged_in_xpath": "nobody is logged in",
    "test_contains": "it is for tests of the site's rule",
    "parser": "there is one parser",
    "dissolve": "tags don't matter for text",
    "wrap_in": "tags don't matter for text",
    "move_into": "blocks stay where they are shown",
    "strip_attr": "attributes don't matter for text",
    "strip_comments": "comments are never read",
    "src_lazy_load_attr": "pictures aren't read",
    "insert_detected_image": "pictures aren't read",
    "footnotes": "not supported",
    "convert_double_br_tags": "two breaks end a paragraph in any case",
    "native_ad_clue": "not supported",
    "skip_json_ld": "not supported",
    "skip_id_or_class": "not supported",
    "autodetect_next_page": "further pages are found by rel=next",
}
_TRUE = frozenset(("yes", "true", "1", "on"))
_FALSE = frozenset(("no", "false", "0", "off"))
_UNPRINTABLE = re.compile(r"[\x01-\x08\x0e-\x1f]")
_VALUE_CHARS = 2_000
_SHORTEST_ATTRIBUTE = 2


def parse_ftr(file: str, text: str) -> RuleReading:
    """Read a site file; a line that can't be used is named and left out, the others count."""
    host = host_of_file(file)
    if len(text) > MAX_FILE_CHARS:
        return _refused(file, f"has {len(text)} characters", f"a site needs no more than {MAX_FILE_CHARS}")
    if "\0" in text:
        return _refused(file, "holds NUL bytes", "is it a text file? Save it as UTF-8")
    reader = _Reader(file)
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), start=1):
        stripped = line.strip()
        if stripped and not stripped.startswith(("#", "//")):
            reader.read(number, stripped)
    problems = tuple(reader.problems[:MAX_PROBLEMS])
    if reader.used == 0 and problems:
        return RuleReading(None, problems, tuple(reader.ignored[:MAX_PROBLEMS]))
    return RuleReading(reader.rule(host), problems, tuple(reader.ignored[:MAX_PROBLEMS]))


def _refused(file: str, what: str, mend: str) -> RuleReading:
    return RuleReading(None, (Problem(file, 0, "", what, mend),))


class _Reader:
    """Collects what the lines of one file say."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.problems: list[Problem] = []
        self.ignored: list[Problem] = []
        self.used = 0
        self._selectors: dict[str, list[Selector]] = {}
        self._parts: list[Part] = []
        self._images: list[str] = []
        self._tests: list[str] = []
        self._single: list[PageLink] = []

    def read(self, number: int, line: str) -> None:
        """Take in one line."""
        match = _LINE.match(line)
        if _UNPRINTABLE.search(line):
            self._refuse(number, "", "holds control characters", "write the line anew")
            return
        if match is None:
            self._refuse(number, "", f"{line[:60]!r} is no `key: value`", "begin a comment with #")
            return
        key, value = match[1].lower().replace("-", "_"), match[3].strip()
        if len(value) > _VALUE_CHARS:
            self._refuse(number, key, f"has {len(value)} characters", f"use no more than {_VALUE_CHARS}")
        elif key in _SWITCHES:
            self._switch(number, key, value.lower())
        elif key in _WHY_IGNORED:
            self.used += 1
            self.ignored.append(Problem(self._file, number, key, f"isn't used: {_WHY_IGNORED[key]}"))
        elif key not in _SELECTING | _TEXTS:
            self._refuse(number, key[:60], "is no key of this format", "see docs/rules.md, or begin a comment with #")
        elif not value:
            self._refuse(number, key, "has no value", "write one, or leave the line out")
        elif self.used >= MAX_SELECTORS and key != "test_url":
            self._refuse(number, key, f"is beyond the {MAX_SELECTORS} that a file may have", "leave some out")
        elif key in _TEXTS:
            self._text(number, key, value)
        else:
            self._selector(number, key, value)

    def _refuse(self, number: int, key: str, what: str, mend: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(self._file, number, key, what, mend))

    def _switch(self, number: int, key: str, value: str) -> None:
        if value not in _TRUE | _FALSE:
            self._refuse(number, key, f"is {value[:40]!r}", "write yes or no")
            return
        self.used += 1
        self.ignored.append(Problem(self._file, number, key, f"isn't used: {_WHY_IGNORED[key]}"))

    def _text(self, number: int, key: str, value: str) -> None:
        plain = value.strip("\"'")
        if key == "test_url":
            self._tests.append(value)
        elif key == "strip_image_src":
            self._images.append(plain)
        elif len(plain) < _SHORTEST_ATTRIBUTE:
            self._refuse(number, key, f"{plain!r} stands in nearly every name", "write more of it")
            return
        else:
            self._parts.append(Part(f"line_{number}", keep=False, role="other", attributes=(plain,)))
        self.used += 1

    def _selector(self, number: int, key: str, value: str) -> None:
        try:
            selector = parse_xpath(value, number)
        except SelectorError as error:
            self._refuse(number, key, *str(error).rsplit("; ", maxsplit=1))
            return
        self.used += 1
        if key == "strip":
            self._parts.append(Part(f"line_{number}", keep=False, role="other", selectors=(selector,)))
        elif key == "single_page_link":
            self._single.append(PageLink(selector))
        elif key != "if_page_contains":
            self._selectors.setdefault(key, []).append(selector)
        elif self._single:
            # it holds for the link above
            self._single[-1] = PageLink(self._single[-1].selector, selector)
        else:
            self._refuse(number, key, "stands before any single_page_link", "put it below the link it is for")

    def rule(self, host: str) -> SiteRule:
        """Return what was read."""

        def of(key: str) -> tuple[Selector, ...]:
            return tuple(self._selectors.get(key, ()))

        return SiteRule(
            host,
            self._file,
            trusted=False,
            written_for=tuple(self._tests),
            title=of("title"),
            authors=of("author"),
            date=of("date"),
            body=of("body"),
            parts=tuple(self._parts),
            images=tuple(self._images),
            single_page_link=tuple(self._single),
            next_page_link=of("next_page_link"),
        )
