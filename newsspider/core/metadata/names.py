"""Stage 5 of 8, enrich: persons' names out of bylines and credit lines."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from newsspider.core.metadata.dates import ZONE_NAMES
from newsspider.core.metadata.rules import any_of, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsspider.core.metadata.rules import MetadataRules

MAX_NAMES = 50
MAX_NAME_CHARS = 80
MAX_LINE_CHARS = 2_000
_MAX_WORDS = 6
_CLOCK_WORDS = ZONE_NAMES | {"am", "pm"}

_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_CASELESS = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_JUNK = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
_SPACE = re.compile(r"[^\S\n\t]+|(?<=\s)\s+")
_DATES = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[ T]\d{1,2}:\d{2}\S*)?|[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th|\.)?\s[^\W\d_]{3,10}\.?,?\s\d{4}"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\b\.?)?(?:\s(?:[A-Z]{2,4}\b|Uhr\b))?"
)
_BRACKETS = re.compile(r"\s*[(\[（【][^()\[\]（）【】]{0,80}[)\]）】]?")
_NOT_PLAIN = re.compile(r"(?<=\w{3})\.[a-z]{2,3}$|[\W_]+")
_SPLIT = re.compile(r"\s*[,;|•·、，/＝=]\s*|\s+[&+–—-]\s+|\s*&\s*|\n|\s+·\s+|\t")
_LONE_DEGREE = re.compile(r"^[A-Z][A-Z.®-]*[A-Z.®]$|^P[hs]\.?D\.?$|^Psy\.?D\.?$")
_HOSTLIKE = re.compile(
    r"\w\.(?:com|net|org|info|co|io|news|de|fr|it|es|nl|at|ch|be|pl|ru|uk|br|in|jp|kr)$", re.IGNORECASE
)
_INITIAL_OR_TITLE = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
# Vowel signs and points, which aren't letters to Python: combining, Hebrew, Arabic, Indic, Thai and Lao ones, joiners.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0971-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u200c\u200d"
_TOKEN = re.compile(rf"^[^\W\d_](?:[^\W\d_]|[.'’`´\-‐‑{_MARKS}])*$")
_PERSON_SUFFIX = re.compile(r"(?:記者|特派員|編集委員|论说委员|記者＝?|기자|특파원|선임기자|인턴기자|记者|编辑)$")


def read_names(
    line: str, rules: MetadataRules, *, lone: bool = False, outlets: Iterable[str] = (), shown: bool = False
) -> list[str]:
    """Return the persons named in a byline, in order.

    Args:
        line: a byline or an author field, names and by-words in any order.
        rules: by-words, roles, and the words that no person's name holds.
        lone: accept a name of one word; only where the source says that it is a person.
        outlets: names of the site and its publisher, which aren't persons.
        shown: the line was shown to readers, so that it may shorten an outlet's name.
    """
    text = _BRACKETS.sub(" ", _DATES.sub(" | ", _JUNK.sub(" ", _SPACE.sub(" ", line[:MAX_LINE_CHARS]))))
    text = _glued(rules.words("role")).sub(" | ", text)
    taken = {_plain(name) for name in outlets if name}
    found: list[str] = []
    after_role = False
    for piece in _pieces(text, rules):
        name = _name(piece, rules, lone=lone)
        after_role = after_role or _names_role(piece, rules)
        if after_role and found and name and not is_full_name(name, rules):
            continue  # "Jane Doe, Director of Trade, Lake Post"
        if name and _INITIAL_OR_TITLE.match(name) and found:
            continue
        if name is None or name in found or len(found) >= MAX_NAMES:
            continue
        if _is_outlet(name, taken, shown=shown) and not is_full_name(name, rules):
            continue
        found.append(name)
    return found


def _names_role(piece: str, rules: MetadataRules) -> bool:
    """Whether a piece holds a word for what somebody is."""
    roles = _word_set(rules.words("role"))
    return any(fold(word).strip(".,") in roles for word in piece.split()[:_MAX_WORDS] if len(word) > 3)


def _pieces(text: str, rules: MetadataRules) -> Iterator[str]:
    """Cut a line into what may each be one name."""
    by, joined = _patterns(rules.words("by"), rules.words("and"))
    for part in _SPLIT.split(text):
        rest = part.strip(" .:*\"'“”„«»")
        while found := by.match(rest):
            rest = rest[found.end() :].lstrip(" :.\u00a0-–")
        sides = joined.split(rest)
        # "Ortega y Gasset" is one name: where a side has one word only, the joint belongs to the name
        if len(sides) > 1 and all(len(side.split()) > 1 or _CASELESS.search(side) for side in sides):
            for side in sides:
                while found := by.match(side):
                    side = side[found.end() :].lstrip(" :")  # noqa: PLW2901
                yield side
        else:
            yield rest


@lru_cache(maxsize=8)
def _patterns(by: tuple[str, ...], joints: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns for by-words at a line's start and for the words between two names."""
    # templates leave no space: "ByJane Doe"
    joined = any_of([word.title() for word in by if word.isalpha() and word.isascii() and 1 < len(word) < 4])
    start = re.compile(rf"(?i:{any_of(by)})(?:\s*[:.：＝=・]\s*|\s+|$)|(?:{joined})(?=[A-Z][a-z])")
    between = re.compile(rf"\s+(?:{any_of([word for word in joints if word.isalpha()])})\s+", re.IGNORECASE)
    return start, between


