"""Stage 1 of 8, discover: the fields of an entry's element by their usual names, their texts, URLs and languages."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree

from newsspider.core.metadata.language import language_tag
from newsspider.core.page import html_parser
from newsspider.core.urls import MAX_URL_CHARS, normal_url

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator

MAX_TITLE_CHARS = 1_000
MAX_DESCRIPTION_CHARS = 2_000
MAX_VALUES = 50
_MAX_MARKUP_CHARS = 10_000
_MAX_NAME_CHARS = 300
_MAX_FIELDS = 1_000

USUAL_PREFIXES = {
    b"atom": b"http://www.w3.org/2005/Atom",
    b"content": b"http://purl.org/rss/1.0/modules/content/",
    b"dc": b"http://purl.org/dc/elements/1.1/",
    b"dcterms": b"http://purl.org/dc/terms/",
    b"feedburner": b"http://rssnamespace.org/feedburner/ext/1.0",
    b"image": b"http://www.google.com/schemas/sitemap-image/1.1",
    b"media": b"http://search.yahoo.com/mrss/",
    b"news": b"http://www.google.com/schemas/sitemap-news/0.9",
    b"prism": b"http://prismstandard.org/namespaces/basic/2.0/",
    b"rdf": b"http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    b"sy": b"http://purl.org/rss/1.0/modules/syndication/",
    b"video": b"http://www.google.com/schemas/sitemap-video/1.1",
}
_OWN = ("purl.org/rss/1.0/", "backend.userland.com", "my.netscape.com", "channel.netscape.com", "sitemaps.org/schemas",
        "google.com/schemas/sitemap/")  # fmt: skip
_ATOM = ("w3.org/2005/atom", "purl.org/atom/ns")
_BY_WORD = (("sitemap-news", "news"), ("sitemap-image", "image"), ("sitemap-video", "video"), ("mrss", "media"),
            ("dc/elements", "dc"), ("dc/terms", "dcterms"), ("modules/content", "content"), ("prismstandard", "prism"),
            ("feedburner", "feedburner"), ("pheedo", "pheedo"), ("modules/syndication", "sy"), ("22-rdf-syntax", "rdf"))  # fmt: skip
_XML = "{http://www.w3.org/XML/1998/namespace}"
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>|<!--|<!\[CDATA\[")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INVISIBLE = dict.fromkeys([*range(9), *range(14, 32), *range(0x7F, 0xA0), *range(0x202A, 0x202F),
                            *range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])  # fmt: skip
_INLINE = ("a", "abbr", "b", "bdi", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u")  # fmt: skip
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]{0,20}:")
# ISO 639-1: a country's code in this place (us, jp) is no language
_LANGUAGES = (
    " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo"
    " es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja jv"
    " ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng"
    " nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su"
    " sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
)


class Fields:
    """An element's children by name: ``title``, ``news:title``; prefixes are the usual ones, whatever the file declares.

    The names of the listing's own vocabulary have no prefix; Atom's have ``atom:`` outside Atom.
    """

    def __init__(self, element: etree._Element, *, atom: bool = False) -> None:
        self.element = element
        self._atom = atom
        self._found: dict[str, list[etree._Element]] = {}
        for child in element.iterchildren(etree.Element):
            values = self._found.setdefault(name_of(child, atom=atom), [])
            if len(values) < _MAX_FIELDS:
                values.append(child)

    def all(self, *names: str) -> Iterator[etree._Element]:
        """Yield the children of these names, all of a name before the next."""
        for name in names:
            yield from self._found.get(name, ())

    def inside(self, *names: str) -> Iterator[Fields]:
        """Yield the children of these names as fields of their own."""
        for child in self.all(*names):
            yield Fields(child, atom=self._atom)

    def text(self, *names: str, limit: int = _MAX_NAME_CHARS) -> str | None:
        """Return the first text of these names that isn't empty, white space folded, markup taken out."""
        return next((text for child in self.all(*names) if (text := readable(text_of(child), limit))), None)

    def texts(self, *names: str) -> tuple[str, ...]:
        """Return the different texts of these names."""
        return distinct(readable(text_of(child), _MAX_NAME_CHARS) for child in self.all(*names))

    def raw(self, *names: str) -> str | None:
        """Return the first text of these names that isn't empty, as it is but for white space around it."""
        return next((text for child in self.all(*names) if (text := text_of(child).strip())), None)

    def attributes(self, attribute: str, *names: str) -> Iterator[str]:
        """Yield an attribute of the children of these names, where it isn't empty."""
        for child in self.all(*names):
            if value := (child.get(attribute) or "").strip():
                yield value

    @property
    def base(self) -> str | None:
        """The element's xml:base."""
        return self.element.get(f"{_XML}base")

    @property
    def language(self) -> str | None:
        """The element's xml:lang as a primary subtag."""
        return language_of(self.element.get(f"{_XML}lang"))


