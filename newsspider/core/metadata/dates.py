"""Stage 5 of 8, enrich: one stated date to ISO 8601. Nothing is guessed: what isn't read whole gives None.

Months come in many languages; years of the Buddhist, Japanese and Taiwanese count are converted. The result
is a time with its offset where one is stated, else a bare date: a time of an unknown zone says no more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MIN_YEAR, MAX_YEAR = 1850, 2079
"""Nothing outside is a news date: year 1 and 1601 are empty fields, 9999 means never."""

MAX_CHARS = 120
_DAYS_OFF = 1.0
_EMPTY_STAMPS = {date(1970, 1, 1), date(1969, 12, 31), date(1900, 1, 1), date(1899, 12, 30), date(1980, 1, 1)}
_EPOCH_MILLISECONDS = 100_000_000_000

# letters only: 12 hours and 30 minutes may follow after a colon, a point or an h
_ISO = re.compile(
    r"^(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T\s]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,:](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}(?::?\d{2})?|[+-]\d{1,2})?(?:\[[\w/+-]+\])?)?$",
    re.IGNORECASE,
)
_WEEKDAY_IN_ISO = re.compile(r"^(\d{4})-W(\d{2})-(\d)$")
_NUMBERS = re.compile(r"^\D{0,12}?(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\b\.?")
_YMD_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_ERA = re.compile(r"(令和|平成|昭和|大正|明治)\s*(元|\d{1,2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_ERA_BASE = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_ROC = re.compile(r"(?:民國|民国|中華民國)\s*(\d{2,3})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_DAY_FIRST = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:st|nd|rd|th|er|º|ª|°)?[\s.,\u00a0'-]{0,4}(?:de\s|of\s|d[’'])?\s*([^\W\d_][^\d,/:;()]{1,24}?)\.?,?\s{0,2}(?:de\s|del\s|พ\.ศ\.\s)?[\s'’,-]{0,3}(\d{4})(?!\d)",
)
_MONTH_FIRST = re.compile(
    r"([^\W\d_][^\d,/:;()]{1,20}?)\.?[\s-]{1,2}(\d{1,2})(?:st|nd|rd|th)?(?:,|\.)?\s{1,2}(\d{4})(?!\d)",
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[.,\s]{1,3}([^\W\d_]{3,15})\.?\s+(\d{1,2})(?!\d)")
_TIME = re.compile(
    r"(?<![\d.:])(?P<half>오전|오후|上午|下午|午前|午後)?\s*(?P<hour>\d{1,2})(?:[:.hH]|\s?h\s?|時|시\s?|点)(?P<minute>\d{2})(?:[分분])?(?::(?P<second>\d{2}))?"
    r"\s*(?P<ampm>[ap]\.?\s?m\.?(?![a-z])|[صم](?!\w))?(?:\s*(?:Uhr|น\.|ч\.)\s*)?\s*\(?(?P<zone>(?:GMT|UTC)?\s?[+-]\d{1,2}:?\d{2}|Z\b|[A-Z]{2,5}\b|МСК)?",
    re.IGNORECASE,
)
_FAR_DIGITS = {
    ord(char): str(value)
    for base in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0xFF10, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6)
    for value, char in enumerate(map(chr, range(base, base + 10)))
}
# minutes from UTC; only names that mean one offset (no CST of China, no IST of Israel)
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120,
    "eet": 120, "eest": 180, "msk": 180, "мск": 180, "trt": 180, "pkt": 300, "ist": 330, "wib": 420, "wita": 480, "wit": 540,
    "hkt": 480, "sgt": 480, "awst": 480, "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
    "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540,
    "hst": -600, "ndt": -150, "art": -180, "brt": -180, "sast": 120, "wat": 60, "cat": 120, "eat": 180,
}  # fmt: skip
ZONE_NAMES = frozenset(_ZONES)
_BUDDHIST = 543


@dataclass(frozen=True, slots=True)
class Moment:
    """A date: ``iso`` is how the record states it, with the time only where ``aware``."""

    day: date
    iso: str
    aware: bool = False


def parse_date(value: object, months: Mapping[str, int], *, day_first: bool = True) -> Moment | None:
    """Read a stated date.

    Args:
        value: a text, or a number of seconds or milliseconds since 1970.
        months: folded names of months, as in `MetadataRules.months`.
        day_first: how 3/4/2024 is read where both orders are possible.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_epoch(value)
    if not isinstance(value, str):
        return None
    text = " ".join(value[: MAX_CHARS * 2].translate(_FAR_DIGITS).replace("\u200f", "").split())[:MAX_CHARS]
    if re.fullmatch(r"\d{10}|\d{13}", text):
        return _from_epoch(int(text))
    for reader in (_read_iso, _read_rfc, _read_zoned):
        if found := reader(text):
            return found
    return _read_words(text, months, day_first)


