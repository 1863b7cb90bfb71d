"""An inspection as a page for the browser: the article beside its page's blocks."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from newsspider.inspection.view import evidence_of, fields_of
from newsspider.report.html import Html, document, foreign, join, link, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsspider.inspection.view import Field, Inspection, Relation, SeenBlock

_MOST_BLOCKS = 5_000
_MOST_CHARS = 4_000  # of one removed block
_FOLDED_FROM = 6  # neighbouring removed blocks of one role and rule that are folded into one line
_VALUE_CHARS = 2_000
_LINKED_FIELDS = frozenset(("url", "canonical_url", "requested_url", "image", "discovery.url", "rights.license",
                            "rights.tdm_policy"))  # fmt: skip
_PART_TAGS = {"same": "span", "out": "del", "in": "ins"}


def inspection_page(shown: Inspection) -> str:
    """Return the page: one file that loads nothing and runs nothing."""
    record = shown.record
    title = str(record.get("title") or shown.url or "no title")
    body = join((
        tag("a", "Skip to the blocks", class_="skip", href="#blocks"),
        tag("header", _head(shown, title), class_="top"),
        tag(
            "main",
            tag("div", _article(shown), _blocks(shown.blocks), class_="sides"),
            _metadata(record),
            _relations(shown.relations),
            _memory(shown.memory),
        ),
        tag("footer", "Made by scrapy inspect. This file loads nothing and runs no script.", class_="end"),
    ))  # fmt: skip
    return document(f"{title} · newsspider", body, "inspection")


def _head(shown: Inspection, title: str) -> Html:
    record = shown.record
    removed = sum(not block.kept for block in shown.blocks)
    extraction = record.get("extraction")
    sure = extraction.get("confidence") if isinstance(extraction, dict) else None
    chips = [
        tag("li", shown.verdict or "article", class_="chip bad" if shown.verdict else "chip good"),
        tag("li", f"{record.get('words') or 0} words", class_="chip"),
        tag("li", f"{len(shown.blocks) - removed} blocks kept", class_="chip"),
        tag("li", f"{removed} removed", class_="chip"),
        tag("li", f"confidence {sure}", class_="chip") if sure is not None else None,
        tag("li", foreign(record["language"]), class_="chip") if record.get("language") else None,
        tag("li", "only a teaser", class_="chip warn") if record.get("truncated") else None,
        tag("li", f"from {shown.how}", class_="chip"),
        tag("li", tag("code", record["id"]), class_="chip") if record.get("id") else None,
    ]
    return join((
        tag("h1", foreign(title)),
        tag("p", link(shown.url), class_="soft") if shown.url else None,
        tag("ul", chips, class_="chips"),
        [tag("p", note, class_="note") for note in shown.notes],
    ))  # fmt: skip


def _article(shown: Inspection) -> Html:
    """Return the article as it is stored, each paragraph leading to its block."""
    record = shown.record
    places: dict[str | None, int] = {}
    for number, block in enumerate(shown.blocks[:_MOST_BLOCKS]):
        if block.kept:
            places.setdefault(block.text, number)
    paragraphs = [part for part in str(record.get("text") or "").split("\n\n") if part]
    subheadings = {block.text for block in shown.blocks if block.kept and block.role == "subheading"}
    shown_text = []
    for part in paragraphs:
        place = places.get(part)
        to = tag("a", "→", href=f"#b{place}", class_="to", aria_label="to its block") if place is not None else None
        shown_text.append(tag("h3" if part in subheadings else "p", foreign(part), " ", to))
    description = record.get("description")
    return tag(
        "section",
        tag("h2", "The article as stored" if record.get("id") else "The article as it would be stored", id="article"),
        tag("p", foreign(description), class_="soft") if description else None,
        shown_text or tag("p", "No text: nothing would be stored.", class_="soft"),
        class_="article",
        tabindex="0",
        aria_labelledby="article",
    )


def _blocks(blocks: Sequence[SeenBlock]) -> Html:
    """Return all blocks in the order of the page; long runs that fell to one rule are folded."""
    rows: list[Html] = []
    numbered = list(enumerate(blocks[:_MOST_BLOCKS]))
    pages = max((block.page for block in blocks), default=1)
    for (_, role, rule), run in groupby(numbered, key=lambda nb: (nb[1].page, nb[1].role, nb[1].rule)):
        items = [_block(number, block, several_pages=pages > 1) for number, block in run]
        if rule is None or len(items) < _FOLDED_FROM:
            rows += items
            continue
        summary = tag("summary", f"{len(items)} blocks removed ", _why(role, rule))
        rows.append(tag("li", tag("details", summary, tag("ol", items, class_="blocks")), class_="run"))
    if len(blocks) > _MOST_BLOCKS:
        rows.append(tag("li", f"{len(blocks) - _MOST_BLOCKS} more blocks; --json has them all"))
    return tag(
        "section",
        tag("h2", "The page's blocks", id="blocks", tabindex="-1"),
        tag("ol", rows, class_="blocks") if rows else tag("p", "None.", class_="soft"),
        aria_labelledby="blocks",
    )


def _block(number: int, block: SeenBlock, *, several_pages: bool) -> Html:
    if block.text is None:
        text = tag("p", f"{block.chars} characters", class_="soft")
    else:
        cut = block.text if block.kept else block.text[:_MOST_CHARS]
        more = f" … {len(block.text) - len(cut)} more characters" if len(cut) < len(block.text) else None
        inner = foreign(cut) if block.kept else tag("del", foreign(cut))
        text = tag("p", inner, more)
    sure = None
    if block.score is not None:
        sure = tag("span", f"{block.score:.2f}", class_="sure", title="how surely it belongs to the body, 0 to 1")
    return tag(
        "li",
        tag(
            "div",
            tag("span", "kept" if block.kept else "removed", class_="good" if block.kept else "bad"),
            " ",
            _why(block.role, block.rule),
            " ",
            sure,
            tag("span", " ", foreign(block.detail), class_="soft") if block.detail else None,
            tag("span", f" page {block.page}", class_="soft") if several_pages else None,
            class_="why",
        ),
        text,
        tag("code", foreign(block.path), class_="path") if block.path else None,
        id=f"b{number}",
        class_="kept" if block.kept else "gone",
    )


def _why(role: str | None, rule: str | None) -> Html:
    """Return a block's role, and the rule that removed it."""
    return join((tag("span", role or "text", class_="role"), tag("code", rule) if rule else None), " ")


