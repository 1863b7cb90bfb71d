"""An inspection on a terminal: in colour where there is one, in plain lines elsewhere."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsspider.inspection.view import evidence_of, fields_of
from newsspider.printable import printable

if TYPE_CHECKING:
    from newsspider.inspection.view import Inspection, Relation, SeenBlock

_PLAIN_WIDTH = 160
_SHORT_CHARS = 280  # of a block that is shown without --full
_MOST_BLOCKS = 2_000
_PART_STYLES = {"same": "", "out": "red strike", "in": "green underline"}
_MARKS = {"same": " ", "out": "-", "in": "+", "changed": "~"}


def show(shown: Inspection, *, full: bool, console: Console | None = None) -> None:
    """Print an inspection.

    Args:
        shown: what to print.
        full: blocks and comparisons whole; else long blocks are cut, and unchanged paragraphs left out.
        console: where to; by default standard output.
    """
    console = console or Console(highlight=False, width=None if sys.stdout.isatty() else _PLAIN_WIDTH)
    _head(shown, console)
    console.print(_blocks(shown.blocks, full=full))
    _fields(shown, console)
    for relation in shown.relations:
        _relation(relation, console, full=full)
    if shown.memory:
        console.print()
        show_site(shown.memory, console=console)


def show_site(memory: dict[str, Any], *, console: Console | None = None) -> None:
    """Print what a site's memory knows."""
    console = console or Console(highlight=False, width=None if sys.stdout.isatty() else _PLAIN_WIDTH)
    title = f"What {memory['site']} repeats: learned from {memory['stories']} stories since {memory['since']}"
    console.print(Text(printable(title), style="bold"))
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    for entry in memory["texts"]:
        text = Text(printable(entry["text"]))
        if entry.get("said"):
            text.append(f"  {entry['said']}", style="bold yellow")
        table.add_row(Text(printable(entry["seen"]), style="cyan"), text)
    console.print(table if memory["texts"] else "no text recurs on enough of them")


def _head(shown: Inspection, console: Console) -> None:
    record = shown.record
    console.print(Text(printable(str(record.get("title") or "no title")), style="bold"))
    console.print(Text(printable(str(shown.url or "no address")), style="dim"))
    removed = sum(not block.kept for block in shown.blocks)
    sure = _extraction(record).get("confidence")
    verdict = (
        Text("article", style="green") if shown.verdict is None else Text(printable(shown.verdict), style="bold red")
    )
    facts = [
        f"{record.get('words') or 0} words",
        f"{len(shown.blocks) - removed} blocks kept, {removed} removed",
        f"confidence {sure}" if sure is not None else "",
        f"from {printable(shown.how)}",
        printable(str(record.get("id") or "")),
    ]
    console.print(Text.assemble(verdict, "  ·  ", "  ·  ".join(filter(None, facts))))
    for note in shown.notes:
        console.print(Text(printable(note), style="yellow"))
    console.print()


def _blocks(blocks: tuple[SeenBlock, ...], *, full: bool) -> Table:
    """Return the blocks in order, a row each."""
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    for name in ("", "role"):
        table.add_column(name, no_wrap=True)
    table.add_column("sure", justify="right")
    table.add_column("text, and the rule that removed it", overflow="fold", ratio=1)
    for block in blocks[:_MOST_BLOCKS]:
        text = printable(_short(block, full=full))
        cell = Text(text) if block.kept else Text(text, style="strike dim")
        if not block.kept:
            why = f"{block.rule}: {block.detail}" if block.detail else str(block.rule)
            cell = Text.assemble(cell, "  ", Text(printable(why), style="not strike red"))
        mark = Text("+", style="green") if block.kept else Text("-", style="red")
        sure = "" if block.score is None else f"{block.score:.2f}"
        table.add_row(mark, Text(printable(block.role or "text"), style="" if block.kept else "dim"), sure, cell)
    if len(blocks) > _MOST_BLOCKS:
        table.add_row("", "", "", f"{len(blocks) - _MOST_BLOCKS} more blocks; --json has them all")
    return table


def _short(block: SeenBlock, *, full: bool) -> str:
    if block.text is None:
        return f"[{block.chars} characters]"
    text = " ".join(block.text.split())
    return text if full or len(text) <= _SHORT_CHARS else f"{text[:_SHORT_CHARS]} … ({len(text)} characters)"


def _fields(shown: Inspection, console: Console) -> None:
    """Print the metadata with where each was read, and what else the extraction says."""
    console.print(Text("\nMetadata, and where it was read", style="bold"))
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=2)
    table.add_column(overflow="fold", ratio=1)
    for field in fields_of(shown.record):
        table.add_row(
            Text(printable(field.name), style="dim"),
            Text(printable(_plain(field.value))),
            Text(printable(str(field.origin or "")), style="cyan"),
        )
    console.print(table)
    evidence = evidence_of(shown.record)
    if evidence:
        console.print(Text("\nWhat else the extraction notes", style="bold"))
        _pairs({key: _plain(value) for key, value in evidence.items()}, console)


def _pairs(pairs: dict[str, str], console: Console) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    for key, value in pairs.items():
        table.add_row(Text(printable(str(key)), style="dim"), Text(printable(value)))
    console.print(table)


def _relation(relation: Relation, console: Console, *, full: bool) -> None:
    """Print another record and what changed from it to this one."""
    similarity = "" if relation.similarity is None else f", similarity {relation.similarity}"
    console.print(Text(f"\n{printable(relation.kind)}: {printable(relation.id)}{similarity}", style="bold"))
    if relation.missing:
        console.print("its record isn't in this folder")
        return
    console.print(Text(printable(str(relation.url or "")), style="dim"))
    if any(change.kind != "same" for change in relation.changes):
        console.print(Text("- only there, + only here, ~ changed", style="dim"))
    same = 0
    for change in relation.changes:
        if change.kind == "same" and not full:
            same += 1
            continue
        line = Text(f"{_MARKS[change.kind]} ")
        for kind, text in change.parts:
            line.append(printable(text), style=_PART_STYLES[kind])
        console.print(line)
    if same:
        console.print(Text(f"  {same} paragraphs are the same", style="dim"))


def _plain(value: Any) -> str:
    """Return a field's value as a person reads it."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _extraction(record: dict[str, Any]) -> dict[str, Any]:
    value = record.get("extraction")
    return value if isinstance(value, dict) else {}
