"""Stage 5 of 8, enrich: where a story was filed and which agency wrote it.

A dateline stands at the start of the first paragraph: a place, perhaps a date, perhaps an agency in brackets, and
a dash. An agency also shows in a closing credit, a byline or the JSON-LD. Names in running text mean nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.core.metadata.rules import fold
from newsspider.core.metadata.structured import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.rules import MetadataRules
    from newsspider.core.metadata.structured import Structured
    from newsspider.core.page import Page

_HEAD_CHARS = 160
_MAX_PLACE_CHARS = 60
_FIRST_BLOCKS = 3
_LAST_BLOCKS = 4

_DASH = r"(?:\s+[-–—―]{1,3}(?:\s+|$)|\s*[—–]{1,2}\s*|\s*--+\s*|\s*:\s+|\s*[-–—]$)"
_BRACKET = re.compile(
    r"^(?P<before>[^()（）\[\]【】]{0,110}?)\s*[(（\[【](?P<inside>[^()（）\[\]【】]{2,60})[)）\]】](?P<after>.*)",
    re.DOTALL,
)
_SLASHES = re.compile(r"^(?P<before>[^/]{2,80}?)\s*/(?P<inside>[^/]{2,30})/(?P<after>.*)", re.DOTALL)
_AFTER = re.compile(rf"^\s*(?:{_DASH}|[.:,]\s*[-–—]{{0,2}}\s*|＝|=|\s*$|\s*[-–—]+)|^\s+(?=[\"“„«A-ZÀ-ÞА-ЯΑ-Ω])")
_CAPITALS = re.compile(
    r"^(?P<place>[^\W\d_a-zà-ÿ][^\W\d_]*(?:(?:[ .'’\-]|\. )+[^\W\d_]+)*?(?:,\s[A-Z][\w.]*(?:\s[A-Z][\w.]*){0,2})?)"
    r"(?P<date>,?\s+\d{1,2}\.?(?:\s+\w{3,10}\.?)?|,\s*\w{3,10}\.?\s\d{1,2})?(?P<sep>\s+[-–—]{1,2}\s+|\s?--\s?|\s?[—]\s?)(?P<rest>.{0,200})",
    re.DOTALL,
)
_CITY_CJK = re.compile(
    r"^(?:[(（\[【〔]\s*)?(?P<agency>[^\d\s]{2,5}?(?:社|网))(?P<place>[^\d\s]{2,8}?)(?P<date>\d{1,2}月\d{1,2}日|\d{1,2}日)[电電]"
)
_BRACKET_CJK = re.compile(r"^[\[【(（〔](?P<inside>[^\[\]【】()（）〔〕]{2,40})[\]】)）〕]")
_DATE_TAIL = re.compile(
    r"[,.]?\s+(?:\d{1,2}\.?\s*(?:de\s+)?[^\W\d_]{3,12}\.?|[^\W\d_]{3,12}\.?\s+\d{1,2}|\d{1,2})(?:,?\s+(?:de\s+)?\d{4})?\.?$|\s*\d{1,2}\s*(?:日|일)$"
)
_EDGE = ' \t.,:;-–—―*•|"“”„«»'
_TAIL_BRACKET = re.compile(r"[(（\[【/]([^()（）\[\]【】/]{2,60}(?:/[^()/]{2,12}){0,2})[)）\]】/]\s*\.?\s*$")
_TAIL_MARK = re.compile(
    r"(?:©|\(c\)|copyright|source|quelle|fuente|fonte|bron|källa|kilde|zdroj|źródło|источник|джерело|kaynak|المصدر|出典|来源|來源|출처|स्रोत|sumber)\s*:?\s*(?:19|20)?\d{0,4}\s*(?P<name>.{2,60})$",
    re.IGNORECASE,
)
_OF_AGENCY = re.compile(
    r"(?:\bof|\bfor|\bfrom|\bde|\bvon|\bpour|\bper|\bvoor|,|\bd')\s+(?P<name>(?:the\s+|la\s+|der\s+|l')?[^,.;]{2,40})",
    re.IGNORECASE,
)

_UNKNOWN = re.compile(
    r"^(?P<place>[^\W\d_a-z][^()\d]{1,50}?)(?:,?\s+[^\W\d_]{3,12}\.?\s\d{1,2})?\s*\((?P<code>[A-Z]{2,6})\)\s*(?:[-–—]+)\s*(?=\S)"
)
_CAPITALISED = re.compile(r"[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*)+")
_PLAIN = re.compile(r"^([A-ZÄÖÜ][\w]+(?:[ -][A-ZÄÖÜ][\w]+){0,2})\. (?=[A-ZÄÖÜ„\"“»])")
_DATA_KEYS = ("sourceOrganization", "creditText", "isBasedOn", "provider", "author", "creator")
_META_NAMES = ("author", "article:author", "dc.source", "source", "dc.creator", "news_source", "copyright")


@dataclass(frozen=True, slots=True)
class Filed:
    """Place and agency of a story, each with where it was found."""

    dateline: str | None = None
    dateline_from: str | None = None
    agency: str | None = None
    agency_from: str | None = None


def find_filed(page: Page, blocks: Sequence[Block], data: Structured, rules: MetadataRules) -> Filed:
    """Return dateline and agency of a story."""
    body = [block for block in blocks if block.kept and block.role in {"paragraph", "list_item", "quote"}]
    place = origin = agency = agency_from = None
    # in text input the dateline may stand in a line of its own, which is then a date or a byline
    heads = [block for block in blocks if block.role in {"date", "byline"} and len(block.text) < _HEAD_CHARS]
    for block in [*body[:_FIRST_BLOCKS], *heads]:
        place, agency = read_dateline(block.text, rules)
        if place or agency:
            origin = agency_from = "opening" if block.kept else f"{block.role} block"
            break
    if place is None and body:
        place = _read_plain(body, rules)
        origin = "opening" if place else None
    if agency is None and body and (code := _unknown_code(body[0].text)):
        place, origin = place or code[0], "opening"
        agency = _spelled_out(code[1], _names_on_page(page, blocks, data))
        agency_from = "opening, spelled out on the page" if agency else None
    if agency is None:
        agency, agency_from = next(_agencies(page, blocks, body, data, rules), (None, None))
    return Filed(place, origin if place else None, agency, agency_from if agency else None)


def _unknown_code(text: str) -> tuple[str, str] | None:
    """Return place and code of a dateline whose agency isn't known: "PORT (XYZ) — "."""
    match = _UNKNOWN.match(" ".join(text[: 2 * _HEAD_CHARS].split()))
    return (match["place"].strip(_EDGE), match["code"]) if match else None


