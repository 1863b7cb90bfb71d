"""Stage 5 of 8, enrich: is the page an article, and if not, what is it?

Judged by what the page is made of: its text, its lists of links, what it says it is. Phrases of titles only tell
error, log-in and utility pages, which are short. An article needs no metadata at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsspider.core.listing import Listing, find_listing, is_linked_from_foot
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
_SHORT_WORDS = 90  # an error page says less
_LONG_WORDS = 180  # a log-in page or a gallery says less
_MANY_CARDS = 8
_SENTENCE_WORDS = 12
_FEW_SENTENCES = 4
_FEW_CARDS = 3
_FEW_WORDS = 40
_HEADING_WORDS = 9
_TEASER_TAGS = frozenset(("h2", "h3", "h4"))
_LINKED_SHARE = 0.8  # of a heading's characters
_FRAME = re.compile(r"(^|/)(aside|nav|header|footer)\b")

_WORD = re.compile(r"\w+")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")
_SENTENCE_END = re.compile(r"[.!?…。！？।؟]['\"”’»)\]]*\s*$")
_COLLECTION_TYPES = frozenset(("CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"))
_ARTICLE_TYPE = re.compile(r"(Article|BlogPosting|Report|Review)$")
_STATUS = {
    "soft_404": re.compile(r"^(?:error\s)?(?:404|410)\b"),
    "error_page": re.compile(r"^(?:error\s)?(?:40[13]|50[0234])\b"),
}
_SEGMENT = re.compile(r"[^/_.-]+")
_HOME = frozenset(("", "index.html", "index.php", "home", "index.htm"))
_FILMS = ".//video | .//iframe[contains(@src,'video') or contains(@src,'embed')]"
_PICTURES = ".//figure[.//img] | .//*[contains(@class,'gallery') or contains(@class,'slide')]//img | .//center//img"


def count_words(text: str) -> int:
    """Return the number of words; of scripts without spaces between words two characters count as one."""
    wide = len(_WIDE.findall(text))
    return len(_WORD.findall(_WIDE.sub(" ", text))) + (wide + 1) // 2 if wide else len(text.split())


class _Look:
    """What the page shows, counted once."""

    def __init__(self, page: Page, blocks: Sequence[Block], metadata: Metadata) -> None:
        self.page = page
        self.blocks = blocks
        self.kept = [block for block in blocks if block.kept]
        sizes = [count_words(block.text) for block in self.kept]
        self.words = sum(sizes)
        prose = [(block, words) for block, words in zip(self.kept, sizes, strict=True) if _is_prose(block, words)]
        self.prose = [block for block, _ in prose]
        self.prose_words = sum(words for _, words in prose)
        self.kinds = {kind for node in page.json_ld for kind in types(node)}
        self.og_type = (page.meta.get("og:type") or "").lower().strip()
        self.titled = bool(metadata.title)
        self.headings = _headings(page, metadata)

    @property
    def stated(self) -> bool:
        """Whether JSON-LD or a meta tag says that the page is one article."""
        if any(_ARTICLE_TYPE.search(kind) for kind in self.kinds):
            return True
        return self.og_type.startswith("article") or "article:published_time" in self.page.meta


def judge(page: Page, blocks: Sequence[Block], metadata: Metadata, rules: MetadataRules | None = None) -> str | None:
    """Return None for an article, else the reason to drop the page: one of `REASONS`."""
    look = _Look(page, blocks, metadata)
    names = rules or MetadataRules()
    plain = look.stated and look.words >= _LONG_WORDS and not _is_root(page.url)
    listing = Listing() if plain else find_listing(page)
    for reason in (
        _named(look, names),
        "login_page" if look.words < _FEW_WORDS and _asks_password(look) else None,
        _media(look, names),
        "section_page" if _is_section(look, listing) else None,
        _only_media(look),
        "utility_page" if look.words < _LONG_WORDS and not look.stated and is_linked_from_foot(page) else None,
        "no_text" if look.words == 0 else None,
        "too_short" if look.words < (_MIN_WORDS if look.titled else _MIN_WORDS_UNTITLED) else None,
    ):
        if reason:
            return reason
    return None


def _headings(page: Page, metadata: Metadata) -> list[str]:
    """Return the texts that say what the page is, folded: headline, first heading, document title and its parts."""
    found = [metadata.title or ""]
    found += [" ".join(element.text_content()[:300].split()) for element in page.tree.xpath(".//h1")[:2]]
    title = " ".join((page.tree.findtext(".//title") or "")[:500].split())
    found += [title, *re.split(r"\s+[|–—\-·:»]\s+|\s*\|\s*", title)]
    return [fold(text)[:200] for text in dict.fromkeys(found) if text]


def _named(look: _Look, rules: MetadataRules) -> str | None:
    """Return what the headings of a page call it: an error page, a log-in page or a page about the site."""
    plain = [text.strip(" .!:…-–—") for text in look.headings]
    if look.words >= _LONG_WORDS:
        # terms and privacy pages are long: the headline itself must name them, and nothing call them an article
        return "utility_page" if not look.stated and plain and rules.has("utility", plain[0]) else None
    for reason, group in (
        ("soft_404", "soft_404"),
        ("error_page", "error"),
        ("login_page", "login"),
        ("utility_page", "utility"),
    ):
        phrases = rules.phrases.get(group, frozenset())
        if any(text in phrases for text in plain):
            return reason
        # "Sorry, page not found": a phrase within a short heading; in a real story the text is longer
        quoted = reason in {"soft_404", "error_page"} and look.words < _SHORT_WORDS
        if quoted and any(_holds(text, phrases, reason) for text in plain if len(text.split()) <= _HEADING_WORDS):
            return reason
    if look.words < _SHORT_WORDS and not look.stated and _says_gone(look, rules):
        return "soft_404"
    return None


def _holds(text: str, phrases: frozenset[str], reason: str) -> bool:
    """Whether a heading holds a phrase of several words, or begins with a status code."""
    if _STATUS[reason].match(text):
        return True
    return any(phrase in text for phrase in phrases if len(phrase) > 5 and (" " in phrase or not phrase.isascii()))


def _says_gone(look: _Look, rules: MetadataRules) -> bool:
    """Whether a sentence of a short page says that what was asked for isn't there."""
    phrases = rules.phrases.get("gone", frozenset())
    texts = "\n".join(fold(block.text) for block in look.blocks if len(block.text) < 400 and block.links < 0.5)
    return any(phrase in texts for phrase in phrases)