def _metadata(record: dict[str, Any]) -> Html:
    rows = [_field(field) for field in fields_of(record)]
    evidence = [
        tag("tr", tag("th", foreign(key), scope="row"), tag("td", foreign(_plain(value)[:_VALUE_CHARS])))
        for key, value in evidence_of(record).items()
    ]
    head = tag("thead", tag("tr", [tag("th", name, scope="col") for name in ("field", "value", "where it was read")]))
    return join((
        tag("h2", "Metadata, and where it was read"),
        tag("div", tag("table", head, tag("tbody", rows)), class_="scroll", tabindex="0", role="region",
            aria_label="Metadata"),
        [tag("h2", "What else the extraction notes"), tag("table", tag("tbody", evidence))] if evidence else None,
    ))  # fmt: skip


def _field(field: Field) -> Html:
    value = _plain(field.value)[:_VALUE_CHARS]
    shown = link(value) if field.name in _LINKED_FIELDS else foreign(value)
    origin = foreign(field.origin) if field.origin else tag("span", "–", class_="soft")
    return tag("tr", tag("th", field.name, scope="row"), tag("td", shown), tag("td", origin))


def _relations(relations: Sequence[Relation]) -> Html | None:
    if not relations:
        return None
    return join((tag("h2", "Copies and versions"), [_relation(relation) for relation in relations]))


def _relation(relation: Relation) -> Html:
    """Return another record, and what changed from it to this one."""
    similarity = None if relation.similarity is None else f", similarity {relation.similarity}"
    heading = tag("h3", relation.kind, ": ", tag("code", relation.id), similarity)
    if relation.missing:
        return join((heading, tag("p", "Its record isn't in this folder.", class_="soft")))
    same = sum(change.kind == "same" for change in relation.changes)
    changed = [
        tag("p", [tag(_PART_TAGS[kind], text, dir="auto") for kind, text in change.parts], class_="change")
        for change in relation.changes
        if change.kind != "same"
    ]
    return join((
        heading,
        tag("p", foreign(relation.title or ""), " ", link(relation.url), class_="soft"),
        tag("p", tag("del", "Only there"), ", ", tag("ins", "only here"), ":", class_="change") if changed else None,
        changed,
        tag("p", f"{same} paragraphs are the same." if changed else "The texts are the same.", class_="soft"),
    ))  # fmt: skip


def _memory(memory: dict[str, Any] | None) -> Html | None:
    if not memory:
        return None
    rows = [
        tag("tr", tag("td", foreign(entry["text"])), tag("td", entry["seen"]), tag("td", foreign(entry["path"])))
        for entry in memory["texts"]
    ]
    head = tag("thead", tag("tr", [tag("th", name, scope="col") for name in ("text", "seen", "place")]))
    return join((
        tag("h2", "What ", foreign(memory["site"]), " repeats"),
        tag("p", f"Learned from {memory['stories']} stories since {memory['since']}.", class_="soft"),
        tag("table", head, tag("tbody", rows)) if rows else tag("p", "No text recurs on enough of them."),
    ))  # fmt: skip


def _plain(value: Any) -> str:
    """Return a field's value as a person reads it."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
