"""Stage 5 of 8, enrich: which agency a story came from, where the page credits one.

Names in running text mean nothing: only credits, bylines, notices and what the page states for machines count.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from newsspider.core.metadata.holder import holder_of
from newsspider.core.metadata.rules import fold
from newsspider.core.metadata.structured import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.rules import MetadataRules
    from newsspider.core.metadata.structured import Structured
    from newsspider.core.page import Page

_WORD = re.compile(r"\w+")
_LAST_BLOCKS = 4
_MAX_CREDITS = 40
_WITH = re.compile(r"^(?:with|avec|mit|con|com|med|met|from|via)\s+", re.IGNORECASE)
_TAIL_DASH = re.compile(r"[.!?…\"”»]\s*[-–—]{1,2}\s*(?P<name>[^-–—]{2,40})$")
_MAX_CREDIT_CHARS = 60
_TAIL_BRACKET = re.compile(r"[(（\[【/]([^()（）\[\]【】/]{2,60}(?:/[^()/]{2,12}){0,2})[)）\]】/]\s*\.?\s*$")
_TAIL_MARK = re.compile(
    r"(?:©|\(c\)|copyright|source|quelle|fuente|fonte|bron|källa|kilde|zdroj|źródło|источник|джерело|kaynak|المصدر|出典|来源|來源|출처|स्रोत|sumber)\s*[:：]?\s*(?:19|20)?\d{0,4}\s*(?P<name>.{2,60})$",
    re.IGNORECASE,
)
_OF_AGENCY = re.compile(
    r"(?:\bof|\bfor|\bfrom|\bde|\bvon|\bpour|\bper|\bvoor|,|\bd')\s+(?P<name>(?:the\s+|la\s+|der\s+|l')?[^,.;]{2,40})",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*)+")
_DATA_KEYS = ("sourceOrganization", "creditText", "isBasedOn", "provider", "author", "creator")
_META_NAMES = ("author", "article:author", "dc.source", "source", "dc.creator", "news_source", "copyright")


def agency_of(text: str | None, rules: MetadataRules) -> str | None:
    """Return the agency that a short credit names: a code as written, a name in any case, or both with others."""
    if not text or len(text) > 80:
        return None
    if text.isascii() and rules.agency_words.isdisjoint(_WORD.findall(text.lower())):
        return None
    plain = _WITH.sub("", text.strip(" .,:;*()[]©/-–—"), count=1)
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


def credited_agencies(
    page: Page, blocks: Sequence[Block], body: Sequence[Block], data: Structured, rules: MetadataRules
) -> Iterator[tuple[str, str]]:
    """Yield the agencies that other places of the page name, the surest first."""
    for origin, text in _stated(data, _DATA_KEYS):
        if agency := agency_of(text, rules):
            yield agency, origin
    for block in body[-_LAST_BLOCKS:][::-1]:
        if agency := read_closing(block.text, rules):
            yield agency, "closing"
    # bylines further down are those of teasers
    last = next((index for index in range(len(blocks) - 1, -1, -1) if blocks[index].kept), len(blocks))
    for role in ("byline", "contributors", "legal"):
        several = (
            block for block in (blocks if role == "legal" else blocks[: last + _LAST_BLOCKS]) if block.role == role
        )
        for block in islice(several, _MAX_CREDITS):
            if agency := _credited(block, rules):
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
    if block.role != "legal" and (agency := agency_of(text, rules)):
        return agency
    if block.role == "legal":
        # notices of a whole site thank its agencies; only the holder of the rights wrote the story
        holder = holder_of(text, rules) or text
        # "Jane Doe / AFP" took a picture, and "Dow Jones & Company" owns the site
        pieces = holder.split(" / ")
        named = "& co" not in holder.casefold() and all(agency_of(piece, rules) for piece in pieces)
        return agency_of(holder, rules) if named else None
    for piece in re.split(r"\s*[|·•;]\s*|\s+[-–—]\s+|\s{2,}|,\s+", text[:400]):
        if agency := agency_of(
            re.sub(r"^(?:by|von|par|por|di|da|av|af|door|oleh)\s+", "", piece, flags=re.IGNORECASE), rules
        ):
            return agency
    for match in _OF_AGENCY.finditer(text[:400]):
        if agency := agency_of(match["name"], rules):
            return agency
    return None


def read_closing(text: str, rules: MetadataRules) -> str | None:
    """Return the agency that a paragraph's end credits: "(dpa/lno)", "© AFP", "/TASS/", "Source: Reuters"."""
    tail = text.strip()[-100:]
    if (match := _TAIL_BRACKET.search(tail)) and (agency := agency_of(match[1], rules)):
        return agency
    if (match := _TAIL_DASH.search(tail)) and (agency := agency_of(match["name"], rules)):
        return agency
    if (match := _TAIL_MARK.search(tail)) and (agency := agency_of(match["name"], rules)):
        return agency
    if len(text) <= _MAX_CREDIT_CHARS:
        return agency_of(text.strip(" -–—©("), rules)
    return None


def spelled_out(code: str, names: Sequence[str]) -> str | None:
    """Return the name on the page whose initials make the code."""
    for name in names:
        for run in _CAPITALISED.finditer(name[:2000]):
            words = run[0].split()
            for start in range(len(words) - len(code) + 1):
                part = words[start : start + len(code)]
                if "".join(word[0] for word in part).upper() == code:
                    return " ".join(part)
    return None


def names_on_page(page: Page, blocks: Sequence[Block], data: Structured) -> list[str]:
    """Return the texts that may spell an agency's name out: organisations, notices, credits."""
    named = [text for key in (*_DATA_KEYS, "publisher", "copyrightHolder") for _, text in _stated(data, (key,))]
    named += [page.meta[name] for name in ("og:site_name", *_META_NAMES) if name in page.meta]
    roles = {"legal", "contributors", "credit", "byline", "bio", "navigation", "other"}
    return named + [block.text for block in blocks if block.role in roles][:200]
