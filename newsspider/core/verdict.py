"""Stage 5 of 8, enrich: is the page an article, and if not, what is it?

Judged by what the page is made of: its text, its lists of links, what it says it is. Phrases of titles only tell
error, log-in and utility pages, which are short. An article needs no metadata at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsspider.core.metadata.rules import MetadataRules, fold
from newsspider.core.metadata.structured import types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.core.blocks import Block
    from newsspider.core.metadata.model import Metadata
    from newsspider.core.page import Page

REASONS = (
    "no_text", "too_short", "soft_404", "error_page", "login_page", "utility_page", "section_page", "gallery", "video",
)  # fmt: skip

_MIN_WORDS = 25
_MIN_WORDS_UNTITLED = 60
_LONG_WORDS = 180  # more than any error or log-in page says
_CAPTION_WORDS = 60
_CARDS = 8
_MANY_LINKS = 20
_SENTENCE_WORDS = 12

_WORD = re.compile(r"\w+")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")
_SENTENCE_END = re.compile(r"[.!?…。！？।؟]['\"”’»)\]]*\s*$")
_COLLECTION_TYPES = frozenset(("CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"))
_UTILITY_TYPES = frozenset(("ContactPage", "AboutPage", "CheckoutPage", "FAQPage"))
_ARTICLE_TYPE = re.compile(r"(Article|BlogPosting|Report|Review)$")
_SEGMENT = re.compile(r"[^/_.-]+")


def count_words(text: str) -> int:
    """Return the number of words; of scripts without spaces between words two characters count as one."""
    wide = len(_WIDE.findall(text))
    return len(_WORD.findall(_WIDE.sub(" ", text))) + (wide + 1) // 2 if wide else len(text.split())


def judge(page: Page, blocks: Sequence[Block], metadata: Metadata, rules: MetadataRules | None = None) -> str | None:
    """Return None for an article, else the reason to drop the page: one of `REASONS`."""
    names = rules or MetadataRules()
    kept = [block for block in blocks if block.kept]
    words = sum(count_words(block.text) for block in kept)
    headings = _headings(page, metadata)
    is_stated = _states_article(page)
    named = _named(headings, words, names)
    if named:
        return named
    if words < _LONG_WORDS and _has_password(page):
        return "login_page"
    if _is_section(page, blocks, kept, words, is_stated=is_stated):
        return "section_page"
    media = _media(page, blocks, words, headings, names)
    if media:
        return media
    if words == 0:
        return "no_text"
    least = _MIN_WORDS if metadata.title else _MIN_WORDS_UNTITLED
    return "too_short" if words < least else None


def _headings(page: Page, metadata: Metadata) -> list[str]:
    """Return the texts that say what the page is: headline, first headings, document title."""
    found = [metadata.title or ""]
    for tag in ("h1", "h2"):
        found += [" ".join("".join(element.itertext()).split()) for element in page.tree.xpath(f".//{tag}")[:2]]
    title = " ".join((page.tree.findtext(".//title") or "").split())
    found += [title, *re.split(r"\s+[|–—\-·:»]\s+", title)]
    return [fold(text)[:200] for text in dict.fromkeys(found) if text]


def _named(headings: Sequence[str], words: int, rules: MetadataRules) -> str | None:
    """Return what the headings of a short page call it."""
    if words >= _LONG_WORDS:
        # terms and privacy pages are long: only a whole heading names them
        top = headings[:2]
        return "utility_page" if any(rules.has("utility", text.strip(" .!")) for text in top) else None
    for reason, group, whole in (
        ("soft_404", "soft_404", False),
        ("error_page", "error", False),
        ("login_page", "login", True),
        ("utility_page", "utility", True),
    ):
        phrases = rules.phrases.get(group, frozenset())
        for text in headings:
            plain = text.strip(" .!:…-–—")
            if plain in phrases:
                return reason
            # a phrase within a short heading: "Sorry, page not found"; a headline may quote one
            if not whole and len(plain.split()) <= 9 and words < _LONG_WORDS // 2 and _holds(plain, phrases):
                return reason
    return None


def _holds(text: str, phrases: frozenset[str]) -> bool:
    """Whether a heading holds a phrase of several words, or begins with a status code."""
    return any(
        (" " in phrase or not phrase.isascii()) and len(phrase) > 5 and phrase in text for phrase in phrases
    ) or bool(re.match(r"(?:error\s)?(?:40[134]|410|50[0234])\b", text))


def _has_password(page: Page) -> bool:
    """Whether the page's main thing is a form with a password."""
    for field in page.tree.xpath(".//input[@type='password']")[:3]:
        if not any(parent.tag in {"header", "nav", "footer", "aside", "dialog"} for parent in field.iterancestors()):
            return not page.tree.xpath(".//article") and not _states_article(page)
    return False


