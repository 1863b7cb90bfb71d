"""What a source gave, the exit code that follows, and the file that names sources."""

from __future__ import annotations

import pytest

from newsspider.exitcodes import ExitCode
from newsspider.sources.state import SourceState, exit_code

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
    state = SourceState(URL).with_outcomes({URL: own} if own else {}, below)

    assert (state.cause, state.gave) == (cause, gave)
    assert sum(state.counts.values()) == sum(count for _, _, count in below)


def test_a_cause_that_is_known_already_stays() -> None:
    state = SourceState("file:///pages.jsonl", cause="file_cut").with_outcomes({}, [("stored", None, 2)])

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


FEED, MAP = f"{URL}feed", f"{URL}map.xml"


@pytest.mark.parametrize(
    ("own", "cause", "failed"),
    [
        pytest.param({FEED: ("dropped", "feed"), MAP: ("dropped", "sitemap")}, None, {}, id="both-read"),
        pytest.param({FEED: ("failed", "timeout"), MAP: ("dropped", "sitemap")}, None, {FEED: "timeout"}, id="one"),
        pytest.param(
            {FEED: ("failed", "timeout"), MAP: ("dropped", "http_404")},
            "timeout",
            {FEED: "timeout", MAP: "http_404"},
            id="none-read",
        ),
        pytest.param({FEED: ("waiting", None)}, "waiting", {}, id="not-come-to"),
    ],
)
def test_a_source_fails_when_none_of_its_entries_could_be_read(
    own: dict[str, tuple[str, str | None]], cause: str | None, failed: dict[str, str]
) -> None:
    state = SourceState(URL, entries=(FEED, MAP)).with_outcomes(own, [])

    assert (state.cause, state.failed) == (cause, failed)
    assert state.to_dict().get("entries_failed", {}) == failed
