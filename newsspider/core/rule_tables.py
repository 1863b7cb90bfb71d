"""Stage 4 of 8, clean: rule tables read, checked, and indexed for matching.

A rule says which phrases, by language, give a block a role; a markup entry, which words in class names and ids give
an element one; a region entry, which pieces of names tell a region that is no body whatever stands in it. Errors
name the file, the rule and the key.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from newsspider.core.blocks import ROLES
from newsspider.core.model import Model
from newsspider.core.rules import BELOW_DEFAULT, EDGES, Rule, RuleError, Rules, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MATCHES = ("whole", "start", "anywhere", "pattern")
# Roles that markup words may name besides those of blocks: they tell regions, not blocks.
REGIONS = ("article", "body", "gallery", "sidebar", "embed", "keypoints")
# Regions whose names are written in so many ways (`fact-box__list`, `FaktaboksBody`) that a piece of a name tells them.
SET_APART = ("factbox",)
MAX_CHARS_DEFAULT = {"whole": 90, "start": 300, "anywhere": 600, "pattern": 400}
_RULE_KEYS = frozenset(("name", "role", "match", "phrases", "max_chars", "soft", "below", "hints"))
_MARKUP_KEYS = frozenset(("role", "words"))
_REGION_KEYS = frozenset(("region", "pieces"))
_NAME = re.compile(r"^[a-z0-9_]+/[a-z0-9_]+$")


def parse_rules(tables: Iterable[tuple[str, Mapping[str, Any]]], model: Model | None = None) -> Rules:
    """Check and index rule tables.

    Args:
        tables: pairs of a file's name and its parsed TOML, in the order in which rules are tried.
        model: what weighs the evidence for a segment; without it every candidate is of the body.

    Raises:
        RuleError: names the file, the rule and the key that are wrong.
    """
    rules: list[Rule] = []
    markup: dict[str, list[str]] = {}
    pairs: dict[tuple[str, str], list[str]] = {}
    apart: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for file, table in tables:
        _check_keys(file, "", table, frozenset(("rule", "markup", "region")))
        for position, entry in enumerate(_tables(file, table, "rule")):
            rule = _parse_rule(file, position, entry)
            if rule.name in seen:
                raise RuleError(f"{file}: rule {rule.name!r}: name is used twice; give each rule its own")
            seen.add(rule.name)
            rules.append(rule)
        for position, entry in enumerate(_tables(file, table, "markup")):
            _parse_markup(file, position, entry, markup, pairs)
        for position, entry in enumerate(_tables(file, table, "region")):
            region, pieces = _parse_region(file, position, entry)
            apart[region] = tuple(dict.fromkeys((*apart.get(region, ()), *pieces)))
    return _index(
        tuple(rules),
        {word: tuple(roles) for word, roles in markup.items()},
        {pair: tuple(roles) for pair, roles in pairs.items()},
        apart,
        model or Model(()),
    )


def _tables(file: str, table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise RuleError(f"{file}: key {key!r}: write each one as [[{key}]]")
    return found


def _check_keys(file: str, name: str, table: Mapping[str, Any], known: frozenset[str]) -> None:
    for key in table:
        if key not in known:
            raise RuleError(f"{file}: {name or 'file'}: key {key!r} is unknown; use one of {', '.join(sorted(known))}")


def _parse_rule(file: str, position: int, entry: Mapping[str, Any]) -> Rule:
    name = entry.get("name")
    if not isinstance(name, str) or not _NAME.match(name):
        raise RuleError(f"{file}: rule {position + 1}: key 'name' must look like ad/marker, not {name!r}")
    where = f"rule {name!r}"
    _check_keys(file, where, entry, _RULE_KEYS)
    role, match = entry.get("role"), entry.get("match")
    if role not in ROLES:
        raise RuleError(f"{file}: {where}: key 'role' is {role!r}; use one of {', '.join(ROLES)}")
    if match not in MATCHES:
        raise RuleError(f"{file}: {where}: key 'match' is {match!r}; use one of {', '.join(MATCHES)}")
    max_chars = entry.get("max_chars", MAX_CHARS_DEFAULT[match])
    if not isinstance(max_chars, int) or isinstance(max_chars, bool) or max_chars < 1:
        raise RuleError(f"{file}: {where}: key 'max_chars' must be a number of characters, not {max_chars!r}")
    below = entry.get("below", BELOW_DEFAULT)
    if not isinstance(below, int | float) or isinstance(below, bool) or not 0 <= below <= 1.01:
        raise RuleError(f"{file}: {where}: key 'below' must be a score from 0 to 1.01, not {below!r}")
    soft, hints = entry.get("soft", False), entry.get("hints", [])
    if not isinstance(soft, bool):
        raise RuleError(f"{file}: {where}: key 'soft' must be true or false")
    if not isinstance(hints, list) or not all(isinstance(hint, str) and hint for hint in hints):
        raise RuleError(f"{file}: {where}: key 'hints' must be a list of texts")
    phrases = _parse_phrases(file, where, match, entry.get("phrases"))
    return Rule(name, role, match, phrases, max_chars, soft, float(below), tuple(fold(hint) for hint in hints))


def _parse_phrases(file: str, where: str, match: str, phrases: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(phrases, dict) or not phrases:
        raise RuleError(f"{file}: {where}: key 'phrases' must list phrases by language, for instance en = [...]")
    parsed: dict[str, tuple[str, ...]] = {}
    for language, listed in phrases.items():
        if not re.fullmatch(r"[a-z]{2,3}", language):
            raise RuleError(f"{file}: {where}: key 'phrases.{language}' isn't a language code such as en")
        if not isinstance(listed, list) or not all(isinstance(item, str) and item.strip() for item in listed):
            raise RuleError(f"{file}: {where}: key 'phrases.{language}' must be a list of phrases")
        if match == "pattern":
            for item in listed:
                _compile(file, f"{where}: key 'phrases.{language}'", item)
            parsed[language] = tuple(listed)
        else:
            parsed[language] = tuple(fold(item) for item in listed)
    return parsed


def _compile(file: str, where: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise RuleError(f"{file}: {where}: {pattern!r} isn't a regular expression: {error}") from error


def _parse_markup(
    file: str,
    position: int,
    entry: Mapping[str, Any],
    words: dict[str, list[str]],
    pairs: dict[tuple[str, str], list[str]],
) -> None:
    role = entry.get("role")
    where = f"markup {role!r}"
    if role not in ROLES and role not in REGIONS:
        raise RuleError(f"{file}: markup {position + 1}: key 'role' is {role!r}; use a role or {', '.join(REGIONS)}")
    _check_keys(file, where, entry, _MARKUP_KEYS)
    listed = entry.get("words")
    if not isinstance(listed, list) or not all(isinstance(item, str) and item for item in listed):
        raise RuleError(f"{file}: {where}: key 'words' must be a list of words")
    for item in listed:
        first, plus, second = item.lower().partition("+")
        target = pairs.setdefault((first, second), []) if plus else words.setdefault(first, [])
        if role not in target:
            target.append(str(role))


def _parse_region(file: str, position: int, entry: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    region = entry.get("region")
    if region not in SET_APART:
        raise RuleError(f"{file}: region {position + 1}: key 'region' is {region!r}; use {', '.join(SET_APART)}")
    where = f"region {region!r}"
    _check_keys(file, where, entry, _REGION_KEYS)
    pieces = entry.get("pieces")
    # names are compared without hyphens and underscores, in lower case
    if not isinstance(pieces, list) or not all(
        isinstance(piece, str) and piece.isalnum() and piece == piece.lower() for piece in pieces
    ):
        raise RuleError(f"{file}: {where}: key 'pieces' must be a list of letters in lower case without - and _")
    return region, tuple(pieces)


def _index(
    rules: tuple[Rule, ...],
    markup: Mapping[str, tuple[str, ...]],
    pairs: Mapping[tuple[str, str], tuple[str, ...]],
    apart: Mapping[str, tuple[str, ...]],
    model: Model,
) -> Rules:
    whole: dict[str, tuple[int, ...]] = {}
    start: dict[str, tuple[tuple[str, int], ...]] = {}
    anywhere: list[tuple[tuple[tuple[str, tuple[str, ...]], ...], int]] = []
    anchored: list[tuple[re.Pattern[str], int]] = []
    free: list[tuple[re.Pattern[str], int]] = []
    for index, rule in enumerate(rules):
        phrases = tuple(dict.fromkeys(phrase for listed in rule.phrases.values() for phrase in listed))
        if rule.match == "anywhere":
            # a phrase's inner words stand whole in a text that holds it
            anywhere.append((tuple((phrase, tuple(phrase.split()[1:-1])) for phrase in phrases), index))
        elif rule.match == "whole":
            for phrase in phrases:
                key = phrase.strip(EDGES) or phrase
                whole[key] = (*whole.get(key, ()), index)
        elif rule.match == "start":
            for phrase in phrases:
                start[phrase[:2]] = (*start.get(phrase[:2], ()), (phrase, index))
        else:
            for patterns, fixed in ((anchored, True), (free, False)):
                chosen = [f"(?:{pattern})" for pattern in phrases if pattern.startswith("^") is fixed]
                if chosen:
                    patterns.append((re.compile("|".join(chosen)), index))
    longest = max((rule.max_chars for rule in rules), default=0)
    seconds = frozenset(second for _, second in pairs)
    # One pattern tells whether any of them is worth a try; without any, nothing is.
    any_anchored = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in anchored) or r"(?!)")
    return Rules(
        rules,
        markup,
        pairs,
        seconds,
        apart,
        whole,
        start,
        tuple(anywhere),
        tuple(anchored),
        any_anchored,
        tuple(free),
        longest,
        model,
    )