def _spelled_out(code: str, names: Sequence[str]) -> str | None:
    """Return the name on the page whose initials make the code."""
    for name in names:
        for run in _CAPITALISED.finditer(name[:2000]):
            words = run[0].split()
            for start in range(len(words) - len(code) + 1):
                part = words[start : start + len(code)]
                if "".join(word[0] for word in part).upper() == code:
                    return " ".join(part)
    return None


def _names_on_page(page: Page, blocks: Sequence[Block], data: Structured) -> list[str]:
    """Return the texts that may spell an agency's name out: organisations, notices, credits."""
    named = [text for key in (*_DATA_KEYS, "publisher", "copyrightHolder") for _, text in _stated(data, (key,))]
    named += [page.meta[name] for name in ("og:site_name", *_META_NAMES) if name in page.meta]
    roles = {"legal", "contributors", "credit", "byline", "bio", "navigation", "other"}
    return named + [block.text for block in blocks if block.role in roles][:200]


def _read_plain(body: Sequence[Block], rules: MetadataRules) -> str | None:
    """Return a place that opens the first paragraph as a sentence of its own: "Kirchdorf. Der Rat …".

    The text must name the place again inside a sentence, since any word may stand alone before a point.
    """
    match = _PLAIN.match(body[0].text)
    if not match or rules.has("not_place", match[1]):
        return None
    again = re.compile(rf"(?<=[^\W\d_A-ZÄÖÜ][ -]){re.escape(match[1])}(?!\w)")
    rest = "\n".join([body[0].text[match.end() :], *(block.text for block in body[1:40])])
    return match[1] if again.search(rest) else None


