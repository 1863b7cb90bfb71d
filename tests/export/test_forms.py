"""Each form has what its readers expect, and nothing in a text becomes a formula, markup or a path."""

from __future__ import annotations

from typing import Any

import pytest
from markdown_it import MarkdownIt

from newsspider.export.forms import (
    escape_markdown,
    file_name,
    flat_names,
    flat_record,
    to_cc_news,
    to_csv_row,
    to_dolma,
    to_json_ld,
    to_markdown,
)
from newsspider.export.schema import conform, record_types, sql_type
from tests.export.support import a_record, odd_records

RECORD = a_record(1, "One.\n\nTwo.", agency="Reuters", tags=["a", "b"], is_accessible_for_free=False)
ODD: list[dict[str, Any]] = [
    {},
    {"text": None, "words": "many", "tags": "a", "rights": [], "extraction": 7, "title": {}},
]


def test_a_flat_record_has_the_same_names_always() -> None:
    assert tuple(flat_record(RECORD)) == flat_names()
    assert {"id", "text", "rights_license", "dedup_of", "extraction_confidence"} <= set(flat_names())
    assert all(tuple(flat_record(record)) == flat_names() for record in ODD)


def test_dolma() -> None:
    document = to_dolma(RECORD)
    assert list(document) == ["id", "text", "source", "added", "created", "metadata"]
    assert (document["id"], document["text"]) == (RECORD["id"], RECORD["text"])
    assert document["created"] == "2026-03-10T21:30:00.000Z"
    assert document["added"] == "2026-03-11T08:00:00.000Z"
    assert document["metadata"]["agency"] == "Reuters"


@pytest.mark.parametrize(
    ("date", "created", "cc_news"),
    [
        ("2026-03-10", "2026-03-10T00:00:00.000Z", "2026-03-10 00:00:00"),
        ("2026-03-10T09:00:00", "2026-03-10T09:00:00.000Z", "2026-03-10 09:00:00"),
        ("2026-03-10T09:00:00.5-05:00", "2026-03-10T14:00:00.500Z", "2026-03-10 09:00:00"),
        ("0001-01-01T00:00:00+14:00", None, "0001-01-01 00:00:00"),
        ("soon", None, ""),
        (None, None, ""),
        (7, None, ""),
    ],
)
def test_dates_as_the_forms_have_them(date: Any, created: str | None, cc_news: str) -> None:
    record = {**RECORD, "date_published": date}
    assert to_dolma(record).get("created") == created
    assert to_cc_news(record)["date"] == cc_news


def test_cc_news_has_its_columns_and_no_nulls() -> None:
    row = to_cc_news({**RECORD, "image": None})
    assert list(row) == ["title", "text", "domain", "date", "description", "url", "image_url"]
    assert all(isinstance(value, str) for value in row.values())
    assert row["image_url"] == ""


def test_json_ld_says_what_is_known_in_the_terms_of_schema_org() -> None:
    found = to_json_ld({**RECORD, "type": None})
    assert found["@context"] == "https://schema.org"
    assert found["@type"] == "NewsArticle"
    assert found["articleBody"] == RECORD["text"]
    assert found["author"][0] == {"@type": "Person", "name": "Ada Byron"}
    assert found["sourceOrganization"]["name"] == "Reuters"
    assert found["isAccessibleForFree"] is False
    assert not {"contributor", "license", "dateModified"} & set(found)
    assert to_json_ld({**RECORD, "type": "LiveBlogPosting"})["@type"] == "LiveBlogPosting"
    assert to_json_ld({**RECORD, "type": "<script>"})["@type"] == "NewsArticle"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_never_begins_as_a_formula(start: str) -> None:
    row = dict(zip(flat_names(), to_csv_row(a_record(1, f"{start}1+1", authors=[f"{start}x"])), strict=True))
    assert row["text"] == f"'{start}1+1"
    assert row["authors"] == f"'{start}x"


