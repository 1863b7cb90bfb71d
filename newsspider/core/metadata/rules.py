"""Stage 5 of 8, enrich: the data that reading metadata needs, by language, as an immutable value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PHRASE_GROUPS = (
    "soft_404", "login", "utility", "error", "gallery", "video", "opinion", "advertorial", "live", "review", "copyright",
    "wall", "discount", "not_place", "gone",
)  # fmt: skip
PEOPLE_GROUPS = (
    "by", "and", "staff", "desk", "role", "degree", "opening", "particle", "given", "writer", "contributed", "edited",
    "published", "updated", "checked",
)  # fmt: skip
_MONTHS = 12
_WORD = re.compile(r"\w+")


class MetadataRuleError(ValueError):
    """A data file of the metadata stage can't be used; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Agency:
    """A news agency: ``codes`` are compared as written, ``aliases`` without case."""

    name: str
    codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MetadataRules:
    """Names and phrases, all languages together: pages lie about theirs, and phrases seldom clash.

    ``agency_codes`` maps a code as written to the agency's name, ``agency_names`` a folded name or alias;
    ``agency_words`` are the folded words of both.
    """

    agencies: tuple[Agency, ...] = ()
    agency_codes: Mapping[str, str] = field(default_factory=dict)
    agency_names: Mapping[str, str] = field(default_factory=dict)
    agency_words: frozenset[str] = frozenset()
    months: Mapping[str, int] = field(default_factory=dict)
    phrases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def has(self, group: str, text: str) -> bool:
        """Whether a text equals a phrase of a group, both folded."""
        return fold(text) in self.phrases.get(group, frozenset())

    def words(self, group: str) -> tuple[str, ...]:
        """Return the folded words of a group about people, longest first."""
        return self.people.get(group, ())


def fold(text: str) -> str:
    """Return text as phrases are compared: lower case, straight apostrophes, white space folded."""
    return " ".join(text.replace("’", "'").replace("İ", "i").casefold().split())


def parse_metadata_rules(
    agencies: Mapping[str, Any], people: Mapping[str, Any], months: Mapping[str, Any], phrases: Mapping[str, Any]
) -> MetadataRules:
    """Check and index the parsed TOML of the four data files.

    Raises:
        MetadataRuleError: names the file and the key that are wrong.
    """
    parsed = tuple(_agency(entry, index) for index, entry in enumerate(agencies.get("agency", [])))
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for agency in parsed:
        for code in agency.codes:
            codes.setdefault(code, agency.name)
        for name in (agency.name, *agency.aliases):
            names.setdefault(fold(name), agency.name)
    return MetadataRules(
        agencies=parsed,
        agency_codes=codes,
        agency_names=names,
        agency_words=frozenset(word for name in (*map(fold, codes), *names) for word in _WORD.findall(name)),
        months=_month_forms(months),
        phrases={group: frozenset(_texts("phrases.toml", phrases, group)) for group in PHRASE_GROUPS},
        people={
            group: tuple(sorted(_texts("people.toml", people, group), key=len, reverse=True))
            for group in PEOPLE_GROUPS
        },
    )


def _agency(entry: Any, index: int) -> Agency:
    """Check one agency."""
    where = f"agencies.toml: agency {index + 1}"
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
        raise MetadataRuleError(f"{where}: key 'name' must be a text")
    lists = {}
    for key in ("codes", "aliases", "languages"):
        values = entry.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise MetadataRuleError(f"{where} ({entry['name']}): key {key!r} must be a list of texts")
        lists[key] = tuple(values)
    if unknown := set(entry) - {"name", *lists}:
        raise MetadataRuleError(f"{where} ({entry['name']}): key {min(unknown)!r} is unknown")
    return Agency(entry["name"], **lists)


def _texts(file: str, table: Mapping[str, Any], group: str) -> set[str]:
    """Return the folded texts of a group, all languages together."""
    found: set[str] = set()
    languages = table.get(group)
    if not isinstance(languages, dict):
        raise MetadataRuleError(f"{file}: table [{group}] is missing")
    for language, values in languages.items():
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise MetadataRuleError(f"{file}: [{group}] {language}: must be a list of texts")
        found.update(map(fold, values))
    return found


def _month_forms(table: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, int]:
    """Return each form of a month's name with its number; a form that two languages use twice keeps the first."""
    found: dict[str, int] = {}
    for language, months in table.items():
        if not isinstance(months, list) or len(months) != _MONTHS:
            raise MetadataRuleError(f"months.toml: {language}: needs twelve lists")
        for number, forms in enumerate(months, 1):
            for form in forms:
                found.setdefault(fold(form).strip("."), number)
    return found


def any_of(phrases: Sequence[str]) -> str:
    """Return a pattern that matches any of the phrases, longest first."""
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True)) or r"(?!)"
