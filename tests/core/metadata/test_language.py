from __future__ import annotations

import pytest

from newsspider.core.metadata.language import find_language, language_tag
from newsspider.core.metadata.structured import Structured
from tests.core.metadata.support import ld, meta, page

ENGLISH = (
    "The ferry came back on Monday after a week in the yard. Nobody had missed it more than the baker, who delivers "
    "bread to both shores and had to drive around the lake twice a day. The captain said that it would stay this time."
)
GERMAN = (
    "Die Fähre ist am Montag nach einer Woche aus der Werft zurückgekehrt. Niemand hatte sie mehr vermisst als der "
    "Bäcker, der beide Ufer beliefert und zweimal am Tag um den See fahren musste. Der Kapitän versprach, zu bleiben."
)


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("de_DE.UTF-8", "de"),
        ("zh-Hant-TW", "zh"),
        ("FIL", "fil"),
        ("English", "en"),
        ("Deutsch", "de"),
        ("fr, en", "fr"),
        ("und", None),
        ("x", None),
        ("123", None),
        ("", None),
        (None, None),
    ],
)
def test_language_tag(value: str | None, tag: str | None) -> None:
    assert language_tag(value) == tag


@pytest.mark.parametrize(
    ("head", "lang", "text", "language", "origin", "doubted"),
    [
        ("", "en-GB", ENGLISH, "en", "html lang", False),
        ("", "", GERMAN, "de", "detected", False),
        (ld(inLanguage="de-DE"), "", GERMAN, "de", "json-ld", False),
        (meta(og__locale="de_AT"), "", "Kurz.", "de", "og:locale", False),
        ("", "en", GERMAN, "de", "detected", True),
        ("", "no", "Hei.", "no", "html lang", False),
        ("", "", "Hm.", None, None, False),
    ],
    ids=["declared", "detected", "json-ld", "locale", "declared wrongly", "too short to check", "unknown"],
)
def test_declared_checked_and_detected(
    head: str, lang: str, text: str, language: str | None, origin: str | None, doubted: bool
) -> None:
    parsed = page(head, lang=lang)
    found, source, conflict = find_language(parsed, text, Structured(parsed))
    assert (found, source) == (language, origin)
    assert (conflict is not None) == doubted


def test_the_header_is_the_last_to_be_asked() -> None:
    parsed = page(lang="", Content_Language="de")
    assert find_language(parsed, "", Structured(parsed))[:2] == ("de", "Content-Language header")


def test_a_long_quotation_at_the_start_is_not_the_texts_language() -> None:
    html = page("", "", lang="de")
    assert find_language(html, f"{ENGLISH}\n\n" + f"{GERMAN}\n\n" * 30, Structured(html)) == ("de", "html lang", None)
    assert find_language(html, f"{ENGLISH}\n\n" * 30, Structured(html))[0] == "en"
