"""Unknown options of every command are refused with the nearest that there is."""

from __future__ import annotations

import argparse
from importlib import import_module

import pytest
from scrapy.exceptions import UsageError
from scrapy.utils.project import get_project_settings

from newsspider.commands.options import refuse_unknown


@pytest.mark.parametrize(
    ("command", "given", "near"),
    [
        ("crawl", "--loglevl", "--loglevel"),
        ("addsource", "--shwo", "--show"),
        ("checkrules", "--ignore-all", "--ignored"),
        ("inspect", "--htm1=x", "--html"),
        ("export", "--langage", "--language"),
        ("dedupe", "--worker", "--workers"),
        ("report", "--ran", "--run"),
        ("report", "--jsn", "--json"),
    ],
)
def test_the_nearest_option_is_named(command: str, given: str, near: str) -> None:
    made = import_module(f"newsspider.commands.{command}").Command()
    made.settings = get_project_settings()
    parser = argparse.ArgumentParser(allow_abbrev=False)
    made.add_options(parser)
    options, rest = parser.parse_known_args([given])
    with pytest.raises(UsageError, match=f"no option {given.partition('=')[0]}; did you mean {near}"):
        (made.run if command in ("checkrules", "dedupe") else made.process_options)(rest, options)


def test_what_is_near_to_nothing_gets_the_way_to_the_list() -> None:
    with pytest.raises(UsageError, match="-h lists the options"):
        refuse_unknown(["a.html", "-", "--zzzzzzzz"], argparse.Namespace(json=False))
    refuse_unknown(["a.html", "-"], argparse.Namespace())
