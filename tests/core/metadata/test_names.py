from __future__ import annotations

import pytest

from newsspider.core.metadata.names import MAX_NAME_CHARS, capitalised, read_names
from tests.core.metadata.support import RULES


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Dana Whitlow", ["Dana Whitlow"]),
        ("by DANA WHITLOW", ["Dana Whitlow"]),
        ("ByDana Whitlow", ["Dana Whitlow"]),
        ("Byron Whitlow", ["Byron Whitlow"]),
        ("Dec 17, 2025Dana Whitlow", ["Dana Whitlow"]),
        ("Dana Whitlow and Otis Grange", ["Dana Whitlow", "Otis Grange"]),
        ("Dana Whitlow, Otis Grange & Lea Park", ["Dana Whitlow", "Otis Grange", "Lea Park"]),
        ("By Dana Whitlow, Staff Writer", ["Dana Whitlow"]),
        ("Dana Whitlow | Lake Post", ["Dana Whitlow"]),
        ("Dana Whitlow (Chicago)", ["Dana Whitlow"]),
        ("Dana Whitlow dana@post.example", ["Dana Whitlow"]),
        ("Dana Whitlow @danaw", ["Dana Whitlow"]),
        ("Dana Whitlow March 3, 2025", ["Dana Whitlow"]),
        ("Dana Whitlow in Lima", ["Dana Whitlow"]),
        ("Martin Lund, Jr.", ["Martin Lund"]),
        ("J. R. Moss", ["J. R. Moss"]),
        ("Seán O'Neill", ["Seán O'Neill"]),
        ("Anne-Marie de la Tour", ["Anne-Marie de la Tour"]),
        ("Von Jette Brandt und Karl Voss", ["Jette Brandt", "Karl Voss"]),
        ("Ein Kommentar von Jette Brandt", ["Jette Brandt"]),
        ("Par Marie Duval et Luc Perrin", ["Marie Duval", "Luc Perrin"]),
        ("Por José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Di Marco Bassi", ["Marco Bassi"]),
        ("Yazan: Elif Kaya", ["Elif Kaya"]),
        ("Автор: Анна Белова", ["Анна Белова"]),
        ("文・山田花子", ["山田花子"]),
        ("山田花子記者", ["山田花子"]),
        ("홍길순 기자", ["홍길순"]),
        ("记者 王小明", ["王小明"]),
        ("بقلم سلمى حداد", ["سلمى حداد"]),
        ("Editorial staff", []),
        ("Redaktion", []),
        ("The Lake Post Newsroom", []),
        ("dpa", []),
        ("The Associated Press", []),
        ("Dana Whitlow, AP", ["Dana Whitlow"]),
        ("AFP Paris", []),
        ("admin", []),
        ("3 min read", []),
        ("सुनीता देवी", ["सुनीता देवी"]),
        ("พิมพ์ใจ สุขดี", ["พิมพ์ใจ สุขดี"]),
        ("https://post.example/author/dana", []),
        ("Subscribe", []),
        ("", []),
        (" , ; & ", []),
    ],
)
def test_persons_only(line: str, names: list[str]) -> None:
    assert read_names(line, RULES) == names


def test_one_word_is_a_name_only_where_the_source_says_so() -> None:
    assert read_names("Amanda", RULES) == []
    assert read_names("Amanda", RULES, lone=True) == ["Amanda"]
    assert read_names("KJ", RULES, lone=True) == []


def test_outlets_are_no_persons() -> None:
    assert read_names("Lake Post", RULES, outlets=["Lake Post"]) == []
    assert read_names("Lake Post", RULES, outlets=["lake-post.com"]) == []


def test_a_personal_site_bears_its_authors_name() -> None:
    assert read_names("Martin Lund", RULES, outlets=["Martin Lund"]) == ["Martin Lund"]
    assert read_names("Martin", RULES, lone=True, outlets=["Martin"]) == []


def test_a_shown_byline_may_shorten_the_outlets_name() -> None:
    assert read_names("Lake Postal", RULES, outlets=["Lake Postal Service"], shown=True) == []
    assert read_names("Lake Postal", RULES, outlets=["Lake Postal Service"]) == ["Lake Postal"]


def test_each_name_once_and_bounded() -> None:
    assert read_names("Dana Whitlow, Dana Whitlow", RULES) == ["Dana Whitlow"]
    many = ", ".join(f"Dana W{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(5_000))
    assert 0 < len(read_names(many, RULES)) <= 50
    assert read_names("A" * 500 + " " + "B" * 500, RULES) == []
    assert all(len(name) <= MAX_NAME_CHARS for name in read_names("Dana " * 1_000, RULES))


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("dana whitlow", "Dana Whitlow"),
        ("dana", "dana"),
        ("lake post", "lake post"),
        ("Dana whitlow", "Dana whitlow"),
        ("dana 24 whitlow", "dana 24 whitlow"),
    ],
)
def test_names_stated_in_lower_case(stated: str, name: str) -> None:
    assert capitalised(stated, RULES) == name


def test_a_name_in_capitals_ends_where_small_letters_begin() -> None:
    assert read_names("By DANA WHITLOW The Lake Courier", RULES) == ["Dana Whitlow"]
    assert read_names("D.W. Whitlow", RULES) == ["D.W. Whitlow"]


def test_the_host_names_the_outlet() -> None:
    assert read_names("OÖ Harbourblatt", RULES, outlets=["harbourblatt.at"]) == []
    assert read_names("Dana Harbourblatt", RULES, outlets=["harbourblatt.at"]) == ["Dana Harbourblatt"]
