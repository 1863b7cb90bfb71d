"""Which records are exported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

DATES = {"published": "date_published", "fetched": "fetched_at"}
_DAY_CHARS = len("2026-03-16")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a record must be to be exported; the empty filter takes all.

    Attributes:
        since: first day (YYYY-MM-DD), by the field ``by``; records without that date are left out.
        until: last day, inclusive.
        by: a key of `DATES`. The day is the one written, in the offset that the page gives.
        sources: domains or hosts; a domain stands for all hosts below it.
        languages: BCP 47; ``en`` stands for ``en-GB`` as well.
        agencies: full names in any case; ``any`` for every agency, ``none`` for records without one.
        rights: all, unreserved (nothing is reserved against use for AI) or reserved.
        copies: whether copies of other records are exported.
    """

    since: str | None = None
    until: str | None = None
    by: str = "published"
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    rights: str = "all"
    copies: bool = True

    def refusal(self, record: dict[str, Any]) -> str | None:
        """Return the name of the filter that leaves a record out, None where it is exported."""
        checks: tuple[tuple[str, Callable[[dict[str, Any]], bool]], ...] = (
            ("date", self._in_time),
            ("source", self._of_source),
            ("language", self._in_language),
            ("agency", self._of_agency),
            ("rights", self._by_rights),
            ("copies", lambda r: self.copies or _part(r, "dedup").get("relation") != "copy"),
        )
        return next((name for name, holds in checks if not holds(record)), None)

    def _in_time(self, record: dict[str, Any]) -> bool:
        if self.since is None and self.until is None:
            return True
        day = str(record.get(DATES[self.by]) or "")[:_DAY_CHARS]
        return bool(day) and (self.since or "") <= day <= (self.until or "9999-12-31")

    def _of_source(self, record: dict[str, Any]) -> bool:
        if not self.sources:
            return True
        host = _host(str(record.get("url") or ""))
        places = {str(record.get("domain") or "").lower(), host, host.partition(":")[0]}
        return any(place == source or place.endswith(f".{source}") for place in places for source in self.sources)

    def _in_language(self, record: dict[str, Any]) -> bool:
        language = str(record.get("language") or "").lower()
        return not self.languages or any(
            language == code or language.startswith(f"{code}-") for code in self.languages
        )

    def _of_agency(self, record: dict[str, Any]) -> bool:
        agency = str(record.get("agency") or "").casefold()
        return not self.agencies or agency in self.agencies or ("any" if agency else "none") in self.agencies

    def _by_rights(self, record: dict[str, Any]) -> bool:
        return self.rights == "all" or is_reserved(record) is (self.rights == "reserved")


def is_reserved(record: dict[str, Any]) -> bool:
    """Whether a record's page is reserved against use for AI, by any signal that was seen."""
    from newsspider.pipelines.rights import reservations

    rights = dict.fromkeys(("tdm_reservation", "meta_robots", "robots_ai")) | _part(record, "rights")
    for name in ("meta_robots", "robots_ai"):
        rights[name] = rights[name] if isinstance(rights[name], str) else None
    return bool(reservations({"rights": rights, "extraction": {"origins": {}}}))


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _part(record: dict[str, Any], name: str) -> dict[str, Any]:
    value = record.get(name)
    return value if isinstance(value, dict) else {}
