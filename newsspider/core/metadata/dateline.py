"""Stage 5 of 8, enrich: where a story was filed and which agency wrote it.

A dateline stands at the start of the first paragraph: a place, perhaps a date, perhaps an agency in brackets, and
a dash. An agency also shows in a closing credit, a byline or the JSON-LD. Names in running text mean nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsspider.core.metadata.agency import agency_of, credited_agencies, names_on_page, spelled_out
from newsspider.core.metadata.dates import month_number
from newsspider.core.metadata.rules import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.rules import MetadataRules
    from newsspider.core.metadata.structured import Structured
    from newsspider.core.page import Page

_HEAD_CHARS = 160
_MAX_PLACE_CHARS = 60
_FIRST_BLOCKS = 3

_DASH = r"(?:\s+[-–—―]{1,3}(?:\s+|$)|\s*[—–]{1,2}\s*|\s*--+\s*|\s*:\s+|\s*[-–—]$)"
_SEPARATOR = re.compile(r"[-–—]|:\s")
_BRACKETED = re.compile(r"[(（\[【](?P<inside>[^()（）\[\]【】]{2,60})[)）\]】]")
_SLASHED = re.compile(r"(?<=[.\s])/(?P<inside>[^/]{2,30})/(?=[.\s])")
_COMMA = re.compile(r"^(?P<before>[^()\[\]]{2,80}), (?P<code>[A-Z][\w-]{1,12})\s*[-–—]{1,2}\s")
_MAX_BRACKETS = 4
_DATED = re.compile(
    r"^(?P<place>[^\W\d_a-zà-ÿ][^\d,()]{1,40}(?:,\s[A-Z][\w.]{1,20})?),\s(?:\d{1,2}\.?\s(?:de\s)?)?(?P<month>[^\W\d_]{3,12})\.?(?:\s\d{1,2})?"
    r"(?:,?\s\d{4})?\.?\s*(?:[-–—]{1,2}|:)\s"
)
_AFTER = re.compile(
    rf"^\s*(?:{_DASH}|[.:,]\s*[-–—]{{0,2}}\s*|＝|=|\s*$|\s*[-–—]+)|^\s+(?=[\"“„«A-ZÀ-ÞА-ЯΑ-Ω\u0590-\u0dff])"
)
_CAPITALS = re.compile(
    r"^(?P<place>[^\W\d_a-zà-ÿ][^\W\d_]*(?:[ .'’\-]+[^\W\d_]+)*?(?:,\s(?!\w{3,9}\.?\s\d)[A-Z][\w.]*(?:\s[A-Z][\w.]*){0,2})?)"
    r"(?P<date>,?\s+\d{1,2}\.?(?:\s+\w{3,10}\.?)?|,\s*\w{3,10}\.?\s\d{1,2})?(?P<sep>\s+[-–—]{1,2}\s+|\s?--\s?|\s?[—]\s?)(?P<rest>.{0,200})",
    re.DOTALL,
)
_CITY_CJK = re.compile(
    r"^(?:[(（\[【〔]\s*)?(?P<agency>[^\d\s]{2,5}?(?:社|网))(?P<place>[^\d\s]{2,8}?)(?P<date>\d{1,2}月\d{1,2}日|\d{1,2}日)[电電]"
)
_BRACKET_CJK = re.compile(r"^[\[【(（〔](?P<inside>[^\[\]【】()（）〔〕]{2,40})[\]】)）〕]")
_REGION = re.compile(r",\s(?:[A-Z]\.)*[A-Z][a-z]{0,4}$")
_DATE_TAIL = re.compile(
    r"[,.]?\s+(?:\d{1,2}\.?\s*(?:de\s+)?[^\s\d,.()]{3,14}\.?|[^\s\d,.()]{3,14}\.?\s+\d{1,2}|\d{1,2})(?:,?\s+(?:de\s+)?\d{4})?\.?$|\s*\d{1,2}\s*(?:日|일)$"
)
_EDGE = ' \t.,:;-–—―*•|"“”„«»'

_UNKNOWN = re.compile(
    r"^(?P<place>[^\W\d_a-z][^()\d]{1,50}?)(?:,?\s+[^\W\d_]{3,12}\.?\s\d{1,2})?\s*\((?P<code>[A-Z]{2,6})\)\s*(?:[-–—]+)\s*(?=\S)"
)
_CODE = re.compile(r"(?<![\w.])[A-Z]{3,6}(?![\w.])")
_PLAIN = re.compile(r"^([A-ZÄÖÜ][\w]+(?:[ -][A-ZÄÖÜ][\w]+){0,2})\. (?=[A-ZÄÖÜ„\"“»])")


@dataclass(frozen=True, slots=True)
class Filed:
    """Place and agency of a story, each with where it was found."""

    dateline: str | None = None
    dateline_from: str | None = None
    agency: str | None = None
    agency_from: str | None = None


def find_filed(
    page: Page, blocks: Sequence[Block], data: Structured, rules: MetadataRules, outlets: Sequence[str] = ()
) -> Filed:
    """Return dateline and agency of a story."""
    body = [block for block in blocks if block.kept and block.role in {"paragraph", "list_item", "quote"}]
    place = origin = agency = agency_from = None
    # in text input the dateline may stand in a line of its own, which is then a date
    above = next((index for index, block in enumerate(blocks) if block.kept), len(blocks))
    heads = [block for block in blocks[: above + 1] if block.role == "date" and len(block.text) < _HEAD_CHARS]
    for block in [*body[:_FIRST_BLOCKS], *heads]:
        place, agency = read_dateline(block.text, rules)
        if place or agency:
            origin = agency_from = "opening" if block.kept else f"{block.role} block"
            break
    if place is None and body:
        place = _read_plain(body, rules, outlets)
        origin = "opening" if place else None
    if agency is None and body and (code := _unknown_code(body[0].text)):
        place, origin = place or code[0], "opening"
        agency = spelled_out(code[1], names_on_page(page, blocks, data))
        agency_from = "opening, spelled out on the page" if agency else None
    if agency is None:
        agency, agency_from = next(credited_agencies(page, blocks, body, data, rules), (None, None))
    if agency is None:
        codes = [code for block in blocks if block.role == "byline" for code in _CODE.findall(block.text[:200])]
        names = names_on_page(page, blocks, data) if codes else []
        spelled = (name for code in codes if (name := spelled_out(code, names)))
        agency = next((name for name in spelled if name not in outlets), None)
        agency_from = "byline, spelled out on the page" if agency else None
    return Filed(place, origin if place else None, agency, agency_from if agency else None)


def _unknown_code(text: str) -> tuple[str, str] | None:
    """Return place and code of a dateline whose agency isn't known: "PORT (XYZ) — "."""
    match = _UNKNOWN.match(" ".join(text[: 2 * _HEAD_CHARS].split()))
    return (match["place"].strip(_EDGE), match["code"]) if match else None


