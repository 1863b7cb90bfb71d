from __future__ import annotations

import json
from typing import Any

import pytest

from newsspider.core.metadata.tdmrep import Reservation, parse_tdmrep, reservation_of

SITE = "https://www.lakepost.example"


def rules(*entries: Any) -> tuple[Reservation, ...]:
    return parse_tdmrep(json.dumps(entries).encode())


@pytest.mark.parametrize(
    ("place", "path", "covered"),
    [
        ("/", "/news/1", True),
        ("/news/", "/news/1", True),
        ("/news/", "/sport/1", False),
        ("*", "/news/1", True),
        ("/*/archive/", "/news/archive/1", True),
        ("/*/archive/", "/news/1", False),
        ("/*.html$", "/news/1.html", True),
        ("/*.html$", "/news/1.html?x=1", False),
        ("/news$", "/news", True),
        ("/news$", "/news/1", False),
        ("/a*ab$", "/ab", False),
    ],
)
def test_places(place: str, path: str, covered: bool) -> None:
    assert Reservation(place, reserved=True).covers(path) is covered


def test_the_longest_place_counts() -> None:
    found = rules(
        {"location": "/", "tdm-reservation": 1, "tdm-policy": "/policy.json"},
        {"location": "/free/", "tdm-reservation": 0},
    )
    assert reservation_of(f"{SITE}/news/1", found) == Reservation("/", reserved=True, policy=f"{SITE}/policy.json")
    assert reservation_of(f"{SITE}/free/1", found) == Reservation("/free/", reserved=False)
    assert reservation_of(f"{SITE}/news/1", ()) is None
    assert reservation_of("https://[bad/", found) is None


@pytest.mark.parametrize(
    "entry",
    [
        {"location": "/", "tdm-reservation": 2},
        {"location": "news", "tdm-reservation": 1},
        {"location": ["/"], "tdm-reservation": 1},
        {"tdm-reservation": 1},
        {"location": "/"},
        "text",
        None,
    ],
)
def test_what_states_nothing_is_passed_over(entry: Any) -> None:
    assert rules(entry) == ()


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[" * 200_000, b"\xff\xfe\x00", b" " * 1_000_001 + b"[]", b"null", b'"text"'],
    ids=["empty", "page", "deep", "binary", "too large", "null", "text"],
)
def test_broken_files_say_nothing(body: bytes) -> None:
    assert parse_tdmrep(body) == ()


def test_a_lone_rule_and_a_byte_order_mark_are_read() -> None:
    assert parse_tdmrep(b'\xef\xbb\xbf{"location": "/", "tdm-reservation": "1"}') == (Reservation("/", reserved=True),)


def test_files_of_many_rules_are_bounded() -> None:
    many = [{"location": f"/{'*a' * 900}{n}", "tdm-reservation": 1} for n in range(500)]
    found = parse_tdmrep(json.dumps(many).encode())
    assert reservation_of(f"{SITE}/{'a' * 2000}", found) is None