def read_dateline(text: str, rules: MetadataRules) -> tuple[str | None, str | None]:
    """Return place and agency that a paragraph opens with; either may be None."""
    head = " ".join(text[: 2 * _HEAD_CHARS].split()).lstrip("*•—–- ")[: 2 * _HEAD_CHARS]
    if found := _read_cjk(head, rules):
        return found
    for pattern in (_BRACKET, _SLASHES):
        match = pattern.match(head)
        agency = agency_of(match["inside"], rules) if match else None
        if match and agency and (_AFTER.match(match["after"]) or not match["before"].strip()):
            place = _place(match["before"], rules)
            if place or not match["before"].strip(_EDGE):
                # "(ANSA) - ROMA, 12 MAR - Text": the place follows
                return place or _read_capitals(match["after"].lstrip(_EDGE), rules, sure=True), agency
    place = _read_capitals(head, rules)
    return place, None


def agency_of(text: str | None, rules: MetadataRules) -> str | None:
    """Return the agency that a short credit names: a code as written, a name in any case, or both with others."""
    if not text or len(text) > 80:
        return None
    plain = text.strip(" .,:;*()[]©/-–—")
    for form in (plain, plain.removeprefix("The ").removeprefix("the ")):
        if form in rules.agency_codes:
            return rules.agency_codes[form]
        if fold(form) in rules.agency_names:
            return rules.agency_names[fold(form)]
    # "dpa/lno", "AFP, Reuters", "Le Journal avec AFP", "ワシントン共同": the first part that is an agency
    for part in re.split(
        r"\s*[/,;＝=|+&]\s*|\s+(?:and|und|et|y|e|en|och|og|mit|avec|with|con|com|met|via)\s+|\s*-\s+|\s+-\s*", plain
    ):
        form = part.strip(" .")
        if form in rules.agency_codes:
            return rules.agency_codes[form]
        if fold(form) in rules.agency_names:
            return rules.agency_names[fold(form)]
    return None


def _read_cjk(head: str, rules: MetadataRules) -> tuple[str | None, str | None] | None:
    """Read the datelines of Chinese, Japanese and Korean agencies, where place and agency stand together."""
    if match := _CITY_CJK.match(head):
        agency = agency_of(match["agency"], rules)
        if agency:
            return match["place"], agency
    match = _BRACKET_CJK.match(head)
    if not match or not re.search("[\u3040-\u9fff\uac00-\ud7af]", match["inside"]):
        return None
    inside = match["inside"]
    for code, name in rules.agency_codes.items():
        if inside.endswith(code) and len(code) > 1 and not code.isascii():
            place = _DATE_TAIL.sub("", inside[: -len(code)].strip(" =＝、,·")).strip(" =＝、,·")
            return (place or None), name
    return None


def _read_capitals(head: str, rules: MetadataRules, *, sure: bool = False) -> str | None:
    """Return a place in capitals before a dash; ``sure`` where an agency before it vouches for it."""
    match = _CAPITALS.match(head)
    if not match:
        return None
    place = match["place"].strip(_EDGE)
    city = place.split(",")[0]
    if not city.isupper() or len(city) < 3 or len(place) > _MAX_PLACE_CHARS or len(city.split()) > 4:
        return None
    if rules.has("not_place", city) or city in rules.agency_codes or fold(city) in rules.agency_names:
        return None
    rest = match["rest"].lstrip(" \"'“”„«‘’([¿¡—–-")
    if not sure and not (rest[:1].isupper() or rest[:1].isdigit()):
        return None  # "SANTA CLAUS - the man himself - came": a sentence that begins in capitals
    return place


