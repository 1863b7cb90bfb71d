from __future__ import annotations

from typing import Any

import pytest

from newsspider.core.metadata.holder import holder_of, tidy_holder
from newsspider.core.metadata.rights import find_rights
from newsspider.core.metadata.structured import Structured
from tests.core.metadata.support import RULES, block, ld, meta, page


@pytest.mark.parametrize(
    ("notice", "holder"),
    [
        ("© 2025 Lake Post", "Lake Post"),
        ("© Lake Post 2025. All rights reserved.", "Lake Post"),
        ("Copyright © 2019-2025 Lake Post Media Ltd. All rights reserved.", "Lake Post Media Ltd."),
        ("Copyright 2025 The Associated Press. All rights reserved.", "The Associated Press"),
        ("All rights reserved. Copyright Lake Wire. You may not copy it.", "Lake Wire"),
        ("(c) Lake Post | Imprint | Privacy", "Lake Post"),
        ("© Ediciones del Lago, S. L. Todos los derechos reservados", "Ediciones del Lago, S. L."),
        ("© 2025 Seebote GmbH – Alle Rechte vorbehalten", "Seebote GmbH"),
        ("© Le Lac, tous droits réservés", "Le Lac"),
        ("© seebote.example", "seebote.example"),
        ("版权所有：湖畔日报", "湖畔日报"),
        ("All rights reserved.", None),
        ("© 2025", None),
        ("Please respect the copyright of others.", None),
        ("", None),
        ("©" * 5_000, None),
    ],
)
def test_holder_as_worded(notice: str, holder: str | None) -> None:
    assert holder_of(notice, RULES) == holder


@pytest.mark.parametrize(
    "text", ["", "x" * 500, "one two three four five six seven eight nine ten eleven", "2025", "***"]
)
def test_no_name_in_it(text: str) -> None:
    assert tidy_holder(text, RULES) is None


def rights(head: str = "", blocks: Any = (), **headers: str) -> tuple[Any, dict[str, str]]:
    parsed = page(head, **headers)
    return find_rights(parsed, blocks, Structured(parsed), RULES)


def test_the_notice_is_kept_with_the_holder() -> None:
    notice = block("legal", "© 2025 Lake Post. All rights reserved.")
    more = block("legal", "Do not copy.")._replace(rule="legal/rights")
    cookies = block("legal", "We use cookies to count our readers.")._replace(rule="legal/cookies")
    found, origins = rights(blocks=[cookies, notice, notice, more])
    assert found.notice == "© 2025 Lake Post. All rights reserved.\nDo not copy."
    assert found.copyright_holder == "Lake Post"
    assert origins["rights.notice"] == "legal block"
    assert origins["rights.copyright_holder"] == "notice"


def test_a_notice_taken_for_text_names_its_holder_too() -> None:
    blocks = [
        block("paragraph", "The ferry is back."),
        block("paragraph", "© 2025 Lake Wire. All rights stay with it."),
    ]
    found, _ = rights(blocks=blocks)
    assert (found.copyright_holder, found.notice) == ("Lake Wire", None)


@pytest.mark.parametrize(
    ("head", "holder"),
    [
        (ld(copyrightHolder={"name": "Lake Wire"}), "Lake Wire"),
        (meta(copyright="Lake Post 2025"), "Lake Post"),
        (meta(**{"dcterms.rightsHolder": "Lake Post"}), "Lake Post"),
        (meta(copyright="https://lakepost.example/terms"), None),
        ("", None),
    ],
    ids=["json-ld", "meta", "dublin core", "address", "none"],
)
def test_holder_from_the_head(head: str, holder: str | None) -> None:
    assert rights(head)[0].copyright_holder == holder


@pytest.mark.parametrize(
    ("head", "headers", "reservation", "policy"),
    [
        (meta(**{"tdm-reservation": "1"}), {}, True, None),
        (meta(**{"tdm-reservation": "0"}), {}, False, None),
        (meta(**{"tdm-reservation": "maybe"}), {}, None, None),
        ("", {"TDM_Reservation": "1", "TDM_Policy": "/tdm.json"}, True, "https://www.lakepost.example/tdm.json"),
        (meta(**{"tdm-reservation": "1"}), {"tdm_reservation": "0"}, True, None),
        ("", {}, None, None),
    ],
    ids=["meta", "none reserved", "nonsense", "headers", "page before header", "not stated"],
)
def test_tdm_signals(head: str, headers: dict[str, str], reservation: bool | None, policy: str | None) -> None:
    found, origins = rights(head, **headers)
    assert (found.tdm_reservation, found.tdm_policy) == (reservation, policy)
    assert ("rights.tdm_reservation" in origins) == (reservation is not None)


def test_robots_of_page_and_header_are_joined() -> None:
    found, origins = rights(meta(robots="noai, NoImageAI,noarchive"), X_Robots_Tag="noarchive, max-snippet:5")
    assert found.meta_robots == "noai, noimageai, noarchive, max-snippet:5"
    assert origins["rights.meta_robots"] == "meta+header"
    assert rights()[0].meta_robots is None


@pytest.mark.parametrize(
    ("head", "license_"),
    [
        (ld(license="https://creativecommons.org/licenses/by/4.0/"), "https://creativecommons.org/licenses/by/4.0/"),
        (ld(license={"url": "https://lakepost.example/l"}), "https://lakepost.example/l"),
        ('<link rel="license" href="/terms">', "https://www.lakepost.example/terms"),
        (
            meta(rights="http://creativecommons.org/licenses/by-sa/3.0/"),
            "http://creativecommons.org/licenses/by-sa/3.0/",
        ),
        (meta(rights="All rights reserved"), None),
    ],
    ids=["json-ld", "json-ld object", "link", "meta", "no license"],
)
def test_license(head: str, license_: str | None) -> None:
    assert rights(head)[0].license == license_
