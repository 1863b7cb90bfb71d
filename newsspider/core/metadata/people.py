"""Stage 5 of 8, enrich: authors and contributors, persons only."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from newsspider.core.metadata.bylines import MAX_BYLINE_CHARS, Bylines, is_sure
from newsspider.core.metadata.names import MAX_NAMES, capitalised, is_full_name, read_names
from newsspider.core.metadata.published import urlsplit_host
from newsspider.core.metadata.rules import any_of, fold
from newsspider.core.metadata.state import ORIGIN as SCRIPT
from newsspider.core.metadata.structured import items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.rules import MetadataRules
    from newsspider.core.metadata.state import PageState
    from newsspider.core.metadata.structured import Structured
    from newsspider.core.page import Page

_META = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator", "dc.author",
    "dcterms.creator", "dcsext.author", "cxenseparse:author", "byl", "byline", "citation_author", "authors", "news_author",
    "article.author", "article_author", "mrf:authors", "vr:author", "twitter:data1",
)  # fmt: skip
_CITATION = ("citation_", "dc.", "dcterms.")
_ORGANISATION = re.compile(r"Organization|Corporation|Brand|Website|WebSite|Business")
_AUTHOR_LINK = re.compile(
    r"/(?:author|autor|auteur|profile|people|staff|journalist|redakt|contributor|yazar|reporter)"
)
_ELSEWHERE = re.compile(
    r"comment|related|sidebar|teaser|promo|recommend|(?:^|[\s_-])nav|popular|trending", re.IGNORECASE
)
_PICTURE = re.compile(r"avatar|image|photo|social|share|card", re.IGNORECASE)
_MAX_MARKED = 25
_MOST_MARKED = 6
_ANCESTORS = 12


def find_authors(
    page: Page,
    blocks: Sequence[Block],
    data: Structured,
    rules: MetadataRules,
    outlets: Sequence[str],
    state: PageState | None = None,
) -> tuple[tuple[str, ...], str | None]:
    """Return the authors in order and where they came from, at the first source that names persons."""
    # what is stated as a person may bear the name of the host: personal sites do
    titles = [name for name in outlets if "." not in name]
    stated, origin = _stated(page, data, rules, titles)
    shown = Bylines(blocks, rules, outlets)
    if stated:
        if others := shown.contradicting(stated) or shown.completing(stated):
            return tuple(dict.fromkeys(others))[:MAX_NAMES], "byline"
        return stated, origin
    sources = (
        ("byline", shown.beside_headline()),
        (SCRIPT, _unless_desk(shown, lambda: _from_state(state, rules, outlets))),
        ("markup", _unless_desk(shown, lambda: _from_marked(page, rules, outlets))),
        ("byline below", shown.below()),
    )
    for origin, names in sources:
        # generators: a page that states its authors isn't searched for them
        if found := tuple(dict.fromkeys(names))[:MAX_NAMES]:
            return found, origin
    return (), None


def _unless_desk(shown: Bylines, read: Callable[[], Iterable[str]]) -> Iterator[str]:
    """Yield the persons that ``read`` finds, none where the byline names a desk or the outlet."""
    if not shown.names_desk():
        yield from read()


def _from_state(state: PageState | None, rules: MetadataRules, outlets: Sequence[str]) -> Iterator[str]:
    """Yield the persons that the page's own scripts give as the story's authors."""
    for name in state.authors() if state is not None else ():
        for person in read_names(capitalised(name, rules), rules, lone=True, outlets=outlets):
            if is_sure(person, rules):
                yield person


def _stated(
    page: Page, data: Structured, rules: MetadataRules, outlets: Sequence[str]
) -> tuple[tuple[str, ...], str | None]:
    """Return the persons that the page states for machines, and where."""
    described = (data.source, _from_data(data, rules, outlets))
    tagged = ("meta", _from_meta(page, rules, outlets))
    # microdata of comments and lists names others than the author
    for origin, names in (tagged, described) if data.source == "microdata" else (described, tagged):
        if found := tuple(dict.fromkeys(names))[:MAX_NAMES]:
            return found, origin
    return (), None


def _from_data(data: Structured, rules: MetadataRules, outlets: Sequence[str]) -> Iterator[str]:
    """Yield the persons that JSON-LD gives as authors."""
    for key in ("author", "creator"):
        found = False
        for name, kinds in data.names(data.article.get(key)):
            if any(_ORGANISATION.search(kind) for kind in kinds):
                continue
            for person in read_names(capitalised(name, rules), rules, lone="Person" in kinds, outlets=outlets):
                found = True
                yield person
        if found:
            return


def _from_meta(page: Page, rules: MetadataRules, outlets: Sequence[str]) -> Iterator[str]:
    """Yield the persons of the first meta tag that names any."""
    hosts = set((urlsplit_host(page.url) or "").split("."))
    for name in _META:
        if name not in page.meta:
            continue
        # a tag for each author is as common as one for all
        values = [value for value in page.meta_values(name) if not value.startswith(("http", "/", "@"))]
        persons = [
            person
            for value in values
            for person in read_names(capitalised(_in_order(value, name), rules), rules, lone=True, outlets=outlets)
            if is_sure(person, rules) or (name == "author" and person == value.strip() and fold(person) not in hosts)
        ]
        if persons:
            yield from persons
            return


def _in_order(value: str, tag: str) -> str:
    """Return "Doe, Jane" of a citation tag as "Jane Doe"."""
    family, comma, given = value.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and tag.startswith(_CITATION) and "," not in given else value


def _from_marked(page: Page, rules: MetadataRules, outlets: Sequence[str]) -> list[str]:
    """Return the persons of marked elements; none where so many are marked that the mark means something else."""
    found = list(dict.fromkeys(_from_markup(page, rules, outlets)))
    return found if len(found) <= _MOST_MARKED else []


def _from_markup(page: Page, rules: MetadataRules, outlets: Sequence[str]) -> Iterator[str]:
    """Yield the persons of the first elements that are marked as author or byline."""
    place: HtmlElement | None = None
    marked = (element for element in page.tree.iter("*") if _is_marked(element))
    for element in islice(marked, _MAX_MARKED):
        if _is_elsewhere(element):
            continue
        if place is not None and element.getparent() is not place and place not in element.iterancestors():
            return
        persons = _persons_of(element, rules, outlets)
        if persons:
            place = element.getparent()
            yield from persons


def _is_marked(element: HtmlElement) -> bool:
    """Whether an element is marked as an author's: by its class or property, links also by their address."""
    get = element.get
    names = get("class")
    if names and ("uthor" in names or "yline" in names):
        return True
    if element.tag == "a":
        return "author" in (get("rel") or "") or bool(_AUTHOR_LINK.search((get("href") or "")[:500]))
    marks = get("itemprop") or get("data-testid")
    return bool(marks) and ("uthor" in marks or "yline" in marks)