def _place(before: str, rules: MetadataRules) -> str | None:
    """Return the place that stands before an agency in brackets, without the date; None where it's a sentence."""
    text = before.strip(_EDGE)
    for _ in range(2):
        text = _DATE_TAIL.sub("", text).strip(_EDGE)
    words = text.split()
    if not words or len(text) > _MAX_PLACE_CHARS or len(words) > 6 or any(char.isdigit() for char in text):
        return None
    if rules.has("not_place", text) or re.search(r"[.!?]\s", text):
        return None
    cased = [word for word in words if word.upper() != word.lower()]
    small = [word for word in cased if word[:1].islower()]
    # place names begin in capitals; "de", "am", "of" may stand between
    if cased and (cased[0][:1].islower() or len(small) * 2 > len(cased)):
        return None
    return text


def _agencies(
    page: Page, blocks: Sequence[Block], body: Sequence[Block], data: Structured, rules: MetadataRules
) -> Iterator[tuple[str, str]]:
    """Yield the agencies that other places of the page name, the surest first."""
    for origin, text in _stated(data, _DATA_KEYS):
        if agency := agency_of(text, rules):
            yield agency, origin
    for block in body[-_LAST_BLOCKS:][::-1]:
        if agency := read_closing(block.text, rules):
            yield agency, "closing"
    for role in ("byline", "contributors", "legal"):
        for block in blocks:
            if block.role == role and (agency := _credited(block, rules)):
                yield agency, f"{role} block"
    meta = ((f"meta {name}", clean(page.meta.get(name), 200)) for name in _META_NAMES)
    for origin, value in (*meta, *_stated(data, ("copyrightHolder",))):
        if agency := agency_of(value, rules):
            yield agency, origin


def _stated(data: Structured, keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the names that the article's JSON-LD has under the keys."""
    for key in keys:
        for name, _ in data.names(data.article.get(key)):
            yield f"{data.source} {key}", name


def _credited(block: Block, rules: MetadataRules) -> str | None:
    """Return the agency that a byline, credit line or notice names."""
    text = block.text
    if agency := agency_of(text, rules):
        return agency
    if block.role == "legal":
        return None if len(text) > 1500 else _named_in(text, rules)
    for piece in re.split(r"\s*[|·•;]\s*|\s+[-–—]\s+|\s{2,}|,\s+", text[:400]):
        if agency := agency_of(
            re.sub(r"^(?:by|von|par|por|di|da|av|af|door|oleh)\s+", "", piece, flags=re.IGNORECASE), rules
        ):
            return agency
    for match in _OF_AGENCY.finditer(text[:400]):
        if agency := agency_of(match["name"], rules):
            return agency
    return None


def _named_in(text: str, rules: MetadataRules) -> str | None:
    """Return the agency whose full name stands in a notice."""
    folded = f" {fold(re.sub(r'[.,;:()]', ' ', text))} "
    named = ((folded.find(f" {name} "), agency) for name, agency in rules.agency_names.items() if len(name) > 4)
    return min(((at, agency) for at, agency in named if at >= 0), default=(0, None))[1]


def read_closing(text: str, rules: MetadataRules) -> str | None:
    """Return the agency that a paragraph's end credits: "(dpa/lno)", "© AFP", "/TASS/", "Source: Reuters"."""
    tail = text.strip()[-100:]
    if (match := _TAIL_BRACKET.search(tail)) and (agency := agency_of(match[1], rules)):
        return agency
    if (match := _TAIL_MARK.search(tail)) and (agency := agency_of(match["name"], rules)):
        return agency
    if len(text) <= _MAX_PLACE_CHARS:
        return agency_of(text.strip(" -–—©("), rules)
    return None
