"""sources.toml: what it may say, and how it is refused."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from newsspider.core.schedule import DAY, HOUR
from newsspider.errors import UsageError
from newsspider.sources.config import Source, read_sources
from tests.support.commands import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

FULL = """
# Papers of the lake
[[source]]
url = "https://www.lakepost.example"
feeds = ["https://www.lakepost.example/feed", "www.lakepost.example/feed"]
sitemaps = ["https://www.lakepost.example/news.xml"]
sections = ["https://www.lakepost.example/harbour"]
pace = 2
js = true
budget = 300
language = "pt-BR"
time_zone = "Europe/Berlin"
revisit = ["2h", "90m", "1.5d"]

[[source]]
url = "Hill.Example"
"""


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_full_entry_and_a_short_one(tmp_path: Path) -> None:
    full, short = read_sources(written(tmp_path / "s.toml", FULL))
    assert full == Source(
        "https://www.lakepost.example/",
        ("https://www.lakepost.example/feed",),
        ("https://www.lakepost.example/news.xml",),
        ("https://www.lakepost.example/harbour",),
        2.0,
        300,
        "pt-BR",
        "Europe/Berlin",
        (5_400.0, 7_200.0, 129_600.0),
        js=True,
    )
    assert full.entries == full.feeds + full.sitemaps + full.sections
    assert short == Source("https://hill.example/")
    assert short.entries == ("https://hill.example/",)


def test_an_address_that_cannot_be_crawled_is_left_to_the_run(tmp_path: Path) -> None:
    (source,) = read_sources(written(tmp_path / "s.toml", '[[source]]\nurl = " ftp://files.example/ "'))
    assert source.entries == ("ftp://files.example/",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("", "no [[source]] table", id="empty"),
        pytest.param("[[source]\n", "can't be read", id="no-toml"),
        pytest.param(f"a = {'9' * 5_000}\n", "can't be read", id="endless-number"),
        pytest.param(b"\xff\xfe", "can't be read", id="no-utf-8"),
        pytest.param('\n[[sources]]\nurl = "a"', "line 1: unknown key 'sources'", id="misspelt-table"),
        pytest.param('pace = 1\n[[source]]\nurl = "a"', "line 1: unknown key 'pace'", id="key-outside"),
        pytest.param('[[source]]\nfeedz = []\nurl = "a"', "line 2: unknown key 'feedz'; did you mean feeds", id="key"),
        pytest.param('[[source]]\nurl = "a"\ncolour = 1', "line 3: unknown key 'colour'; known: url", id="far-key"),
        pytest.param('[[source]]\nurl = "a"\n# x\n[[source]]\n', "line 4: a source needs url", id="no-url"),
        pytest.param('[[source]]\nurl = ""', "line 2: url must be an address", id="empty-url"),
        pytest.param("[[source]]\nurl = 7", "line 2: url must be an address", id="number"),
        pytest.param('[[source]]\nurl = "a"\n\n[[ source ]]\nurl = "https://a/"', "line 5: https://a/ is", id="twice"),
        pytest.param('[[source]]\nurl = "a"\nfeeds = "b"', "line 3: feeds must be a list", id="feeds"),
        pytest.param('[[source]]\nurl = "a"\nfeeds = [1]', "line 3: feeds must be an address", id="feed"),
        pytest.param('[[source]]\nurl = "a"\npace = -1', "line 3: pace must be seconds", id="pace"),
        pytest.param('[[source]]\nurl = "a"\npace = nan', "line 3: pace must be seconds", id="pace-nan"),
        pytest.param('[[source]]\nurl = "a"\npace = true', "line 3: pace must be seconds", id="pace-true"),
        pytest.param('[[source]]\nurl = "a"\njs = "yes"', "line 3: js must be true or false, not 'yes'", id="js"),
        pytest.param('\n[source]\nurl = "a"', "line 2: [source] must be [[source]]", id="one-bracket"),
        pytest.param('[[source]]\nurl = "a"\nbudget = 1.5', "line 3: budget must be", id="budget"),
        pytest.param('[[source]]\nurl = "a"\nlanguage = "English"', "line 3: language must be", id="language"),
        pytest.param('[[source]]\nurl = "a"\ntime_zone = "CEST+1"', "line 3: time_zone must be", id="zone"),
        *(
            pytest.param(
                f'[[source]]\nurl = "a"\nrevisit = {value}', "line 3: revisit must be ages", id=f"revisit-{value}"
            )
            for value in (
                "1",
                "true",
                "false",
                "[]",
                '"2h"',
                '["2 hours"]',
                "[2]",
                '["0d"]',
                '["2h", "120m"]',
                '["999d"]',
            )
        ),
        pytest.param('source = "a"', "no [[source]] table", id="string"),
        pytest.param("source = [1]", "must be a [[source]] table", id="list-of-numbers"),
        pytest.param("source = [[]]", "must be a [[source]] table", id="list-of-lists"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, content: str | bytes, said: str) -> None:
    path = written(tmp_path / "sources.toml", content)
    with pytest.raises(UsageError) as raised:
        read_sources(path)
    assert str(path) in str(raised.value)
    assert said in str(raised.value)


def test_a_missing_file_or_a_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="write one"):
        read_sources(tmp_path / "sources.toml")
    with pytest.raises(UsageError, match="can't be read"):
        read_sources(tmp_path)


def test_no_more_looks_differ_from_the_default(tmp_path: Path) -> None:
    content = '[[source]]\nurl = "a"\nrevisit = 0\n[[source]]\nurl = "b"'
    never, default = read_sources(written(tmp_path / "s.toml", content))
    assert never.revisit == ()
    assert default.revisit is None


def test_the_example_of_the_documentation_is_read_and_all_keys_stand_there(tmp_path: Path) -> None:
    page = (PROJECT / "docs" / "sources.md").read_text(encoding="utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    full, short = read_sources(written(tmp_path / "s.toml", example))
    assert full.revisit == (2 * HOUR, DAY, 3 * DAY)
    assert all(getattr(full, field.name) not in (None, ()) for field in fields(Source))
    assert short.entries == ("https://news.example.org/",)
    documented = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert documented == [field.name for field in fields(Source)]
