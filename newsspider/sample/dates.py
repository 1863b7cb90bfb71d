"""Dates as the sites print them, without the machine's locale."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timezone

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}


def format_moment(moment: datetime, zone: timezone, pattern: str, language: str) -> str:
    """Print a moment by a pattern such as `{month} {day}, {year} {hour}:{minute}` in the language's words."""
    local = moment.astimezone(zone)
    month = _MONTHS[language].split()[local.month - 1]
    return pattern.format(
        day=local.day,
        day2=f"{local.day:02}",
        month=month,
        mon=month[:3],
        month2=f"{local.month:02}",
        year=local.year,
        weekday=_WEEKDAYS[language].split()[local.weekday()],
        hour=f"{local.hour:02}",
        hour12=(local.hour - 1) % 12 + 1,
        minute=f"{local.minute:02}",
        half="a.m." if local.hour < 12 else "p.m.",
    )


def iso(moment: datetime, zone: timezone, style: str = "offset") -> str:
    """Print a moment as ISO 8601: `offset` in the site's zone, `utc` with a Z, `date` as a bare day."""
    if style == "utc":
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    local = moment.astimezone(zone)
    return local.date().isoformat() if style == "date" else local.isoformat(timespec="seconds")