def _persons_of(element: HtmlElement, rules: MetadataRules, outlets: Sequence[str]) -> list[str]:
    """Return the persons named in an element's text or content attribute."""
    text = element.get("content") or " ".join("\n".join(element.itertext()).split(" "))
    lines = [" ".join(line.split()) for line in text[: 10 * MAX_BYLINE_CHARS].splitlines()]
    short = [line for line in lines if 2 < len(line) <= MAX_BYLINE_CHARS]
    found: list[str] = []
    for line in short[:6]:
        if persons := read_names(line, rules, outlets=outlets, shown=True):
            if found and is_full_name(found[0], rules) and not any(is_full_name(name, rules) for name in persons):
                break  # "Master Gardener" under "Jane Doe"
            found.extend(persons)
        elif found:
            break  # what follows the name is a role, a date or the biography
    return found


def _is_elsewhere(element: HtmlElement) -> bool:
    """Whether an element belongs to comments, teasers or the page's frame; a story's own foot may name its author."""
    current: HtmlElement | None = element
    for level in range(_ANCESTORS):
        if current is None or current.tag in {"article", "main", "body"}:
            return False
        names = f"{current.get('class') or ''} {current.get('id') or ''}"
        if current.tag in {"aside", "nav"} or (current.tag == "footer" and not _in_article(current)):
            return True
        if "uthor" not in names and (_ELSEWHERE.search(names) or (level < 2 and _PICTURE.search(names))):
            return True
        current = current.getparent()
    return False


def _in_article(element: HtmlElement) -> bool:
    """Whether an element stands in the story."""
    return any(parent.tag in {"article", "main"} for parent in element.iterancestors())


def find_contributors(
    blocks: Sequence[Block], data: Structured, rules: MetadataRules
) -> tuple[tuple[str, ...], str | None]:
    """Return those who contributed but aren't the authors, and where they came from."""
    lines = [block.text for block in blocks if block.role == "contributors"]
    found = list(dict.fromkeys(name for line in lines for name in read_credit(line, rules)))
    if found:
        return tuple(found[:MAX_NAMES]), "credit line"
    stated = [
        person
        for value in items(data.article.get("contributor"))
        for name, kinds in data.names(value)
        if not any(_ORGANISATION.search(kind) for kind in kinds)
        for person in read_names(name, rules)
    ]
    return tuple(dict.fromkeys(stated))[:MAX_NAMES], data.source if stated else None


def read_credit(line: str, rules: MetadataRules) -> list[str]:
    """Return the persons that a credit line names, those who wrote and those who edited, in order."""
    opening, closing, writers = _credit_patterns(
        rules.words("contributed") + rules.words("edited"), rules.words("writer")
    )
    found: list[str] = []
    for part in re.split(r"\s*[;|]\s*|(?<=[a-zà-ÿ]{3})\.\s+", " ".join(line[:4000].split()).strip(" ()[]*—–-")):
        text = part
        if match := opening.search(text):
            text = text[match.end() :]
        elif match := closing.search(text):
            text = text[: match.start()]
        elif not found and not _is_only_names(text, rules):
            continue
        text = writers.sub("", text, count=1)
        found.extend(name for name in read_names(text, rules) if name not in found)
    return found


def _is_only_names(text: str, rules: MetadataRules) -> bool:
    """Whether a piece without credit words is a list of names."""
    names = read_names(text, rules)
    return bool(names) and sum(map(len, names)) * 10 > len(text) * 6


@lru_cache(maxsize=8)
def _credit_patterns(
    phrases: tuple[str, ...], writers: tuple[str, ...]
) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns for what opens a credit, what closes one, and for an outlet before its writers' names."""
    opening = [phrase.rstrip(":") for phrase in phrases if not phrase.startswith("_")]
    closing = [phrase.lstrip("_ ") for phrase in phrases if phrase.startswith("_")]
    return (
        re.compile(rf"(?<!\w)(?:{any_of(opening)})\s*[:：]?\s*", re.IGNORECASE),
        re.compile(rf",?\s*(?:{any_of(closing)})", re.IGNORECASE),
        re.compile(rf"^(?:[^,;]{{0,60}}\s)?(?i:{any_of(writers)})\s+(?=[A-ZÀ-Þ])"),
    )
