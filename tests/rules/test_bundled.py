"""The bundled rules load, and each general kind of furniture is told in many languages."""

from __future__ import annotations

import pytest

from newsspider.rules import bundled_rules


def test_loaded_once() -> None:
    assert bundled_rules() is bundled_rules()


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Advertisement", "ad"),
        ("Anzeige", "ad"),
        ("広告", "ad"),
        ("Publicité", "ad"),
        ("Реклама", "ad"),
        ("Read more: The town that sold its bridge", "teaser"),
        ("Lesen Sie auch: Die Stadt ohne Brücke", "teaser"),
        ("Lire aussi : La ville sans pont", "teaser"),
        ("Leia também: A cidade sem ponte", "teaser"),
        ("Czytaj też: Miasto bez mostu", "teaser"),
        ("関連記事 橋のない町", "teaser"),
        ("اقرأ أيضا: مدينة بلا جسر", "teaser"),
        ("यह भी पढ़ें: बिना पुल का शहर", "teaser"),
        ("Most popular", "related"),
        ("Sign up for our weekly letter", "promo"),
        ("Melden Sie sich für unseren Brief an", "promo"),
        ("Already a subscriber? Log in", "paywall"),
        ("Il vous reste 40 % de cet article à lire", "paywall"),
        ("Share this article", "share"),
        ("All rights reserved.", "legal"),
        ("Alle Rechte vorbehalten.", "legal"),
        ("© 2025 The Lantern", "legal"),
        ("Photo: Ann Example", "credit"),
        ("Foto: Ann Example", "credit"),
        ("Ann Example contributed to this report.", "contributors"),
        ("Additional reporting by Ann Example", "contributors"),
        ("About the author", "bio"),
        ("Leave a comment", "comments"),
        ("Did you like this article? Tell a friend", "comments"),
        ("Hat Ihnen dieser Artikel gefallen? Dann sagen Sie es weiter", "comments"),
        ("Editor: Ann Example", "credit"),
        ("（编辑：安例）", "credit"),
        ("This article was first published in The Lantern.", "other"),
        ("Dieser Artikel ist eine Übersetzung aus dem Finnischen.", "other"),
        (">> The town that sold its bridge", "teaser"),
        ("Tags: bridges, towns", "tags"),
        ("Skip to content", "navigation"),
    ],
)
def test_kinds_of_furniture(text: str, role: str) -> None:
    assert role in {rule.role for rule in bundled_rules().match(text) if not rule.soft}


@pytest.mark.parametrize(
    "text",
    [
        "The council said on Monday that it would keep the bridge open through the winter.",
        "Der Rat teilte am Montag mit, dass die Brücke im Winter offen bleibt.",
        "Le conseil a annoncé lundi que le pont resterait ouvert cet hiver.",
        "市議会は月曜日、橋を冬のあいだも開けておくと発表した。",
    ],
    ids=["en", "de", "fr", "ja"],
)
def test_sentences_match_no_rule(text: str) -> None:
    assert bundled_rules().match(text) == ()


def test_every_hard_rule_holds_for_its_own_phrases() -> None:
    rules = bundled_rules()
    missed = [
        (rule.name, phrase)
        for rule in rules.rules
        if rule.match in ("whole", "start", "anywhere")
        for phrases in rule.phrases.values()
        for phrase in phrases
        if rule not in rules.match(phrase)
    ]
    assert missed == []
