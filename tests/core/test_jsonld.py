from __future__ import annotations

import json
import time
from typing import Any

import pytest

from newsspider.core.jsonld import CUT, MAX_NODES, read_json_ld

STORY: dict[str, Any] = {"@type": "NewsArticle", "headline": "Ferry"}
PLAIN = json.dumps(STORY)


@pytest.mark.parametrize(
    ("script", "nodes"),
    [
        (PLAIN, [STORY]),
        (f"[{PLAIN}, {PLAIN}]", [STORY, STORY]),
        (f"[[{PLAIN}]]", [STORY]),
        (f'{{"@context": "x", "@graph": [{PLAIN}]}}', [STORY]),
        (f"{PLAIN}{PLAIN}", [STORY, STORY]),
        (f"{PLAIN}\n;", [STORY]),
        (f"<!--\n{PLAIN}\n-->", [STORY]),
        (f"//<![CDATA[\n{PLAIN}\n//]]>", [STORY]),
        (f"/*<![CDATA[*/{PLAIN}/*]]>*/", [STORY]),
        ('{"@type": "NewsArticle", "headline": "Ferry",}', [STORY]),
        ('{"@type": "NewsArticle"\n"headline": "Ferry"}', [STORY]),
        ('{"@type": "NewsArticle", "headline": "Fer\nry"}', [{**STORY, "headline": "Fer\nry"}]),
        ("{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Ferry&quot;}", [STORY]),
        (f"{PLAIN} trailing rubbish", [STORY]),
        ('{"@type": "X", "mainEntity": {"@type": "Article", "headline": "In"}}', 2),
        ("", []),
        ("null", []),
        ("5", []),
        ('"text"', []),
        ("{", []),
        ("{}", []),
        ("not json", []),
    ],
    ids=["plain", "list", "nested lists", "graph", "two in a row", "semicolon", "comment", "cdata", "css cdata",
         "trailing comma", "missing comma", "raw line break", "escaped", "rubbish behind", "main entity", "empty", "null",
         "number", "text", "cut", "no type", "no json"],
)  # fmt: skip
def test_nodes(script: str, nodes: list[dict[str, Any]] | int) -> None:
    found = read_json_ld([script])
    if isinstance(nodes, int):
        assert len(found) == nodes
    else:
        assert list(found) == nodes


def test_what_cant_be_mended_is_salvaged() -> None:
    broken = (
        '{"@type": "NewsArticle", "headline": "Fer\\u00e9", "text": "a "quoted" word",'
        '"datePublished": "2024-03-26", "author": [{"@type": "Person", "name": "Dana Whitlow"}]}'
    )
    assert read_json_ld([broken]) == (
        {
            "@type": "NewsArticle",
            "headline": "Feré",
            "datePublished": "2024-03-26",
            "author": {"@type": "Person", "name": "Dana Whitlow"},
        },
    )
    assert read_json_ld(['{"@type": "Thing", "a" "b"}']) == ()


@pytest.mark.parametrize(
    "script",
    [
        "[" * 100_000,
        '{"@graph": [' * 50_000,
        '{"@type": "Person",' * 20_000,
        '"@type":"Person",' * 25_000,
        '{"a": "' + '\\"' * 200_000,
        "\n" * 400_000 + "{" + "\n" * 200_000,
        '{"author"' * 50_000,
        '{"headline": "' + "x" * 400_000,
        "," + " " * 400_000 + "{",
        '"\n' * 200_000,
    ],
    ids=["deep", "deep graph", "open objects", "pairs", "escapes", "lines", "authors", "long", "comma", "quotes"],
)
def test_hostile_json_is_bounded(script: str) -> None:
    started = time.process_time()
    assert len(read_json_ld([script])) <= MAX_NODES
    assert time.process_time() - started < 3


def test_number_and_size_are_bounded() -> None:
    assert len(read_json_ld([f"[{','.join([PLAIN] * 5_000)}]"])) == MAX_NODES
    assert len(read_json_ld([PLAIN] * 500)) == 100
    assert read_json_ld([" " * 3_000_000, PLAIN]) == ()


@pytest.mark.parametrize(
    ("escaped", "expected"),
    [
        (r"a\ud800b", "a\ufffdb"),
        (r"\udc00", "\ufffd"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
    ],
)
def test_lone_surrogates_are_replaced(escaped: str, expected: str) -> None:
    assert read_json_ld([f'{{"@type": "NewsArticle", "headline": "{escaped}"}}'])[0]["headline"] == expected


def test_a_script_beyond_the_limit_is_read_in_part() -> None:
    people = ", ".join('{"@type": "Person", "name": "Dana Whitlow"}' for _ in range(100_000))
    nodes = read_json_ld([f'{{"@type": "NewsArticle", "headline": "Ferry returns", "author": [{people}]}}'])
    assert [(node["headline"], node["author"]["name"], CUT in node) for node in nodes] == [
        ("Ferry returns", "Dana Whitlow", True)
    ]
