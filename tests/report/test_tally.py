"""Records counted together give what each says; lengths are right to half a step."""

from __future__ import annotations

import statistics
from random import Random
from typing import Any

import pytest

from newsspider.report import tally
from newsspider.report.figures import gather
from newsspider.report.summary import EARLIER, RECENT_DAYS, Summary
from newsspider.report.tally import Tally, length_step
from tests.report.corpus import DAYS, record


def counted(*records: dict[str, Any]) -> Summary:
    found = Tally()
    for one in records:
        found.record(one)
    return found.summary()


@pytest.mark.parametrize("words", [1, 2, 19, 20, 21, 150, 997, 12_345, 10**7])
def test_a_length_is_right_to_half_a_step_of_5_percent(words: int) -> None:
    assert abs(length_step(words) - words) <= max(0.5, words * 0.025 + 0.5)


@pytest.mark.parametrize(("words", "step"), [(0, 0), (-3, 0), (1, 1), (20, 20), (10**400, length_step(10**9))])
def test_the_ends_of_the_lengths(words: int, step: int) -> None:
    assert length_step(words) == step


def test_few_lengths_are_kept_however_many_there_are() -> None:
    assert len({length_step(words) for words in range(100_000)}) < 250


def test_medians_are_near_those_of_the_records(tmp_path: Any) -> None:
    random = Random(3)
    written = [record(number, random.choice(DAYS), random) for number in range(2_000)]
    said = gather(tmp_path, counted(*written), "2026-03-21T00:00:00Z")
    for site in said["sites"]:
        for name, days in (("before", DAYS[:-RECENT_DAYS]), ("recent", DAYS[-RECENT_DAYS:])):
            its = [r for r in written if r["domain"] == site["site"] and r["fetched_at"][:10] in days]
            removed = [r["extraction"]["removed"][0]["chars"] for r in its]
            shares = [chars / (chars + len(r["text"])) for r, chars in zip(its, removed, strict=True)]
            assert site[name]["records"] == len(its) > 50
            assert site[name]["words"] == pytest.approx(statistics.median_low(r["words"] for r in its), rel=0.03)
            assert site[name]["removed"] == pytest.approx(statistics.median_low(shares), abs=0.006)


def test_the_rows_at_once_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(5)
    written = [record(number, random.choice(DAYS), random) for number in range(300)]
    whole = counted(*written).to_dict()
    monkeypatch.setattr(tally, "_ROWS_AT_ONCE", 7)
    by_seven = counted(*written).to_dict()
    assert {key: sorted(map(str, entry)) for *key_, entry in by_seven["samples"] for key in ["/".join(key_)]} == {
        key: sorted(map(str, entry)) for *key_, entry in whole["samples"] for key in ["/".join(key_)]
    }
    for one in (whole, by_seven):
        one["copies"].sort()
        one["printed"].sort()
        del one["samples"]
    assert by_seven == whole


def test_only_the_last_days_keep_their_lengths_apart() -> None:
    days = [f"{year}-{month:02}-01" for year in range(2020, 2026) for month in range(1, 13)]
    written = [{"text": "x", "words": 5, "domain": "a.example", "fetched_at": f"{day}T08:00:00Z"} for day in days]
    for order in (written, written[::-1]):
        found = Summary()
        for one in order:
            found.add(counted(one))
        (site,) = found.sites.values()
        assert set(site.lengths) == {EARLIER, days[-1]}
        assert site.lengths[EARLIER].words == {5: len(days) - 1}
        assert dict(sorted(site.days.items())) == dict.fromkeys(days, 1)


@pytest.mark.parametrize("moment", [None, "", "yesterday", "2026-W10-1T08", "20260301T08", 5], ids=str)
def test_a_record_without_a_day_counts_on_no_day(tmp_path: Any, moment: Any) -> None:
    said = gather(tmp_path, counted({"text": "x", "words": 1, "fetched_at": moment}), "2026-03-21T00:00:00Z")
    assert (said["records"], said["days"], said["sites"][0]["before"]["records"]) == (1, {}, 1)


@pytest.mark.parametrize(
    "odd",
    [{"words": "many"}, {"words": 1.5}, {"extraction": [1]}, {"extraction": {"removed": [{"chars": "x"}]}}],
    ids=str,
)
def test_a_record_that_cannot_be_counted_counts_nowhere(odd: dict[str, Any]) -> None:
    found = Tally()
    with pytest.raises((TypeError, AttributeError)):
        found.record({"text": "x", "domain": "a.example", **odd})
    assert found.summary() == Summary()


def test_a_removed_block_without_its_length_counts_as_nothing() -> None:
    removed = [{"chars": 30}, {"role": "ad"}, {"chars": None}]
    found = counted({"text": "x" * 10, "words": 1, "domain": "a.example", "extraction": {"removed": removed}})
    assert found.sites["a.example"].lengths[EARLIER].removed == {75: 1}
