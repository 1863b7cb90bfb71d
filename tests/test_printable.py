"""Text from outside steers no terminal, shows no secret and is no formula."""

from __future__ import annotations

import logging

import pytest

from newsspider.printable import SafeRecord, csv_cell, printable, without_secrets


def test_control_bidi_and_line_ends_are_replaced() -> None:
    shown = printable("a\x1b[31mb\x9bc\u202ed\ne\x00f\u2028g")
    assert shown.isprintable()
    assert shown.replace("\ufffd", "") == "a[31mbcdefg"
    assert printable("Überfahrt – 渡轮") == "Überfahrt – 渡轮"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("get http://ann:hush@paper.example/x", "get http://[hidden]@paper.example/x"),
        ("http://hush@proxy:3128", "http://[hidden]@proxy:3128"),
        ("https://a.example/?id=4&token=hush&page=2", "https://a.example/?id=4&token=[hidden]&page=2"),
        ("https://a.example/?X-Amz-Signature=hush", "https://a.example/?X-Amz-Signature=[hidden]"),
        ("https://a.example/?access_token=hush#top", "https://a.example/?access_token=[hidden]#top"),
        ("'https://a.example/?api_key=hush' failed", "'https://a.example/?api_key=[hidden]' failed"),
        ("write to ann@paper.example", "write to ann@paper.example"),
        ("https://a.example/@ann/?keyword=ferry", "https://a.example/@ann/?keyword=ferry"),
    ],
)
def test_secrets_are_hidden_and_nothing_else(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_a_cell_is_no_formula(text: str) -> None:
    assert csv_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ferry = back", "1-1", "'quoted'"])
def test_other_cells_stay(text: str) -> None:
    assert csv_cell(text) == text


def test_a_log_record_is_one_safe_line() -> None:
    record = SafeRecord("x", logging.INFO, "f", 1, "failed: %s (%s)", ("http://a:hush@b/\n\x1b[2J", "so"), None)
    assert record.getMessage() == "failed: http://[hidden]@b/ \ufffd[2J (so)"
