from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from newsspider.core.metadata.agency import agency_of, read_closing
from newsspider.core.metadata.dateline import find_filed, read_dateline
from newsspider.core.metadata.people import read_credit
from newsspider.core.metadata.structured import Structured
from tests.core.metadata.support import RULES, block, body, ld, meta, page

LINES = tomllib.loads(Path(__file__).with_name("lines.toml").read_text(encoding="utf-8"))


def lines(kind: str) -> list[Any]:
    return [
        pytest.param(line, id=f"{language} {line['text'][:40]}")
        for language, several in LINES[kind].items()
        for line in several
    ]


@pytest.mark.parametrize("line", lines("openings"))
def test_openings(line: dict[str, str]) -> None:
    assert read_dateline(line["text"], RULES) == (line.get("place"), line.get("agency"))


@pytest.mark.parametrize("line", lines("closings"))
def test_closings(line: dict[str, str]) -> None:
    assert read_closing(line["text"], RULES) == line.get("agency")


@pytest.mark.parametrize("line", lines("credits"))
def test_credits(line: dict[str, Any]) -> None:
    assert read_credit(line["text"], RULES) == line["names"]


def test_the_set_is_as_large_as_promised() -> None:
    every = [line for kind in LINES.values() for several in kind.values() for line in several]
    traps = [line for line in every if not {"place", "agency", "names"} & set(line)]
    assert len(every) >= 150
    assert len(traps) >= 40
    assert len({language for kind in LINES.values() for language in kind}) >= 12


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("AP", "Associated Press"),
        ("ap", None),
        ("The Associated Press", "Associated Press"),
        ("agence france-presse", "Agence France-Presse"),
        ("dpa/bb", "Deutsche Presse-Agentur"),
        ("Der Bote mit dpa", "Deutsche Presse-Agentur"),
        ("Apt", None),
        ("", None),
        (None, None),
        ("AP " * 50, None),
    ],
)
def test_agency_of(text: str | None, name: str | None) -> None:
    assert agency_of(text, RULES) == name


def filed(head: str = "", blocks: Any = (), *outlets: str) -> tuple[str | None, str | None]:
    parsed = page(head)
    found = find_filed(parsed, blocks, Structured(parsed), RULES, outlets)
    return found.dateline, found.agency


def test_a_line_of_its_own_above_the_text_counts() -> None:
    blocks = [block("date", "Nairobi, March 3 (AFP) Mar 3, 2025"), *body("The harbour is open again.")]
    assert filed("", blocks) == ("Nairobi", "Agence France-Presse")


@pytest.mark.parametrize(
    ("head", "blocks", "agency"),
    [
        (ld(sourceOrganization={"name": "Reuters"}), [], "Reuters"),
        (ld(creditText="AFP"), [], "Agence France-Presse"),
        (ld(author=[{"@type": "Person", "name": "dpa"}]), [], "Deutsche Presse-Agentur"),
        (meta(author="Agence France-Presse"), [], "Agence France-Presse"),
        (meta(**{"dc.source": "EFE"}), [], "Agencia EFE"),
        ("", [block("byline", "By Dana Whitlow | Associated Press")], "Associated Press"),
        ("", [block("contributors", "Information was contributed by Dana Whitlow of The Associated Press.")], "Associated Press"),
        ("", [block("legal", "Copyright Agence France-Presse. No reuse.")], "Agence France-Presse"),
        ("", [block("legal", "© Dana Whitlow / AFP")], None),
        ("", [block("legal", "© AFP / dpa")], "Agence France-Presse"),
        ("", [block("legal", "Copyright 2013 Dow Jones & Company, Inc. All Rights Reserved.")], None),
        ("", [*body("The dam held.", "Nobody was hurt. (PTI)")], "Press Trust of India"),
        ("", [block("credit", "Photo: Reuters"), *body("The dam held.")], None),
        ("", body("Reuters reported it, and the AP and dpa confirmed it."), None),
        (ld(sourceOrganization=7, creditText=["x"], author=[[[]]]), [], None),
    ],
    ids=["source", "credit text", "author", "meta", "dc.source", "byline", "credit line", "notice", "photographer of an agency", "two agencies", "owner", "closing", "photo", "prose", "types"],
)  # fmt: skip
def test_where_agencies_are_named(head: str, blocks: Any, agency: str | None) -> None:
    assert filed(head, blocks)[1] == agency


def test_an_unknown_agency_is_spelled_out_by_the_page() -> None:
    text = "MILLPOND (LVP) — The ferry is back after a week."
    notice = block("legal", "© 2025 Lower Valley Press. Members only.")
    assert filed("", [*body(text), notice]) == ("MILLPOND", "Lower Valley Press")
    assert filed("", body(text)) == ("MILLPOND", None)


@pytest.mark.parametrize(
    ("texts", "outlets", "place"),
    [
        (("Kirchdorf. Der Rat tagt am Freitag.", "Die Halle in Kirchdorf ist zu klein."), (), "Kirchdorf"),
        (("Kirchdorf. Der Rat tagt am Freitag.",), ("Kirchdorfer Bote",), "Kirchdorf"),
        (("Stille. Nur der Wind war zu hören.",), (), None),
    ],
    ids=["named again", "paper named after it", "just a word"],
)
def test_a_place_as_a_sentence_needs_proof(
    texts: tuple[str, ...], outlets: tuple[str, ...], place: str | None
) -> None:
    assert filed("", body(*texts), *outlets)[0] == place
