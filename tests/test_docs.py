"""The documents say what the code does: every record field, reason and room."""

from __future__ import annotations

import argparse
import ast
import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest
from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

from newsspider.core import article
from newsspider.export.forms import to_cc_news
from newsspider.export.writers import FORMATS

PROJECT = Path(__file__).parents[1]
DOCS = PROJECT / "docs"

# Calls whose string arguments are reasons.
_REASON_CALLS = frozenset({"Outcome", "Refused", "PageDropped", "PageFailed", "BadRow", "ExtractFailed"})
_STATES = frozenset({"stored", "unchanged", "dropped", "failed"})


def reasons_in(source: str) -> set[str]:
    """Return the reasons that a module gives: string arguments of the calls that take one, and pairs of a cause table."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _REASON_CALLS:
            found |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "_CAUSES":
            found |= {c.value for c in ast.walk(node) if isinstance(c, ast.Constant) and isinstance(c.value, str)}
    return {reason for reason in found if re.fullmatch(r"[a-z]+(_[a-z]+)*", reason)} - _STATES


def returned_strings(source: str) -> set[str]:
    """Return the string constants that a module's functions return."""
    return {
        c.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Return) and node.value is not None
        for c in ast.walk(node.value)
        if isinstance(c, ast.Constant) and isinstance(c.value, str)
    }


def documented(name: str) -> set[str]:
    """Return what stands in back quotes on a page of docs/."""
    return set(re.findall(r"`([^`\s]+)`", (DOCS / name).read_text(encoding="utf-8")))


def test_every_reason_is_documented() -> None:
    used = set()
    for path in (PROJECT / "newsspider").rglob("*.py"):
        if "core" not in path.parts and "sample" not in path.parts:
            used |= reasons_in(path.read_text(encoding="utf-8"))
    used |= {
        r
        for r in returned_strings((PROJECT / "newsspider/core/verdict.py").read_text(encoding="utf-8"))
        if re.fullmatch(r"[a-z]+_[a-z]+", r)
    }
    assert len(used) > 25
    assert sorted(used - documented("reasons.md") - {"unchanged"}) == []


def test_the_reader_of_reasons_sees_a_planted_one() -> None:
    source = 'raise PageDropped("made_up_reason", links=x)\n_CAUSES: tuple = ((OSError, "another_one"),)\nOutcome("failed", "third_one")'
    assert reasons_in(source) == {"made_up_reason", "another_one", "third_one"}
    assert returned_strings('def f():\n    return "late" if x else None') == {"late"}


@pytest.mark.parametrize(
    "part",
    [article.Article, article.Rights, article.Dedup, article.Version, article.Discovery, article.Extraction],
    ids=lambda part: part.__name__,
)
def test_every_field_of_the_record_is_documented(part: type) -> None:
    known = documented("record.md") | set(re.findall(r"\w+", (DOCS / "record.md").read_text(encoding="utf-8")))
    assert sorted(f.name for f in fields(part) if f.name.rstrip("_") not in known) == []


def test_every_room_of_the_architecture_exists() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rooms = set(
        re.findall(
            r"`((?:core|store|net|spiders|middlewares|workers|rules|commands|extensions|inspection|export|report)/[\w/.]*|scheduler\.py)`",
            text,
        )
    )
    assert len(rooms) > 12
    assert sorted(r for r in rooms if not (PROJECT / "newsspider" / r).exists()) == []


def test_links_between_the_documents_lead_somewhere() -> None:
    broken = []
    for page in (*PROJECT.glob("*.md"), *DOCS.glob("*.md")):
        targets = re.findall(r"\]\(([^)#:\s]+)\)", page.read_text(encoding="utf-8"))
        broken += [f"{page.name}: {target}" for target in targets if not (page.parent / target).exists()]
    assert broken == []


@pytest.mark.parametrize("command", ["inspect", "export", "addsource", "checkrules"])
def test_every_command_and_option_is_documented(command: str) -> None:
    page = {"addsource": "sources.md", "checkrules": "rules.md"}.get(command, f"{command}.md")
    text = (DOCS / page).read_text(encoding="utf-8")
    parser, plain = argparse.ArgumentParser(), argparse.ArgumentParser()
    module = import_module(f"newsspider.commands.{command}")
    made = module.Command()
    made.settings = Settings()
    made.add_options(parser)
    ScrapyCommand.add_options(made, plain)

    ours = {name for action in parser._actions for name in action.option_strings}
    ours -= {name for action in plain._actions for name in action.option_strings}
    assert f"scrapy {command}" in text
    assert sorted(name for name in ours if name not in text) == []


def test_every_format_of_the_export_is_documented_with_its_fields() -> None:
    text = (DOCS / "export.md").read_text(encoding="utf-8")
    assert sorted(form for form in FORMATS if f"| `{form}` |" not in text) == []
    assert sorted(name for name in to_cc_news({}) if f"`{name}`" not in text) == []
