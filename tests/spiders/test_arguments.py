"""Unknown -a arguments are refused with the nearest known one."""

from __future__ import annotations

import pytest

from newsspider.errors import UsageError
from newsspider.spiders.arguments import check_arguments


@pytest.mark.parametrize(
    ("given", "hint"),
    [("url", "did you mean -a urls=…?"), ("source", "did you mean -a sources=…?"), ("zzz", "known: urls, sources")],
)
def test_an_unknown_argument_is_named_with_the_nearest(given: str, hint: str) -> None:
    with pytest.raises(UsageError, match="the spider 'news' has no argument") as raised:
        check_arguments("news", ["urls", given], ("urls", "sources"))

    assert repr(given) in str(raised.value)
    assert hint in str(raised.value)


def test_known_arguments_pass() -> None:
    check_arguments("news", ["sources", "urls"], ("urls", "sources"))
    check_arguments("news", [], ("urls", "sources"))


def test_the_job_that_scrapyd_names_passes() -> None:
    check_arguments("news", ["urls", "_job"], ("urls",))
    with pytest.raises(UsageError, match="'_jobs'"):
        check_arguments("news", ["_jobs"], ("urls",))
