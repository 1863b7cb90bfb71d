"""sources.toml: the sites to crawl and how, checked on load."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from newsspider.core.schedule import LONGEST_REVISIT, duration_seconds
from newsspider.core.urls import normal_url
from newsspider.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*source[ \t]*\]\]", re.MULTILINE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MOST_URLS = 1_000  # of one kind in one source; more is a list that belongs in a sitemap
_LONGEST_PACE = 3_600.0
_MOST_REVISITS = 50


@dataclass(frozen=True, slots=True)
class Source:
    """One site of sources.toml.

    Attributes:
        url: the site, in normal form where it has one. Read itself only where nothing below says what to read.
        feeds: RSS, Atom or JSON feeds.
        sitemaps: sitemaps, news sitemaps or indexes of them.
        sections: pages that link to articles.
        pace: seconds between two requests to a host of the source; None for DOWNLOAD_DELAY.
        budget: pages fetched from the source's site in one run, 0 without limit; None for SITE_PAGE_BUDGET.
        language: BCP 47, for records whose page doesn't tell.
        time_zone: IANA name, for dates that come without an offset.
        revisit: ages in seconds at which an article is looked at again, () for never; None for the default.
        js: whether a browser builds its pages.
    """

    url: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    pace: float | None = None
    budget: int | None = None
    language: str | None = None
    time_zone: str | None = None
    revisit: tuple[float, ...] | None = None
    js: bool = False

    @property
    def entries(self) -> tuple[str, ...]:
        """The URLs to read for what is new."""
        return self.feeds + self.sitemaps + self.sections or (self.url,)


_KEYS = tuple(field.name for field in fields(Source))


def read_sources(path: Path) -> tuple[Source, ...]:
    """Return the sources of a file, in order; ten thousand of them within a second.

    Raises:
        UsageError: it is missing, isn't TOML, or an entry is wrong; names file, line and mend.
    """
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except FileNotFoundError as exc:
        raise UsageError(f"there is no {path}: write one, or name sites with -a urls=https://www.example.com") from exc
    except (OSError, ValueError, RecursionError) as exc:  # a number of 5,000 digits is a plain ValueError
        raise UsageError(f"{path} can't be read: {exc}") from exc
    try:
        return tuple(_parse(data))
    except _WrongEntry as exc:
        raise UsageError(f"{path}, line {_line_of(text, exc.number, exc.key)}: {exc}") from exc


class _WrongEntry(ValueError):
    """An entry that can't be used: the source's number from 1 (0: none), and the key."""

    def __init__(self, message: str, number: int = 0, key: str = "") -> None:
        super().__init__(message)
        self.number = number
        self.key = key


def _parse(data: dict[str, Any]) -> Iterator[Source]:
    for key in data:
        if key != "source":
            raise _WrongEntry(f"unknown key {key!r}; a source is a [[source]] table", key=key)
    entries = data.get("source")
    if isinstance(entries, dict):
        raise _WrongEntry("[source] must be [[source]], with two brackets on each side", key="source")
    if not isinstance(entries, list) or not entries:
        raise _WrongEntry("no [[source]] table in it")
    seen: dict[str, int] = {}
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            raise _WrongEntry("a source must be a [[source]] table", number)
        source = _parse_source(entry, number)
        if source.url in seen:
            raise _WrongEntry(f"{source.url} is source {seen[source.url]} already; make them one", number, "url")
        seen[source.url] = number
        yield source


def _parse_source(entry: dict[str, Any], number: int) -> Source:
    for key in entry:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(_KEYS)}"
            raise _WrongEntry(f"unknown key {key!r}; {hint}", number, key)
    if "url" not in entry:
        raise _WrongEntry('a source needs url = "https://www.example.com"', number)
    return Source(
        url=_url(entry["url"], number, "url"),
        feeds=_urls(entry, number, "feeds"),
        sitemaps=_urls(entry, number, "sitemaps"),
        sections=_urls(entry, number, "sections"),
        pace=_pace(entry, number),
        budget=_budget(entry, number),
        language=_text(entry, number, "language", _is_language, 'a language such as "en" or "pt-BR"'),
        time_zone=_text(entry, number, "time_zone", _is_zone, 'an IANA name such as "Europe/Berlin"'),
        revisit=_revisit(entry, number),
        js=_switch(entry, number, "js"),
    )


def _url(value: object, number: int, key: str) -> str:
    """Return an address in normal form; one that can't be crawled stays as it is, and is reported by the run."""
    if not isinstance(value, str) or not value.strip():
        raise _WrongEntry(f'{key} must be an address such as "https://www.example.com", not {value!r}', number, key)
    return normal_url(value if "://" in value else f"https://{value}") or value.strip()