def _moment(day: date, iso: str | None = None, *, aware: bool = False) -> Moment | None:
    """Return the moment, None where the day is no news date."""
    if not MIN_YEAR <= day.year <= MAX_YEAR or day in _EMPTY_STAMPS:
        return None
    return Moment(day, iso if iso and aware else day.isoformat(), aware)


def _day(year: int, month: int, day: int) -> date | None:
    """Return a date where the numbers make one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _from_epoch(value: float) -> Moment | None:
    """Read seconds or milliseconds since 1970; small numbers are ids, not times."""
    seconds = value / 1000 if abs(value) > _EPOCH_MILLISECONDS else float(value)
    if not 100_000_000 < seconds < 3_500_000_000:
        return None
    stamp = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
    return _moment(stamp.date(), stamp.isoformat(), aware=True)


def _read_iso(text: str) -> Moment | None:
    """Read ISO 8601 with the liberties that pages take."""
    found = _ISO.match(text)
    if not found or (found[4] and "-" not in text[:8] and "T" not in text.upper()):
        return None
    year, month, number, hour, minute, second, _, zone = found.groups()
    day = _day(_common_year(int(year)), int(month), int(number))
    if day is None:
        return None
    return _at(day, hour, minute, second, _offset(zone), as_zulu=zone in {"Z", "z"})


def _read_rfc(text: str) -> Moment | None:
    """Read the dates of e-mail and HTTP headers."""
    if not re.match(r"^[A-Za-z]{3,9},? \d{1,2} [A-Za-z]{3,9} \d{4} \d", text):
        return None
    try:
        stamp = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return _moment(stamp.date(), stamp.replace(microsecond=0).isoformat(), aware=stamp.tzinfo is not None)


def _read_zoned(text: str) -> Moment | None:
    """Read what JavaScript and Java print: Tue Mar 26 2024 14:30:00 GMT+0100 (CET), Tue Mar 26 14:30:00 CET 2024."""
    found = re.match(
        r"^[A-Za-z]{3} ([A-Za-z]{3}) (\d{1,2}) (?:(\d{4}) )?(\d{2}):(\d{2}):(\d{2}) ?(GMT[+-]\d{4}|[A-Z]{3,4})?(?: (\d{4}))?",
        text,
    )
    if not found or not (found[3] or found[8]):
        return None
    names = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
    name = found[1].lower()
    day = _day(int(found[3] or found[8]), names.index(name) + 1, int(found[2])) if name in names else None
    return (
        _at(day, found[4], found[5], found[6], _offset((found[7] or "").removeprefix("GMT") or found[7]))
        if day
        else None
    )


def _read_words(text: str, months: Mapping[str, int], day_first: bool) -> Moment | None:
    """Read a date as a reader sees it."""
    found = _read_eras(text) or _read_names(text, months) or _read_numbers(text, day_first)
    if found is None:
        return None
    day, rest = found
    clock = _TIME.search(rest)
    if clock is None:
        return _moment(day)
    hour = int(clock["hour"])
    afternoon = (clock["ampm"] or "").lower().startswith(("p", "م")) or clock["half"] in {"오후", "下午", "午後"}
    morning = bool(clock["ampm"] or clock["half"]) and not afternoon
    if afternoon and hour < 12:
        hour += 12
    elif morning and hour == 12:
        hour = 0
    return _at(day, str(hour), clock["minute"], clock["second"], _offset(clock["zone"]))


def _read_eras(text: str) -> tuple[date, str] | None:
    """Read dates written with the signs for year, month and day, by the common, Japanese or Taiwanese count."""
    if found := _YMD_CJK.search(text):
        day = _day(_common_year(int(found[1])), int(found[2]), int(found[3]))
    elif found := _ERA.search(text):
        day = _day(_ERA_BASE[found[1]] + (1 if found[2] == "元" else int(found[2])), int(found[3]), int(found[4]))
    elif found := _ROC.search(text):
        day = _day(1911 + int(found[1]), int(found[2]), int(found[3]))
    else:
        return None
    return (day, text[: found.start()] + " " + text[found.end() :]) if day else None


def _read_names(text: str, months: Mapping[str, int]) -> tuple[date, str] | None:
    """Read dates with a month's name."""
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2)), (_YEAR_FIRST, (1, 2, 3))):
        for found in pattern.finditer(text):
            year, name, number = (found[index] for index in order)
            month = month_number(name, months)
            day = _day(_common_year(int(year)), month, int(number)) if month else None
            if day:
                return day, text[: found.start()] + " " + text[found.end() :]
    return None


