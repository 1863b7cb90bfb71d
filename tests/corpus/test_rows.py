"""The lines of a corpus."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsspider.corpus.rows import BadRow, read_row
from tests.core.dedupe.wire import story


def line(**more: Any) -> bytes:
    return json.dumps({"id": "a", "text": story(1), **more}).encode()


def test_a_line_gives_its_id_and_print() -> None:
    row_id, found = read_row(
        line(title="T", url="https://news.paper.com/1?utm_source=x", date_published="1970-01-02", publisher="Paper")
    )

    assert row_id == "a"
    assert found.weight > 300
    assert (found.source, found.hours) == ("paper.com", 36.0)


def test_the_publisher_is_the_source_where_there_is_no_address() -> None:
    assert read_row(line(publisher="Paper"))[1].source == "Paper"
    assert read_row(line(publisher="Wire", agency="Wire"))[1].original


@pytest.mark.parametrize(
    ("raw", "message", "row_id"),
    [
        pytest.param(b"", "empty line", None, id="empty"),
        pytest.param(b"{", "not JSON", None, id="cut"),
        pytest.param(b"\xff\xfe", "not JSON", None, id="bytes"),
        pytest.param(b"[" * 100_000, "not JSON", None, id="deep"),
        pytest.param(b"[1]", "not a JSON object", None, id="list"),
        pytest.param(b'{"text": "x"}', "no id", None, id="no-id"),
        pytest.param(b'{"id": true, "text": "x"}', "neither a string", None, id="true"),
        pytest.param(b'{"id": "a"}', "no text", "a", id="no-text"),
        pytest.param(b'{"id": 7, "text": null}', "no text", 7, id="null"),
        pytest.param(b'{"id": 7, "text": []}', "isn't a string", 7, id="text-list"),
    ],
)
def test_a_bad_line_says_what_is_wrong(raw: bytes, message: str, row_id: object) -> None:
    with pytest.raises(BadRow, match=message) as raised:
        read_row(raw)

    assert raised.value.id == row_id


def test_other_fields_may_be_anything() -> None:
    row_id, found = read_row(line(title=3, url=[], date_published={}, publisher=None, id=12))

    assert (row_id, found.source, found.hours) == (12, None, None)