def _urls(entry: dict[str, Any], number: int, key: str) -> tuple[str, ...]:
    listed = entry.get(key, [])
    if not isinstance(listed, list) or len(listed) > _MOST_URLS:
        raise _WrongEntry(f'{key} must be a list of at most {_MOST_URLS} addresses: ["https://…"]', number, key)
    return tuple(dict.fromkeys(_url(value, number, key) for value in listed))


def _pace(entry: dict[str, Any], number: int) -> float | None:
    pace = entry.get("pace")
    if pace is None:
        return None
    if not isinstance(pace, int | float) or isinstance(pace, bool) or not 0 <= pace <= _LONGEST_PACE:
        raise _WrongEntry(
            f"pace must be seconds between two requests, 0 to {_LONGEST_PACE:g}, not {pace!r}", number, "pace"
        )
    return float(pace)


def _budget(entry: dict[str, Any], number: int) -> int | None:
    budget = entry.get("budget")
    if budget is not None and (not isinstance(budget, int) or isinstance(budget, bool) or budget < 0):
        raise _WrongEntry(f"budget must be a number of pages a run, 0 for no limit, not {budget!r}", number, "budget")
    return budget


def _revisit(entry: dict[str, Any], number: int) -> tuple[float, ...] | None:
    ages = entry.get("revisit")
    if ages is None:
        return None
    if ages == 0 and not isinstance(ages, bool):
        return ()
    known = [duration_seconds(age) for age in ages if isinstance(age, str)] if isinstance(ages, list) else [None]
    seconds = sorted({age for age in known if age is not None and 0 < age <= LONGEST_REVISIT})
    if not seconds or len(seconds) != len(ages) or len(seconds) > _MOST_REVISITS:
        raise _WrongEntry(
            f'revisit must be ages of an article such as ["2h", "1d"], each of them once, or 0, not {ages!r}',
            number,
            "revisit",
        )
    return tuple(seconds)


def _switch(entry: dict[str, Any], number: int, key: str) -> bool:
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise _WrongEntry(f"{key} must be true or false, not {value!r}", number, key)
    return value


def _text(entry: dict[str, Any], number: int, key: str, fits: Any, wanted: str) -> str | None:
    value = entry.get(key)
    if value is not None and not (isinstance(value, str) and fits(value)):
        raise _WrongEntry(f"{key} must be {wanted}, not {value!r}", number, key)
    return value


def _is_language(value: str) -> bool:
    return _LANGUAGE.fullmatch(value) is not None


def _is_zone(value: str) -> bool:
    return value in available_timezones()


def _line_of(text: str, number: int, key: str) -> int:
    """Return the line of a key of the number-th source: its own, else the table's, else the file's first."""
    start, end = 0, len(text)
    if number:
        headers = list(_HEADER.finditer(text))
        if number <= len(headers):
            start = headers[number - 1].start()
            end = headers[number].start() if number < len(headers) else len(text)
    if key:
        found = re.compile(rf"""^[ \t]*[\["']?{re.escape(key)}\b""", re.MULTILINE).search(text, start, end)
        start = found.start() if found else start
    return text.count("\n", 0, start) + 1
