"""Stage 1 of 8, discover: the dates of feeds and sitemaps, also in the many wrong forms of RFC 822; none is invented."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from newsspider.core.metadata.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
ENGLISH_MONTHS: Mapping[str, int] = {
    form: number
    for number, name in enumerate(_NAMES, 1)
    for form in (name, name[:3], *(["sept"] if number == 9 else []))
}
_MAX_CHARS = 100
# a weekday of any language, or none; years of two digits; hours, minutes and seconds of one
_RFC_822 = re.compile(
    r"^(?:[^\W\d_]{2,15}\.?\s{0,2},?\s{0,2})?(?P<day>\d{1,2})[\s-]{1,2}(?P<month>[^\W\d_]{3,12})\.?,?[\s-]{1,2}(?P<year>\d{4}|\d{2})"
    r"(?:,?\s{1,2}(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d{1,9})?)?\s{0,2}(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s{0,2}(?P<zone>[A-Za-z]{1,5}|(?:GMT|UTC)?\s?[+-]\d{1,2}:?(?:\d{2})?)?)?\s{0,2}(?:\([^()]{0,40}\))?$"
)
_OFFSET = re.compile(r"^(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?$")
# as RFC 822 has them; the others are in core/metadata/dates.py
_ZONES = {"UT": "GMT+0000", "UTC": "GMT+0000", "GMT": "GMT+0000", "Z": "GMT+0000", "CST": "GMT-0600"}
# written as the result is; 2000 to 2069, with offsets that there are
_PLAIN_DATE = re.compile(r"20[0-6]\d-[01]\d-[0-3]\d(?:T[0-2]\d:[0-5]\d:[0-5]\d(?:Z|[+-](?:0[1-9]|1[0-3]):[0-5]\d))?")
_EITHER_ORDER = re.compile(r"^\D{0,15}(\d{1,2})([/-])(\d{1,2})\2\d{2,4}(?!\d)")
_MONTHS_IN_YEAR = 12
_NOON = 12


def entry_date(text: str | None, months: Mapping[str, int] = ENGLISH_MONTHS) -> str | None:
    """Return a date as ISO 8601: with its offset where it has one, else the bare day; None where it can't be read.

    Args:
        text: as the feed or sitemap has it.
        months: names of months in lower case; English ones are known in any case.
    """
    value = " ".join((text or "")[: 2 * _MAX_CHARS].split())
    if not value or len(value) > _MAX_CHARS:
        return None
    if found := _RFC_822.match(value):
        return _from_rfc_822(found, months)
    either = _EITHER_ORDER.match(value)
    if either and either[1] != either[3] and max(int(either[1]), int(either[3])) <= _MONTHS_IN_YEAR:
        return None  # 3/4/2024 is two days
    moment = parse_date(value, months)
    return moment.iso if moment else None


def plain_date(text: str) -> str | None:
    """Return a whole ISO 8601 time or day of this age as it is, as `entry_date` would; None says nothing."""
    if not _PLAIN_DATE.fullmatch(text):
        return None
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


def _from_rfc_822(found: re.Match[str], months: Mapping[str, int]) -> str | None:
    """Return the date of the parts, in the form that `parse_date` reads."""
    name = found["month"].lower()
    month = ENGLISH_MONTHS.get(name) or months.get(name) or ENGLISH_MONTHS.get(name[:3] if name.isascii() else "")
    if not month:
        return None
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 2000 if year < 50 else 1900  # RFC 2822, 4.3
    day = f"{year:04}-{month:02}-{int(found['day']):02}"
    zone = _zone(found["zone"])
    if found["hour"] and zone:
        hour = int(found["hour"])
        if found["half"]:
            hour = hour % _NOON + (_NOON if found["half"][0] in "pP" else 0)
        short = _NAMES[month - 1][:3].title()
        # the form with a weekday first is the one that takes names of zones too; which weekday doesn't matter
        clock = f"{hour:02}:{int(found['minute']):02}:{int(found['second'] or 0):02}"
        moment = parse_date(f"Mon {short} {int(found['day'])} {year:04} {clock} {zone}", ENGLISH_MONTHS)
    else:
        moment = parse_date(day, ENGLISH_MONTHS)
    return moment.iso if moment else None


def _zone(text: str | None) -> str | None:
    """Return a zone as GMT+0100, or its name where it has one."""
    if not text:
        return None
    name = text.strip().upper()
    if name in _ZONES:
        return _ZONES[name]
    if offset := _OFFSET.match(name):
        return f"GMT{offset[1]}{int(offset[2]):02}{offset[3] or '00'}"
    return name if len(name) in {3, 4} else None