def _read_plain(body: Sequence[Block], rules: MetadataRules, outlets: Sequence[str]) -> str | None:
    """Return a place that opens the first paragraph as a sentence of its own: "Kirchdorf. Der Rat …".

    The text must name the place again inside a sentence, or the paper be named after it ("Kirchdorfer Bote"), since
    any word may stand alone before a point.
    """
    match = _PLAIN.match(body[0].text)
    if not match or rules.has("not_place", match[1]):
        return None
    again = re.compile(rf"(?<=[^\W\d_A-ZÄÖÜ][ -]){re.escape(match[1])}(?!\w)")
    rest = "\n".join([body[0].text[match.end() :], *(block.text for block in body[1:40])])
    if again.search(rest):
        return match[1]
    return match[1] if any(name.startswith(match[1]) and len(match[1]) > 3 for name in outlets) else None


def read_dateline(text: str, rules: MetadataRules) -> tuple[str | None, str | None]:
    """Return place and agency that a paragraph opens with; either may be None."""
    head = " ".join(text[: 2 * _HEAD_CHARS].split()).lstrip("*•—–- ")[: 2 * _HEAD_CHARS]
    if found := _read_cjk(head, rules):
        return found
    for match in (*list(_BRACKETED.finditer(head))[:_MAX_BRACKETS], *_SLASHED.finditer(head)):
        before, after = head[: match.start()], head[match.end() :]
        agency = agency_of(match["inside"], rules)
        if agency is None or len(before) > _HEAD_CHARS or not (_AFTER.match(after) or not before.strip()):
            continue
        if not before.strip(_EDGE):
            # "(ANSA) - ROMA, 12 MAR - Text": the place follows
            return _read_capitals(after.lstrip(_EDGE), rules, sure=True), agency
        if place := _place(before, rules):
            return place, agency
    if not _SEPARATOR.search(head, 0, _HEAD_CHARS):
        return None, None
    if (found := _read_comma(head, rules)) or (found := _read_dated(head, rules)):
        return found
    return _read_capitals(head, rules), _agency_behind(head, rules)