def _states_article(page: Page) -> bool:
    """Whether JSON-LD or a meta tag says that the page is one article."""
    if any(_ARTICLE_TYPE.search(kind) for node in page.json_ld for kind in types(node)):
        return True
    return (page.meta.get("og:type") or "").lower().startswith("article") or "article:published_time" in page.meta


def _is_section(page: Page, blocks: Sequence[Block], kept: Sequence[Block], words: int, *, is_stated: bool) -> bool:
    """Whether the page is a list of other pages: what it says, and links and cards against text."""
    kinds = {kind for node in page.json_ld for kind in types(node)}
    collects = bool(kinds & _COLLECTION_TYPES) and not any(_ARTICLE_TYPE.search(kind) for kind in kinds)
    sentences = sum(_is_prose(block) for block in kept)
    cards = _cards(page)
    linked = sum(block.links > 0.6 for block in blocks)
    if _is_root(page.url):
        return cards >= _CARDS // 2 or linked >= _MANY_LINKS or sentences < 5
    if is_stated and not collects:
        return words < _MIN_WORDS and cards >= 2 * _CARDS
    if collects and sentences < 8:
        return True
    prose = sum(count_words(block.text) for block in kept if _is_prose(block))
    if sentences >= 4 and prose >= _LONG_WORDS and cards < 3 * _CARDS:
        return False
    if cards >= _CARDS and prose < cards * 20:
        return True
    return linked >= _MANY_LINKS and prose < linked * 4 and sentences < 4


def _is_prose(block: Block) -> bool:
    """Whether a block is running text: a sentence, not a link."""
    if block.links > 0.5:
        return False
    return count_words(block.text) >= _SENTENCE_WORDS and bool(_SENTENCE_END.search(block.text))


def _is_root(url: str | None) -> bool:
    """Whether an address is a site's home page."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    path = parts.path.strip("/").lower()
    return (
        bool(parts.netloc)
        and not parts.query
        and (not path or path in {"index.html", "index.php", "home", "index.htm"})
    )


def _cards(page: Page) -> int:
    """Return how many teasers of other stories the page's main part holds: headings or articles that link away."""
    frame = {"nav", "footer", "aside", "header"}
    count = 0
    for link in page.tree.xpath(
        ".//h2//a[@href] | .//h3//a[@href] | .//h4//a[@href] | .//a[@href]//h2 | .//a[@href]//h3"
    )[:300]:
        if not any(parent.tag in frame for parent in link.iterancestors()):
            count += 1
    return count


def _media(
    page: Page, blocks: Sequence[Block], words: int, headings: Sequence[str], rules: MetadataRules
) -> str | None:
    """Return gallery or video for a page that hardly holds text beside its pictures or its film."""
    if words >= _LONG_WORDS:
        return None
    kinds = {kind for node in page.json_ld for kind in types(node)}
    og_type = (page.meta.get("og:type") or "").lower()
    path = _segments(page.url)
    shown = [text for text in headings[:2] if text]
    article = any(_ARTICLE_TYPE.search(kind) for kind in kinds)
    film = (
        bool(page.tree.xpath(".//video | .//iframe[contains(@src,'video') or contains(@src,'embed')]"))
        or "VideoObject" in kinds
    )
    says_video = (
        og_type.startswith("video")
        or ("VideoObject" in kinds and not article)
        or path & rules.phrases.get("video", frozenset())
    )
    if (says_video or _labelled("video", shown, rules)) and (film or says_video) and words < _LONG_WORDS:
        return "video"
    pictures = len(
        page.tree.xpath(
            ".//figure[.//img] | .//li//figure | .//*[contains(@class,'gallery') or contains(@class,'slide')]//img"
        )[:50]
    )
    says_gallery = bool(kinds & {"ImageGallery", "MediaGallery"}) or path & rules.phrases.get("gallery", frozenset())
    if (says_gallery or _labelled("gallery", shown, rules)) and pictures >= 3:
        return "gallery"
    return "video" if film and words < _MIN_WORDS else "gallery" if pictures >= 4 and words < _CAPTION_WORDS else None


def _labelled(group: str, headings: Sequence[str], rules: MetadataRules) -> bool:
    """Whether a heading begins with a label such as "In pictures" or "Video:"."""
    labels = [phrase for phrase in rules.phrases.get(group, ()) if len(phrase) > 4]
    return any(text.startswith(phrase) for text in headings for phrase in labels)


def _segments(url: str | None) -> frozenset[str]:
    """Return the folders of an address's path and their words, lower case."""
    try:
        path = urlsplit(url or "").path.lower()
    except ValueError:
        return frozenset()
    folders = [folder for folder in path.split("/")[:-1] if folder]
    return frozenset(folders) | frozenset(word for folder in folders for word in _SEGMENT.findall(folder))
