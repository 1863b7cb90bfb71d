"""docs/settings.md says what the code does: every setting, default, least value, exit code and limit, both ways."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings, default_settings

from newsspider import settings as ours
from newsspider.commands.crawl import prepare_settings
from newsspider.errors import UsageError
from newsspider.exitcodes import ExitCode

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
# Settings whose value depends on the machine or is too long for a cell; the page describes it in words.
IN_WORDS = {
    "EXTRACT_WORKERS", "USER_AGENT", "DEFAULT_REQUEST_HEADERS", "DOWNLOAD_HANDLERS", "DOWNLOADER_MIDDLEWARES",
    "ITEM_PIPELINES", "EXTENSIONS", "EXTENSIONS_BASE", "LOG_LEVEL", "RETRY_EXCEPTIONS",
}  # fmt: skip


def table(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading, without its head."""
    section = PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    assert rows, heading
    return [[cell.strip() for cell in row.strip("|").split(" |")] for row in rows]


def literal(cell: str) -> Any:
    """Return the Python value of a cell such as ``'output'``."""
    return ast.literal_eval(cell.strip("`"))


OURS = {row[0].strip("`"): row[1:] for row in table("Ours")}
CHANGED = {row[0].strip("`"): row[1:] for row in table("Scrapy's, with another default")}
LEAST = {name: float(row[2]) for name, row in OURS.items() if row[2]} | {
    name: float(row[3]) for name, row in CHANGED.items() if row[3]
}
IN_CODE = {name: value for name, value in vars(ours).items() if name.isupper()}


def test_every_setting_stands_there_once_and_no_other() -> None:
    assert not set(OURS) & set(CHANGED)
    assert set(OURS) | set(CHANGED) == set(IN_CODE)
    assert len(table("Ours")) + len(table("Scrapy's, with another default")) == len(IN_CODE)


def test_ours_are_those_that_scrapy_does_not_know() -> None:
    assert {name for name in IN_CODE if not hasattr(default_settings, name)} == set(OURS)


@pytest.mark.parametrize("name", sorted(set(IN_CODE) - IN_WORDS))
def test_the_default_is_what_the_code_has(name: str) -> None:
    cell = (OURS.get(name) or CHANGED[name])[0]

    assert literal(cell) == IN_CODE[name]


@pytest.mark.parametrize("name", sorted(CHANGED))
def test_a_changed_default_differs_from_scrapys(name: str) -> None:
    theirs, said = getattr(default_settings, name), CHANGED[name][1]

    assert IN_CODE[name] != theirs
    if said:
        assert literal(said) == theirs


@pytest.mark.parametrize("name", sorted(IN_WORDS))
def test_a_default_in_words_names_the_parts(name: str) -> None:
    words = (OURS.get(name) or CHANGED[name])[0]
    value = IN_CODE[name]
    if isinstance(value, dict) and name != "DEFAULT_REQUEST_HEADERS":
        parts = [key.rpartition(".")[2].lower() for key, order in value.items() if order is not None or "." not in key]
        assert all(any(word in part for word in words.replace(",", "").split()) for part in parts)
        orders = [str(order) for order in value.values() if isinstance(order, int)]
        assert [word.strip(",") for word in words.split() if word.strip(",").isdigit()] == orders
    else:
        assert words


def prepared(**changes: Any) -> None:
    """Check our settings with changes, as the command does."""
    settings = Settings(IN_CODE)
    settings.setdict(changes, priority="cmdline")
    prepare_settings(settings)


@pytest.mark.parametrize("name", sorted(LEAST))
def test_the_least_value_is_taken_and_less_is_refused(name: str) -> None:
    least = LEAST[name]
    prepared(**{name: int(least) if least == int(least) else least})

    for wrong in (least - 0.05 if least < 1 else least - 1, "many", "nan", "inf", "", None):
        with pytest.raises(UsageError, match=name):
            prepared(**{name: wrong})


@pytest.mark.parametrize("name", ["EXTRACT_WORKERS", "MAX_DEPTH", "SITE_PAGE_BUDGET", "CONCURRENT_REQUESTS"])
def test_what_is_counted_must_be_whole(name: str) -> None:
    with pytest.raises(UsageError, match="whole number"):
        prepared(**{name: "1.5"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DUPLICATES", "keep"),
        ("OUTPUT_DIR", ""),
        ("PRIVATE_HOSTS_ALLOWED", "http://intranet"),
        ("TLS_UNVERIFIED_HOSTS", "https://paper.example/"),
        ("DOWNLOAD_VERIFY_CERTIFICATES", "mostly"),
        ("DEFAULT_REQUEST_HEADERS", {"authorization": "Bearer hush"}),
        ("ROBOTSTXT_OBEY", "perhaps"),
        ("REMOVED_TEXT", "some"),
        ("COOKIES_ENABLED", "maybe"),
        ("LOG_LEVEL", "LOUD"),
        ("CLOCK_OFFSET_SECONDS", "1e12"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(UsageError, match=name):
        prepared(**{name: value})


def test_a_host_that_cannot_be_is_told_what_it_must_be() -> None:
    with pytest.raises(UsageError, match="isn't host or host:port"):
        prepared(PRIVATE_HOSTS_ALLOWED="a/b")


def test_the_contact_is_part_of_the_user_agent() -> None:
    settings = Settings(IN_CODE | {"CONTACT": "desk@corpus.example"})
    prepare_settings(settings)

    assert settings["USER_AGENT"] == ours.USER_AGENT.removesuffix(")") + "; desk@corpus.example)"


def test_every_exit_code_stands_there_with_its_name() -> None:
    said = {row[1].strip("`"): int(row[0]) for row in table("Exit codes")}

    assert said.pop("") == 1, "Python's own for what isn't foreseen"
    assert said == {code.name: int(code) for code in ExitCode}


@pytest.mark.parametrize("row", table("Fixed limits"), ids=lambda row: row[0].strip("`"))
def test_a_fixed_limit_is_what_the_code_has(row: list[str]) -> None:
    module, _, name = row[0].strip("`").rpartition(".")

    assert getattr(import_module(f"newsspider.{module}"), name) == int(row[1])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"HEALTH_COMMAND": "mail 'desk"}, "quote it"),
        ({"METRICS_FILE": "/"}, "a folder"),
    ],
    ids=["quotes", "folder"],
)
def test_who_is_to_be_told_must_make_sense(changes: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        prepared(**changes)
