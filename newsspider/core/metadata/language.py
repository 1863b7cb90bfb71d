"""Stage 5 of 8, enrich: the language of the text, declared or detected."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from newsspider.core.metadata.structured import clean, items

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsspider.core.metadata.structured import Structured
    from newsspider.core.page import Page

_TAG = re.compile(r"^([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_.@-]*)?$")
_WIDE = re.compile("[\u3040-\u9fff\uac00-\ud7af]")
_MIN_CHARS = 60
_SAMPLE_CHARS = 300
_CONFIRMING_CHARS = 140
_SURE = 0.9
_NAMES = {
    "english": "en", "deutsch": "de", "german": "de", "french": "fr", "français": "fr", "spanish": "es", "español": "es",
    "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "turkish": "tr", "türkçe": "tr",
}  # fmt: skip
_SAME = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "tl": "fil", "bs": "hr", "sr": "hr", "ms": "id", "sh": "hr"}


def find_language(page: Page, text: str, data: Structured) -> tuple[str | None, str | None, str | None]:
    """Return the BCP 47 tag, where it came from, and how the text contradicts it.

    The declared language stands unless the text is surely in another: templates in English around pages in other
    languages are common.
    """
    declared, origin = _declared(page, data)
    if declared is not None and _base(_detect(text[:_CONFIRMING_CHARS])[0] or "") == _base(declared):
        return declared, origin, None  # most pages say what they are, and a shorter sample confirms it
    detected, sure = _detect(text)
    if declared is None:
        return (detected, "detected", None) if detected else (None, None, None)
    if detected is None or _base(detected) == _base(declared):
        return declared, origin, None
    middle = text[len(text) // 2 :]
    if len(middle) >= _CONFIRMING_CHARS and _base(_detect(middle)[0] or "") == _base(declared):
        return declared, origin, None  # it opens with a quotation
    conflict = f"{origin} says {declared}, the text reads as {detected}"
    return (detected, "detected", conflict) if sure else (declared, origin, conflict)


def _declared(page: Page, data: Structured) -> tuple[str | None, str | None]:
    """Return the language that the page states."""
    stated = [("html lang", page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang"))]
    stated += [(data.source, clean(value, 40)) for value in items(data.article.get("inLanguage"))]
    for name in ("content-language", "og:locale", "dc.language", "language", "dcterms.language", "inlanguage"):
        stated.append((name, page.meta.get(name)))
    stated.append(("Content-Language header", page.headers.get("content-language")))
    for origin, value in stated:
        if tag := language_tag(value):
            return tag, origin
    return None, None


def language_tag(value: str | None) -> str | None:
    """Return a value's language as a BCP 47 primary subtag, None where it isn't one.

    Regions are dropped: pages state them at random (en-US on papers of five countries), and corpora group by language.
    """
    text = (value or "").split(",")[0].strip()
    text = _NAMES.get(text.lower(), text)
    found = _TAG.match(text)
    if not found or found[1].lower() in {"und", "mul", "zxx", "xx"}:
        return None
    return found[1].lower()


def _base(tag: str) -> str:
    """Return a language, those that a detector can't tell apart as one."""
    return _SAME.get(tag, tag)


def _detect(text: str) -> tuple[str | None, bool]:
    """Return the language of a text and whether that is sure; None for a text too short to tell."""
    sample = text[:_SAMPLE_CHARS]
    wide = 0 if sample.isascii() else len(_WIDE.findall(sample))
    if len(sample) + 3 * wide < _MIN_CHARS:
        return None, False
    language, probability = _classifier()(sample)
    return str(language), float(probability) >= _SURE and len(sample) + 3 * wide >= 3 * _MIN_CHARS


@cache
def _classifier() -> Callable[[str], tuple[str, float]]:
    """Load the model, once a process."""
    from py3langid import langid

    load: Callable[..., Any] = langid.LanguageIdentifier.from_model_file  # the package has no types
    classify: Callable[[str], tuple[str, float]] = load(langid.MODEL_FILE, norm_probs=True).classify
    return classify