def _read_dated(head: str, rules: MetadataRules) -> tuple[str | None, str | None] | None:
    """Read a place with a date before the dash, which needs no capitals: "Chennai, Dec 31 - Text"."""
    match = _DATED.match(head)
    if not match or month_number(match["month"], rules.months) is None:
        return None
    place, rest = _place(match["place"], rules), head[match.end() :].lstrip(_EDGE)
    if place is None or place.split()[-1][:1].islower() or rest[:1].islower():
        return None
    return place, _agency_of_sentence(rest, rules)


def _read_comma(head: str, rules: MetadataRules) -> tuple[str | None, str | None] | None:
    """Read the form of African agencies: "ACCRA, Feb. 2, GNA - Text"."""
    match = _COMMA.match(head)
    agency = agency_of(match["code"], rules) if match else None
    place = _place(match["before"], rules) if match and agency else None
    return (place, agency) if place else None


def _agency_behind(head: str, rules: MetadataRules) -> str | None:
    """Return the agency that stands behind the dash."""
    match = _CAPITALS.match(head)
    return _agency_of_sentence(match["rest"], rules) if match else None


def _agency_of_sentence(text: str, rules: MetadataRules) -> str | None:
    """Return the agency that a text begins with as a sentence of its own: "РИА Новости. Text"."""
    sentence, stop, _ = text.partition(". ")
    return agency_of(sentence, rules) if stop and len(sentence) < _MAX_PLACE_CHARS else None


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
    for code, name in (*rules.agency_codes.items(), *rules.agency_names.items()):
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
    place = _with_point(place, match["place"])
    city = place.split(",")[0]
    if not city.isupper() or len(city) < 3 or len(place) > _MAX_PLACE_CHARS or len(city.split()) > 4:
        return None
    if rules.has("not_place", city) or city in rules.agency_codes or fold(city) in rules.agency_names:
        return None
    rest = match["rest"].lstrip(" \"'“”„«‘’([¿¡—–-")
    if not sure and not (rest[:1].isupper() or rest[:1].isdigit()):
        return None  # "SANTA CLAUS - the man himself - came": a sentence that begins in capitals
    return place


def _with_point(place: str, text: str) -> str:
    """Return a place with the point of an abbreviated state or province behind it."""
    return place + "." if _REGION.search(place) and text.startswith(place + ".") else place


def _place(before: str, rules: MetadataRules) -> str | None:
    """Return the place that stands before an agency in brackets, without the date; None where it's a sentence."""
    text = before.strip(_EDGE)
    for _ in range(2):
        text = _DATE_TAIL.sub("", text).strip(_EDGE)
    text = _with_point(text, before)
    words = text.split()
    if not words or len(text) > _MAX_PLACE_CHARS or len(words) > 6 or any(char.isdigit() for char in text):
        return None
    if rules.has("not_place", text) or re.search(r"[!?]\s|\w{4,}\.\s", text):
        return None
    cased = [word for word in words if word.upper() != word.lower()]
    small = [word for word in cased if word[:1].islower()]
    # place names begin in capitals; "de", "am", "of" may stand between
    if cased and (cased[0][:1].islower() or len(small) * 2 > len(cased)):
        return None
    return text
