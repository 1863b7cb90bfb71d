from __future__ import annotations

import pytest

from newsspider.core.metadata.rules import PEOPLE_GROUPS, PHRASE_GROUPS, MetadataRuleError
from newsspider.rules.metadata import bundled_metadata_rules, read_table


def test_the_bundled_data_is_read_once_and_complete() -> None:
    rules = bundled_metadata_rules()
    assert bundled_metadata_rules() is rules
    assert all(rules.phrases[group] for group in PHRASE_GROUPS)
    assert all(rules.people[group] for group in PEOPLE_GROUPS)


def test_agencies_are_many_and_known_by_their_codes() -> None:
    rules = bundled_metadata_rules()
    assert len(rules.agencies) >= 40
    wanted = (
        "AP AFP Reuters dpa EFE ANSA Xinhua Kyodo TASS PTI ANI AAP PA CP UPI AA APA SDA ANP Belga Ritzau NTB TT STT"
    )
    wanted += " PAP ČTK MTI Lusa Yonhap Bernama ANTARA SPA WAM MENA KUNA WAFA IRNA GNA NAN Bloomberg"
    assert [code for code in wanted.split() if code not in rules.agency_codes] == []
    assert all(agency.languages for agency in rules.agencies)
    assert len({agency.name for agency in rules.agencies}) == len(rules.agencies)


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_has_names_in_many_languages(number: int) -> None:
    assert sum(month == number for month in bundled_metadata_rules().months.values()) >= 20


def test_a_broken_file_is_named() -> None:
    with pytest.raises(MetadataRuleError, match=r"mine\.toml: Invalid value"):
        read_table("by =", "mine.toml")