def _read_numbers(text: str, day_first: bool) -> tuple[date, str] | None:
    """Read dates of three numbers."""
    found = _NUMBERS.match(text)
    if not found:
        return None
    first, sign, second, third = int(found[1]), found[2], int(found[3]), int(found[4])
    if len(found[1]) == 4:
        day = _day(_common_year(first), second, third)
    elif len(found[4]) != 4:
        return None
    elif first > 12 or (second <= 12 and (day_first or sign != "/")):
        day = _day(_common_year(third), second, first)
    else:
        day = _day(_common_year(third), first, second)
    return (day, text[found.end() :]) if day else None


def month_number(name: str, months: Mapping[str, int]) -> int | None:
    """Return the number of a month's name in any language, also with a weekday or article before it."""
    folded = " ".join(name.replace("İ", "i").casefold().split()).strip(" .,")
    for form in (folded, folded.rpartition(" ")[2]):
        if form in months:
            return months[form]
        # Finnish and Hungarian add cases, others endings: the longest month that begins the word
        for cut in range(len(form) - 1, 3, -1):
            if len(form) - cut > 4:
                break
            if form[:cut] in months:
                return months[form[:cut]]
    return None


def _common_year(year: int) -> int:
    """Return the year in the common era where it is stated in the Buddhist."""
    return year - _BUDDHIST if MAX_YEAR + 300 < year < MAX_YEAR + _BUDDHIST else year


def _offset(zone: str | None) -> timezone | None:
    """Return the offset that a zone states."""
    if not zone:
        return None
    name = zone.strip().lower()
    if name in _ZONES:
        return timezone(timedelta(minutes=_ZONES[name])) if _ZONES[name] else UTC
    found = re.match(r"^(?:gmt|utc)?\s?([+-])(\d{1,2}):?(\d{2})?", name)
    if not found:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes)) if minutes else UTC


def _at(
    day: date,
    hour: str | None,
    minute: str | None,
    second: str | None,
    zone: timezone | None,
    *,
    as_zulu: bool = False,
) -> Moment | None:
    """Put day and time together; a time that can't be leaves the bare date. UTC is written as the page writes it."""
    if hour is None:
        return _moment(day)
    try:
        stamp = datetime(day.year, day.month, day.day, int(hour), int(minute or 0), int(second or 0), tzinfo=zone)
    except ValueError:
        return _moment(day)
    iso = stamp.isoformat()
    return _moment(day, iso.replace("+00:00", "Z") if as_zulu else iso, aware=zone is not None)
