"""Several processes share a sources file: each source, and each host, is one's alone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

import pytest

from newsspider.errors import UsageError
from newsspider.sources.config import Source
from newsspider.sources.parts import parse_part, part_of

CODE = """
from newsspider.sources.config import Source
from newsspider.sources.parts import part_of
print([n for n in range(1, 9) for s in part_of([Source("https://www.paper-5.example/")], n, 8)])
"""


def parts(sources: list[Source], count: int) -> list[list[str]]:
    """Return the URLs of each part."""
    return [[source.url for source in part_of(sources, number, count)] for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("given", "part"),
    [("1/1", (1, 1)), ("2/8", (2, 8)), ("8/8", (8, 8)), (" 03/10 ", (3, 10)), ("10000/10000", (10_000, 10_000))],
)
def test_a_part_is_a_number_of_a_count(given: str, part: tuple[int, int]) -> None:
    assert parse_part(given) == part


@pytest.mark.parametrize(
    "given",
    [
        "",
        "2",
        "0/8",
        "half",
        "9/8",
        "0/0",
        "-1/8",
        "1/-8",
        "1.5/8",
        "a/b",
        "1/2/3",
        "2 / 8",
        "2:8",
        "1/10001",
        "1/999999",
        "²/8",
    ],
)
def test_what_is_no_part_is_refused_by_its_value(given: str) -> None:
    with pytest.raises(UsageError, match=r"-a part=.* from 1/8 to 8/8") as raised:
        parse_part(given)
    assert f"part={given} " in str(raised.value)


@pytest.mark.parametrize("count", [1, 2, 8])
def test_each_source_is_in_one_part_in_the_files_order(count: int) -> None:
    sources = [Source(f"https://www.paper-{n}.example/") for n in range(200)]
    split = parts(sources, count)

    assert sorted(url for part in split for url in part) == sorted(source.url for source in sources)
    order = {source.url: place for place, source in enumerate(sources)}
    assert all(part == sorted(part, key=order.__getitem__) for part in split)
    assert min(map(len, split)) >= 200 / count / 2, "no part is left with little to do"


def test_hosts_of_a_site_stay_together() -> None:
    sources = [
        source
        for n in range(50)
        for source in (
            Source(f"https://www.paper-{n}.localhost/"),
            Source(f"https://sport.paper-{n}.localhost/"),
            Source(f"http://paper-{n}.localhost:8080/", feeds=(f"https://feeds.paper-{n}.localhost/all",)),
        )
    ]
    split = parts(sources, 4)
    assert sum(map(len, split)) == len(sources)
    for part in split:
        assert part
        assert set(Counter(re.findall(r"paper-(\d+)", " ".join(part))).values()) == {3}


def test_sources_that_read_the_same_host_stay_together_through_others_too() -> None:
    chain = [
        Source(f"https://www.paper-{n}.example/", feeds=tuple(f"https://feeds-{k}.example/{n}" for k in (n, n + 1)))
        for n in range(30)
    ]
    assert sorted(map(len, parts(chain, 8))) == [0] * 7 + [30]


def test_ports_of_one_host_stay_together() -> None:
    urls = [f"http://{host}:{port}/" for host in ("127.0.0.1", "[::1]", "intranet") for port in range(8000, 8020)]
    split = parts([Source(url) for url in urls], 8)
    assert sorted(len(part) for part in split if part) in ([20, 20, 20], [20, 40], [60])


def test_what_is_no_address_is_in_one_part_as_well() -> None:
    wrong = [Source("https://[::1"), Source("gopher://old.example/"), Source("https://"), Source("")]
    assert sorted(url for part in parts(wrong, 3) for url in part) == sorted(source.url for source in wrong)


def test_a_site_is_in_the_same_part_in_every_process() -> None:
    answers = {
        subprocess.run(
            [sys.executable, "-c", CODE], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert answers == {"[8]\n"}


def test_a_new_source_moves_no_other_to_another_part() -> None:
    sources = [Source(f"https://www.paper-{n}.example/") for n in range(50)]
    before, after = parts(sources, 5), parts([Source("https://a.example/"), *sources], 5)
    assert [[url for url in part if "paper" in url] for part in after] == before