def test_cells_of_other_kinds() -> None:
    row = dict(zip(flat_names(), to_csv_row(RECORD), strict=True))
    assert (row["tags"], row["is_accessible_for_free"], row["truncated"]) == ("a; b", "false", "")
    assert (row["extraction_confidence"], row["status"]) == ("0.97", "200")


def shown(markdown: str) -> list[str]:
    """Return the paragraphs that CommonMark makes of a text, as a reader sees them; anything else raises."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}, [
        t.type for t in tokens
    ]
    parts = []
    for token in tokens:
        if token.type == "inline":
            assert {child.type for child in token.children or ()} <= {"text", "softbreak", "text_special"}
            parts.append("".join("\n" if c.type == "softbreak" else c.content for c in token.children or ()))
    return parts


@pytest.mark.parametrize("record", odd_records(), ids=lambda record: record["id"][-3:-2])
def test_markdown_shows_the_text_as_it_is(record: dict[str, Any]) -> None:
    body = to_markdown(record).partition("\n---\n\n")[2].partition("\n\n")[2]
    wanted = [" ".join(part.split()) for part in record["text"].split("\n\n")]
    assert [" ".join(part.split()) for part in shown(body)] == wanted


@pytest.mark.parametrize(
    "text", ["12) a", "1.", "+ x", "-", "- x", "===", ": x", "#tag", "a\n- b", "a\n1. b", "&lt;", "$x$"]
)
def test_signs_are_escaped(text: str) -> None:
    assert "\n".join(shown(escape_markdown(text))) == text


@pytest.mark.parametrize(
    ("record", "name"),
    [
        ({"id": "ab-1", "fetched_at": "2026-03-11T08:00:00Z"}, "2026-03-11/ab-1.md"),
        ({"id": "ab-1", "fetched_at": "../../etc"}, "undated/ab-1.md"),
        ({"id": "ab-1", "fetched_at": None}, "undated/ab-1.md"),
    ],
)
def test_a_file_is_named_by_day_and_id(record: dict[str, Any], name: str) -> None:
    assert file_name(record, "md") == name


@pytest.mark.parametrize("record_id", ["../../etc/passwd", "/abs", "a\0b", "", "x" * 300, ".hidden", "a/b", "\ud800"])
def test_an_id_never_leads_out_of_the_folder(record_id: str) -> None:
    folder, _, name = file_name({"id": record_id, "fetched_at": "2026-03-11"}, "txt").partition("/")
    assert folder == "2026-03-11"
    assert name.removesuffix(".txt").isalnum()


@pytest.mark.parametrize("record", ODD, ids=["empty", "wrong-types"])
def test_a_record_that_is_not_ours_has_a_form_too(record: dict[str, Any]) -> None:
    for form in (to_dolma, to_cc_news, to_json_ld, to_csv_row, to_markdown):
        form(record)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("text", "VARCHAR"),
        ("authors", "VARCHAR[]"),
        ("truncated", "BOOLEAN"),
        ("words", "BIGINT"),
        ("version", 'STRUCT("n" BIGINT, "previous" VARCHAR, "first_seen" VARCHAR)'),
    ],
)
def test_columns_have_the_records_types(name: str, kind: str) -> None:
    assert sql_type(record_types()[name]) == kind


@pytest.mark.parametrize("record", [*odd_records()[:3], RECORD])
def test_what_fits_stays_as_it_is(record: dict[str, Any]) -> None:
    for name, kind in record_types().items():
        if name != "extraction":
            assert conform(record[name], kind) == record[name]


@pytest.mark.parametrize(
    ("value", "name", "fits"),
    [(2**64, "words", None), (True, "words", None), ("1", "words", None), (1, "truncated", None), ([1, "a"], "tags", ["a"]),
     ({"origins": {"a": 1, "b": None}}, "extraction", [{"key": "a", "value": "1"}])],
)  # fmt: skip
def test_what_does_not_fit_is_left_out(value: Any, name: str, fits: Any) -> None:
    found = conform(value, record_types()[name])
    assert found["origins"] == fits if name == "extraction" else found == fits
