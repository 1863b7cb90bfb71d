"""One record in the forms that other tools read. Pure: a record in, a value or text out."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import is_dataclass
from datetime import UTC, datetime
from typing import Any

from newsspider.export.schema import conform, record_types
from newsspider.printable import csv_cell

_APART = frozenset(("rights", "dedup", "version", "discovery", "extraction"))
# Parts of the extraction whose keys differ from record to record: a table has no place for them.
_NO_COLUMNS = frozenset(("origins", "removed", "evidence"))
_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>&~|$])")
_MARKDOWN_START = re.compile(r"^(\s*)(#|[-+=:](?=[\s=:-]|$)|\d{1,9}(?=[.)]))", re.MULTILINE)
_SAFE_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,120}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def flat_names() -> tuple[str, ...]:
    """Return the names of `flat_record`'s fields in order."""
    return tuple(flat_record({}))


def flat_record(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record without nesting: ``rights.license`` is ``rights_license``; lists stay lists."""
    found: dict[str, Any] = {}
    for name, kind in record_types().items():
        value = conform(record.get(name), kind)
        if name in _APART and is_dataclass(kind):
            found |= {f"{name}_{key}": part for key, part in value.items() if key not in _NO_COLUMNS}
        else:
            found[name] = value
    return found


def to_dolma(record: dict[str, Any]) -> dict[str, Any]:
    """Return a Dolma document: id, text, source, added, created, metadata. ``created`` is absent where no date is known."""
    flat = flat_record(record)
    document = {"id": flat.pop("id"), "text": flat.pop("text"), "source": "newsspider"}
    for name, moment in (("added", flat["fetched_at"]), ("created", flat["date_published"])):
        if (stamp := _utc_stamp(moment)) is not None:
            document[name] = stamp
    return {**document, "metadata": flat}


def to_cc_news(record: dict[str, Any]) -> dict[str, str]:
    """Return the columns of Hugging Face's cc_news, all strings as there: what isn't known is empty."""
    flat = flat_record(record)
    names = {"title": "title", "text": "text", "domain": "domain", "description": "description", "url": "url",
             "image_url": "image"}  # fmt: skip
    row = {column: flat[name] or "" for column, name in names.items()}
    order = ("title", "text", "domain", "date", "description", "url", "image_url")
    row["date"] = _wall_time(flat["date_published"])
    return {name: row[name] for name in order}


def to_json_ld(record: dict[str, Any]) -> dict[str, Any]:
    """Return a schema.org description; what isn't known is absent."""
    flat = flat_record(record)
    license_ = flat["rights_license"]
    known = {
        "@context": "https://schema.org",
        "@type": flat["type"] if re.fullmatch(r"[A-Z][A-Za-z]{0,60}", flat["type"] or "") else "NewsArticle",
        "@id": flat["canonical_url"] or flat["url"],
        "identifier": flat["id"],
        "url": flat["url"],
        "headline": flat["title"],
        "alternativeHeadline": flat["kicker"],
        "description": flat["description"],
        "articleBody": flat["text"],
        "wordCount": flat["words"],
        "author": [{"@type": "Person", "name": name} for name in flat["authors"]],
        "contributor": [{"@type": "Person", "name": name} for name in flat["contributors"]],
        "datePublished": flat["date_published"],
        "dateModified": flat["date_modified"],
        "dateline": flat["dateline"],
        "sourceOrganization": _named("NewsMediaOrganization", flat["agency"]),
        "inLanguage": flat["language"],
        "articleSection": flat["section"],
        "keywords": flat["tags"],
        "image": flat["image"],
        "publisher": _named("NewsMediaOrganization", flat["publisher"]),
        "isAccessibleForFree": flat["is_accessible_for_free"],
        "copyrightHolder": _named("Organization", flat["rights_copyright_holder"]),
        "copyrightNotice": flat["rights_notice"],
        "license": license_,
        "version": flat["version_n"],
        "isBasedOn": {"@type": "CreativeWork", "identifier": flat["dedup_of"]} if flat["dedup_of"] else None,
    }
    return {name: value for name, value in known.items() if value not in (None, [], "")}


def to_csv_row(record: dict[str, Any]) -> list[str]:
    """Return a row of cells by `flat_names`; lists are joined by "; ", what isn't known is an empty cell.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    return [_cell(value) for value in flat_record(record).values()]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = text.replace("\0", "\ufffd")
    return csv_cell(text) if isinstance(value, str | list) else text


def to_markdown(record: dict[str, Any]) -> str:
    """Return a Markdown page: what is known as YAML front matter, the headline, the text.

    Signs in the text that Markdown would read are escaped, so that a reader sees what was published.
    """
    flat = flat_record(record)
    front = {name: value for name, value in flat.items() if name != "text" and value not in (None, [], "")}
    head = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in front.items())
    headline = f"# {escape_markdown(' '.join(flat['title'].split()))}\n\n" if flat["title"] else ""
    return f"---\n{head}---\n\n{headline}{escape_markdown(flat['text'] or '')}\n"


def escape_markdown(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _MARKDOWN_START.sub(_escaped_start, _MARKDOWN_SIGNS.sub(r"\\\1", text))


def _escaped_start(found: re.Match[str]) -> str:
    sign = found[2]
    # a number is escaped behind it: backslash and digit mean nothing
    return f"{found[1]}{sign}\\" if sign.isdigit() else f"{found[1]}\\{sign}"


def to_text(record: dict[str, Any]) -> str:
    """Return the text alone, with a line end behind it."""
    return f"{record.get('text') or ''}\n"


def file_name(record: dict[str, Any], ending: str) -> str:
    """Return a record's own file name below the folder of an export: DAY/ID.ENDING."""
    day = str(record.get("fetched_at") or "")[:10]
    name = str(record.get("id"))
    if not _SAFE_NAME.fullmatch(name):
        name = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:20]
    return f"{day if _DAY.fullmatch(day) else 'undated'}/{name}.{ending}"


def _named(kind: str, name: str | None) -> dict[str, str] | None:
    return {"@type": kind, "name": name} if name else None


def _utc_stamp(moment: str | None) -> str | None:
    """Return a moment as ``2026-03-16T06:00:00.000Z``; a bare day or a local time counts as UTC."""
    parsed = _parsed(moment)
    if parsed is None:
        return None
    try:
        utc = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except OverflowError:
        return None
    return utc.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _wall_time(moment: str | None) -> str:
    """Return ``2026-03-16 07:00:00`` as the page's clock shows it, empty where no date is known."""
    parsed = _parsed(moment)
    return parsed.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds") if parsed else ""


def _parsed(moment: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(moment) if moment else None
    except ValueError:
        return None
