"""Stage 3 of 8, extract: an article on several pages: which page is next, and one text of them all."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from newsspider.core.evidence import squash
from newsspider.core.siterules.selector import Ground
from newsspider.core.urls import normal_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsspider.core.page import Page
    from newsspider.core.siterules.model import SiteRule
    from newsspider.core.siterules.selector import Selector

MAX_PAGES = 10
"""Of one article, the first among them."""
_MAX_LINKS = 5_000
# A page's number at the end of its address: /story/2, /story/page/2, /story-2.html, /story,2, ?page=2
_NUMBER_IN_PATH = re.compile(r"(?:[/_,.-](?:page|seite|pagina|p|s)?[/_=,-]?\d{1,2})?(\.\w{2,5})?/?$", re.IGNORECASE)
_NUMBER_IN_QUERY = re.compile(r"(?:^|&)(?:page|paged|p|pg|seite|pagina|pagenum|start)=\d{1,3}(?=&|$)", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?…:;。！？؟।。\"'”“»›)\]]$")
# A paragraph of this many letters isn't repeated by chance; a shorter one goes only at the head of a page.
_LONG_LETTERS = 40


def next_page_of(page: Page, rule: SiteRule | None = None) -> str | None:
    """Return the address of an article's next page: by its site's rule, else by rel=next; None where there is none.

    Only an address of the same host counts, and by rel=next only one that differs in a page's number: blogs link their
    next story so. Whoever follows it stops after `MAX_PAGES` and at an address that was there before.
    """
    if rule is not None and rule.next_page_link:
        ground = Ground(page.tree)
        for selector in rule.next_page_link:
            for address in _addresses(page, ground, selector):
                return address
    return next((address for address in _linked(page) if _differs_in_number(page.url or "", address)), None)


def single_page_of(page: Page, rule: SiteRule | None) -> str | None:
    """Return the address under which a site shows the whole article on one page, as its rule has it."""
    if rule is None or not rule.single_page_link:
        return None
    ground = Ground(page.tree)
    for link in rule.single_page_link:
        if link.condition is not None and not ground.select(link.condition):
            continue
        for address in _addresses(page, ground, link.selector):
            return address
    return None


def _addresses(page: Page, ground: Ground, selector: Selector) -> Iterator[str]:
    """Yield the addresses on the page's own host that a selector finds in links, attributes or texts."""
    for found in ground.select(selector)[:20]:
        if isinstance(found, str):
            given: Iterable[str | None] = (found,)
        elif isinstance(found, etree._Element):
            # a selector may name the item around the link, or the label within it
            inner, outer = found.find(".//a[@href]"), next(found.iterancestors("a"), None)
            given = (element.get("href") for element in (found, inner, outer) if element is not None)
        else:
            continue
        for value in given:
            if value and (address := _other_page(page, value)):
                yield address
                break


def _linked(page: Page) -> Iterator[str]:
    """Yield the addresses that the page links as its next."""
    for element in islice(page.tree.iter("link", "a"), _MAX_LINKS):
        if "next" in (element.get("rel") or "").lower().split():
            address = _other_page(page, element.get("href") or "")
            if address:
                yield address


def _other_page(page: Page, value: str) -> str | None:
    """Return an address in normal form, None where it is the page's own or another host's."""
    if not page.url or not value.strip():
        return None
    own, address = normal_url(page.url), normal_url(value, page.url)
    if own is None or address is None or address == own:
        return None
    return address if urlsplit(address).netloc == urlsplit(own).netloc else None


def _differs_in_number(url: str, other: str) -> bool:
    """Tell whether two addresses are those of pages of one article."""
    return _without_number(normal_url(url) or "") == _without_number(other)


def _without_number(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return _NUMBER_IN_PATH.sub(r"\1", parts.path.rstrip("/")), _NUMBER_IN_QUERY.sub("", parts.query).strip("&")


def join_texts(texts: Sequence[str]) -> str:
    """Return the texts of an article's pages as one, in order, at most `MAX_PAGES`.

    What a page repeats of those before goes: its opening lines, and long paragraphs anywhere. A paragraph that breaks
    off at a page's end and goes on in small letters on the next becomes one again.
    """
    joined: list[str] = []
    seen: set[str] = set()
    for number, text in enumerate(texts[:MAX_PAGES]):
        fresh: list[str] = []
        for block in filter(None, (block.strip() for block in text.split("\n\n"))):
            letters = squash(block) or block
            if number and letters in seen and (not fresh or len(letters) >= _LONG_LETTERS):
                continue
            fresh.append(block)
        if joined and fresh and not _ENDS_SENTENCE.search(joined[-1]) and fresh[0][:1].islower():
            joined[-1] = f"{joined[-1]} {fresh.pop(0)}"
        joined.extend(fresh)
        seen.update(squash(block) or block for block in fresh)
    return "\n\n".join(joined)