def _asks_password(look: _Look) -> bool:
    """Whether the page's main thing is a form with a password."""
    frame = {"header", "nav", "footer", "aside", "dialog"}
    for field in look.page.tree.xpath(".//input[@type='password']")[:3]:
        if not any(parent.tag in frame for parent in field.iterancestors()):
            return not look.stated
    return False


def _is_section(look: _Look, listing: Listing) -> bool:
    """Whether the page is a list of other pages: what it says, and teasers against text."""
    linked = sum(block.links > 0.6 for block in look.blocks)
    fewest = 2 if look.words else 1  # links that make a list: where there is no text at all, a single one does
    if _is_root(look.page.url):
        thin = len(look.prose) <= _FEW_SENTENCES and listing.anchors >= fewest
        return thin or listing.links >= _MANY_CARDS // 2 or linked >= 2 * _MANY_CARDS
    if look.kinds & _COLLECTION_TYPES and not look.stated and len(look.prose) < _MANY_CARDS:
        return True
    if look.words < _MIN_WORDS and not look.stated:
        return listing.anchors >= fewest or any(_is_linked_heading(block) for block in look.blocks)
    teased = _words_in_cards(look, listing)
    if listing.cards >= 2 and teased * 10 >= look.words * 6:
        return True
    if look.stated:
        return False
    # beside the teasers only a line or two, such as a notice about cookies
    if listing.cards >= _FEW_CARDS and teased > 0 and look.words - teased < _FEW_WORDS:
        return True
    prose = look.prose_words - teased
    return listing.links >= 3 * _MANY_CARDS and prose < listing.links * 4 and len(look.prose) < _FEW_SENTENCES


def _is_linked_heading(block: Block) -> bool:
    """Whether a block heads a teaser: a heading below the first that is a link, outside the page's frame."""
    return block.tag in _TEASER_TAGS and block.links > _LINKED_SHARE and not _FRAME.search(block.path)


def _words_in_cards(look: _Look, listing: Listing) -> int:
    """Return how many of the kept words only repeat what the teasers say."""
    if listing.cards < 2:
        return 0
    said = "\n".join(listing.texts)
    return sum(count_words(block.text) for block in look.kept if block.text in said)


def _is_prose(block: Block, words: int) -> bool:
    """Whether a block is running text: a sentence, not a link."""
    return block.links <= 0.5 and words >= _SENTENCE_WORDS and bool(_SENTENCE_END.search(block.text))


def _is_root(url: str | None) -> bool:
    """Whether an address is a site's home page."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return bool(parts.netloc) and not parts.query and parts.path.strip("/").lower() in _HOME


def _media(look: _Look, rules: MetadataRules) -> str | None:
    """Return gallery or video for a page that calls itself one and holds little text."""
    if look.words >= _LONG_WORDS:
        return None
    path = _segments(look.page.url)
    only_film = "VideoObject" in look.kinds and not any(_ARTICLE_TYPE.search(kind) for kind in look.kinds)
    says_video = look.og_type.startswith("video") or only_film or bool(path & rules.phrases.get("video", frozenset()))
    film = "VideoObject" in look.kinds or bool(look.page.tree.xpath(_FILMS))
    if says_video or (film and _labelled("video", look, rules)):
        return "video"
    pictures = len(look.page.tree.xpath(_PICTURES)[:50])
    says_gallery = bool(look.kinds & {"ImageGallery", "MediaGallery"}) or bool(
        path & rules.phrases.get("gallery", frozenset())
    )
    if (says_gallery or _labelled("gallery", look, rules)) and pictures >= 2:
        return "gallery"
    return None


def _only_media(look: _Look) -> str | None:
    """Return gallery or video for a page without text that shows pictures or a film and calls itself nothing."""
    if look.words >= _MIN_WORDS or look.stated:
        return None
    pictures = len(look.page.tree.xpath(_PICTURES)[:50])
    return "gallery" if pictures >= 4 else "video" if look.page.tree.xpath(_FILMS) else None


def _labelled(group: str, look: _Look, rules: MetadataRules) -> bool:
    """Whether a heading begins with a label such as "In pictures" or "Video:"."""
    labels = [phrase for phrase in rules.phrases.get(group, ()) if len(phrase) > 4]
    return any(text.startswith(phrase) for text in look.headings[:2] for phrase in labels)


def _segments(url: str | None) -> frozenset[str]:
    """Return the folders of an address's path and their words, lower case."""
    try:
        path = urlsplit(url or "").path.lower()
    except ValueError:
        return frozenset()
    folders = [folder for folder in path.split("/") if folder]
    return frozenset(folders[:-1]) | frozenset(word for folder in folders[:-1] for word in _SEGMENT.findall(folder))