def name_of(element: etree._Element, *, atom: bool = False) -> str:
    """Return an element's name in lower case with its usual prefix, by the namespace it has or the prefix it shows."""
    return _name(str(element.tag), element.prefix or "", atom)


@lru_cache(maxsize=2_048)
def _name(tag: str, shown: str, atom: bool) -> str:
    """Return the name of a tag as lxml has it; kept, since a listing has the same few thousands of times."""
    space, mark, local = tag.rpartition("}")
    prefix = shown
    if not mark:
        prefix, _, local = tag.rpartition(":")
    else:
        lowered = space.lower()
        known = next((name for word, name in _BY_WORD if word in lowered), None)
        if any(word in lowered for word in _ATOM):
            prefix = "atom"
        elif known or any(word in lowered for word in _OWN):
            prefix = known or ""
    prefix = prefix.lower()[:_MAX_NAME_CHARS]
    local = local.lower()[:_MAX_NAME_CHARS]
    return local if not prefix or (atom and prefix == "atom") else f"{prefix}:{local}"


def text_of(element: etree._Element) -> str:
    """Return all text below an element, bounded."""
    if not len(element):
        return (element.text or "")[:_MAX_MARKUP_CHARS]
    return "".join(map(str, element.itertext(etree.Element)))[:_MAX_MARKUP_CHARS]


def readable(text: str, limit: int) -> str | None:
    """Return a text as a reader sees it: HTML in it and what was escaped twice are resolved; None for nothing."""
    is_markup = "<" in text and _TAG.search(text) is not None
    if is_markup:
        text = _without_markup(text)
    for _ in range(2):
        if "&" not in text or not _REFERENCE.search(text):
            break
        text = html.unescape(text)
    # what markup holds in escaped form is code that it shows
    if not is_markup and "<" in text and _TAG.search(text):
        text = _without_markup(text)
    return " ".join(text.translate(_INVISIBLE).split())[:limit].strip() or None


def _without_markup(text: str) -> str:
    """Return the text of a fragment of HTML, elements apart by a space.

    By lxml: BeautifulSoup takes 3 ms a fragment, half a minute for a feed of 10,000 entries.
    """
    markup = f"<div>{text.translate(_INVISIBLE)}</div>".encode("utf-8", "replace")
    try:
        root = etree.fromstring(markup, html_parser())
    except (etree.LxmlError, ValueError):
        return _TAG.sub(" ", text)
    if root is None:
        return ""
    etree.strip_elements(root, "script", "style", with_tail=False)
    etree.strip_tags(root, *_INLINE)
    return " ".join(map(str, root.itertext(etree.Element)))


def distinct(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Return the texts that aren't empty, each once, at most `MAX_VALUES`."""
    found: dict[str, None] = {}
    for text in texts:
        if text:
            found.setdefault(text)
        if len(found) >= MAX_VALUES:
            break
    return tuple(found)


def split_list(text: str | None) -> tuple[str, ...]:
    """Return the members of a list separated by commas, semicolons or bars."""
    return distinct(part.strip() for part in re.split(r"[,;|،、，]", text or ""))


def language_of(value: str | None) -> str | None:
    """Return a stated language as a primary subtag, None where it is none, as a country's code."""
    tag = language_tag(value)
    return tag if tag and (len(tag) == 3 or f" {tag} " in _LANGUAGES) else None


def base_of(base: str, further: str | None) -> str:
    """Return the base that relative URLs have below an xml:base."""
    if not further or len(further) > MAX_URL_CHARS:
        return base
    try:
        return urljoin(base, further.strip())
    except ValueError:
        return base


def first_url(candidates: Iterable[tuple[str | None, str]], flaws: Counter[str]) -> str | None:
    """Return the normal form of the first candidate (URL, base) that can be fetched; counts what can't be."""
    for value, base in candidates:
        text = (value or "").strip()
        if not text:
            continue
        url = normal_url(text.replace("&amp;", "&"), base)
        if url is not None:
            flaws["relative_url"] += not _SCHEME.match(text)
            return url
        flaws["bad_url"] += 1
    return None


def clean_guid(text: str | None) -> str | None:
    """Return an entry's own name, as it is but for characters nobody sees."""
    return (text or "").translate(_INVISIBLE).strip()[:MAX_TITLE_CHARS] or None
