"""What a source gave, the exit code that follows, and the file that names sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsspider.errors import UsageError
from newsspider.exitcodes import ExitCode
from newsspider.sources import SourceState, exit_code, read_sources

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://www.paper.example/"


@pytest.mark.parametrize(
    ("own", "below", "cause", "gave"),
    [
        pytest.param(("dropped", "section_page"), [("stored", None, 3)], None, 3, id="stored"),
        pytest.param(("dropped", "section_page"), [("unchanged", None, 3)], None, 3, id="nothing-new"),
        pytest.param(("dropped", "section_page"), [], None, 0, id="an-empty-section-page"),
        pytest.param(
            ("dropped", "section_page"), [("failed", "timeout", 2)], "all_pages_failed", 0, id="none-fetched"
        ),
        pytest.param(
            ("dropped", "section_page"), [("failed", "timeout", 2), ("stored", None, 1)], None, 1, id="some-fetched"
        ),
        pytest.param(("failed", "host_not_found"), [("stored", None, 9)], "host_not_found", 9, id="not-reached"),
        pytest.param(("dropped", "http_404"), [], "http_404", 0, id="not-there"),
        pytest.param(("dropped", "robots_disallowed"), [], "robots_disallowed", 0, id="forbidden"),
        pytest.param(("dropped", "too_short"), [], None, 0, id="no-article"),
        pytest.param(("waiting", None), [("waiting", None, 1)], "waiting", 0, id="not-come-to"),
        pytest.param(("waiting", None), [("stored", None, 1)], None, 1, id="waiting-but-gave"),
        pytest.param(("stored", None), [("stored", None, 1)], None, 1, id="an-article"),
        pytest.param(None, [], None, 0, id="unknown"),
    ],
)
def test_what_became_of_a_source(
    own: tuple[str, str | None] | None, below: list[tuple[str, str | None, int]], cause: str | None, gave: int
) -> None:
    state = SourceState(URL).with_outcomes(own, below)

    assert (state.cause, state.gave) == (cause, gave)
    assert sum(state.counts.values()) == sum(count for _, _, count in below)


def test_a_cause_that_is_known_already_stays() -> None:
    state = SourceState("file:///pages.jsonl", cause="file_cut").with_outcomes(None, [("stored", None, 2)])

    assert state.to_dict() == {"url": "file:///pages.jsonl", "failed": "file_cut", "counts": {"stored": 2}}


GOOD = SourceState(URL, gave=2)
BAD = SourceState(URL, cause="timeout")
HALF = SourceState(URL, cause="file_cut", gave=2)


@pytest.mark.parametrize(
    ("sources", "code"),
    [
        pytest.param([], ExitCode.DONE, id="none"),
        pytest.param([GOOD, GOOD], ExitCode.DONE, id="all-good"),
        pytest.param([GOOD, BAD], ExitCode.SOME_SOURCES_FAILED, id="one-failed"),
        pytest.param([BAD, BAD], ExitCode.ALL_SOURCES_FAILED, id="all-failed"),
        pytest.param([HALF], ExitCode.SOME_SOURCES_FAILED, id="failed-but-gave"),
    ],
)
def test_the_exit_code_says_how_many_failed(sources: list[SourceState], code: ExitCode) -> None:
    assert exit_code(sources) is code


def test_a_sources_file_gives_its_urls_in_order(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text('[[source]]\nurl = "b.example"\n\n[[source]]\nurl = "https://a.example/news"\n', encoding="utf-8")

    assert read_sources(path) == ["b.example", "https://a.example/news"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "no [[source]] table", id="empty"),
        pytest.param(b"[[source]\n", "can't be read", id="no-toml"),
        pytest.param(b"\xff\xfe", "can't be read", id="no-utf-8"),
        pytest.param(b'[[sources]]\nurl = "a"', "unknown key 'sources'", id="misspelt-table"),
        pytest.param(b'[[source]]\nurls = "a"', "source 1: unknown key 'urls'", id="misspelt-key"),
        pytest.param(b'[[source]]\nurl = "a"\n[[source]]\n', 'source 2 needs url = "https://', id="no-url"),
        pytest.param(b'[[source]]\nurl = ""', "source 1 needs url", id="empty-url"),
        pytest.param(b"[[source]]\nurl = 7", "source 1 needs url", id="number"),
        pytest.param(b'source = "a"', "no [[source]] table", id="string"),
        pytest.param(b"source = [1]", "source 1 must be", id="list-of-numbers"),
        pytest.param(b"source = [[]]", "source 1 must be", id="list-of-lists"),
    ],
)
def test_a_wrong_sources_file_is_refused_by_name(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes(content)

    with pytest.raises(UsageError) as raised:
        read_sources(path)

    assert str(path) in str(raised.value)
    assert said in str(raised.value)


def test_a_missing_file_or_a_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="write one"):
        read_sources(tmp_path / "sources.toml")
    with pytest.raises(UsageError, match="can't be read"):
        read_sources(tmp_path)