@lru_cache(maxsize=8)
def _glued(roles: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a role or button that a template has glued to the name: "Jane DoePublished 5 May"."""
    long = any_of([word.title() for word in roles if len(word) > 5 and word.isalpha()])
    return re.compile(rf"(?<=[a-zà-ÿ])(?=(?:{long})(?![a-zà-ÿ]))")


def is_given(name: str, rules: MetadataRules) -> bool:
    """Whether a name begins with a given name."""
    first = name.split(maxsplit=1)[0] if name.strip() else ""
    return bool(_given_forms(first) & _word_set(rules.words("given")))


def _given_forms(word: str) -> set[str]:
    """Return how a given name may stand in the list: folded, without accents, and the first half of a double name."""
    folded = fold(word).strip(".,")
    bare = "".join(char for char in normalize("NFKD", folded) if not combining(char))
    return {folded, bare, bare.partition("-")[0]}


def is_full_name(name: str, rules: MetadataRules) -> bool:
    """Whether a name begins with a given name and goes on: personal sites bear their authors' names."""
    return len(name.split()) > 1 and is_given(name, rules)


def capitalised(name: str, rules: MetadataRules) -> str:
    """Return a stated person's name with capitals where an account wrote it all in lower case: "jane doe"."""
    plain = name.islower() and len(name.split()) in {2, 3} and name.replace(" ", "").isalpha()
    return name.title() if plain and is_given(name, rules) else name


@lru_cache(maxsize=8)
def _word_set(words: tuple[str, ...]) -> frozenset[str]:
    """Return the words for look-up."""
    return frozenset(words)


def _is_outlet(name: str, taken: set[str], *, shown: bool) -> bool:
    """Whether a name is an outlet's, in a shown byline also without the outlet's last words."""
    plain, words = _plain(name), [_plain(word) for word in name.split()]
    # "OÖ Volksblatt" of volksblatt.at
    return (
        plain in taken
        or any(len(word) > 5 and word in taken for word in words)
        or (shown and len(plain) > 5 and any(outlet.startswith(plain) for outlet in taken))
    )


@lru_cache(maxsize=512)
def _plain(name: str) -> str:
    """Return a name's letters for comparison."""
    return _NOT_PLAIN.sub("", name.casefold())


def _name(piece: str, rules: MetadataRules, *, lone: bool) -> str | None:
    """Return the piece where it is a person's name, without the role that follows it."""
    text = piece.strip(" .,:;*\"'“”„«»|-–—")
    if not text or len(text) > 2 * MAX_NAME_CHARS or text in rules.agency_codes or fold(text) in rules.agency_names:
        return None
    if _WIDE.search(text):
        return _wide_name(text, rules)
    words = _leading_name(text.split(), rules)
    if not words or len(words) > _MAX_WORDS:
        return None
    name = " ".join(words)
    if len(name) > MAX_NAME_CHARS or name in rules.agency_codes or fold(name) in rules.agency_names:
        return None
    if len(words) == 1 and not (lone and len(name) > 2 and not name.isupper()):
        return None
    if len(name.replace(".", "").replace(" ", "")) < 3:
        return None
    return _unshout(words)


def _leading_name(words: Sequence[str], rules: MetadataRules) -> list[str]:
    """Return the words up to where the name ends; empty where a word shows that it isn't a person."""
    staff, roles, particles = (_word_set(rules.words(group)) for group in ("staff", "role", "particle"))
    if fold(words[0]).strip(".,") in _word_set(rules.words("opening")):
        return []
    while words and fold(words[0]).strip(".,") in roles and not words[0][:1].islower():
        words = words[1:]  # "Senior Reporter Jane Doe"
    taken: list[str] = []
    for index, word in enumerate(words):
        folded = fold(word).strip(".,")
        if folded in staff or _HOSTLIKE.search(word) or (word.isupper() and word in rules.agency_codes):
            return []
        if _is_degree(word, rules) or _follows_shout(taken, word):
            break
        if index > 0 and (folded in roles or folded in rules.months):
            if not word[:1].islower() and not _CASELESS.search(word) and not is_given(taken[0], rules):
                return []  # "Luxury Travel Expert"
            if word[:1].islower() or index > 1:
                break
        if not _TOKEN.match(word):
            return [] if any(char.isdigit() for char in word) and index < 2 else taken
        if word[:1].islower() and folded not in particles and not _CASELESS.search(word) and "'" not in word:
            # a word in lower case ends the name: "Ana Ruiz en Madrid"
            break
        taken.append(word)
    while taken and fold(taken[-1]) in particles and len(taken[-1]) < 4 and taken[-1].islower():
        taken.pop()
    if taken and all(word.isupper() and fold(word) in _CLOCK_WORDS for word in taken):
        return []
    # "de Lisboa" says where somebody is; "van der Berg" is a name
    return [] if len(taken) == 2 and taken[0].islower() and not _CASELESS.search(taken[0]) else taken


def _follows_shout(words: Sequence[str], word: str) -> bool:
    """Whether a word in small letters follows a name in capitals: "JANE DOE The Lake Post"."""
    shouted = len(words) > 1 and all(each.isupper() and len(each) > 1 for each in words) and max(map(len, words)) > 3
    return shouted and not word.isupper() and not _CASELESS.search(word)


def _is_degree(word: str, rules: MetadataRules) -> bool:
    """Whether a word is an academic degree or a licence: in capitals, "PhD", "M.D."."""
    plain = word.strip(",")
    letters_only = re.sub(r"[\W_]", "", plain).lower()
    return letters_only in _word_set(rules.words("degree")) and bool(_LONE_DEGREE.match(plain))


def _wide_name(text: str, rules: MetadataRules) -> str | None:
    """Return a name in a script without spaces or case, without the role that is written behind it."""
    words = [word for word in text.split() if fold(word) not in rules.words("role")]
    name = _PERSON_SUFFIX.sub("", " ".join(words[:3])).strip()
    staff = set(rules.words("staff"))
    bad = any(word in name for word in staff if _WIDE.search(word)) or any(char.isdigit() for char in name)
    letters = len(re.sub(r"[\W_]", "", name))
    return None if bad or not 2 <= letters <= 16 or name in rules.agency_codes else name


def _unshout(words: Sequence[str]) -> str:
    """Write a name that is all capitals as names are written; initials stay."""
    name = " ".join(words)
    if not name.isupper() or max(map(len, words)) < 4 or _CASELESS.search(name):
        return name
    return " ".join(word if len(word) < 3 or "." in word else word.title() for word in words)
