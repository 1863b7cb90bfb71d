"""Stage 1 of 8, discover: the form of a URL, and what a site's pages of one form have turned out to be."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

MAX_FORM_CHARS = 120

_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"\d+")
_WORDS_OF_A_HEADLINE = 4
_LEAST_SEEN = 5
# Of a form's pages; between the two the form tells nothing.
_MOSTLY = 0.7
_HARDLY = 0.1


def form_of(url: str) -> str:
    """Return a URL's form: its folders by what they are made of, the first by its name, and its query's names.

    ``/sport/2026/03/the-ferry-is-back-812.html?x=1`` is ``/sport/year/nn/headline-n.html?x``. Articles of a site share
    a few forms, and its sections others.
    """
    parts = urlsplit(url)
    folders = [folder for folder in unquote(parts.path).lower().split("/") if folder]
    described = [_describe(folder, first=number == 0) for number, folder in enumerate(folders)]
    names = sorted({name.lower() for name, _ in parse_qsl(parts.query)})
    end = "/" if described and parts.path.endswith("/") else ""
    return ("/" + "/".join(described) + end + ("?" + "&".join(names) if names else ""))[:MAX_FORM_CHARS]


def _describe(folder: str, *, first: bool) -> str:
    name, dot, ending = folder.rpartition(".")
    if not dot or len(ending) > 5 or not ending.isalpha():
        name, dot, ending = folder, "", ""
    if _YEAR.fullmatch(name):
        return f"year{dot}{ending}"
    words = [word for word in re.split(r"[-_+ ]", name) if word]
    if len(words) >= _WORDS_OF_A_HEADLINE:
        shape = "headline" + ("-n" if any(word.isdigit() for word in words) else "")
    elif number := _NUMBER.search(name):
        shape = "n" * min(len(number[0]), 3) if name.isdigit() else "name-n"
    else:
        shape = name if first else "name"
    return f"{shape}{dot}{ending}"


def kind_by_form(articles: int, others: int) -> str | None:
    """Return what a page is likely to be whose form was seen so often: article, page, or None where that's open."""
    seen = articles + others
    if seen < _LEAST_SEEN:
        return None
    share = articles / seen
    return "article" if share >= _MOSTLY else "page" if share <= _HARDLY else None
