"""Stage 5 of 8, enrich: what of a page is a list of other pages, and what the page's own frame says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from newsspider.core.page import Page

_FRAME_TAGS = frozenset(("nav", "footer", "aside", "header", "dialog", "form"))
_FRAME_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|foot|ftr|sidebar|aside|related|recommend\w*|most-?read|popular|trending|breadcrumbs?|share|pager|pagination)",
    re.IGNORECASE,
)
_FOOT_NAMES = re.compile(r"foot|ftr|bottom|impressum|legal|colophon", re.IGNORECASE)
_CONTAINERS = frozenset(("article", "section", "div", "li", "tr", "dl", "dd"))
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_MAX_ANCHORS = 600
_MAX_CLIMB = 5
_MAX_CARD_CHARS = 1_500
_STORY_LINK_WORDS = 4
_STORY_LINK_WIDE = 9


@dataclass(frozen=True, slots=True)
class Listing:
    """The teasers of a page's main part.

    ``anchors`` counts the links with a text, ``links`` those that read as headlines, ``cards`` the repeated elements around them that also hold a
    date, a summary or a picture, and ``texts`` is what the cards say.
    """

    anchors: int = 0
    links: int = 0
    cards: int = 0
    texts: tuple[str, ...] = ()


def find_listing(page: Page) -> Listing:
    """Return what of the page's main part leads elsewhere; frames, sidebars and related boxes don't count."""
    anchors = links = 0
    cards: dict[HtmlElement, None] = {}
    for anchor in _anchors(page):
        if _is_framed(anchor):
            continue
        anchors += bool(anchor.text_content()[:50].strip())
        if not reads_as_headline(anchor):
            continue
        links += 1
        card = _card(anchor)
        if card is not None:
            cards.setdefault(card)
    texts = tuple(" ".join(card.text_content()[: 2 * _MAX_CARD_CHARS].split())[:_MAX_CARD_CHARS] for card in cards)
    return Listing(anchors, links, len(cards), texts)


def is_linked_from_foot(page: Page) -> bool:
    """Whether the page's own foot links to the page: then it belongs to the site's furniture."""
    own = _path(page.url)
    if not own or own == "/":
        return False
    for anchor in page.tree.xpath(".//a[@href]")[::-1][:_MAX_ANCHORS]:
        href = (anchor.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:")) or "#" in href:
            continue  # "back to top" leads to every page
        if _path_of_link(href) == own and _is_foot(anchor):
            return True
    return False


def reads_as_headline(anchor: HtmlElement) -> bool:
    """Whether a link's text is long enough for a headline."""
    text = anchor.text_content()[:400]
    return len(text.split()) >= _STORY_LINK_WORDS or len(_WIDE.findall(text)) >= _STORY_LINK_WIDE


def _anchors(page: Page) -> Iterator[HtmlElement]:
    """Yield the links to other pages of the web."""
    own = _path(page.url)
    for anchor in page.tree.xpath(".//a[@href]")[:_MAX_ANCHORS]:
        href = (anchor.get("href") or "").strip()
        if href and not href.startswith(("#", "javascript:", "mailto:", "tel:")) and _path_of_link(href) != own:
            yield anchor


def _path_of_link(href: str) -> str:
    """Return path and query of a link as it stands; a relative one is another page's in any case."""
    if href.startswith("/") and not href.startswith("//"):
        path, mark, query = href.partition("#")[0].partition("?")
        return (path.rstrip("/") or "/") + mark + query
    return _path(href) if href.startswith(("http", "//")) else ""


def _is_framed(element: HtmlElement) -> bool:
    """Whether an element stands in the page's frame or in a box of links."""
    for parent in element.iterancestors():
        if parent.tag in _FRAME_TAGS:
            return True
        if parent.tag in {"body", "html"}:
            return False
        if _FRAME_NAMES.search(f"{parent.get('class') or ''} {parent.get('id') or ''}"):
            return True
    return False


def _is_foot(element: HtmlElement) -> bool:
    """Whether an element stands at the page's foot."""
    return any(
        parent.tag == "footer"
        or (parent.tag != "body" and _FOOT_NAMES.search(f"{parent.get('class') or ''} {parent.get('id') or ''}"))
        for parent in element.iterancestors()
    )


def _card(anchor: HtmlElement) -> HtmlElement | None:
    """Return the repeated element around a link that says more than the link itself."""
    link = len(anchor.text_content())
    current: HtmlElement = anchor
    for _ in range(_MAX_CLIMB):
        parent = current.getparent()
        if parent is None or parent.tag in {"body", "html", "main", "p"}:
            return None
        current = parent
        if current.tag in _CONTAINERS and _is_repeated(current):
            more = len(" ".join(current.text_content()[: 4 * _MAX_CARD_CHARS].split()))
            if more > _MAX_CARD_CHARS:
                return None
            if more > link + 5 or current.tag == "article" or current.find(".//img") is not None:
                return current
    return None


def _is_repeated(element: HtmlElement) -> bool:
    """Whether a neighbour of the same tag and class also holds a link."""
    name = element.get("class")
    for neighbour in (element.getnext(), element.getprevious()):
        if neighbour is not None and neighbour.tag == element.tag and neighbour.get("class") == name:
            return neighbour.find(".//a[@href]") is not None
    return False


def _path(url: str | None) -> str:
    """Return path and query of an address without a trailing slash."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    path = parts.path.rstrip("/") or ("/" if parts.netloc else "")
    return f"{path}?{parts.query}" if parts.query else path
